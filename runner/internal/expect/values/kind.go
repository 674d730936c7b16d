package values

// Kind is the kind of value that a predicate judges. It decides how operands are read.
type Kind int8

// The kinds of judged values.
const (
	AsJSON     Kind = iota // nil, bool, string, json.Number, []any, map[string]any
	AsText                 // string: a number among the operands is read as its text
	AsNumber               // int, int64 or json.Number: a count, a length
	AsDuration             // time.Duration: operands are durations ("150ms")
	AsSize                 // byteSize: operands are sizes ("10KiB")
	AsStatus               // int: operands may be classes ("4xx")
)

// Noun names the kind of value in messages.
func (k Kind) Noun() string {
	return [...]string{"JSON values", "text", "numbers", "durations", "sizes", "a status"}[k]
}

// Example returns an example of an operand of the kind.
func (k Kind) Example() string {
	return [...]string{"a value", "text", "a number", "a duration such as 150ms or 2s",
		"a size such as 512, 10KiB or 5MB", "a status such as 404 or 4xx"}[k]
}
