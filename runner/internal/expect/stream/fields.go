package stream

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// blockLines is `fields`: the expected lines of an event's block, in order.
type blockLines struct {
	at   source.Pos
	are  []string             // exactly these
	want *predicate.Predicate // instead, on the list of them
}

func fieldsSchema() lang.Schema {
	one := lang.Schema{"enum": sse.LineNames}
	return lang.AnyOf(one, lang.Schema{"type": "array", "minItems": 1, "items": one}, lang.Ref("operators"))
}

// compileFields reads a list of names, one name, or operators on the list.
func compileFields(c *predicate.Compiler, n *yaml.Node) *blockLines {
	n = source.Resolve(n)
	b := &blockLines{at: c.At(n)}
	if n.Kind == yaml.MappingNode {
		b.want = c.Compile(n, values.AsJSON)
		return b
	}
	words, nodes := c.Words(n, "fields")
	for i, word := range words {
		if !slices.Contains(sse.LineNames, word) {
			_ = c.UnknownWord(nodes[i], "line of an event", word, sse.LineNames)
		}
	}
	if len(words) > 0 && !slices.Contains(words, "data") && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(sse.LineNames, w) }) {
		c.Mistake(n, "fields: no event has only %s: a block without data is none", strings.Join(words, ", ")).Next = "write data where its data comes, as in [event, data]"
	}
	b.are = words
	return b
}

func (b *blockLines) judge(v *streamView, i int, out *outcome.Result) {
	if why := v.unshown(i); why != "" {
		out.Doubt("stream: " + why)
		return
	}
	lines := v.lines(i)
	if b.want == nil && slices.Equal(lines, b.are) {
		return
	}
	s := outcome.Subject{Part: "fields"}
	if b.want != nil {
		list := make([]any, len(lines))
		for k, name := range lines {
			list[k] = name
		}
		b.want.Judge(list, s, out)
		return
	}
	if out.Quiet() {
		out.Settle(outcome.Unmet)
		return
	}
	f := outcome.Failure{At: b.at, Code: outcome.Value, Subject: s, Expected: listed(b.are), Actual: listed(lines)}
	if v.Framing == exchange.NDJSON {
		f.Detail = "a line of JSON has no fields"
	}
	out.Fail(f)
}

// unshown says why the lines of event i are not known, "" where they are.
func (v *streamView) unshown(i int) string {
	if at := v.Events[i].Offset; at < 0 || at >= int64(len(v.o.Body)) {
		return "the text of " + v.name(i) + " was not kept"
	}
	return ""
}

// lines are the names of the lines of event i: none in a stream of JSON lines.
func (v *streamView) lines(i int) []string {
	if v.Framing == exchange.NDJSON {
		return nil
	}
	return sse.Lines(v.o.Body, v.Events[i].Offset)
}

func listed(names []string) string { return "[" + strings.Join(names, ", ") + "]" }

func (b *blockLines) String() string {
	if b.want != nil {
		return "fields " + b.want.String()
	}
	return "fields " + listed(b.are)
}
