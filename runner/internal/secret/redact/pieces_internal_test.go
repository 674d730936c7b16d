package redact

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Lines that are alike are read as they are one by one.
func TestLinesThatAreAlike(t *testing.T) {
	same := func(lines []string) {
		t.Helper()
		var many stringReader
		for _, line := range lines {
			var one stringReader
			want := one.read(line)
			got := many.readAlike(line) || many.read(line)
			if got != want || want && (!slices.Equal(one.strings, many.strings) || string(one.paths) != string(many.paths)) {
				t.Fatalf("%q: line %q: %v %v %q, want %v %v %q", lines, line, got, many.strings, many.paths, want, one.strings, one.paths)
			}
		}
	}
	same([]string{`{"a":"x","n":1}`, `{"a":"longer","n":1}`, `{"a":"","n":1}`, `{"a":"x","n":2}`, `{"a":"\"","n":2}`, `{"a":"x","n":2}x`, `{"a":"x","n":2`, `{"a":"x`, `{"a":"x","n":2}`, `{}`, `{}`, `{"a"`})
	parts := []string{`{`, `}`, `[`, `]`, `,`, `:`, `"a"`, `"b\\"`, `"\"`, `1`, ` `, `"`}
	for range 20_000 {
		lines := make([]string, 3)
		var of []string
		for i := range lines {
			if i == 0 || rand.N(4) == 0 {
				of = of[:0]
				for range rand.N(12) {
					of = append(of, parts[rand.N(len(parts))])
				}
			} else if len(of) > 0 {
				of[rand.N(len(of))] = parts[rand.N(len(parts))]
			}
			lines[i] = strings.Join(of, "")
		}
		same(lines)
	}
}
