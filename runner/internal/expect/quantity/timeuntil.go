package quantity

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/reset"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// timeUntil is `time_until`: the duration from the response to the time that a value names.
type timeUntil struct {
	want *predicate.Predicate
	as   reset.Form // "": any
	at   source.Pos
	in   predicate.Setting
}

// OfTimeUntil is the shape of the operand: a duration, or a map of operators and as.
var OfTimeUntil = lang.Of("a predicate on durations, which may have as:", lang.AnyOf(quantitySpec, lang.Reference, lang.Closed(timeUntilWords)))

var timeUntilWords = []lang.Word{
	lang.NewWord("as", lang.OneOf(reset.Names()...), "in this form alone"),
	lang.NewWord("lt", OfQuantity, "it is less"), lang.NewWord("le", OfQuantity, "it is at most so much"),
	lang.NewWord("gt", OfQuantity, "it is greater"), lang.NewWord("ge", OfQuantity, "it is at least so much"),
	lang.NewWord("between", OfRange, "it lies between the two, both included"),
	lang.NewWord("equals", OfQuantity, "it is this duration"),
	lang.NewWord("in", lang.Of("a list of durations", lang.ListOf(quantitySpec)), "it is one of these"),
	lang.NewWord("not", lang.Any, "the predicate does not hold"),
	lang.NewWord("one_of", lang.Any, "it meets at least one of these predicates"),
}

// TimeUntilWords are the keys of the operand that are not operators.
var TimeUntilWords = timeUntilWords[:1]

// CompileTimeUntil reads a predicate on durations, and the form.
func CompileTimeUntil(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	t := &timeUntil{at: c.At(n)}
	c.Timed = true
	n = source.Resolve(n)
	if n.Kind != yaml.MappingNode {
		t.want = c.Compile(n, values.AsDuration)
		return t
	}
	rest := *n
	rest.Content = nil
	for _, e := range source.Entries(n) {
		if e.Key != "as" {
			rest.Content = append(rest.Content, e.KeyNode, e.Value)
			continue
		}
		word, ok := c.Text(e.Value, "as")
		if !ok {
			return nil
		}
		if !slices.Contains(reset.Forms, reset.Form(word)) {
			c.UnknownWord(source.Resolve(e.Value), "form", word, reset.Names()).Next = "known: " + text.List(reset.Names(), "and")
			return nil
		}
		t.as = reset.Form(word)
	}
	if len(rest.Content) == 0 {
		c.Mistake(n, "time_until: the duration is missing").Next = "write time_until: {gt: 0s, le: 10m}"
		return nil
	}
	t.want = c.Compile(&rest, values.AsDuration)
	return t
}

// In returns the operator for a value in a setting.
func (t *timeUntil) In(s predicate.Setting) predicate.Operator {
	placed := *t
	placed.in = s
	return &placed
}

// read returns the time that a value names.
func (t *timeUntil) read(v any) (reset.Reading, error) {
	var text string
	switch v := v.(type) {
	case string:
		text = v
	case json.Number:
		text = string(v)
	default:
		return reset.Reading{}, errNoText
	}
	if t.as != "" {
		return reset.Read(text, t.in.Came, t.as)
	}
	return reset.Read(text, t.in.Came, reset.FormsOf(t.in.Header)...)
}

var errNoText = errors.New("only a text or a number names a time")

// Holds is neither true nor false for a value that names no time, so that `not` does not make it
// hold.
func (t *timeUntil) Holds(v any) outcome.Outcome {
	if _, cut := v.(values.Partial); cut {
		return outcome.Unknown
	}
	r, err := t.read(v)
	switch {
	case errors.Is(err, reset.ErrNoClock):
		return outcome.Unknown
	case err != nil:
		return outcome.NoValue
	}
	if t.in.Note != nil && t.as == "" {
		for _, other := range r.Others {
			if other.Form != r.Form {
				t.in.Note(t.at, r.Text+" may mean "+r.String()+" or "+other.String())
			}
		}
	}
	return t.want.Settle(r.Wait)
}

func (t *timeUntil) Doubt(v any) string {
	if _, err := t.read(v); err != nil {
		return show.Value(v, values.AsJSON) + ": " + err.Error()
	}
	return ""
}

func (t *timeUntil) String() string {
	text := "a time " + t.want.String() + " after the response"
	if t.as != "" {
		text += ", as " + string(t.as)
	}
	return text
}

// Explain says how the time was read, or why it was not.
func (t *timeUntil) Explain(v any, f *outcome.Failure) {
	r, err := t.read(v)
	if err != nil {
		f.Detail = err.Error()
		if errors.Is(err, errNoText) {
			f.Detail += "; this is " + show.WithArticle(values.TypeOf(v))
		}
		return
	}
	f.Actual = reset.Distance(r.Wait) + ": " + f.Actual + " read as " + string(r.Form)
	for _, other := range r.Others {
		if other.Form != r.Form {
			f.Next = "if it means " + other.String() + ", write as: " + string(other.Form)
		}
	}
}

// Code is [outcome.Type] where v names no time.
func (t *timeUntil) Code(v any) outcome.Code {
	if _, err := t.read(v); err != nil {
		return predicate.CodeOf(v, outcome.Type)
	}
	return outcome.Value
}

// Suggest returns a wait that meets the predicate, in the expected form.
func (t *timeUntil) Suggest() []any {
	var out []any
	for _, v := range t.want.Values() {
		d, ok := v.(time.Duration)
		if !ok {
			continue
		}
		if whole := (d + time.Second - 1).Truncate(time.Second); t.want.Outcome(whole) == outcome.Met {
			d = whole
		}
		text := reset.Write(d, values.ExampleTime, t.as)
		if t.as == "" || t.as.Numeric() {
			out = append(out, json.Number(text))
		}
		out = append(out, text)
	}
	return out
}
