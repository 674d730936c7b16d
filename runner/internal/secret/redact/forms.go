package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"assay/runner/internal/subst"
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
	for _, inside := range insideForms(value) {
		for _, text := range base64Forms(inside) {
			add(" (base64)", text)
		}
	}
	for _, text := range uuids(value) {
		add(" (as a UUID)", text)
	}
}

// insideForms are value as it stands in what is then put into base64: a line, JSON as
// encoders of Go, JavaScript, Python and PHP write it, a query, HTML.
func insideForms(value string) []string {
	plain := subst.Escaped(value)
	ascii := inASCII(plain)
	forms := []string{
		value, inJSON(value), plain, ascii, strings.ReplaceAll(plain, "/", `\/`), strings.ReplaceAll(ascii, "/", `\/`),
		url.QueryEscape(value), url.PathEscape(value), html.EscapeString(value),
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// inASCII is a text inside a JSON string with every other character than those of
// ASCII escaped.
func inASCII(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, half := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, half)
		}
	}
	return b.String()
}

// uuids are the parts of value that are 32 hexadecimal digits, in the dashed form of
// a UUID (RFC 9562, section 4), in either case; and a UUID in value without its
// dashes.
func uuids(value string) []string {
	var out []string
	for _, run := range hexRuns(value) {
		digits := strings.ReplaceAll(run, "-", "")
		if len(digits) != 32 {
			continue
		}
		dashed := strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
		if run != digits {
			if run != dashed {
				continue
			}
			dashed = digits
		}
		out = append(out, dashed, strings.ToLower(dashed), strings.ToUpper(dashed))
	}
	return out
}

// hexRuns are the longest parts of s that are hexadecimal digits and dashes, none of
// which stands at an end.
func hexRuns(s string) []string {
	runs := strings.FieldsFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF-", r) })
	for i := range runs {
		runs[i] = strings.Trim(runs[i], "-")
	}
	return runs
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
