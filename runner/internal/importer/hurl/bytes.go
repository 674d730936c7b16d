package hurl

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"

	"assay/runner/internal/importer"
)

// ofBytes adds an assert on the bytes of the body: their number, their digest, or the ASCII text
// that they begin with, end with or contain. done reports whether the assert is about them.
func (r *reader) ofBytes(expect *importer.Map, words []token) (done bool, why string) {
	if words[0].word != "bytes" {
		return false, ""
	}
	rest := words[1:]
	if len(rest) > 0 && rest[0].word == "count" {
		p, why := predicateOf(rest[1:])
		if why != "" {
			return true, why
		}
		n, why := p.ofCount()
		if why == "" {
			expect.Expect("size", n)
		}
		return true, why
	}
	if len(rest) == 2 && rest[0].word == "==" {
		if path, ok := strings.CutPrefix(rest[1].word, "file,"); ok {
			sum, why := r.digest("file", strings.TrimSuffix(path, ";"))
			if why == "" {
				expect.Expect("sha256", sum)
			}
			return true, why
		}
	}
	p, why := predicateOf(rest)
	if why != "" {
		return true, why
	}
	return true, r.bytesPredicate(expect, p)
}

func (r *reader) bytesPredicate(expect *importer.Map, p predicate) string {
	text, _ := p.value.value.(string)
	switch {
	case p.name == "isEmpty" && p.negated:
		expect.Expect("size", importer.MapOf("gt", json.Number("0")))
		return ""
	case p.name == "isEmpty":
		expect.Expect("size", json.Number("0"))
		return ""
	case p.value.kind != 'b':
		return "a suite judges the number of bytes, their sha256, and ASCII texts in them"
	case p.equality():
		sum, why := r.digest("hex", text)
		if why != "" {
			return why
		}
		if (p.name == "!=") != p.negated {
			expect.Expect("sha256", not(sum, nil))
		} else {
			expect.Expect("sha256", sum)
		}
		return ""
	case p.name != "startsWith" && p.name != "endsWith" && p.name != "contains":
		return "a suite judges the number of bytes, their sha256, and ASCII texts in them"
	}
	raw, err := hex.DecodeString(text)
	if err != nil || !ascii(raw) {
		return "a suite finds ASCII texts only in bytes"
	}
	met := any(importer.MapOf(operators[p.name], importer.Literal(string(raw))))
	if p.negated {
		met = not(met, nil)
	}
	expect.Expect("body", met)
	return ""
}

// ascii reports whether all bytes are printable ASCII.
func ascii(raw []byte) bool {
	for _, b := range raw {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return len(raw) > 0
}

// raw returns the bytes of a body or value in base64 or hex, or of a file.
func (r *reader) raw(kind, text string) (raw []byte, why string) {
	var err error
	switch {
	case kind == "base64":
		raw, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	case kind == "hex":
		raw, err = hex.DecodeString(strings.Join(strings.Fields(text), ""))
	case r.readable(text):
		raw, err = r.options.ReadFile(text)
	default:
		return nil, "there is no file " + text
	}
	if err != nil {
		return nil, "it cannot be read"
	}
	return raw, ""
}

// digest returns the SHA-256 of bytes in the Hurl file, or in a file that it names.
func (r *reader) digest(kind, text string) (sum, why string) {
	raw, why := r.raw(kind, text)
	if why != "" {
		return "", why
	}
	of := sha256.Sum256(raw)
	return hex.EncodeToString(of[:]), ""
}
