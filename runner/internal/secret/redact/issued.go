package redact

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"

	"assay/runner/internal/secret/names"
)

// What a server gives out as a credential is known by its place: the name of a member, parameter,
// element, header or cookie (package names), and a value that can be one. Every name of a
// credential has a stem, which the matcher finds on its way through a text: so a text without any
// costs nothing more. Around a stem is one of these places:
//
//	member  of JSON, at any depth, also in JSON inside a string of JSON, in each line of a stream
//	pair    name=value: in addresses, forms, attributes, headers and text
//	tag     the text of an element of XML
//	field   an attribute that names another one: of HTML, and a part of multipart/form-data
//
// Besides there are headers and cookies (fields.go).

// stems are parts of which one is in every name of a credential, as it may be written, and code=,
// which is one in an address.
var stems = sync.OnceValue(func() []string {
	out := []string{"code="}
	for _, stem := range names.Stems {
		out = append(out, stem, strings.ToUpper(stem[:1])+stem[1:], strings.ToUpper(stem))
	}
	return out
})

// stemsOf are the stems by their first byte.
var stemsOf = sync.OnceValue(func() *[256][]string {
	var out [256][]string
	for _, stem := range stems() {
		out[stem[0]] = append(out[stem[0]], stem)
	}
	return &out
})

// isStem reports whether a text begins with a stem.
func isStem(s string) bool {
	for _, stem := range stemsOf()[s[0]] {
		if strings.HasPrefix(s, stem) {
			return true
		}
	}
	return false
}

// issued adds what a server gives out in a text to hits; found is where stems are in it. It reads
// the surroundings of each stem once, whatever the text contains.
func issued(s string, found []int, hits []hit) []hit {
	passed := 0
	for _, at := range found {
		if at < passed {
			continue
		}
		start, end := nameAround(s, at)
		if start == end {
			continue
		}
		passed = end
		if h, ok := place(s, start, end); ok {
			hits, passed = append(hits, h), max(passed, h.end)
		}
	}
	return hits
}

// place returns the credential that the name at start to end tells of, by what is next to it.
func place(s string, start, end int) (hit, bool) {
	if end == len(s) {
		return hit{}, false
	}
	switch s[end] {
	case '"', '\'', '\\':
		if h, ok := member(s, start, end); ok {
			return h, true
		}
		return field(s, start, end)
	case '=', '%':
		return pair(s, start, end)
	}
	return tag(s, start, end)
}

// nameAround returns the range of the name that has the byte at an offset in it, without an escape
// before it (\u0026token, \ntoken, %26token); empty if it is too long for one.
func nameAround(s string, at int) (start, end int) {
	start, end = at, at
	for start > 0 && isNameByte(s[start-1]) {
		if start--; at-start > mostName {
			return 0, 0
		}
	}
	for end < len(s) && isNameByte(s[end]) {
		if end++; end-at > mostName {
			return 0, 0
		}
	}
	escape := 0
	switch {
	case start == 0:
	case s[start-1] == '\\' && s[start] == 'u':
		escape = len("u0026")
	case s[start-1] == '\\':
		escape = len("n")
	case s[start-1] == '%':
		escape = len("26")
	}
	if start+escape > at {
		return start, end
	}
	return start + escape, end
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.' || c == '[' || c == ']' || c == '$'
}

// issuedHit masks the value at start to end of s, which is of a kind. The mask says how long the
// value is to a power of two: ${redacted:cookie:16+} has 16 to 31 bytes. It does not where a
// client would undo escapes, or where any text is a credential.
func issuedHit(s string, start, end int, kind string) hit {
	return hit{start: start, end: end, mask: issuedMask(kind, s[start:end]), kind: "what a server gives out: " + kind}
}

func issuedMask(kind, value string) string {
	other := func(c rune) bool { return c == '\\' || c == '&' || c >= 0x80 }
	if slices.Contains(names.Issued[:], kind) || len(value) < shortest || strings.ContainsFunc(value, other) {
		return "${redacted:" + kind + "}"
	}
	return "${redacted:" + kind + ":" + strconv.Itoa(1<<(bits.Len(uint(len(value)))-1)) + "+}"
}

// mostName is the size in bytes of the longest name of a place that is read.
const mostName = 64

// kindAt returns the kind of credential that a name says the value is, "" if it is none. Any text
// is one in a member in which an authorization server gives out tokens.
func kindAt(name, value string) string {
	if value == "" {
		return ""
	}
	for _, known := range names.Issued {
		if name == known {
			if isMask(value) {
				return ""
			}
			return known
		}
	}
	if !canBe("", value) { // asked first: it is fast
		return ""
	}
	if kind := names.Kind(name); kind != "" && kind != names.Signature && canBe(kind, value) {
		return kind
	}
	return ""
}

// The least size of a value that is a credential by its name: with a digit in it, or without a
// sign that divides words; and of the kinds whose names mean other things as well (auth: oauth2).
const (
	leastDigits = 8
	leastPlain  = 16
)

// canBe reports whether a value can be a credential of a kind: it is one word, and neither a word
// of a language, an address, nor a mask.
func canBe(kind, value string) bool {
	if len(value) < leastDigits || strings.HasPrefix(value, "http:") || strings.HasPrefix(value, "https:") || Ordinary(value) {
		return false
	}
	digits, divided := 0, false
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>{}`, c) >= 0:
			return false
		case strings.IndexByte("-_.:/, ", c) >= 0:
			divided = true
		}
	}
	if kind == "credential" {
		return digits >= 2 && len(value) >= leastPlain
	}
	return digits > 0 || !divided && len(value) >= leastPlain
}

// isMask reports whether a text is a mask already.
func isMask(s string) bool {
	return strings.HasPrefix(s, "${") && strings.IndexByte(s, '}') == len(s)-1
}
