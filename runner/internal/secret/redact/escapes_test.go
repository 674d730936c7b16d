package redact_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"assay/runner/internal/secret/redact"
)

// An escape is undone as the standards read it, and goes as a whole with the secret in it.
func TestOneEscapeInASecret(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "i/v\"n&t é<key>"})
	for in, want := range map[string]string{
		`a i\/v"n&t é<key> b`:                                 "a ${k} b",
		`a i/v\"n&t é<key> b`:                                 "a ${k} b",
		`a i/v\u0022n&t é<key> b`:                             "a ${k} b",
		`a i/v"n&t \u00e9<key> b`:                             "a ${k} b",
		`a \u0069/v"n&t é<key\u003e b`:                        "a ${k} b",
		`a i/v"n&t é<key\u003E b`:                             "a ${k} b",
		`a i/v"n&t é<key\u003 b`:                              `a i/v"n&t é<key\u003 b`,
		`a i%2Fv"n&t é<key> b`:                                "a ${k} b",
		`a i%2fv"n&t é<key> b`:                                "a ${k} b",
		`a i/v"n&t é<key%3E`:                                  "a ${k}",
		`a i/v"n&t é<key%3`:                                   `a i/v"n&t é<key%3`,
		`a i/v"n%26t+%C3%A9%3Ckey%3E b`:                       "a ${k} b",
		`a i/v"n&t+é<key> b`:                                  "a ${k} b",
		`a i/v"n&amp;t é<key> b`:                              "a ${k} b",
		`a i/v"n&ampt é<key> b`:                               "a ${k} b",
		`a i/v"n&t é&ltkey> b`:                                "a ${k} b",
		`a i/v"n&t é<key&gt b`:                                "a ${k} b",
		`a i/v&quotn&t é<key> b`:                              "a ${k} b",
		`a i/v&quot;n&amp;t &eacute;&lt;key&gt; b`:            "a ${k} b",
		`a i/v&#34;n&t é<key> b`:                              "a ${k} b",
		`a i/v&#34n&t é<key> b`:                               "a ${k} b",
		`a i/v&#x22;n&t é<key> b`:                             "a ${k} b",
		`a i/v&#X22n&t é<key> b`:                              "a ${k} b",
		`a i/v"n&t é<key&#62`:                                 "a ${k}",
		`a i/v"n&t é<key&#x3e;`:                               "a ${k}",
		`a i/v"n&t é<key&#;`:                                  `a i/v"n&t é<key&#;`,
		`a i/v"n&t é<key&#x;`:                                 `a i/v"n&t é<key&#x;`,
		`a i/v"n&#0000000000038;t é<key> b`:                   `a i/v"n&#0000000000038;t é<key> b`, // longer than any reference
		`a i/v"n&#x00000026;t é<key> b`:                       "a ${k} b",                          // as long as one may be
		`a i/v\\\"n&t é<key>`:                                 "a ${k}",                            // JSON in a string of JSON
		url.QueryEscape(url.QueryEscape(`i%2Fv\"n&t é<key>`)): "${k}",
	} {
		if got := r.String(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

// A character beyond the first 65,536 is a pair of escapes in JSON (RFC 8259, section 7);
// half of one is a character of its own.
func TestPairsOfEscapes(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "invented 😀 key"})
	for in, want := range map[string]string{
		`"invented \ud83d\ude00 key!"`:    `"${k}!"`,
		`"invented \uD83D\uDE00 key!"`:    `"${k}!"`,
		`"invented \ud83d\u0041 key!"`:    `"invented \ud83d\u0041 key!"`,
		`"invented \ud83d key!"`:          `"invented \ud83d key!"`,
		`"invented \ude00\ud83d key!"`:    `"invented \ude00\ud83d key!"`,
		`\ud83dinvented+%F0%9F%98%80+key`: `\ud83d${k}`,
	} {
		if got := r.String(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

// Spaces are a plus sign in forms; a plus sign is nothing else to secrets without one.
func TestPlusSigns(t *testing.T) {
	for _, c := range []struct{ secret, in, want string }{
		{"pass word one", "a=pass+word+one&b=1+2", "a=${k}&b=1+2"},
		{"pass word one", "a=pass+word%20one", "a=${k}"},
		{"pass word/one", "a=pass+word%2Fone", "a=${k}"},
		{"pass+word+one", "a=pass+word+one", "a=${k}"},
		{"pass+word+one", "a=pass%2Bword%2bone", "a=${k}"},
	} {
		r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: c.secret}, redact.Secret{Name: "l", Value: "another-one"})
		if got := r.String(c.in); got != c.want {
			t.Errorf("of %q: %s becomes %s, want %s", c.secret, c.in, got, c.want)
		}
	}
}

// A secret in base64 of a longer text is found wherever it starts in a group of three, and
// also as encoders of JSON escape it before.
func TestBase64OfALongerText(t *testing.T) {
	const secret = "schlüssel/7 \"a<b\""
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: secret})
	for name, inside := range map[string]string{
		"as it is":           secret,
		"JSON":               `schlüssel/7 \"a<b\"`,
		"JSON of Go":         `schlüssel/7 \"a\u003cb\"`,
		"JSON of Python":     `schl\u00fcssel/7 \"a<b\"`,
		"JSON of JavaScript": `schlüssel\/7 \"a<b\"`,
		"JSON of PHP":        `schl\u00fcssel\/7 \"a<b\"`,
		"a query":            url.QueryEscape(secret),
		"a path":             url.PathEscape(secret),
		"HTML":               `schlüssel/7 &#34;a&lt;b&#34;`,
	} {
		for _, before := range []string{"", "x", "a", "xy", "zo", "xyz", "me:"} {
			for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
				in := "Basic " + encoding.EncodeToString([]byte(before+inside+" and more"))
				if got := r.String(in); !strings.Contains(got, "${k}") {
					t.Errorf("%s after %q: %s becomes %s", name, before, in, got)
				}
			}
		}
	}
}

// Encoders that write ASCII alone escape every other character, and no character of ASCII.
func TestBase64OfJSONInASCII(t *testing.T) {
	for _, c := range []struct{ secret, inside string }{
		{"invented\u007f-key", "invented\u007f-key"}, {"invented\u0080-key", `invented\u0080-key`}, {"invented\u0081-key", `invented\u0081-key`}, {"invented-😀-key", `invented-\ud83d\ude00-key`},
	} {
		r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: c.secret})
		in := base64.StdEncoding.EncodeToString([]byte(c.inside))
		if got := r.String(in); !strings.HasPrefix(got, "${k}") {
			t.Errorf("%q: %s becomes %s", c.inside, in, got)
		}
	}
}

// A mixture of escapes is seen also where one of them is the very first character.
func TestMixedEscapesFromTheFirstCharacter(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "a/b-not-a-key-of-anybody"})
	for _, text := range []string{`%61\u002fb-not-a-key-of-anybody`, `\u0061%2fb-not-a-key-of-anybody`} {
		if got := r.String(text); got != "${k}" {
			t.Errorf("%s is shown as %s", text, got)
		}
	}
}
