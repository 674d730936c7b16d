package hurl

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/theory/jsonpath"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// definite reports whether a path selects at most one value in any answer. A path with a reference
// counts as definite.
func definite(path string) bool {
	p, err := jsonpath.Parse(path)
	return err != nil || p.Query().Singular() != nil
}

// either returns the alternatives for an indefinite path: Hurl takes a single value as it is, and
// several as a list. It is nil if the predicate judges both alike.
func (q *query) either(rest []token, p any) importer.List {
	about := func(p any) importer.Map { return importer.MapOf("json", importer.MapOf(q.entry, p)) }
	if m, ok := p.(importer.Map); ok && len(m) == 1 {
		switch m[0].Key {
		case "count":
			if strings.Contains(q.entry, "..") { // a descendant may be one list
				return importer.List{about(m), about(importer.MapOf("length", m[0].Value))}
			}
		case "contains":
			return importer.List{about(importer.MapOf("nodes", m)), about(m)}
		}
	}
	if len(rest) > 0 && (rest[0].word == "isList" || rest[0].word == "isCollection") {
		return importer.List{about(importer.MapOf("count", importer.MapOf("ge", 2))), about(p)}
	}
	return nil
}

// found converts a check for a match of a regular expression to a predicate on the body; nil for
// other checks.
func found(pattern string, rest []token) []token {
	matches := []token{{word: "matches"}, {kind: 'r', value: pattern}}
	switch {
	case len(rest) == 1 && rest[0].word == "exists":
		return matches
	case len(rest) == 2 && rest[0].word == "not" && rest[1].word == "exists":
		return append([]token{rest[0]}, matches...)
	}
	return nil
}

var underscore = source.Pattern(`(^|[/\[(@|,\s])_:([A-Za-z_][\w.-]*)`)

// defaultNamespace rewrites Hurl's prefix for the default namespace in XPath.
func defaultNamespace(path string) string {
	return underscore().ReplaceAllString(path, "$1*[local-name()='$2']")
}

// wholeBytes converts "bytes == …" to an expectation of the digest.
func (r *reader) wholeBytes(expect *importer.Map, words []token) (done bool, why string) {
	if len(words) != 3 || words[0].word != "bytes" || words[1].word != "==" {
		return false, ""
	}
	kind := "hex"
	text, isHex := words[2].value.(string)
	if path, ok := strings.CutPrefix(words[2].word, "file,"); ok {
		kind, text = "file", strings.TrimSuffix(path, ";")
	} else if words[2].kind != 'b' || !isHex {
		return false, ""
	}
	sum, why := r.digest(kind, text)
	if why == "" {
		expect.Expect("sha256", sum)
	}
	return true, why
}

// digest returns the SHA-256 of bytes in the Hurl file, or in a file that it names.
func (r *reader) digest(kind, text string) (sum, why string) {
	var raw []byte
	var err error
	switch {
	case kind == "base64":
		raw, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	case kind == "hex":
		raw, err = hex.DecodeString(strings.Join(strings.Fields(text), ""))
	case r.readable(text):
		raw, err = r.options.ReadFile(text)
	default:
		return "", "there is no file " + text
	}
	if err != nil {
		return "", "it cannot be read"
	}
	of := sha256.Sum256(raw)
	return hex.EncodeToString(of[:]), ""
}

// ofFields returns a predicate on the fields of a header: Hurl takes one as a text and several as a
// list.
func ofFields(p any, count bool) (any, string) {
	if count {
		return importer.MapOf("count", p), ""
	}
	m, _ := p.(importer.Map)
	if m.Get("contains") != nil {
		return importer.MapOf("any", p), ""
	}
	if m.Get("type") != nil {
		return nil, "a header has texts only"
	}
	return p, ""
}
