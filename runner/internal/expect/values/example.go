package values

import (
	"encoding/base64"
	"regexp/syntax"
	"strings"
	"time"
)

// TextFor returns a short text that a regular expression matches, as far as its literals and
// classes allow; "" if the expression is invalid.
func TextFor(pattern string) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	writeMatch(&b, re)
	return b.String()
}

func writeMatch(b *strings.Builder, re *syntax.Regexp) {
	if b.Len() > 1000 {
		return
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(runeOf(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('x')
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			writeMatch(b, sub)
		}
	case syntax.OpAlternate, syntax.OpCapture, syntax.OpPlus:
		writeMatch(b, re.Sub[0])
	case syntax.OpRepeat:
		for range re.Min {
			writeMatch(b, re.Sub[0])
		}
	}
}

// runeOf returns a readable character of a class, given as ranges.
func runeOf(ranges []rune) rune {
	for _, preferred := range "a1A-_ " {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= preferred && preferred <= ranges[i+1] {
				return preferred
			}
		}
	}
	if len(ranges) == 0 {
		return 'x'
	}
	return ranges[0]
}

// ExampleTime is the time of example responses.
var ExampleTime = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// InFormat has a text in each of the usual formats.
var InFormat = map[string]string{
	"date-time": "2026-01-02T03:04:05Z", "date": "2026-01-02", "time": "03:04:05Z", "duration": "PT1S",
	"email": "someone@example.com", "hostname": "example.com", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
	"http-date": "Fri, 02 Jan 2026 03:04:05 GMT", "base64": "AAEC", "jwt": base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + ".e30.",
	"uri": "https://example.com/", "uuid": "00000000-0000-4000-8000-000000000000",
}
