package quantity

import (
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

// Sums is `adds_up`: members of a map that are the sums of others.
type Sums struct {
	sums  []sum
	masks mask.Names
}

// mostDigits is how much of a number is shown.
const mostDigits = 60

// sum is a member and those that add up to it.
type sum struct {
	total string
	parts []string
}

// OfSums is the shape of the operand.
var OfSums = lang.Of("a map of members to lists of members", lang.Schema{
	"type": "object", "minProperties": 1,
	"additionalProperties": lang.Schema{"type": "array", "minItems": 1, "items": lang.Schema{"type": "string"}},
})

// CompileSums reads the operand of the operator.
func CompileSums(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	const next = "write {adds_up: {total: [one, other]}}"
	entries, ok := c.Filled(n, "adds_up", "a map of members to lists of members", next)
	if !ok || len(entries) == 0 {
		return nil
	}
	made := &Sums{masks: c.Masked}
	for _, e := range entries {
		list := source.Resolve(e.Value)
		if list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
			c.Mistake(list, "adds_up: expected a list of the members that add up to %s", e.Key).Next = next
			return nil
		}
		parts, _ := c.Words(list, "adds_up")
		made.sums = append(made.sums, sum{e.Key, parts})
	}
	return made
}

// Holds is neither true nor false if v is no map, or a member is not a number, so that `not` does
// not make it hold.
func (t *Sums) Holds(v any) outcome.Outcome {
	object, ok := v.(map[string]any)
	if !ok {
		return outcome.NoValue
	}
	all := outcome.Met
	for i := range t.sums {
		all = outcome.And(all, t.holds(&t.sums[i], object))
	}
	return all
}

// holds judges one sum: unknown where a member is masked, or a number too large or too small to
// be added.
func (t *Sums) holds(s *sum, object map[string]any) outcome.Outcome {
	unknown := false
	numbers := make([]json.Number, 0, len(s.parts)+1)
	for _, name := range s.names() {
		v := values.Member(object, name)
		if t.maskOf(v) != "" {
			unknown = true
			continue
		}
		number, ok := v.(json.Number)
		if !ok {
			return outcome.NoValue
		}
		numbers = append(numbers, number)
	}
	if unknown {
		return outcome.Unknown
	}
	got, ok := values.Sum(numbers[1:])
	if !ok {
		return outcome.Unknown
	}
	return outcome.Holds(values.Equal(got, numbers[0]))
}

// names lists the members: the sum, then its parts.
func (s *sum) names() []string { return append([]string{s.total}, s.parts...) }

// maskOf says which mask hides a number; "" if none does.
func (t *Sums) maskOf(v any) string {
	s, ok := v.(string)
	if !ok {
		return ""
	}
	if masks := t.masks.In(s); masks != nil && masks[0].AnyType(s) {
		return t.masks.Doubt(v)
	}
	return ""
}

func (s *sum) String() string { return s.total + " = " + strings.Join(s.parts, " + ") }

func (t *Sums) String() string {
	words := make([]string, len(t.sums))
	for i := range t.sums {
		words[i] = t.sums[i].String()
	}
	return strings.Join(words, ", ")
}

// JudgeWithin makes a failure for each sum that is wrong.
func (t *Sums) JudgeWithin(v any, s outcome.Subject, at source.Pos, out *outcome.Result) {
	object, ok := v.(map[string]any)
	if !ok {
		out.Fail(outcome.Failure{
			At: at, Code: predicate.CodeOf(v, outcome.Type), Subject: s, Expected: t.String(), Actual: show.Value(v, values.AsJSON),
			Detail: "only the members of a map add up; this is " + show.WithArticle(values.TypeOf(v)),
		})
		return
	}
	for i := range t.sums {
		one := &t.sums[i]
		if got := t.holds(one, object); got != outcome.Unmet && got != outcome.NoValue {
			continue
		}
		f := outcome.Failure{At: at, Code: outcome.Value, Subject: s, Expected: one.String()}
		one.explain(object, &f)
		out.Fail(f)
	}
}

// Explain says which member is not a number.
func (t *Sums) Explain(v any, f *outcome.Failure) {
	object, ok := v.(map[string]any)
	if !ok {
		f.Detail = "only the members of a map add up; this is " + show.WithArticle(values.TypeOf(v))
		return
	}
	for i := range t.sums {
		if t.holds(&t.sums[i], object) == outcome.NoValue {
			t.sums[i].explain(object, f)
			return
		}
	}
}

// explain adds to f the numbers and their sum, or the first member that is not a number.
func (s *sum) explain(object map[string]any, f *outcome.Failure) {
	shown := make([]string, 0, len(s.parts)+1)
	numbers := make([]json.Number, 0, len(s.parts)+1)
	for _, name := range s.names() {
		v := values.Member(object, name)
		number, ok := v.(json.Number)
		if !ok {
			f.Subject = f.Subject.Within(value.Member(name).String())
			f.Actual, f.Code = show.Value(v, values.AsJSON), predicate.CodeOf(v, outcome.Type)
			f.Detail = "only numbers add up"
			return
		}
		shown, numbers = append(shown, text.Cut(string(number), mostDigits)), append(numbers, number)
	}
	got, _ := values.Sum(numbers[1:])
	f.Actual = shown[0] + ", and " + strings.Join(shown[1:], " + ") + " = " + text.Cut(string(got), mostDigits)
}

// Doubt says why a sum is unknown.
func (t *Sums) Doubt(v any) string {
	object, _ := v.(map[string]any)
	for i := range t.sums {
		for _, name := range t.sums[i].names() {
			if why := t.maskOf(values.Member(object, name)); why != "" {
				return why
			}
		}
	}
	return "a number is too large or too small to be added exactly"
}

// Suggest returns a map whose members add up, if no sum is a part of another.
func (t *Sums) Suggest() []any {
	object := map[string]any{}
	for i := range t.sums {
		numbers := make([]json.Number, len(t.sums[i].parts))
		for k, name := range t.sums[i].parts {
			numbers[k] = "1"
			object[name] = numbers[k]
		}
		object[t.sums[i].total], _ = values.Sum(numbers)
	}
	return []any{object}
}
