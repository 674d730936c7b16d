package quantity

import (
	"encoding/json"
	"strconv"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// Increasing is `increasing`: each number of a list is greater than the one before.
type Increasing struct {
	by    json.Number // by exactly this; "": by anything
	masks mask.Names
}

var increasingWords = []lang.Word{
	lang.NewWord("by", lang.Of("a number greater than 0", lang.Schema{"type": "number", "exclusiveMinimum": 0}), "by exactly that"),
}

// OfIncreasing is the shape of the operand.
var OfIncreasing = lang.Of("true, or {by: 1}", lang.AnyOf(lang.Schema{"const": true}, lang.Closed(increasingWords, "by")))

// CompileIncreasing reads the operand of the operator.
func CompileIncreasing(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	if made := ReadIncreasing(c, n); made != nil {
		return made
	}
	return nil
}

// ReadIncreasing reads `increasing: true` or `increasing: {by: 1}`; nil after an error.
func ReadIncreasing(c *predicate.Compiler, n *yaml.Node) *Increasing {
	n = source.Resolve(n)
	made := &Increasing{masks: c.Masked}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" && c.Scalar(n) == true {
		return made
	}
	if n.Kind != yaml.MappingNode {
		c.Mistake(n, "increasing: expected true or {by: 1}, got %s", compile.Describe(n)).
			Next = "write {not: {increasing: true}} for numbers that do not increase"
		return nil
	}
	entries := source.Entries(n)
	c.Once(entries)
	for _, e := range entries {
		if e.Key != "by" {
			c.UnknownWord(e.KeyNode, "key", e.Key, lang.Names(increasingWords))
			return nil
		}
		v := source.Resolve(e.Value)
		by, ok := c.Scalar(v).(json.Number)
		if more, number := values.Increases(json.Number("0"), by, ""); !ok || !number || !more {
			c.Mistake(v, "by: expected a number greater than 0, got %s", compile.Describe(v))
			return nil
		}
		made.by = by
	}
	if made.by == "" {
		c.Mistake(n, "increasing: expected true or {by: 1}, got an empty map")
		return nil
	}
	return made
}

// Holds is neither true nor false if an item is not a number, so that `not` does not make it hold.
func (t *Increasing) Holds(v any) outcome.Outcome {
	list, ok := values.Items(v)
	if _, array := v.([]any); !ok || len(list) == 0 && !array {
		return outcome.NoValue
	}
	all := outcome.Met
	for i := range list {
		all = outcome.And(all, t.Step(list, i))
	}
	return all
}

// Step judges item i of a list by the one before it.
func (t *Increasing) Step(list []any, i int) outcome.Outcome {
	if text, ok := list[i].(string); ok {
		if masks := t.masks.In(text); masks != nil && masks[0].AnyType(text) {
			return outcome.Unknown
		}
	}
	if _, number := list[i].(json.Number); !number {
		return outcome.NoValue
	}
	if i == 0 {
		return outcome.Met
	}
	more, ok := values.Increases(list[i-1], list[i], t.by)
	if !ok {
		return outcome.Met // the step before reports it
	}
	return outcome.Holds(more)
}

func (t *Increasing) String() string {
	if t.by != "" {
		return "numbers increasing by " + string(t.by)
	}
	return "increasing numbers"
}

// JudgeWithin shows the first wrong item, and how many there are.
func (t *Increasing) JudgeWithin(v any, s outcome.Subject, at source.Pos, out *outcome.Result) {
	list, ok := values.Items(v)
	if !ok || len(list) == 0 {
		out.Fail(outcome.Failure{At: at, Code: predicate.CodeOf(v, outcome.Type), Subject: s, Expected: t.String(), Actual: show.Value(v, values.AsJSON), Detail: show.NotAList(v)})
		return
	}
	var first *outcome.Failure
	failing := 0
	for i := range list {
		got := t.Step(list, i)
		if got == outcome.Met || got == outcome.Unknown {
			continue
		}
		if failing++; failing == 1 {
			f := t.Failure(list, i)
			f.At, f.Subject = at, s.Item(v, i, len(list))
			first = &f
		}
	}
	if first == nil {
		return
	}
	if failing > 1 {
		first.Next = strconv.Itoa(failing-1) + " more of " + strconv.Itoa(len(list)) + " fail likewise"
	}
	out.Fail(*first)
}

// Failure says why item i of a list is wrong, without a position.
func (t *Increasing) Failure(list []any, i int) outcome.Failure {
	f := outcome.Failure{Code: outcome.Value, Expected: t.String(), Actual: show.Value(list[i], values.AsJSON)}
	if _, number := list[i].(json.Number); !number {
		f.Code = outcome.Type
		f.Detail = "only numbers increase; this is " + show.WithArticle(values.TypeOf(list[i]))
		return f
	}
	f.Actual += ", after " + show.Value(list[i-1], values.AsJSON)
	return f
}

// Explain says which item is not a number.
func (t *Increasing) Explain(v any, f *outcome.Failure) {
	list, ok := values.Items(v)
	if !ok {
		f.Detail = show.NotAList(v)
		return
	}
	for i := range list {
		if t.Step(list, i) == outcome.NoValue {
			f.Detail = "item " + strconv.Itoa(i+1) + ": " + t.Failure(list, i).Detail
			return
		}
	}
}

// Doubt says which masked item of v makes the outcome unknown; "" if none does.
func (t *Increasing) Doubt(v any) string {
	list, _ := values.Items(v)
	for i := range list {
		if t.Step(list, i) == outcome.Unknown {
			return t.masks.Doubt(list[i])
		}
	}
	return ""
}

// OfMasked leaves the outcome as it is: each step takes masked items into account itself.
func (*Increasing) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

// Suggest returns a list of two.
func (t *Increasing) Suggest() []any {
	second := t.by
	if second == "" {
		second = "1"
	}
	return []any{[]any{json.Number("0"), second}}
}
