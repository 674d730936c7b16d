package expect

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// bound is lt, le, gt or ge.
type bound struct {
	words string // "less than"
	want  any    // json.Number, time.Duration, byteSize or time.Time
	text  string // want as it stands in the document, where it was read from a text
	kind  valueKind
	less  bool // holds for values below want
	more  bool // holds for values above it
	same  bool // holds for want itself
}

var (
	below   = bound{words: "less than", less: true}
	atMost  = bound{words: "at most", less: true, same: true}
	above   = bound{words: "greater than", more: true}
	atLeast = bound{words: "at least", more: true, same: true}
)

// ordering is the compiler of one of the four.
func ordering(b bound) compileOperator {
	return func(c *compiling, n *yaml.Node, k valueKind) operator {
		read, ok := c.boundOperand(n, k)
		if !ok {
			return nil
		}
		made := b.to(read)
		return &made
	}
}

// to is the bound with what another one compares with.
func (b bound) to(read bound) bound {
	b.want, b.text, b.kind = read.want, read.text, read.kind
	return b
}

// holds is neither true nor false of what has no order with the bound, so that
// `not` does not make it hold.
func (b *bound) holds(v any) Outcome {
	if _, cut := v.(partialText); cut {
		return Unknown
	}
	order, ok := b.order(v)
	if !ok {
		return noValue
	}
	return met(order < 0 && b.less || order > 0 && b.more || order == 0 && b.same)
}

func (b *bound) String() string { return b.words + " " + b.shown() }

func (b *bound) shown() string {
	if b.text != "" {
		return b.text
	}
	return show(b.want, b.kind)
}

func (b *bound) explain(v any, f *Failure) {
	if _, ok := b.order(v); !ok {
		f.Detail, f.Next = b.incomparable(v)
	}
}

// between is two bounds, both included.
type between struct{ low, high bound }

func compileBetween(c *compiling, n *yaml.Node, k valueKind) operator {
	items, ok := c.list(n, "between", "a list of two bounds")
	if !ok {
		return nil
	}
	if len(items) != 2 {
		c.mistake(n, "between: expected two bounds, got %d", len(items)).Next = "write between: [from, to], both included"
		return nil
	}
	low, lowOK := c.boundOperand(source.Resolve(items[0]), k)
	high, highOK := c.boundOperand(source.Resolve(items[1]), k)
	if !lowOK || !highOK {
		return nil
	}
	b := &between{atLeast.to(low), atMost.to(high)}
	if nounOf(low.want) != nounOf(high.want) || low.ofTexts() != high.ofTexts() {
		c.mistake(n, "between: the bounds are not of one kind: %s and %s", describeNode(items[0]), describeNode(items[1])).
			Next = "write both as numbers, durations, sizes or times"
	} else if b.none() {
		c.mistake(n, "between: no value lies between %s and %s", low.shown(), high.shown())
	}
	return b
}

// none reports whether the lower bound lies above the higher one.
func (b *between) none() bool {
	low := b.low.want
	if b.low.ofTexts() {
		low = b.low.text
	}
	return b.high.holds(low) != Met
}

func (b *between) holds(v any) Outcome { return both(b.low.holds(v), b.high.holds(v)) }

func (b *between) String() string { return "between " + b.low.shown() + " and " + b.high.shown() }

func (b *between) explain(v any, f *Failure) { b.low.explain(v, f) }

// settled reports whether a predicate on something that only grows has the same
// outcome whatever would still have come.
func settled(p *predicate, now any) bool {
	return !slices.ContainsFunc(p.terms, func(t term) bool {
		o, ok := t.op.(ordered)
		return !ok || !o.beyond(now)
	})
}

func (b *bound) beyond(now any) bool { return b.more == (b.holds(now) == Met) }

func (b *bound) peak() any { return nil }

func (b *between) beyond(now any) bool { return b.high.holds(now) != Met }

func (b *between) peak() any { return b.low.want }

func (e *equals) beyond(now any) bool {
	order, ok := (&bound{want: e.want}).order(now)
	return ok && order > 0
}

func (e *equals) peak() any { return e.want }

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
