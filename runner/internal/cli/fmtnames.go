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
)

// isRecording reports whether a file's name is one of a recording, with the ending of now or the
// old one.
func isRecording(file string) bool {
	return filepath.Ext(fixture.Renamed(file)) == fixture.Ending
}

// recording formats a fixture file that is named, and renames one that has the old ending.
func (l *layout) recording(file string) error {
	text, f, err := l.read(file)
	if f == nil {
		return err
	}
	return l.put(file, fixture.Renamed(file), text, f.Format())
}

// rename renames a recording with the old ending, and leaves its text as it is.
func (l *layout) rename(file string) error {
	text, f, err := l.read(file)
	if f == nil {
		return err
	}
	return l.put(file, fixture.Renamed(file), text, text)
}

// read reads a recording; it returns nil for one that was renamed before, and an error for one
// whose new name another file has.
func (l *layout) read(file string) ([]byte, *fixture.File, error) {
	if l.renamed[filepath.Clean(file)] {
		return nil, nil, nil
	}
	text, err := source.ReadFile(file, source.MostRecording)
	if err != nil {
		return nil, nil, err
	}
	name := fixture.Renamed(file)
	if name != file {
		l.renamed[filepath.Clean(file)] = true
		if _, err := os.Lstat(name); err == nil {
			return nil, nil, fmt.Errorf("%s is to be renamed to %s, which is there already; remove the one that is out of date", file, name)
		}
	}
	f, err := fixture.Parse(file, text)
	return text, f, err
}

// fixturesOf renames the recordings that a suite names with the old ending. It returns the suite's
// text with their new names; a recording that cannot be renamed keeps its name there, too.
func (l *layout) fixturesOf(file string, text []byte) ([]byte, error) {
	var wrong []error
	lines := strings.SplitAfter(string(text), "\n")
	for _, n := range fixtureNames(text) {
		name := fixture.Renamed(n.Value)
		if name == n.Value || strings.Contains(n.Value, "${") {
			continue
		}
		path := n.Value
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(file), path)
		}
		if err := l.rename(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			wrong = append(wrong, err)
			continue
		}
		if line := n.Line - 1; strings.Count(lines[line], n.Value) == 1 {
			lines[line] = strings.Replace(lines[line], n.Value, name, 1)
		}
	}
	return []byte(strings.Join(lines, "")), errors.Join(wrong...)
}

// fixtureNames returns the values of `fixtures:` in a suite, its own and those of its environments;
// none if the text is not YAML.
func fixtureNames(text []byte) []*yaml.Node {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil || len(root.Content) == 0 {
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
