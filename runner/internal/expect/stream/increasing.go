package stream

import (
	"encoding/json"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/jsonpath"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// increasingSchema is the schema of the value of `increasing`.
var increasingSchema = lang.AnyOf(lang.Schema{"type": "string"}, lang.Schema{
	"type": "object", "additionalProperties": false, "required": []string{"path"},
	"properties": lang.Schema{"path": lang.Schema{"type": "string"}, "by": lang.Schema{"type": "number", "exclusiveMinimum": 0}},
})

// rising is `increasing`: the number at a path of each event is greater than the one before, by the
// step if there is one.
type rising struct {
	at   source.Pos
	path *jsonpath.Path
	by   json.Number // "": any step
}

// compileIncreasing reads a path, or {path: …, by: 1}.
func compileIncreasing(c *compiling, e source.Entry) streamPart {
	n := source.Resolve(e.Value)
	r := &rising{at: c.At(n)}
	if n.Kind == yaml.ScalarNode {
		if text, ok := c.Text(n, "increasing"); ok {
			r.path = jsonpath.Read(c.Compiler, n, text)
		}
	} else if !r.read(c, n) {
		return nil
	}
	if r.path == nil {
		return nil
	}
	return r
}

func (r *rising) read(c *compiling, n *yaml.Node) bool {
	entries, ok := c.Entries(n, "increasing", "a JSONPath, or a map of path and by")
	asked := false
	for _, e := range entries {
		value := source.Resolve(e.Value)
		switch e.Key {
		case "path":
			asked = true
			if text, is := c.Text(value, "path"); is {
				r.path = jsonpath.Read(c.Compiler, value, text)
			}
		case "by":
			v, done := c.JSON(value)
			if r.by, _ = v.(json.Number); done && (r.by == "" || !after("0", r.by, "")) {
				c.Wants(value, "by", "a number greater than 0")
				ok = false
			}
		default:
			_ = c.UnknownWord(e.KeyNode, "key of increasing", e.Key, []string{"path", "by"})
		}
	}
	if ok && !asked {
		c.Mistake(n, "increasing: which numbers is missing").Next = "write increasing: {path: $.sequence_number, by: 1}"
	}
	return ok
}

// after reports whether b is greater than a, by the step if there is one.
func after(a, b, by json.Number) bool {
	greater, ok := values.Increases(a, b, by)
	return ok && greater
}

func (r *rising) judge(v *streamView, out *outcome.Result) {
	s := outcome.Subject{Key: "stream", Part: "increasing " + r.path.Text}
	n := v.messages()
	if v.More > 0 {
		n = min(n, len(v.Events)-1) // more events came before the last
	}
	var seen []json.Number
	last := -1 // the event of the last number
	for i := range n {
		root, err := v.value(i)
		if err != nil {
			continue
		}
		for _, node := range r.path.Nodes(root) {
			number, ok := node.(json.Number)
			if ok && (last < 0 || after(seen[len(seen)-1], number, r.by)) {
				seen, last = append(seen, number), i
				continue
			}
			r.broken(v, i, last, node, seen, s, out)
			return
		}
	}
	switch {
	case v.cut != "":
		out.Doubt(v.whyCut("increasing"))
	case v.More > 0:
		out.Doubt(v.left("increasing"))
	case last < 0:
		f := outcome.Failure{At: r.at, Code: outcome.Absent, Subject: s, Expected: "numbers", Actual: "no event has that part", Detail: v.lastSeen()}
		out.Fail(f)
	}
}

// broken explains that node, of event i, does not follow the number of event last.
func (r *rising) broken(v *streamView, i, last int, node any, seen []json.Number, s outcome.Subject, out *outcome.Result) {
	if out.Quiet() {
		out.Settle(outcome.Unmet)
		return
	}
	f := outcome.Failure{At: r.at, Code: outcome.Order, Subject: s, Expected: "a number", Actual: show.Value(node, values.AsJSON) + " in " + v.name(i)}
	if _, ok := node.(json.Number); !ok {
		f.Code = outcome.Type
	}
	if last >= 0 {
		before := string(seen[len(seen)-1])
		f.Expected = "a number greater than " + before + ", which " + v.name(last) + " has"
		if r.by != "" {
			f.Expected = string(r.by) + " more than " + before + ", which " + v.name(last) + " has"
		}
		f.Detail = "the numbers: " + numbers(seen) + ", " + text.Line(show.JSONText(node), 40)
	}
	out.Fail(f)
}

// numbers lists the last of the numbers.
func numbers(seen []json.Number) string {
	const most = 8
	words := make([]string, 0, most+1)
	if len(seen) > most {
		words = append(words, "… ("+strconv.Itoa(len(seen)-most)+" more)")
	}
	for _, n := range seen[max(len(seen)-most, 0):] {
		words = append(words, string(n))
	}
	return strings.Join(words, ", ")
}

func (r *rising) String() string {
	if r.by != "" {
		return "increasing " + r.path.Text + " by " + string(r.by)
	}
	return "increasing " + r.path.Text
}
