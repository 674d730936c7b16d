package suite

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// kindOf returns the kind of a node, for messages.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			return "an empty list"
		}
		return "a list"
	}
	switch n.Tag {
	case "!!null":
		return "nothing"
	case "!!bool":
		return fmt.Sprintf("%s (boolean)", n.Value)
	case "!!int", "!!float":
		return fmt.Sprintf("%s (number)", n.Value)
	}
	return fmt.Sprintf("%q (text)", cut(n.Value))
}

// cut shortens a quoted text to one line of a message.
func cut(s string) string { return text.Short(s) }

// address is cut for an address: without its credentials, which a cut one would show the beginning
// of.
func address(s string) string { return cut(redact.Address(s)) }

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func isMap(n *yaml.Node) bool { return n.Kind == yaml.MappingNode }

func isList(n *yaml.Node) bool { return n.Kind == yaml.SequenceNode }

// expected reports a value of the wrong type: the type that the key wants, and the actual one.
func (d *doc) expected(n *yaml.Node, key, want string) *source.Problem {
	return d.mistake(n, "%s: expected %s, got %s", key, want, kindOf(n))
}

// text reads a scalar as the text that was written; it rejects null.
func (d *doc) text(n *yaml.Node, key string) (string, bool) {
	return d.textFor(n, key, lang.Text.Words)
}

// textFor is text for a value of which want are the words.
func (d *doc) textFor(n *yaml.Node, key, want string) (string, bool) {
	if n.Kind != yaml.ScalarNode || isNull(n) {
		d.expected(n, key, want)
		return "", false
	}
	return n.Value, true
}

// words reads a list of texts; a single text is a list of one.
func (d *doc) words(n *yaml.Node, key string) []placed {
	if !isList(n) {
		if s, ok := d.text(n, key); ok {
			return []placed{{s, d.at(n)}}
		}
		return nil
	}
	out := make([]placed, 0, len(n.Content))
	for _, item := range n.Content {
		if s, ok := d.text(source.Resolve(item), key); ok {
			out = append(out, placed{s, d.at(item)})
		}
	}
	return out
}

// placed is a text with its position.
type placed struct {
	text string
	at   source.Pos
}

func texts(words []placed) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.text
	}
	return out
}

func (d *doc) refs(words []placed) []Ref {
	out := d.blocks.refs.List(len(words))
	for _, w := range words {
		out = append(out, Ref{ID: w.text, At: w.at})
	}
	return out
}

// flag reads true or false.
func (d *doc) flag(n *yaml.Node, key string) bool {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" {
		return strings.EqualFold(n.Value, "true")
	}
	d.expected(n, key, "true or false")
	return false
}

// stream reads whether, and how, a body is read as a stream.
func (d *doc) stream(n *yaml.Node) (on bool, framing exchange.Framing) {
	if n.Kind == yaml.ScalarNode && n.Value == string(exchange.NDJSON) {
		return true, exchange.NDJSON
	}
	if n.Kind == yaml.ScalarNode && n.Value == "sse" {
		return true, exchange.SSE
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" {
		return d.flag(n, "stream"), exchange.SSE
	}
	d.expected(n, "stream", "true, false, sse or ndjson")
	return false, exchange.SSE
}

// integer reads an integer >= least.
func (d *doc) integer(n *yaml.Node, key string, least int) int {
	i, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil {
		d.expected(n, key, "a whole number")
		return least
	}
	if i < least {
		d.mistake(n, "%s: expected a whole number of at least %d, got %d", key, least, i)
		return least
	}
	return i
}

// number reads a number >= least.
func (d *doc) number(n *yaml.Node, key string, least float64) float64 {
	f, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || (n.Tag != "!!int" && n.Tag != "!!float") || err != nil {
		d.expected(n, key, "a number")
		return least
	}
	if !(f >= least) {
		d.mistake(n, "%s: expected a number of at least %v, got %s", key, least, n.Value)
		return least
	}
	return f
}

// scalar returns the value of a scalar node: string, json.Number, bool or nil.
func (d *doc) scalar(n *yaml.Node, key string) (any, bool) {
	if n.Kind != yaml.ScalarNode {
		d.expected(n, key, "a scalar (text, number, true, false or null)")
		return nil, false
	}
	switch n.Tag {
	case "!!null":
		return nil, true
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), true
	case "!!int", "!!float":
		number, ok := jsonNumber(n.Value)
		if !ok {
			d.mistake(n, "%s: %s is no number that JSON has", key, n.Value).Next = "put it in quotes to mean the text"
		}
		return number, ok
	}
	return n.Value, true
}

// jsonNumber returns a YAML number as JSON: as written if that is valid JSON (so no digit is lost),
// otherwise converted (0x10, 1_000, .5). It rejects infinity and NaN, which JSON lacks.
func jsonNumber(s string) (json.Number, bool) {
	if json.Valid([]byte(s)) {
		return json.Number(s), true
	}
	plain := strings.TrimPrefix(s, "+")
	if i, ok := new(big.Int).SetString(plain, 0); ok {
		return json.Number(i.String()), true
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(plain, "_", ""), 64)
	if err != nil {
		return "", false
	}
	raw, err := json.Marshal(f)
	return json.Number(raw), err == nil
}
