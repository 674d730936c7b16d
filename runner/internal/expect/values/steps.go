package values

import (
	"encoding/json"
	"math/big"

	"assay/runner/internal/value"
)

// Increases reports whether after is greater than before, by exactly by unless that is "". ok is
// false if one of them is not a JSON number.
func Increases(before, after any, by json.Number) (increases, ok bool) {
	x, isX := before.(json.Number)
	y, isY := after.(json.Number)
	if !isX || !isY {
		return false, false
	}
	order, ok := value.CompareNumbers(y, x)
	if by == "" || !ok || order <= 0 {
		return order > 0, ok
	}
	a, aOK := exact(x)
	b, bOK := exact(y)
	step, stepOK := exact(by)
	if !aOK || !bOK || !stepOK {
		return false, ok
	}
	return a.Add(a, step).Cmp(b) == 0, true
}

// mostZeros is the maximum number of zeros after the digits of a number, or before them, in a sum:
// a text of ten characters can be a number that fills the memory.
const mostZeros = 400

// exact returns a number as a fraction; false if it is too large or too small for a sum.
func exact(n json.Number) (*big.Rat, bool) {
	d, ok := value.ParseDecimal(string(n))
	if !ok || d.Exp > mostZeros || d.Exp < -mostZeros {
		return nil, false
	}
	return new(big.Rat).SetString(string(n))
}

// Sum returns the exact sum of numbers; false if one is too large or too small to be added.
func Sum(numbers []json.Number) (json.Number, bool) {
	all := new(big.Rat)
	for _, n := range numbers {
		r, ok := exact(n)
		if !ok {
			return "", false
		}
		all.Add(all, r)
	}
	digits, _ := all.FloatPrec() // exact: every decimal is
	return json.Number(all.FloatString(digits)), true
}

// WholeWithin reports whether v is a signed whole number of so many bits: a JSON number, where 5.0
// is whole, or a text of digits.
func WholeWithin(v any, bits uint) bool {
	var n json.Number
	switch v := v.(type) {
	case json.Number:
		n = v
	case string:
		if digits := trimSign(v); digits == "" || !value.AllDigits(digits) {
			return false
		}
		n = json.Number(v)
	default:
		return false
	}
	if !IsInteger(n) {
		return false
	}
	limit := new(big.Int).Lsh(big.NewInt(1), bits-1)
	low, lowOK := value.CompareNumbers(n, json.Number(new(big.Int).Neg(limit).String()))
	high, highOK := value.CompareNumbers(n, json.Number(limit.String()))
	return lowOK && highOK && low >= 0 && high < 0
}

// trimSign returns a text without its minus sign.
func trimSign(s string) string {
	if s != "" && s[0] == '-' {
		return s[1:]
	}
	return s
}
