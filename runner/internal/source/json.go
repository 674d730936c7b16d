package source

import (
	"bytes"
	"encoding/json"
	"sort"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Joined is a JSON text whose surrogate pairs are joined. JSON writes a character beyond U+FFFF as
// two escapes (RFC 8259, section 7), which YAML does not know: \ud83d\ude00 is \U0001f600 there.
type Joined struct {
	Text  []byte
	pairs map[int][]int // by line: the columns in Text, from 1, behind the joined pairs
}

// shorter is the number of characters that a joined pair is shorter.
const shorter = len(`\ud83d\ude00`) - len(`\U0001f600`)

// JoinPairs joins the surrogate pairs of text if it is JSON; any other text is returned unchanged.
func JoinPairs(text []byte) Joined {
	j := Joined{Text: text}
	if !bytes.Contains(text, []byte(`\ud`)) && !bytes.Contains(text, []byte(`\uD`)) || !json.Valid(text) {
		return j
	}
	out := make([]byte, 0, len(text))
	for line, column := 1, 1; len(text) > 0; {
		taken := 1
		switch r := pair(text); {
		case r != utf8.RuneError:
			out = append(append(out, `\U`...), hex8(r)...)
			taken, column = len(`\ud83d\ude00`), column+len(`\U0001f600`)
			j.add(line, column)
		case text[0] == '\\': // with what it escapes, so that a second backslash begins no escape
			taken, column = 2, column+2
			out = append(out, text[:2]...)
		case text[0] == '\n':
			line, column = line+1, 1
			out = append(out, '\n')
		default:
			if utf8.RuneStart(text[0]) {
				column++
			}
			out = append(out, text[0])
		}
		text = text[taken:]
	}
	j.Text = out
	return j
}

func (j *Joined) add(line, column int) {
	if j.pairs == nil {
		j.pairs = map[int][]int{}
	}
	j.pairs[line] = append(j.pairs[line], column)
}

// pair returns the character that two escapes at the start of s make, [utf8.RuneError] if they make
// none.
func pair(s []byte) rune {
	high, ok := escape(s)
	if !ok {
		return utf8.RuneError
	}
	low, ok := escape(s[len(`\ud83d`):])
	if !ok {
		return utf8.RuneError
	}
	return utf16.DecodeRune(high, low)
}

// escape reads \uXXXX.
func escape(s []byte) (rune, bool) {
	if len(s) < len(`\ud83d`) || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(s[2:len(`\ud83d`)]), 16, 16)
	return rune(n), err == nil
}

func hex8(r rune) []byte {
	digits := strconv.AppendUint(nil, uint64(r), 16)
	return append(bytes.Repeat([]byte("0"), 8-len(digits)), digits...)
}

// PutBack gives the nodes of Text the columns that they have in the original text.
func (j *Joined) PutBack(n *yaml.Node) {
	if len(j.pairs) == 0 {
		return
	}
	n.Column += sort.SearchInts(j.pairs[n.Line], n.Column+1) * shorter
	for _, c := range n.Content {
		j.PutBack(c)
	}
}

// HasPair reports whether a line has the escapes of a surrogate pair.
func HasPair(line string) bool {
	for i := range len(line) {
		if pair([]byte(line[i:min(len(line), i+len(`\ud83d\ude00`))])) != utf8.RuneError {
			return true
		}
	}
	return false
}

// HasHalf reports whether a line has an escape that is half of a surrogate pair.
func HasHalf(line string) bool {
	for i := range len(line) {
		if r, ok := escape([]byte(line[i:min(len(line), i+len(`\ud83d`))])); ok && utf16.IsSurrogate(r) {
			return true
		}
	}
	return false
}
