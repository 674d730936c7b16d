package lang

// Word is a key or an operator of the format, for code that reads or writes documents.
type Word struct {
	Name    string
	Meaning string // for people, in one line; of an operator: when it holds, of "it", the value
	Shape   Shape  // of its value
}

// NewWord is a word; it reads as a row of a table.
func NewWord(name string, shape Shape, meaning string) Word { return Word{name, meaning, shape} }

// Section is one map of the format as the documentation shows it.
type Section struct {
	Title string // what the map is: "a probe"
	Keys  []Word // in the order to read them in
}

// Described returns the shape of the word as JSON Schema, with its meaning.
func (w *Word) Described() Schema { return w.Shape.Schema.Described(w.Meaning) }

// Closed returns the JSON Schema of a map with at least one of these words and no other keys.
func Closed(words []Word, required ...string) Schema {
	properties := Schema{}
	for i := range words {
		properties[words[i].Name] = words[i].Described()
	}
	out := Schema{"type": "object", "minProperties": 1, "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// Names returns the names of the words, in order.
func Names(words []Word) []string {
	names := make([]string, len(words))
	for i := range words {
		names[i] = words[i].Name
	}
	return names
}
