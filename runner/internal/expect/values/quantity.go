package values

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/value"
)

// A quantity is a number, a duration, a size or a point in time. Other texts are rejected: their
// order would be that of their spelling ("6m0s" before "7s").

// Quantity reads a text as a json.Number, a time.Time, a time.Duration or a Size; nil if it is none
// of them. No text is two of them.
func Quantity(text string) any {
	if _, ok := value.ParseDecimal(text); ok {
		return json.Number(text)
	}
	if t, ok := timeOf(text); ok {
		return t
	}
	if d, ok := Span(text); ok {
		return d
	}
	if s, err := ParseSize(text); err == nil {
		return Size(s)
	}
	return nil
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

// Span reads a duration: "250ms", "6m0s", "2d", or one of ISO 8601 without years and months, whose
// length depends on the calendar: "PT5M", "P1DT12H".
func Span(s string) (time.Duration, bool) {
	if strings.HasPrefix(s, "P") {
		return isoSpan(s[1:])
	}
	if s == "" || s[len(s)-1] != '0' && (s[len(s)-1] < 'a' || s[len(s)-1] > 's') { // an error of ParseDuration costs time
		return 0, false
	}
	d, err := ParseDuration(s)
	return d, err == nil
}

// isoSpan reads an ISO 8601 duration after its P.
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

// Noun names the kind of a quantity.
func Noun(quantity any) string {
	switch quantity.(type) {
	case json.Number:
		return "a number"
	case time.Duration:
		return "a duration"
	case Size:
		return "a size"
	case time.Time:
		return "a time"
	}
	return "a text"
}

// ExamplesOf returns examples of the forms of a quantity of the kind.
func ExamplesOf(quantity any) string {
	switch quantity.(type) {
	case time.Duration:
		return "250ms, 6m0s, 2d or PT5M"
	case Size:
		return "512, 10KiB or 5MB"
	case time.Time:
		return "2026-01-02T03:04:05Z, 2026-01-02 or Fri, 02 Jan 2026 03:04:05 GMT"
	}
	return "60 or 2.5"
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

// Quantities lists the forms of a quantity.
const Quantities = "a number, a duration (7s), a size (5MB) or a time"

// OrderOf returns -1, 0 or 1 if v is less than, equal to or greater than a quantity; ok is false if
// v is not of its kind. A size may be a plain number, of bytes; a duration needs a unit. JSON
// numbers and numbers in texts, which ofTexts selects, are kept apart.
func OrderOf(v, want any, ofTexts bool) (order int, ok bool) {
	text, isText := v.(string)
	switch want := want.(type) {
	case time.Duration:
		got, ok := v.(time.Duration)
		if isText {
			got, ok = Span(text)
		}
		return compareInts(int64(got), int64(want)), ok
	case Size:
		got, ok := v.(Size)
		if isText {
			size, err := ParseSize(text)
			got, ok = Size(size), err == nil
		}
		if n, number := Number(v); number {
			order, ok := value.CompareNumbers(n, json.Number(strconv.FormatInt(int64(want), 10)))
			return order, ok
		}
		return compareInts(int64(got), int64(want)), ok
	case time.Time:
		got, ok := timeOf(text)
		return got.Compare(want), isText && ok
	case json.Number:
		if isText != ofTexts {
			return 0, false
		}
		got, ok := Number(v)
		if isText {
			got, ok = json.Number(text), true
		}
		order, are := value.CompareNumbers(got, want)
		return order, ok && are
	}
	return 0, false
}
