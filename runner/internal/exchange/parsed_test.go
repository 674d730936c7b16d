package exchange_test

import (
	"errors"
	"strings"
	"testing"

	"assay/runner/internal/exchange"
)

// Only the white space of RFC 8259 section 2 may surround a value; a body of other blanks is not
// empty.
func TestOnlyTheWhiteSpaceOfJSONStandsAroundAValue(t *testing.T) {
	for text, want := range map[string]string{
		" \t\r\n0 \t\r\n": "",
		"":                "the body is empty",
		" \t\r\n":         "the body is empty",
		"0\f":             "not JSON: more text after the value at byte 1",
		"0\u00a0":         "not JSON: more text after the value at byte 1",
		"0 1":             "not JSON: more text after the value at byte 3",
		"\f":              "not JSON at byte 1: invalid character '\\f' looking for beginning of value",
		"\u00a0":          "not JSON at byte 1: invalid character 'Â' looking for beginning of value",
	} {
		got := ""
		if _, err := exchange.ParseJSON([]byte(text)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A text is too deep to be read only where more nests than is read: a broken one is no JSON, up to
// the last level.
func TestWhatIsTooDeepIsNotCalledBroken(t *testing.T) {
	for _, c := range []struct {
		text    string
		read    bool
		tooDeep bool
	}{
		{strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), true, false},
		{strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001), false, true},
		{strings.Repeat("[", 10_001) + "x", false, true},
		{strings.Repeat("[", 10_000) + "x", false, false},
		{strings.Repeat("[1], ", 10_001), false, false},
		{`{"a": {"b": [1, }`, false, false},
	} {
		_, err := exchange.ParseJSON([]byte(c.text))
		if (err == nil) != c.read || errors.Is(err, exchange.ErrTooDeep) != c.tooDeep {
			t.Errorf("%d bytes, %.9s…: %v", len(c.text), c.text, err)
		}
	}
}
