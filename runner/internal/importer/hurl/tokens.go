package hurl

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// token is a word or a value of a line.
type token struct {
	word  string // "" for a value
	kind  byte   // of a value: 's' text, 'n' number, 'w' true, false, null, 'r' regex, 'v' variable, 'b' hex
	value any
}

var (
	numberToken = source.Pattern(`^-?\d+(\.\d+)?([eE][-+]?\d+)?$`)
	errQuote    = errors.New("a quote is not closed")
)

// tokens splits a line.
func (r *reader) tokens(line string) ([]token, error) {
	var out []token
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		var t token
		var n int
		var err error
		switch c := line[0]; {
		case c == '#':
			return out, nil
		case c == '"':
			t, n, err = r.quoted(line)
		case c == '/' && len(line) > 1:
			t, n, err = delimited(line, '/', 'r')
		case c == '`':
			t, n, err = delimited(line, '`', 's')
		case strings.HasPrefix(line, "{{"):
			end := strings.Index(line, "}}")
			if end < 0 {
				return nil, errQuote
			}
			t, n = token{kind: 'v', value: r.Typed(r.text(line[:end+2]))}, end+2
			if m := template().FindStringSubmatch(line[:end+2]); m != nil && r.scalars[m[1]] != "" {
				t, _ = plainToken(r.scalars[m[1]])
				r.inPlace(m[1])
			}
		default:
			t, n = plainToken(line)
		}
		if err != nil {
			return nil, err
		}
		out, line = append(out, t), line[n:]
	}
	return out, nil
}

// quoted reads "text" with Hurl's escapes, which are JSON's and \u{…}.
func (r *reader) quoted(line string) (token, int, error) {
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			var text string
			if err := json.Unmarshal([]byte(unicodeEscape().ReplaceAllString(hash.Replace(line[:i+1]), `\u$1`)), &text); err != nil {
				text = line[1:i]
			}
			return token{kind: 's', value: r.text(text)}, i + 1, nil
		}
	}
	return token{}, 0, errQuote
}

// hash undoes the escape of "#", which JSON lacks.
var hash = strings.NewReplacer(`\\`, `\\`, `\#`, "#")

var unicodeEscape = source.Pattern(`\\u\{([0-9a-fA-F]{4})\}`)

// delimited reads /regex/ or `text`.
func delimited(line string, mark, kind byte) (token, int, error) {
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case mark:
			text := line[1:i]
			if kind == 'r' {
				text = strings.ReplaceAll(text, `\/`, "/")
			}
			return token{kind: kind, value: importer.Literal(text)}, i + 1, nil
		}
	}
	return token{}, 0, errQuote
}

// plainToken reads an unquoted token.
func plainToken(line string) (token, int) {
	n := strings.IndexAny(line, " \t")
	if n < 0 {
		n = len(line)
	}
	word := line[:n]
	switch {
	case numberToken().MatchString(word):
		return token{kind: 'n', value: json.Number(word)}, n
	case word == "true" || word == "false":
		return token{kind: 'w', value: word == "true"}, n
	case word == "null":
		return token{kind: 'w'}, n
	case strings.HasPrefix(word, "hex,"):
		return token{kind: 'b', value: strings.TrimSuffix(strings.TrimPrefix(word, "hex,"), ";")}, n
	case strings.HasPrefix(word, "base64,"):
		if raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(strings.TrimPrefix(word, "base64,"), ";")); err == nil {
			return token{kind: 'b', value: hex.EncodeToString(raw)}, n
		}
	}
	return token{word: word}, n
}
