package quantity

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
)

// bound is lt, le, gt or ge.
type bound struct {
	words string // "less than"
	want  any    // json.Number, time.Duration, byteSize or time.Time
	text  string // want as in the document, if it was a text there
	kind  values.Kind
	less  bool // holds for values below want
	more  bool // holds for values above it
	same  bool // holds for want itself
}

// The compilers of lt, le, gt and ge.
var (
	CompileLess    = ordering(below)
	CompileAtMost  = ordering(atMost)
	CompileGreater = ordering(above)
	CompileAtLeast = ordering(atLeast)
)

var (
	below   = bound{words: "less than", less: true}
	atMost  = bound{words: "at most", less: true, same: true}
	above   = bound{words: "greater than", more: true}
	atLeast = bound{words: "at least", more: true, same: true}
)

// ordering is the compiler of one of the four.
func ordering(b bound) predicate.CompileOperator {
	return func(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
		read, ok := boundOperand(c, n, k)
		if !ok {
			return nil
		}
		made := b.to(read)
		return &made
	}
}

// to returns the bound with another operand.
func (b bound) to(read bound) bound {
	b.want, b.text, b.kind = read.want, read.text, read.kind
	return b
}

// Holds is neither true nor false for a value that cannot be ordered with the bound, so that `not`
// does not make it hold.
func (b *bound) Holds(v any) outcome.Outcome {
	if _, cut := v.(values.Partial); cut {
		return outcome.Unknown
	}
	order, ok := b.order(v)
	if !ok {
		return outcome.NoValue
	}
	return outcome.Holds(order < 0 && b.less || order > 0 && b.more || order == 0 && b.same)
}

func (b *bound) String() string { return b.words + " " + b.shown() }

func (b *bound) shown() string {
	if b.text != "" {
		return b.text
	}
	return show.Value(b.want, b.kind)
}

func (b *bound) Explain(v any, f *outcome.Failure) {
	if _, ok := b.order(v); !ok {
		f.Detail, f.Next = b.incomparable(v)
	}
}

// between is an inclusive range.
type between struct{ low, high bound }

// CompileBetween reads two bounds.
func CompileBetween(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	items, ok := c.List(n, "between", "a list of two bounds")
	if !ok {
		return nil
	}
	if len(items) != 2 {
		c.Mistake(n, "between: expected two bounds, got %d", len(items)).Next = "write between: [from, to], both included"
		return nil
	}
	low, lowOK := boundOperand(c, source.Resolve(items[0]), k)
	high, highOK := boundOperand(c, source.Resolve(items[1]), k)
	if !lowOK || !highOK {
		return nil
	}
	b := &between{atLeast.to(low), atMost.to(high)}
	if values.Noun(low.want) != values.Noun(high.want) || low.ofTexts() != high.ofTexts() {
		c.Mistake(n, "between: the bounds are not of one kind: %s and %s", compile.Describe(items[0]), compile.Describe(items[1])).
			Next = "write both as numbers, durations, sizes or times"
	} else if b.none() {
		c.Mistake(n, "between: no value lies between %s and %s", low.shown(), high.shown())
	}
	return b
}

// none reports whether no value is in the range: the lower bound is above the upper one.
func (b *between) none() bool {
	low := b.low.want
	if b.low.ofTexts() {
		low = b.low.text
	}
	return b.high.Holds(low) != outcome.Met
}

func (b *between) Holds(v any) outcome.Outcome { return outcome.And(b.low.Holds(v), b.high.Holds(v)) }

func (b *between) String() string { return "between " + b.low.shown() + " and " + b.high.shown() }

func (b *between) Explain(v any, f *outcome.Failure) { b.low.Explain(v, f) }

func (b *bound) Beyond(now any) bool { return b.more == (b.Holds(now) == outcome.Met) }

func (b *bound) Peak() any { return nil }

func (b *between) Beyond(now any) bool { return b.high.Holds(now) != outcome.Met }

func (b *between) Peak() any { return b.low.want }

func (b *between) Suggest() []any { return b.low.Suggest() }

