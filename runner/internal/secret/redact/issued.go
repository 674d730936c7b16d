package redact

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/secret/names"
)

// What a server gives out as a credential is known by its place: the name of a member, parameter,
// element, header or cookie (package names), and a value that can be one. These are the places:
//
//	members  of JSON, at any depth, also in JSON inside a string of JSON, in each line of a stream
//	pairs    name=value: in addresses, forms, attributes, headers and text
//	tags     the text of an element of XML, and the fields of HTML
//	parts    of multipart/form-data
//	fields   headers and cookies
//
// A finder appends what it finds to hits. Each reads a text once, whatever it contains.

// issued are the values in a text that a server gives out.
func issued(s string) []hit { return tags(s, pairs(s, members(s, nil))) }

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
	if !names.MayHold(name) || value == "" {
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
	if len(value) < leastDigits || strings.HasPrefix(value, "http:") || strings.HasPrefix(value, "https:") || isAccount(value) {
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

// isAccount reports whether a value is the address of an account or contract of Ethereum, which
// APIs of markets have in members such as token.
func isAccount(value string) bool {
	return len(value) == 42 && value[0] == '0' && value[1] == 'x' && strings.Trim(value[2:], "0123456789abcdefABCDEF") == ""
}

// isMask reports whether a text is a mask already.
func isMask(s string) bool {
	return strings.HasPrefix(s, "${") && strings.IndexByte(s, '}') == len(s)-1
}
