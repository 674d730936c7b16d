package yamlfmt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// ErrLost reports that a document is left unchanged: formatting would change its meaning, or lose a
// comment.
var ErrLost = errors.New("it cannot be laid out without loss; it is left as it is")

// Format returns the document in the canonical layout. The error wraps a *yaml.LoadError if the
// text is not YAML, and [ErrLost] if formatting would change its meaning.
func Format(text []byte) ([]byte, error) {
	text = bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	text = source.JoinPairs(text).Text
	if len(text) >= largeText {
		if out, ok := formatInPieces(text, pieceSize); ok {
			return out, nil
		}
	}
	return formatWhole(text)
}

func formatWhole(text []byte) ([]byte, error) {
	root, err := parse(text)
	if err != nil || root == nil {
		return text, err
	}
	lines := strings.Split(string(text), "\n")
	keepBlankLines(root, lines)
	keepBeside(root, lines)
	folded := keepFolds(root, lines)
	out, err := Encode(root)
	if err != nil {
		return nil, err
	}
	out = folded.put(out)
	if bytes.Equal(out, text) {
		return out, nil
	}
	before, err := parse(text)
	if err != nil {
		return nil, err
	}
	after, err := parse(out)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLost, err)
	}
	if what := different(before, after); what != "" {
		return nil, fmt.Errorf("%w: %s", ErrLost, what)
	}
	if comment := unseen(lines, strings.Split(string(out), "\n")); comment != "" {
		return nil, fmt.Errorf("%w: the comment %q would be lost", ErrLost, comment)
	}
	return out, nil
}

// parse returns the only document of a text, nil if it contains only comments and document marks.
func parse(text []byte) (*yaml.Node, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	var n, second yaml.Node
	switch err := loader.Load(&n); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	}
	switch err := loader.Load(&second); {
	case errors.Is(err, io.EOF) && isBare(&n):
		return nil, nil
	case errors.Is(err, io.EOF):
		return &n, nil
	case err != nil:
		return nil, err
	}
	return nil, errors.New("it holds a second YAML document, and a suite is one")
}

// isBare reports whether a document is its mark alone, as in "---\n# comment": a null that is not
// written in the text.
func isBare(document *yaml.Node) bool {
	if len(document.Content) != 1 {
		return false
	}
	n := document.Content[0]
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" && n.Value == "" && n.Anchor == "" && n.Style == 0
}
