package expect_test

import (
	"testing"

	"assay/runner/internal/expect"
)

// A masked value may be any secret: a pattern is met if it matches for every value in its place,
// unmet if it matches for none, and unknown otherwise.
func TestPatternsOverMasks(t *testing.T) {
	for body, patterns := range map[string]map[string]expect.Outcome{
		"${api_key}": {
			"": expect.Met, ".": expect.Met, "^.+$": expect.Met, "^$": expect.Unmet, "[a-z]": expect.Unknown, "^sk-": expect.Unknown, `^\d+$`: expect.Unknown, `\n`: expect.Unmet,
		},
		"key ${api_key} end": {
			"^key ": expect.Met, " end$": expect.Met, "^key .+ end$": expect.Met, "^end": expect.Unmet, "key$": expect.Unmet, "^key [a-z]+ end$": expect.Unknown, `^key \S{300} end$`: expect.Unknown, "^key end$": expect.Unmet, "^key  end$": expect.Unmet, `key \b`: expect.Unknown, `\b end$`: expect.Unknown,
			`\bend$`: expect.Met, `^\bkey\b`: expect.Met, `^\Bkey`: expect.Unmet, `end\B`: expect.Unknown, `key\B`: expect.Unknown,
		},
		"${api_key}${other}": {
			"^..": expect.Met, "^[a-z]+$": expect.Unknown, "^$": expect.Unmet, "a-b": expect.Unknown,
		},
		"x${api_key}": {
			"^x": expect.Met, "^x$": expect.Unmet, "^x.": expect.Met, `^x\b`: expect.Unknown, `^x\B`: expect.Unknown, `^y`: expect.Unmet, "^xa": expect.Unknown, "a$": expect.Unknown, "^.x": expect.Unknown,
		},
		"${api_key}x": {
			`^\bax`: expect.Unknown, `^\B-x`: expect.Unknown, "x$": expect.Met, "^x$": expect.Unmet, ".x$": expect.Met, `\bx$`: expect.Unknown, `\Bx$`: expect.Unknown, "y$": expect.Unmet, "^a": expect.Unknown,
		},
		"<${api_key}>": {
			`<[<>"]`: expect.Unmet, `<[<>a]`: expect.Unknown, `<[^a-z]`: expect.Unknown, `<[a-cx-z]+>`: expect.Unknown, `<\s>`: expect.Unmet, `<.>`: expect.Unknown, `(?s)<.+>`: expect.Met, `^<\b`: expect.Unknown, `<>`: expect.Unmet, `<(a|b)`: expect.Unknown, `<"`: expect.Unmet,
		},
		"${redacted:header}>": {`^[<>"]>$`: expect.Unknown, `^\s>$`: expect.Unknown, "^>": expect.Unknown, "a>$": expect.Unknown, ">$": expect.Met, "y$": expect.Unmet},
		"${${api_key}":        {"^[$][{]": expect.Met, "^..sk": expect.Unknown, "^sk": expect.Unmet},
		"${api_key":           {"^[$][{]api_key$": expect.Met, "^sk": expect.Unmet},
		"one\n${api_key}\ntwo": {
			"(?m)^two$": expect.Met, "(?m)^one$": expect.Met, "(?m)^three$": expect.Unknown, `one\ntwo`: expect.Unknown,
		},
		"${login.token} of ${api_key}": {
			" of ": expect.Met, "^of": expect.Unknown, "^tok.* of sk": expect.Unknown, " off ": expect.Unmet,
		},
	} {
		for pattern, want := range patterns {
			for text, want := range map[string]expect.Outcome{
				"body: {matches: '" + pattern + "'}":        want,
				"body: {not: {matches: '" + pattern + "'}}": map[expect.Outcome]expect.Outcome{expect.Met: expect.Unmet, expect.Unmet: expect.Met, expect.Unknown: expect.Unknown}[want],
			} {
				if r := maskedExpectation(t, text).Judge(jsonAnswer(200, body), nil); r.Outcome != want {
					t.Errorf("%s of %q: outcome %d, want %d: %s", text, body, r.Outcome, want, shown(r))
				}
			}
		}
	}
}
