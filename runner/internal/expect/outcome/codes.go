package outcome

// Code is the kind of a failure, for scripts: unlike the text of a failure, it does not change.
type Code string

// The codes of failures.
const (
	Absent       Code = "absent"
	Present      Code = "present"
	Several      Code = "several"
	Type         Code = "type"
	Value        Code = "value"
	Count        Code = "count"
	Extra        Code = "extra"
	Unreadable   Code = "unreadable"
	Undocumented Code = "undocumented"
	Different    Code = "different"
	Same         Code = "same"
	NoneHolds    Code = "none_holds"
	OneHolds     Code = "one_holds"
	Share        Code = "share"
	False        Code = "false"
	Unevaluated  Code = "unevaluated"
	Connection   Code = "connection"
	Ending       Code = "ending"
	Order        Code = "order"
)

// CodeMeaning is a code with its meaning.
type CodeMeaning struct {
	Code    Code
	Meaning string
}

// Codes lists the codes in the order of the reference.
func Codes() []CodeMeaning {
	return []CodeMeaning{
		{Absent, "nothing is there: no node, no header, no member that is required"},
		{Present, "something is there that is to be absent"},
		{Several, "there are several values, and one is judged"},
		{Type, "the value is of another type"},
		{Value, "the value is another than the predicate or the schema asks for"},
		{Count, "there are more or fewer of them: nodes, items, members, characters, events"},
		{Extra, "a member or an item is there that the schema does not allow"},
		{Unreadable, "the body, the text or the event is not what is to be judged: no JSON, no markup, no event stream"},
		{Undocumented, "the OpenAPI document has no such operation, status or media type"},
		{Different, "a part differs from the other answer"},
		{Same, "the parts are the same as those of the other answer"},
		{NoneHolds, "none of the expectations holds, or none of the answers came"},
		{OneHolds, "an expectation holds that is not to"},
		{Share, "more or fewer of the samples meet the expectation"},
		{False, "the expression is false"},
		{Unevaluated, "the expression has no value, or none that is true or false"},
		{Connection, "the connection did not fail, or failed in another way"},
		{Ending, "the stream ended in another way, or too early"},
		{Order, "an event came, or a number, where the order of the stream has another"},
	}
}
