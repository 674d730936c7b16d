package values

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// decimal is a number of JSON, exact: ±0.digits × 10^exp, digits without leading
// or trailing zeros. Zero has no digits. No number is too large: only its digits
// are kept, never its zeros.
type decimal struct {
	negative bool
	digits   string
	exp      int64
}

// parseDecimal reads a number as JSON writes it, a leading plus sign allowed.
func parseDecimal(s string) (decimal, bool) {
	var d decimal
	if s != "" && (s[0] == '-' || s[0] == '+') {
		d.negative = s[0] == '-'
		s = s[1:]
	}
	mantissa, exponent := s, ""
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent = s[:i], s[i+1:]
		if exponent == "" {
			return d, false
		}
	}
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	if !AllDigits(whole) || !AllDigits(fraction) || whole == "" || dotted && fraction == "" {
		return d, false
	}
	exp, ok := parseExponent(exponent)
	if !ok {
		return d, false
	}
	d.digits, d.exp = whole+fraction, exp+int64(len(whole))
	trimmed := strings.TrimLeft(d.digits, "0")
	d.exp -= int64(len(d.digits) - len(trimmed))
	d.digits = strings.TrimRight(trimmed, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	return d, true
}

// AllDigits reports whether s has ASCII digits only.
func AllDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// parseExponent reads an exponent; one beyond any use is clamped, far from
// overflowing what is added to it.
func parseExponent(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" || !AllDigits(digits) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	const most = math.MaxInt64 / 4
	if err != nil && s[0] == '-' {
		return -most, true
	}
	if err != nil {
		return most, true
	}
	return min(max(n, -most), most), true
}

// isInteger reports whether the number has no fraction.
func (d decimal) isInteger() bool { return int64(len(d.digits)) <= d.exp || d.digits == "" }

// compare is -1, 0 or 1 as d is below, equal to or above e.
func (d decimal) compare(e decimal) int {
	switch {
	case d.sign() != e.sign():
		return sign(d.sign() - e.sign())
	case d.sign() < 0:
		return e.compareSize(d)
	}
	return d.compareSize(e)
}

func (d decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.negative:
		return -1
	}
	return 1
}

func sign(n int) int { return min(max(n, -1), 1) }

// compareSize compares without the signs.
func (d decimal) compareSize(e decimal) int {
	switch {
	case d.exp < e.exp:
		return -1
	case d.exp > e.exp:
		return 1
	}
	return strings.Compare(d.digits, e.digits)
}

// compareNumbers compares two numbers of JSON exactly; ok is false where one is
// none.
func compareNumbers(a, b json.Number) (order int, ok bool) {
	if a == b {
		return 0, true
	}
	x, xok := smallInt(string(a))
	y, yok := smallInt(string(b))
	if xok && yok {
		return sign(x - y), true
	}
	d, dok := parseDecimal(string(a))
	e, eok := parseDecimal(string(b))
	return d.compare(e), dok && eok
}

// smallInt reads the whole numbers that most numbers are.
func smallInt(s string) (int, bool) {
	if len(s) > 9 || strings.ContainsAny(s, ".eE") { // an error of Atoi is not free
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
