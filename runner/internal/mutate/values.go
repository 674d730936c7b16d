package mutate

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
)

// otherText returns a different text of the same form: every letter and digit is replaced by the
// next one. A hexadecimal number stays one.
func otherText(s string) string {
	last := byte('z')
	if isHex(s) {
		last = 'f'
	}
	out := []byte(s)
	changed := false
	for i, c := range out {
		next := c
		switch {
		case c >= '0' && c <= '9':
			next = '0' + (c-'0'+1)%10
		case c >= 'a' && c <= 'z':
			next = 'a' + (c-'a'+1)%(last-'a'+1)
		case c >= 'A' && c <= 'Z':
			next = 'A' + (c-'A'+1)%(last-'a'+1)
		}
		changed = changed || next != c
		out[i] = next
	}
	if !changed {
		return s + "x"
	}
	return string(out)
}

// isHex reports whether a text has hexadecimal digits only, between hyphens.
func isHex(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdefABCDEF-") == ""
}

// cutJSON returns the first half of a text that is a JSON object or array, like the arguments of a
// tool call that ended too soon. It returns false if s is neither.
func cutJSON(s string) (string, bool) {
	start := strings.Trim(s, exchange.JSONSpace)
	if start == "" || start[0] != '{' && start[0] != '[' || !json.Valid([]byte(s)) {
		return "", false
	}
	return strings.ToValidUTF8(start[:len(start)/2], ""), true
}

// otherWord returns a word in the other case, which an enumeration does not contain. It returns
// false if s is not a word.
func otherWord(s string) (string, bool) {
	if len(s) > 40 || strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.:-/") != "" {
		return "", false
	}
	other := strings.ToUpper(s)
	if other == s {
		other = strings.ToLower(s)
	}
	return other, other != s
}

// offByOne returns n + 1.
func offByOne(n json.Number) json.Number {
	if i, ok := new(big.Int).SetString(string(n), 10); ok {
		return json.Number(i.Add(i, big.NewInt(1)).String())
	}
	f, err := n.Float64()
	if more := f + 1; err == nil && more != f {
		return json.Number(strconv.FormatFloat(more, 'g', -1, 64))
	}
	return "1"
}

// otherType returns v as a value of the type that it is most likely confused with, and its JSON
// text, given the JSON text of v.
func otherType(v any, text string) (other any, written string) {
	switch v := v.(type) {
	case nil:
		return false, "false"
	case bool:
		return strconv.FormatBool(v), quoted(strconv.FormatBool(v))
	case json.Number:
		return string(v), quoted(string(v))
	case string:
		if isNumber(v) {
			return json.Number(v), v
		}
		return json.Number("1"), "1"
	case []any:
		return map[string]any{"items": v}, `{"items":` + text + `}`
	default:
		return []any{v}, "[" + text + "]"
	}
}

// isNumber reports whether a text is a JSON number.
func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789+-.eE") == "" && json.Valid([]byte(s))
}

// quoted returns s as a JSON string.
func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(text)
}
