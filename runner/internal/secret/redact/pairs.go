package redact

import (
	"strings"

	"assay/runner/internal/secret/names"
)

// pairs finds credentials behind their names and a sign of equality: in the addresses that a text
// contains, in a form, in attributes and in the parameters of a header.
func pairs(s string, hits []hit) []hit {
	for from := 0; ; {
		i := strings.IndexByte(s[from:], '=')
		if i < 0 {
			return encodedPairs(s, hits)
		}
		at := from + i
		from = at + 1
		name := pairName(s[:at])
		if !canName(name) {
			continue
		}
		start, end := pairText(s, from)
		if kind := kindInPair(name, s[start:end]); kind != "" {
			hits = append(hits, issuedHit(s, start, end, kind))
			from = end
		}
	}
}

// encodedPairs finds those of an address that is a parameter of another one: &next=…%3Ftoken%3D…
func encodedPairs(s string, hits []hit) []hit {
	for from := 0; ; {
		i := strings.Index(s[from:], "%3")
		if i < 0 || from+i+3 > len(s) {
			return hits
		}
		at := from + i
		from = at + 3
		if s[at+2]|' ' != 'd' {
			continue
		}
		name := pairName(s[:at])
		if start := at - len(name); start > 0 && s[start-1] == '%' && len(name) > 2 {
			name = name[2:]
		}
		if !canName(name) {
			continue
		}
		end := from
		for end < len(s) && strings.IndexByte(pairEnds, s[end]) < 0 && !strings.HasPrefix(s[end:], "%26") && !strings.HasPrefix(s[end:], "%23") {
			end++
		}
		if kind := kindInPair(name, s[from:end]); kind != "" {
			hits = append(hits, issuedHit(s, from, end, kind))
			from = end
		}
	}
}

// canName reports whether a name of a pair may be one of a credential.
func canName(name string) bool {
	return name != "" && (names.MayHold(name) || name == "code")
}

// kindInPair returns the kind of the value of a pair. In an address, a signature lets in who has
// it, a code is one of an authorization server (RFC 6749, section 4.1.2), and a key one of an API,
// if they look random.
func kindInPair(name, value string) string {
	if kind := kindAt(name, value); kind != "" {
		return kind
	}
	if names.Kind(name) == names.Signature && canBe(names.Signature, value) {
		return names.Signature
	}
	if (name == "code" || name == "key") && LooksRandom(value) && canBe("credential", value) {
		return name
	}
	return ""
}

// pairName returns the name that a text ends with, "" if it is too long for one. Escapes of JSON
// are not part of it: \u0026token.
func pairName(s string) string {
	start := len(s)
	for start > 0 && isNameByte(s[start-1]) {
		if start--; len(s)-start > mostName {
			return ""
		}
	}
	name := s[start:]
	if start == 0 || s[start-1] != '\\' || name == "" {
		return name
	}
	if name[0] == 'u' && len(name) > 5 {
		return name[5:]
	}
	return name[1:]
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_-.[]$", c) >= 0
}

// pairEnds are what a value without quotes ends before.
const pairEnds = "&#;\"'<>\\ \t\r\n,()"

// pairText returns the range of the value at i, without quotes.
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
	for end < len(s) && strings.IndexByte(pairEnds, s[end]) < 0 {
		end++
	}
	return i, end
}