// Suggest returns the operand and its neighbors, in the form of the judged values.
func (b *bound) Suggest() []any {
	out := near(b.want)
	if b.kind != values.AsJSON && b.kind != values.AsText || b.text == "" {
		return out
	}
	for i, v := range out {
		switch v := v.(type) {
		case json.Number:
			out[i] = string(v)
		case values.Size:
			out[i] = strconv.FormatInt(int64(v), 10)
		case time.Duration:
			out[i] = v.String()
		case time.Time:
			if out[i] = v.Format(time.RFC3339); b.kind == values.AsText {
				out[i] = v.UTC().Format(http.TimeFormat)
			}
		}
	}
	return out
}

// near returns the values at a bound and next to it.
func near(want any) []any {
	switch want := want.(type) {
	case time.Duration:
		return []any{want, want - 1, want + 1}
	case values.Size:
		return []any{want, want - 1, want + 1}
	case time.Time:
		return []any{want, want.Add(-time.Second), want.Add(time.Second)}
	case json.Number:
		f, err := want.Float64()
		if err != nil || math.Abs(f) > 1e15 {
			return []any{want}
		}
		return []any{want, number(f - 1), number(f + 1)}
	}
	return []any{want}
}

func number(f float64) json.Number {
	raw, _ := json.Marshal(f)
	return json.Number(raw)
}

// boundOperand reads the operand. For JSON values and texts its spelling decides which quantity it
// is.
func boundOperand(c *predicate.Compiler, n *yaml.Node, k values.Kind) (bound, bool) {
	switch k {
	case values.AsJSON, values.AsText:
		return readQuantity(c, n, k)
	case values.AsStatus:
		k = values.AsNumber
	}
	want, ok := c.Operand(n, k)
	return bound{want: want, kind: k}, ok
}

func readQuantity(c *predicate.Compiler, n *yaml.Node, k values.Kind) (bound, bool) {
	b := bound{kind: k}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!bool" {
		c.Mistake(n, "expected %s to compare with, got %s", values.Quantities, compile.Describe(n))
		return b, false
	}
	if compile.IsLate(n) {
		return b, false
	}
	if k == values.AsJSON && (n.Tag == "!!int" || n.Tag == "!!float") {
		b.want = c.Scalar(n)
		return b, b.want != nil
	}
	b.text = strings.TrimSpace(n.Value)
	if b.want = values.Quantity(b.text); b.want == nil {
		c.Mistake(n, "expected %s to compare with, got %s", values.Quantities, compile.Describe(n)).
			Next = "texts have no order; to compare how they are spelt, write a cel: expression"
		return b, false
	}
	return b, true
}

// order compares v with the bound; ok is false if v is not of its kind.
func (b *bound) order(v any) (order int, ok bool) { return values.OrderOf(v, b.want, b.ofTexts()) }

// ofTexts reports whether a number is compared with numbers in texts: in headers and other texts,
// and in JSON if it is in quotes.
func (b *bound) ofTexts() bool { return b.text != "" }

// incomparable explains why v cannot be compared with the bound, and what to do about it.
func (b *bound) incomparable(v any) (detail, next string) {
	what := show.WithArticle(values.TypeOf(v))
	text, isText := v.(string)
	if isText {
		what = values.Noun(values.Quantity(text))
	}
	_, number := b.want.(json.Number)
	_, span := b.want.(time.Duration)
	switch {
	case number && what == "a number" && isText:
		return "this number is a text, and the bound compares with numbers only", `put the bound in quotes to compare texts: "` + b.written() + `"`
	case number && what == "a number":
		return "the bound stands in quotes and compares with texts only; this is a number", "take the quotes off the bound"
	case span && what == "a number":
		what = "a number without a unit"
	}
	return "only " + values.Noun(b.want) + " compares with " + b.written() + ", written as in " + values.ExamplesOf(b.want) + "; this is " + what, ""
}

// written returns the operand as in the document.
func (b *bound) written() string {
	if n, number := b.want.(json.Number); number {
		return string(n)
	}
	return b.shown()
}

func (b *bound) Code(v any) outcome.Code {
	if _, ok := b.order(v); !ok {
		return predicate.CodeOf(v, outcome.Type)
	}
	return outcome.Value
}

func (b *between) Code(v any) outcome.Code { return b.low.Code(v) }
