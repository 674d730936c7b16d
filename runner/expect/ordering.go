package expect

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// bound is lt, le, gt or ge.
type bound struct {
	words string // "less than"
	want  any
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
		want, ok := c.boundOperand(n, k)
		if !ok {
			return nil
		}
		made := b
		made.want, made.kind = want, k
		return &made
	}
}

// boundOperand reads what values are compared with: numbers and texts have an
// order, other values have none.
func (c *compiling) boundOperand(n *yaml.Node, k valueKind) (any, bool) {
	if k == asStatus {
		k = asNumber
	}
	want, ok := c.operand(n, k)
	if !ok {
		return nil, false
	}
	switch want.(type) {
	case json.Number, string, time.Duration, byteSize:
		return want, true
	}
	c.mistake(n, "expected a number or a text to compare with, got %s", describeNode(n))
	return nil, false
}

func (b *bound) holds(v any) Outcome {
	if _, cut := v.(partialText); cut {
		return Unknown
	}
	order, ok := compareValues(v, b.want)
	if !ok {
		return Unmet
	}
	return met(order < 0 && b.less || order > 0 && b.more || order == 0 && b.same)
}

func (b *bound) String() string { return b.words + " " + showBound(b.want, b.kind) }

// showBound is show, but for the number that a text is compared with.
func showBound(want any, k valueKind) string {
	if text, ok := want.(string); ok && k == asText {
		if _, number := parseDecimal(text); number {
			return text
		}
	}
	return show(want, k)
}

func (b *bound) explain(v any, f *Failure) {
	if _, ok := compareValues(v, b.want); !ok {
		f.Detail = "the two have no common order"
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
	low, lowOK := c.boundOperand(items[0], k)
	high, highOK := c.boundOperand(items[1], k)
	if !lowOK || !highOK {
		return nil
	}
	if order, ok := compareValues(low, high); !ok || order > 0 {
		c.mistake(n, "between: no value lies between %s and %s", show(low, k), show(high, k))
	}
	b := &between{atLeast, atMost}
	b.low.want, b.low.kind = low, k
	b.high.want, b.high.kind = high, k
	return b
}

func (b *between) holds(v any) Outcome { return both(b.low.holds(v), b.high.holds(v)) }

func (b *between) String() string {
	return "between " + showBound(b.low.want, b.low.kind) + " and " + showBound(b.high.want, b.high.kind)
}

func (b *between) explain(v any, f *Failure) { b.low.explain(v, f) }

// compareValues orders two values: numbers exactly, durations, sizes; texts as
// points in time where both are, as numbers where both are, and else by their
// bytes. ok is false where they have no common order.
func compareValues(a, b any) (order int, ok bool) {
	switch b := b.(type) {
	case time.Duration:
		a, ok := a.(time.Duration)
		return compareInts(int64(a), int64(b)), ok
	case byteSize:
		a, ok := a.(byteSize)
		return compareInts(int64(a), int64(b)), ok
	case string:
		if a, ok := a.(string); ok {
			return compareTexts(a, b)
		}
		return 0, false
	}
	x, xok := numberOf(a)
	y, yok := numberOf(b)
	order, ok = compareNumbers(x, y)
	return order, ok && xok && yok
}

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func compareTexts(a, b string) (order int, ok bool) {
	x, isTime := timeOf(a)
	y, bothTimes := timeOf(b)
	if isTime || bothTimes {
		return x.Compare(y), isTime && bothTimes
	}
	_, isNumber := parseDecimal(a)
	_, bothNumbers := parseDecimal(b)
	if isNumber || bothNumbers {
		order, ok := compareNumbers(json.Number(a), json.Number(b))
		return order, ok && isNumber && bothNumbers
	}
	return strings.Compare(a, b), true
}

// timeOf reads a point in time: RFC 3339, a date, or an HTTP date (RFC 9110,
// section 5.6.7).
func timeOf(s string) (time.Time, bool) {
	if len(s) < len(time.DateOnly) {
		return time.Time{}, false
	}
	if s[0] >= '0' && s[0] <= '9' {
		for _, layout := range [...]string{time.RFC3339Nano, time.DateOnly} {
			if t, err := time.Parse(layout, s); err == nil {
				return t, true
			}
		}
		return time.Time{}, false
	}
	t, err := http.ParseTime(s)
	return t, err == nil
}
