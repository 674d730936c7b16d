package redact

import (
	"strings"

	"assay/runner/internal/secret/names"
)

// pair returns the credential behind a name and a sign of equality: in an address, a form, an
// attribute or a parameter of a header; and in an address that is a parameter of another one
// (&next=…%3Ftoken%3D…).
func pair(s string, start, end int) (hit, bool) {
	var from, to int
	switch rest := s[end:]; {
	case rest == "":
		return hit{}, false
	case rest[0] == '=':
		from, to = pairText(s, end+1)
	case len(rest) > 3 && rest[0] == '%' && rest[1] == '3' && rest[2]|' ' == 'd':
		from, to = end+3, end+3
		for to < len(s) && strings.IndexByte(pairEnds, s[to]) < 0 && !strings.HasPrefix(s[to:], "%26") && !strings.HasPrefix(s[to:], "%23") {
			to++
		}
	default:
		return hit{}, false
	}
	kind := kindInPair(s[start:end], s[from:to])
	if kind == "" {
		return hit{}, false
	}
	return issuedHit(s, from, to, kind), true
}

// kindInPair returns the kind of the value of a pair. In an address, a signature lets in who has
// it, a code is one of an authorization server (RFC 6749, section 4.1.2), and a key one of an API,
// if they look random.
func kindInPair(name, value string) string {
	if kind := kindAt(name, value); kind != "" {
		return kind
	}
	if canBe(names.Signature, value) && names.Kind(name) == names.Signature {
		return names.Signature
	}
	if (name == "code" || name == "key") && LooksRandom(value) && canBe("credential", value) {
		return name
	}
	return ""
}

// pairEnds are what a value without quotes ends before.
const pairEnds = "&#;\"'<>\\ \t\r\n,()"

// pairText returns the range of the value at i, without quotes and brackets around the pair, as in
// Session{token=…}.
func pairText(s string, i int) (start, end int) {
	quote := strings.TrimLeft(s[i:min(len(s), i+3)], `\`)
	if quote != "" && (quote[0] == '"' || quote[0] == '\'') {
		start = i + strings.IndexByte(s[i:], quote[0]) + 1
		end = start
		for end < len(s) && s[end] != quote[0] && s[end] != '\\' && s[end] != '\n' {
			end++
		}
		return start, end
	}
	end = i
	for open := 0; end < len(s) && strings.IndexByte(pairEnds, s[end]) < 0; end++ {
		switch s[end] {
		case '{': // of a mask
			open++
		case '}':
			if open--; open < 0 {
				return i, end
			}
		}
	}
	return i, i + len(strings.TrimRight(s[i:end], "`]"))
}
