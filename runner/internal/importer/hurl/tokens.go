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
		case strings.HasPrefix(line, fence):
			t, n, err = r.fencedToken(line)
		case c == '"' || c == '`':
			t, n, err = r.quoted(line)
		case c == '/' && len(line) > 1:
			t, n, err = regex(line)
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

// closing returns the index of the mark that closes the text at the start of a line, or the
// line's length.
func closing(line string) int {
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case line[0]:
			return i
		}
	}
	return len(line)
}

// quoted reads a "text" or a `text`.
func (r *reader) quoted(line string) (token, int, error) {
	end := closing(line)
	if end == len(line) {
		return token{}, 0, errQuote
	}
	return token{kind: 's', value: r.text(unescaped(line[1:end]))}, end + 1, nil
}

// fencedToken reads a text of several lines, or of one.
func (r *reader) fencedToken(line string) (token, int, error) {
	inner, _, ok := strings.Cut(line[len(fence):], fence)
	if !ok {
		return token{}, 0, errQuote
	}
	length := len(inner) + 2*len(fence)
	first, text, ok := strings.Cut(inner, "\n")
	if !ok {
		return token{kind: 's', value: r.text(inner)}, length, nil
	}
	_, escape, ok := opening(fence + first)
	if !ok {
		return token{}, 0, errors.New("the words behind ``` are not known")
	}
	if escape {
		text = unescaped(text)
	}
	return token{kind: 's', value: r.text(text)}, length, nil
}

// regex reads /pattern/, in which only the slash has an escape of Hurl's.
func regex(line string) (token, int, error) {
	end := closing(line)
	if end == len(line) {
		return token{}, 0, errQuote
	}
	return token{kind: 'r', value: importer.Literal(strings.ReplaceAll(line[1:end], `\/`, "/"))}, end + 1, nil
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
