package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/fixture"
	"assay/runner/internal/source"
	"assay/runner/internal/yamlfmt"
)

// isRecording reports whether a file's name is one of a recording, with the ending of now or the
// old one.
func isRecording(file string) bool {
	return filepath.Ext(fixture.Renamed(file)) == fixture.Ending
}

// recording brings a fixture file that is named into its canonical form.
func (l *layout) recording(file string) error {
	return l.bring(file, func(text []byte) ([]byte, error) {
		f, err := fixture.Parse(file, text)
		if err != nil {
			return nil, err
		}
		f.Version = 0
		return f.Format(), nil
	})
}

// upgrade brings a fixture file that a suite names to the newest version, in its own layout.
func (l *layout) upgrade(file string) error {
	return l.bring(file, func(text []byte) ([]byte, error) { return fixture.Upgrade(file, text) })
}

// bring changes a fixture file once, and gives it the ending that recordings have.
func (l *layout) bring(file string, change func(text []byte) ([]byte, error)) error {
	if l.brought[filepath.Clean(file)] {
		return nil
	}
	text, err := source.ReadFile(file, source.MostRecording)
	if err != nil {
		return err
	}
	l.brought[filepath.Clean(file)] = true
	name := fixture.Renamed(file)
	if _, err := os.Lstat(name); name != file && err == nil {
		return fmt.Errorf("%s is to be renamed to %s, which is there already; remove the one that is out of date", file, name)
	}
	changed, err := change(text)
	if err != nil {
		return err
	}
	return l.put(file, name, text, changed)
}

// fixturesOf brings the recordings that a suite names to the newest version and their ending. It
// returns the suite's text with their new names; a file that cannot be renamed keeps its name.
func (l *layout) fixturesOf(file string, text []byte) ([]byte, error) {
	var wrong []error
	names := fixtureNames(text)
	if len(names) == 0 {
		return text, nil
	}
	lines := strings.SplitAfter(string(text), "\n")
	for _, n := range names {
		name := fixture.Renamed(n.Value)
		if !isRecording(n.Value) || strings.Contains(n.Value, "${") {
			continue
		}
		path := n.Value
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(file), path)
		}
		if err := l.upgrade(fixture.Place(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			wrong = append(wrong, err)
			continue
		}
		if line := n.Line - 1; name != n.Value && strings.Count(lines[line], n.Value) == 1 {
			lines[line] = strings.Replace(lines[line], n.Value, name, 1)
		}
	}
	return []byte(strings.Join(lines, "")), errors.Join(wrong...)
}

// fixtureNames returns the values of `fixtures:` in a suite, its own and those of its environments;
// none if the text is not YAML.
func fixtureNames(text []byte) []*yaml.Node {
	var root yaml.Node
	if err := yaml.Unmarshal(yamlfmt.Frame(text), &root); err != nil || len(root.Content) == 0 {
		return nil
	}
	document := root.Content[0]
	var out []*yaml.Node
	for _, of := range append([]*yaml.Node{document}, values(member(document, "environments"))...) {
		if n := member(of, "fixtures"); n != nil && n.Kind == yaml.ScalarNode {
			out = append(out, n)
		}
	}
	return out
}

// member returns the value of a key of a map, nil without it.
func member(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// values returns the values of a map.
func values(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var out []*yaml.Node
	for i := 1; i < len(n.Content); i += 2 {
		out = append(out, n.Content[i])
	}
	return out
}
