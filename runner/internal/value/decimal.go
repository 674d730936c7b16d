package value

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Decimal is an exact number of JSON: ±0.Digits × 10^Exp, Digits without leading or trailing zeros.
// Zero has no digits. A number of any size fits, since its zeros are not kept.
type Decimal struct {
	Negative bool
	Digits   string
	Exp      int64
}

// ParseDecimal reads a number of JSON (RFC 8259, section 6); a leading plus sign and leading zeros
// are allowed too.
func ParseDecimal(s string) (Decimal, bool) {
	var d Decimal
	if s != "" && (s[0] == '-' || s[0] == '+') {
		d.Negative = s[0] == '-'
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
	d.Digits, d.Exp = whole+fraction, exp+int64(len(whole))
	trimmed := strings.TrimLeft(d.Digits, "0")
	d.Exp -= int64(len(d.Digits) - len(trimmed))
	d.Digits = strings.TrimRight(trimmed, "0")
	if d.Digits == "" {
		return Decimal{}, true
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

// parseExponent reads an exponent. It clamps a huge one, so that adding to it does not overflow.
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

// IsInteger reports whether the number has no fraction.
func (d Decimal) IsInteger() bool { return int64(len(d.Digits)) <= d.Exp || d.Digits == "" }

// compare returns -1, 0 or 1 if d is less than, equal to or greater than e.
func (d Decimal) compare(e Decimal) int {
	switch {
	case d.sign() != e.sign():
		return sign(d.sign() - e.sign())
	case d.sign() < 0:
		return e.compareSize(d)
	}
	return d.compareSize(e)
}

func (d Decimal) sign() int {
	switch {
	case d.Digits == "":
		return 0
	case d.Negative:
		return -1
	}
	return 1
}

func sign(n int) int { return min(max(n, -1), 1) }

// compareSize compares without the signs.
func (d Decimal) compareSize(e Decimal) int {
	switch {
	case d.Exp < e.Exp:
		return -1
	case d.Exp > e.Exp:
		return 1
	}
	return strings.Compare(d.Digits, e.Digits)
}

// CompareNumbers compares two numbers of JSON exactly. ok is false if one is not a number.
func CompareNumbers(a, b json.Number) (order int, ok bool) {
	if a == b {
		return 0, true
	}
	x, xok := smallInt(string(a))
	y, yok := smallInt(string(b))
	if xok && yok {
		return sign(x - y), true
	}
	d, dok := ParseDecimal(string(a))
	e, eok := ParseDecimal(string(b))
	return d.compare(e), dok && eok
}

// smallInt reads a short integer, which most numbers are.
func smallInt(s string) (int, bool) {
	if len(s) > 9 || strings.ContainsAny(s, ".eE") { // an error of Atoi is not free
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// CanonicalNumber returns the same text for all spellings of a number: that of 1, 1.0 and 10e-1 is
// 1e0. The text of what is not a number is n itself.
func CanonicalNumber(n json.Number) json.Number {
	d, ok := ParseDecimal(string(n))
	switch {
	case !ok:
		return n
	case d.Digits == "":
		return "0"
	}
	text := d.Digits + "e" + strconv.FormatInt(d.Exp-int64(len(d.Digits)), 10)
	if d.Negative {
		text = "-" + text
	}
	return json.Number(text)
}

// Canonical replaces the numbers in a JSON value by their canonical text, in place.
func Canonical(v any) any {
	switch v := v.(type) {
	case json.Number:
		return CanonicalNumber(v)
	case []any:
		for i := range v {
			v[i] = Canonical(v[i])
		}
	case map[string]any:
		for name, member := range v {
			v[name] = Canonical(member)
		}
	}
	return v
}
