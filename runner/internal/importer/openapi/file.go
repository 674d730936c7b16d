package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// file is one file of a document.
type file struct {
	source *source.File
	root   *value.Node
	main   bool  // the document itself, which its $refs start from
	err    error // why it cannot be read
}

// pos returns the line and column at an offset.
func (f *file) pos(offset int) source.Pos { return f.source.AtByte(offset) }

func lineStarts(text []byte) []int {
	starts := make([]int, 1, 1+bytes.Count(text, []byte("\n")))
	for i, c := range text {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// nestedMost limits the nesting of values, mostNodes their number.
const (
	nestedMost = 500
	mostNodes  = 10_000_000
)

var errTooDeep = errors.New("it is nested too deeply, or too large")

// parse reads JSON or YAML. YAML parsers do not read all of JSON, such as surrogate pairs of
// escapes.
func parse(text []byte) (*value.Node, error) {
	plain := bytes.TrimPrefix(text, []byte("\ufeff"))
	if bytes.HasPrefix(bytes.TrimLeft(plain, " \t\r\n"), []byte("{")) {
		if root, err := value.Read(plain); err == nil {
			if value.Depth(plain) > nestedMost {
				return nil, errTooDeep
			}
			settle(root, len(text)-len(plain))
			return root, nil
		}
	}
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err != nil {
		return nil, fmt.Errorf("not YAML: %w", err)
	}
	if n.Kind != yaml.DocumentNode || len(n.Content) != 1 {
		return &value.Node{Value: map[string]any(nil)}, nil
	}
	r := yamlReader{starts: lineStarts(text), text: text, known: map[*yaml.Node]*value.Node{}}
	root := &value.Node{}
	return root, r.read(root, n.Content[0], 0)
}

// settle adds to the offsets of all nodes, and lets go of the values that their items have too.
func settle(n *value.Node, by int) {
	n.From, n.To, n.KeyAt = n.From+by, n.To+by, n.KeyAt+by
	switch n.Value.(type) {
	case map[string]any:
		n.Value = map[string]any(nil)
	case []any:
		n.Value = []any(nil)
	}
	for _, item := range n.Items {
		settle(item, by)
	}
}

// yamlReader reads nodes of YAML as those of JSON. An alias shares what is below its anchor.
type yamlReader struct {
	text   []byte
	starts []int // of lines
	known  map[*yaml.Node]*value.Node
	nodes  int
}

func (r *yamlReader) read(to *value.Node, from *yaml.Node, depth int) error {
	from = source.Resolve(from)
	if r.nodes++; depth > nestedMost || r.nodes > mostNodes {
		return errTooDeep
	}
	if known := r.known[from]; known != nil {
		to.Items, to.Value, to.From, to.To = known.Items, known.Value, known.From, known.To
		return nil
	}
	to.From = r.offset(from)
	to.To = to.From
	if from.Anchor != "" {
		r.known[from] = to
	}
	switch from.Kind {
	case yaml.MappingNode:
		to.Value = map[string]any(nil)
		for _, e := range source.Entries(from) {
			if err := r.below(to, &value.Node{Key: e.Key, KeyAt: r.offset(e.KeyNode)}, e.Value, depth); err != nil {
				return err
			}
		}
	case yaml.SequenceNode:
		to.Value = []any(nil)
		for _, item := range from.Content {
			if err := r.below(to, &value.Node{}, item, depth); err != nil {
				return err
			}
		}
	default:
		to.Value = yamlScalar(from)
	}
	return nil
}

func (r *yamlReader) below(to, child *value.Node, from *yaml.Node, depth int) error {
	child.Up, child.Index = to, len(to.Items)
	to.Items = append(to.Items, child)
	return r.read(child, from, depth+1)
}

func yamlScalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
	case "!!int", "!!float":
		return json.Number(n.Value)
	}
	return n.Value
}

// offset returns the offset of a node, whose column counts characters.
func (r *yamlReader) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(r.starts) {
		return 0
	}
	at := r.starts[n.Line-1]
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(r.text[at:])
		at += size
	}
	return at
}
