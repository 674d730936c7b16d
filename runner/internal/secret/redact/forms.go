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

// shortest is the minimum length of a secret that is searched for inside other words and in other
// forms, shortestPart that of a dotted key's part and of a secret that is matched in any case.
const (
	shortest     = 4
	shortestPart = 8
)

// TooShort reports whether a value is too short to be searched for inside other words: a response
// that contains it in one is not masked.
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

// parts returns the parts of a dotted key between the dots, and the parts of a secret with blanks
// that errors of net/http quote ("malformed HTTP status code …"), unless they are words.
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

// insideForms returns the spellings of value in texts that may then be encoded in base64: a line,
// JSON as written by encoders of Go, JavaScript, Python and PHP, a query, HTML.
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

// inASCII returns the content of a JSON string for a text, with every non-ASCII character escaped.
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

// uuids returns the parts of value that are 32 hexadecimal digits, in the dashed form of a UUID
// (RFC 9562, section 4), in either case; and a UUID in value without its dashes.
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

// hexRuns returns the longest parts of s that consist of hexadecimal digits and inner dashes.
func hexRuns(s string) []string {
	runs := strings.FieldsFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF-", r) })
	for i := range runs {
		runs[i] = strings.Trim(runs[i], "-")
	}
	return runs
}

// base64Forms returns the texts one of which base64 of any text with value in it must contain: for
// each of the three offsets at which value may start in a group of three bytes, the digits that
// depend on value only.
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
