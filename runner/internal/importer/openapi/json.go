package openapi

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/source"
)

// isJSON reports whether a text is JSON: YAML parsers do not read all of it, such as surrogate
// pairs of escapes.
func isJSON(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n\ufeff"), []byte("{")) && json.Valid(bytes.TrimPrefix(text, []byte("\ufeff")))
}

// ofJSON parses a JSON text into nodes with their places.
func ofJSON(path string, text []byte) (*yaml.Node, error) {
	n, err := jsontree.Parse(&source.File{Name: path, Text: text})
	if err != nil {
		return nil, err
	}
	return (&lines{text: text, line: 1}).nodes(n), nil
}

// lines counts the lines of a text up to ascending offsets.
type lines struct {
	text        []byte
	line, start int // the current line, and the offset of its start
}

// place sets the line and column of a node.
func (l *lines) place(n *yaml.Node, offset int) *yaml.Node {
	for {
		end := bytes.IndexByte(l.text[l.start:offset], '\n')
		if end < 0 {
			break
		}
		l.line, l.start = l.line+1, l.start+end+1
	}
	n.Line, n.Column = l.line, 1+utf8.RuneCount(l.text[l.start:offset])
	return n
}

func (l *lines) nodes(v *jsontree.Node) *yaml.Node {
	n := l.place(&yaml.Node{Kind: yaml.ScalarNode}, v.Offset)
	switch {
	case v.Object:
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
		for _, item := range v.Items {
			key := l.place(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: item.Key}, item.KeyOffset)
			n.Content = append(n.Content, key, l.nodes(item))
		}
		return n
	case v.List:
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		for _, item := range v.Items {
			n.Content = append(n.Content, l.nodes(item))
		}
		return n
	}
	switch v := v.Value.(type) {
	case nil:
		n.Tag, n.Value = "!!null", "null"
	case bool:
		n.Tag, n.Value = "!!bool", strconv.FormatBool(v)
	case json.Number:
		n.Tag, n.Value = "!!float", string(v)
	case string:
		n.Tag, n.Value = "!!str", v
	}
	return n
}
