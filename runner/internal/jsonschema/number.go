package jsonschema

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Number is an exact number. Small integers, the usual case, allocate nothing; a number with a
// large exponent is kept as a float of high precision, since its digits would not fit into memory.
type Number struct {
	small int64
	rat   *big.Rat   // nil: small
	huge  *big.Float // not nil: instead of rat
}

var number0, number1 = json.Number("0"), json.Number("1")

// mostExponent is the largest exponent of a number that is kept with all its digits.
const mostExponent = 4000

// numberOf reads a JSON number; false for every other value.
func numberOf(v any) (Number, bool) {
	var text string
	switch v := v.(type) {
	case json.Number:
		text = string(v)
	case int:
		return Number{small: int64(v)}, true
	case int64:
		return Number{small: v}, true
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return Number{}, false
		}
		return Number{rat: new(big.Rat).SetFloat64(v)}, true
	case uint64, uint, int32, uint32, float32, int16, uint16, int8, uint8:
		text = fmt.Sprint(v)
	default:
		return Number{}, false
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return Number{small: n}, true
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(text[i+1:])
		if err != nil || exponent > mostExponent || exponent < -mostExponent {
			return hugeOf(text[:i], text[i+1:])
		}
	}
	rat, ok := new(big.Rat).SetString(text)
	return Number{rat: rat}, ok
}

// hugeOf reads a number with a large exponent. A number outside the range of floats becomes
// infinite, or 0.
func hugeOf(mantissa, exponent string) (Number, bool) {
	if strings.Trim(mantissa, "-0.") == "" {
		return Number{}, mantissa != ""
	}
	if huge, _, err := big.ParseFloat(mantissa+"e"+exponent, 10, 256, big.ToNearestEven); err == nil {
		return Number{huge: huge}, true
	}
	if strings.HasPrefix(exponent, "-") {
		return Number{}, true
	}
	return Number{huge: new(big.Float).SetInf(mantissa[0] == '-')}, true
}

// compare returns -1, 0 or 1, as cmp.Compare does.
func (n Number) compare(m Number) int {
	if n.rat == nil && m.rat == nil && n.huge == nil && m.huge == nil {
		switch {
		case n.small < m.small:
			return -1
		case n.small > m.small:
			return 1
		}
		return 0
	}
	if n.huge != nil || m.huge != nil {
		return n.float().Cmp(m.float())
	}
	return n.exact().Cmp(m.exact())
}

func (n Number) exact() *big.Rat {
	if n.rat != nil {
		return n.rat
	}
	return new(big.Rat).SetInt64(n.small)
}

func (n Number) float() *big.Float {
	if n.huge != nil {
		return n.huge
	}
	return new(big.Float).SetPrec(256).SetRat(n.exact())
}

// whole reports whether n is an integer, as 1.0 and 1e3 are.
func (n Number) whole() bool {
	switch {
	case n.huge != nil:
		return n.huge.IsInf() || n.huge.IsInt()
	case n.rat != nil:
		return n.rat.IsInt()
	}
	return true
}

// multiple reports whether n is a multiple of m, which is positive.
func (n Number) multiple(m Number) (bool, error) {
	switch {
	case n.huge != nil || m.huge != nil:
		return false, errTooLarge
	case n.rat == nil && m.rat == nil && m.small != 0:
		return n.small%m.small == 0, nil
	}
	return new(big.Rat).Quo(n.exact(), m.exact()).IsInt(), nil
}

// clamped returns n as a length or count, at most the largest int.
func (n Number) clamped() int {
	limit := Number{small: math.MaxInt32}
	if n.compare(limit) > 0 {
		return math.MaxInt32
	}
	whole, _ := n.float().Int64()
	return int(whole)
}

// String formats n for messages, as JSON.
func (n Number) String() string {
	switch {
	case n.huge != nil:
		return n.huge.Text('g', -1)
	case n.rat == nil:
		return strconv.FormatInt(n.small, 10)
	case n.rat.IsInt():
		return n.rat.Num().String()
	}
	return strings.TrimRight(n.rat.FloatString(12), "0")
}
