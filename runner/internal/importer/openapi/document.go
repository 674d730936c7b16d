package openapi

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/importer"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
)

// documents holds the files of one document, all in one folder.
type documents struct {
	folder string
	files  map[string]*yaml.Node // by absolute path
	tell   func(path string, text []byte)
}

// part is a value in a document; the zero part is absent.
type part struct {
	in   *documents
	path string // of its file
	key  *yaml.Node
	node *yaml.Node
}

// open reads a document and all files that its $refs lead to. The error names the first unresolved
// $ref.
func open(from *source.File, tell func(string, []byte)) (part, error) {
	path, err := filepath.Abs(from.Name)
	if err != nil {
		return part{}, fmt.Errorf("its place is not known: %w", err)
	}
	d := &documents{folder: filepath.Dir(path), files: map[string]*yaml.Node{}, tell: tell}
	if err := d.take(path, from.Text); err != nil {
		return part{}, err
	}
	root := part{in: d, path: path, node: d.files[path]}
	return root, root.follows(0)
}

// take parses a file and stores it.
func (d *documents) take(path string, text []byte) error {
	if isJSON(text) {
		root, err := ofJSON(path, text)
		d.files[path] = root
		return err
	}
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err != nil {
		return fmt.Errorf("not YAML: %w", err)
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	if n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
		root = n.Content[0]
	}
	d.files[path] = root
	return nil
}

// load returns the file that a $ref in another one names.
func (d *documents) load(ref string) (*yaml.Node, error) {
	if strings.Contains(ref, "://") {
		return nil, errors.New("it is not fetched: put a copy of it beside the document")
	}
	if n := d.files[ref]; n != nil {
		return n, nil
	}
	rel, err := filepath.Rel(d.folder, ref)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return nil, errors.New("it is outside the folder of the document")
	}
	text, err := source.ReadFile(ref, source.MostText)
	var missing *os.PathError
	if errors.As(err, &missing) {
		err = missing.Err
	}
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	if err := d.take(ref, text); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.ToSlash(rel), err)
	}
	if d.tell != nil {
		d.tell(rel, text)
	}
	root := part{in: d, path: ref, node: d.files[ref]}
	return root.node, root.follows(0)
}

// notParts are the keys with values of the API: a $ref below them is data.
var notParts = []string{"example", "default", "enum", "const", "value"}

// follows checks every $ref in a part and in the files that these lead to.
func (p part) follows(depth int) error {
	const deepest = 1000
	if depth > deepest {
		return errors.New("it is nested too deeply")
	}
	for _, child := range p.entries() {
		switch {
		case slices.Contains(notParts, child.key.Value) || strings.HasPrefix(child.key.Value, "x-"):
			continue
		case child.key.Value == "$ref" && child.node.Kind == yaml.ScalarNode:
			if _, err := p.target(child.node.Value); err != nil {
				return fmt.Errorf("line %d: $ref %s: %w", child.node.Line, child.node.Value, err)
			}
		}
		if err := child.follows(depth + 1); err != nil {
			return err
		}
	}
	for _, item := range p.items() {
		if err := item.follows(depth + 1); err != nil {
			return err
		}
	}
	return nil
}

// target returns the target of a $ref in the part's file; the zero part for an anchor, as schemas
// have them.
func (p part) target(ref string) (part, error) {
	file, fragment, _ := strings.Cut(ref, "#")
	to := part{in: p.in, path: p.path}
	switch plain, err := url.PathUnescape(file); {
	case strings.Contains(file, "://"):
		to.path = file
	case err == nil && plain != "":
		to.path = filepath.Join(filepath.Dir(p.path), filepath.FromSlash(plain))
	}
	var err error
	if to.node, err = p.in.load(to.path); err != nil {
		return part{}, err
	}
	if fragment != "" && fragment[0] != '/' {
		return part{}, nil
	}
	for _, token := range jsonschema.Tokens("#" + fragment) {
		if to = to.child(token); to.node == nil {
			return part{}, errors.New("it leads nowhere")
		}
	}
	return to, nil
}

// child returns the value at a key or index, without following p.
func (p part) child(key string) part {
	for _, c := range p.entries() {
		if c.key.Value == key {
			return c
		}
	}
	if items := p.items(); items != nil {
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(items) {
			return items[i]
		}
	}
	return part{}
}

// followed resolves the $ref of a part.
func (p part) followed() part {
	const longest = 20
	for range longest {
		ref := p.child("$ref")
		if ref.node == nil || ref.node.Kind != yaml.ScalarNode {
			return p
		}
		to, err := p.target(ref.node.Value)
		if err != nil || to.node == nil {
			return p
		}
		p = to
	}
	return p
}

// at returns the value at a key of the part, both followed.
func (p part) at(key string) part { return p.followed().child(key).followed() }

func (p part) there() bool { return p.node != nil && p.node.ShortTag() != "!!null" }

// is reports whether the part is the boolean true.
func (p part) is() bool {
	return p.node != nil && p.node.ShortTag() == "!!bool" && p.node.Value == "true"
}

// text returns a scalar as written, "" for anything else.
func (p part) text() string {
	if p.node == nil || p.node.Kind != yaml.ScalarNode || p.node.ShortTag() == "!!null" {
		return ""
	}
	return p.node.Value
}

// number returns a number; false for anything else.
func (p part) number() (float64, bool) {
	if p.node == nil || p.node.ShortTag() != "!!int" && p.node.ShortTag() != "!!float" {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(p.node.Value, "_", ""), 64)
	return f, err == nil
}

// entries returns the members of an object in document order; none for anything else.
func (p part) entries() []part {
	if p.node == nil || p.node.Kind == yaml.ScalarNode {
		return nil
	}
	all := source.Entries(p.node)
	out := make([]part, 0, len(all))
	for _, e := range all {
		out = append(out, part{p.in, p.path, e.KeyNode, source.Resolve(e.Value)})
	}
	return out
}

// sorted returns the entries sorted by name.
func (p part) sorted() []part {
	out := p.entries()
	slices.SortStableFunc(out, func(a, b part) int { return strings.Compare(a.name(), b.name()) })
	return out
}

// name returns the key of an entry.
func (p part) name() string { return p.key.Value }

// items returns the items of a list; none for anything else.
func (p part) items() []part {
	if p.node == nil || p.node.Kind != yaml.SequenceNode {
		return nil
	}
	out := make([]part, len(p.node.Content))
	for i, n := range p.node.Content {
		out[i] = part{in: p.in, path: p.path, node: source.Resolve(n)}
	}
	return out
}

// value converts the part to a value, with the members of objects by name.
func (p part) value() any {
	if p.node == nil {
		return nil
	}
	switch p.node.Kind {
	case yaml.MappingNode:
		out := importer.Map{}
		for _, e := range p.sorted() {
			out = append(out, importer.Entry{Key: e.name(), Value: e.value()})
		}
		return out
	case yaml.SequenceNode:
		out := importer.List{}
		for _, item := range p.items() {
			out = append(out, item.value())
		}
		return out
	}
	switch p.node.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(p.node.Value, "true")
	case "!!int", "!!float":
		if f, ok := p.number(); ok {
			return number(f)
		}
	}
	return importer.Literal(p.node.Value)
}
