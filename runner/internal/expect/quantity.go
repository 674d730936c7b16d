package expect

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// A quantity is a number, a duration, a size or a point in time. An order of texts
// that are none would follow their spelling ("6m0s" before "7s"), and is refused.

// boundOperand reads what values are compared with. Of JSON values and texts the
// way it is written says which quantity it is.
func (c *compiling) boundOperand(n *yaml.Node, k valueKind) (bound, bool) {
	switch k {
	case asJSON, asText:
		return c.quantity(n, k)
	case asStatus:
		k = asNumber
	}
	want, ok := c.operand(n, k)
	return bound{want: want, kind: k}, ok
}

func (c *compiling) quantity(n *yaml.Node, k valueKind) (bound, bool) {
	b := bound{kind: k}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!bool" {
		c.mistake(n, "expected %s to compare with, got %s", quantities, describeNode(n))
		return b, false
	}
	if isLate(n) {
		return b, false
	}
	if k == asJSON && (n.Tag == "!!int" || n.Tag == "!!float") {
		b.want = c.scalar(n)
		return b, b.want != nil
	}
	b.text = strings.TrimSpace(n.Value)
	if b.want = quantityOf(b.text); b.want == nil {
		c.mistake(n, "expected %s to compare with, got %s", quantities, describeNode(n)).
			Next = "texts have no order; to compare how they are spelt, write a cel: expression"
		return b, false
	}
	return b, true
}

const quantities = "a number, a duration (7s), a size (5MB) or a time"

// quantityOf reads a text as a json.Number, a time.Time, a time.Duration or a
// byteSize; nil where it is none. No text is two of them.
func quantityOf(text string) any {
	if _, ok := parseDecimal(text); ok {
		return json.Number(text)
	}
	if t, ok := timeOf(text); ok {
		return t
	}
	if d, ok := spanOf(text); ok {
		return d
	}
	if s, err := ParseSize(text); err == nil {
		return byteSize(s)
	}
	return nil
}

// order compares v with the bound; ok is false where v is nothing of its kind. A
// size may be a plain number, of bytes; a duration without a unit is none. The
// numbers of JSON and those that texts write are kept apart.
func (b *bound) order(v any) (order int, ok bool) {
	text, isText := v.(string)
	switch want := b.want.(type) {
	case time.Duration:
		got, ok := v.(time.Duration)
		if isText {
			got, ok = spanOf(text)
		}
		return compareInts(int64(got), int64(want)), ok
	case byteSize:
		got, ok := v.(byteSize)
		if isText {
			size, err := ParseSize(text)
			got, ok = byteSize(size), err == nil
		}
		if n, number := numberOf(v); number {
			order, ok := compareNumbers(n, json.Number(strconv.FormatInt(int64(want), 10)))
			return order, ok
		}
		return compareInts(int64(got), int64(want)), ok
	case time.Time:
		got, ok := timeOf(text)
		return got.Compare(want), isText && ok
	case json.Number:
		if isText != b.ofTexts() {
			return 0, false
		}
		got, ok := numberOf(v)
		if isText {
			got, ok = json.Number(text), true
		}
		order, are := compareNumbers(got, want)
		return order, ok && are
	}
	return 0, false
}

// ofTexts reports whether a number is compared with the numbers that texts write:
// in headers and other texts, and in JSON where it stands in quotes.
func (b *bound) ofTexts() bool { return b.text != "" }

// incomparable says why v has no order with the bound, and what to do about it.
func (b *bound) incomparable(v any) (detail, next string) {
	what := withArticle(typeOf(v))
	text, isText := v.(string)
	if isText {
		what = nounOf(quantityOf(text))
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
	return "only " + nounOf(b.want) + " compares with " + b.written() + ", written as in " + examplesOf(b.want) + "; this is " + what, ""
}

// written is what the bound compares with, as the document has it.
func (b *bound) written() string {
	if n, number := b.want.(json.Number); number {
		return string(n)
	}
	return b.shown()
}

// nounOf names the kind of a quantity.
func nounOf(quantity any) string {
	switch quantity.(type) {
	case json.Number:
		return "a number"
	case time.Duration:
		return "a duration"
	case byteSize:
		return "a size"
	case time.Time:
		return "a time"
	}
	return "a text"
}

// examplesOf shows the forms in which a quantity of the kind is read.
func examplesOf(quantity any) string {
	switch quantity.(type) {
	case time.Duration:
		return "250ms, 6m0s, 2d or PT5M"
	case byteSize:
		return "512, 10KiB or 5MB"
	case time.Time:
		return "2026-01-02T03:04:05Z, 2026-01-02 or Fri, 02 Jan 2026 03:04:05 GMT"
	}
	return "60 or 2.5"
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

// spanOf reads a duration: "250ms", "6m0s", "2d", or one of ISO 8601 without years
// and months, whose length depends on the calendar: "PT5M", "P1DT12H".
func spanOf(s string) (time.Duration, bool) {
	if strings.HasPrefix(s, "P") {
		return isoSpan(s[1:])
	}
	if s == "" || s[len(s)-1] != '0' && (s[len(s)-1] < 'a' || s[len(s)-1] > 's') { // an error of ParseDuration is not free
		return 0, false
	}
	d, err := ParseDuration(s)
	return d, err == nil
}

// isoSpan reads what follows the P of a duration of ISO 8601.
func isoSpan(s string) (time.Duration, bool) {
	date, clock, timed := strings.Cut(s, "T")
	total, ok := isoParts(date, "WD", 7*24*time.Hour, 24*time.Hour)
	if timed && ok {
		var more time.Duration
		more, ok = isoParts(clock, "HMS", time.Hour, time.Minute, time.Second)
		total, ok = total+more, ok && clock != ""
	}
	return total, ok && s != ""
}

// isoParts adds up numbers with their letters, each at most once and in order.
func isoParts(s, letters string, units ...time.Duration) (total time.Duration, ok bool) {
	for i := range units {
		number, rest, found := strings.Cut(s, letters[i:i+1])
		if !found {
			continue
		}
		n, err := strconv.ParseFloat(number, 64)
		if err != nil || strings.Trim(number, "0123456789.") != "" || n*float64(units[i]) > 1e18 {
			return 0, false
		}
		total, s = total+time.Duration(n*float64(units[i])), rest
	}
	return total, s == ""
}
