package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// shortest is the length from which a secret is looked for inside other words and
// in other forms, shortestPart that of a dotted key's part and of a secret whose
// case does not matter.
const (
	shortest     = 4
	shortestPart = 8
)

// TooShort reports whether a value is too short to be found inside other words: where it
// stands in one, an answer holds it as it is, and not its name.
func TooShort(value string) bool { return len(strings.TrimSpace(value)) < shortest }

// addSecret adds every form of a secret.
func (m *matcher) addSecret(s Secret) {
	mask := "${" + s.Name + "}"
	for _, value := range []string{s.Value, strings.TrimSpace(s.Value)} {
		if len(value) < shortest {
			m.addWord(value, mask, "secret "+s.Name)
			continue
		}
		m.addForms(value, mask, "secret "+s.Name)
		for _, part := range parts(value) {
			m.addForms(part, mask, "part of secret "+s.Name)
		}
	}
}

// parts are what stands between the dots of a dotted key, and what an error of
// net/http quotes of a secret with blanks in it ("malformed HTTP status code …"); of
// the latter only what is no word.
func parts(value string) []string {
	var out []string
	if dotted := strings.Split(value, "."); len(dotted) > 1 {
		out = dotted
	}
	if blanks := strings.Fields(value); len(blanks) > 1 {
		for _, part := range blanks {
			if strings.ContainsFunc(part, func(c rune) bool { return !unicode.IsLetter(c) }) {
				out = append(out, part)
			}
		}
	}
	return slices.DeleteFunc(out, func(part string) bool { return len(part) < shortestPart })
}

func (m *matcher) addForms(value, mask, kind string) {
	add := func(form, text string) { m.add(text, mask, kind+form) }
	add("", value)
	add(" (reversed)", reversed(value))
	if len(value) >= shortestPart {
		add(" (upper case)", strings.ToUpper(value))
		add(" (lower case)", strings.ToLower(value))
	}
	digits := hex.EncodeToString([]byte(value))
	add(" (hex)", digits)
	add(" (hex)", strings.ToUpper(digits))
	for _, inside := range []string{value, inJSON(value), url.QueryEscape(value), url.PathEscape(value)} {
		for _, text := range base64Forms(inside) {
			add(" (base64)", text)
		}
	}
}

// base64Forms are the texts that base64 of any text with value in it must hold:
// for each of the three places in a group of three bytes where value may start,
// the digits that nothing else has a part in.
func base64Forms(value string) []string {
	var out []string
	for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			digits := alphabet.EncodeToString([]byte(strings.Repeat("\x00", before) + value))
			own := digits[(before*8+5)/6 : (before+len(value))*8/6]
			if !slices.Contains(out, own) {
				out = append(out, own)
			}
		}
	}
	return out
}

// inJSON is value as most encoders write it inside a JSON string.
func inJSON(value string) string {
	raw, err := json.Marshal(value)
	if err != nil {
		return value
	}
	return string(raw[1 : len(raw)-1])
}

// reversed is value backwards, by characters.
func reversed(value string) string {
	r := []rune(value)
	slices.Reverse(r)
	return string(r)
}
