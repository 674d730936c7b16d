package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// documents holds the files of one document, all in one folder.
type documents struct {
	folder string
	files  map[string]*file // by absolute path
	tell   func(path string, text []byte)
	gone   []gone
}

// gone is a $ref that leads nowhere.
type gone struct {
	at  source.Pos // in the document itself
	in  string     // the file that has it, relative to the folder; "" the document itself
	ref string
	why error
}

// part is a value in a document; the zero part is absent.
type part struct {
	in   *documents
	path string // of its file
	node *value.Node
}

// open reads a document and all files that its $refs lead to.
func open(from *source.File, tell func(string, []byte)) (part, error) {
	path, err := filepath.Abs(from.Name)
	if err != nil {
		return part{}, fmt.Errorf("its place is not known: %w", err)
	}
	d := &documents{folder: filepath.Dir(path), files: map[string]*file{}, tell: tell}
	root, err := d.take(path, from)
	if err != nil {
		return part{}, err
	}
	d.files[path].main = true
	d.follow(part{in: d, path: path, node: root})
	return part{in: d, path: path, node: root}, nil
}

// take parses a file and stores it.
func (d *documents) take(path string, from *source.File) (*value.Node, error) {
	root, err := parse(from.Text)
	if err != nil {
		return nil, err
	}
	d.files[path] = &file{source: from, root: root}
	return root, nil
}

// load returns the file that a $ref in another one names.
func (d *documents) load(ref string) (*value.Node, error) {
	if strings.Contains(ref, "://") {
		return nil, errors.New("it is not fetched: put a copy of it beside the document")
	}
	if known := d.files[ref]; known != nil {
		return known.root, known.err
	}
	root, err := d.read(ref)
	if err != nil {
		d.files[ref] = &file{err: err}
		return nil, err
	}
	d.follow(part{in: d, path: ref, node: root})
	return root, nil
}

// read reads a file beside the document.
func (d *documents) read(path string) (*value.Node, error) {
	rel, err := filepath.Rel(d.folder, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return nil, errors.New("it is outside the folder of the document")
	}
	text, err := source.ReadFile(path, source.MostText)
	var missing *os.PathError
	if errors.As(err, &missing) {
		err = missing.Err
	}
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	root, err := d.take(path, &source.File{Name: path, Text: text})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.ToSlash(rel), err)
	}
	if d.tell != nil {
		d.tell(rel, text)
	}
	return root, nil
}

// notParts are the keys with values of the API: a $ref below them is data.
var notParts = []string{"example", "default", "enum", "const", "value"}

// follow follows every $ref in p and in the files that these lead to, and records those that lead
// nowhere.
func (d *documents) follow(p part) {
	for _, n := range p.node.Items {
		if !p.isList() {
			ref, isText := n.Value.(string)
			switch {
			case slices.Contains(notParts, n.Key) || strings.HasPrefix(n.Key, "x-"):
				continue
			case n.Key == "$ref" && isText:
				if _, err := p.target(ref); err != nil {
					d.miss(part{d, p.path, n}, ref, err)
				}
			}
		}
		d.follow(part{d, p.path, n})
	}
}

// miss records a $ref that leads nowhere.
func (d *documents) miss(at part, ref string, why error) {
	one := gone{at: at.pos(), ref: ref, why: why}
	if rel, err := filepath.Rel(d.folder, at.path); err == nil && !d.files[at.path].main {
		one.in = filepath.ToSlash(rel)
	}
	d.gone = append(d.gone, one)
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

// child returns the value at a key or index, without following p. Of members with one name it is
// the last, as readers of JSON have it.
func (p part) child(key string) part {
	switch {
	case p.node == nil:
	case p.isList():
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(p.node.Items) {
			return part{p.in, p.path, p.node.Items[i]}
		}
	default:
		for _, n := range slices.Backward(p.node.Items) {
			if n.Key == key {
				return part{p.in, p.path, n}
			}
		}
	}
	return part{}
}

// followed resolves the $ref of a part.
func (p part) followed() part {
	const longest = 20
	for range longest {
		ref, isText := p.child("$ref").scalar().(string)
		if !isText {
			return p
		}
		to, err := p.target(ref)
		if err != nil || to.node == nil {
			return p
		}
		p = to
	}
	return p
}

// at returns the value at a key of the part, both followed.
func (p part) at(key string) part { return p.followed().child(key).followed() }

func (p part) there() bool { return p.node != nil && p.node.Value != nil }

// scalar returns the value of a text, number or boolean; nil for anything else.
func (p part) scalar() any {
	if p.node == nil {
		return nil
	}
	switch v := p.node.Value.(type) {
	case string, json.Number, bool:
		return v
	}
	return nil
}

// is reports whether the part is the boolean true.
func (p part) is() bool { return p.scalar() == true }

// text returns a scalar as written, "" for anything else.
func (p part) text() string {
	if v := p.scalar(); v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// number returns a number; false for anything else.
func (p part) number() (float64, bool) {
	v, ok := p.scalar().(json.Number)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(string(v), "_", ""), 64)
	return f, err == nil
}

func (p part) isList() bool {
	if p.node == nil {
		return false
	}
	_, is := p.node.Value.([]any)
	return is
}

// entries returns the members of an object in document order; none for anything else.
func (p part) entries() []part {
	if p.isList() {
		return nil
	}
	return p.below()
}

// sorted returns the entries sorted by name.
func (p part) sorted() []part {
	out := p.entries()
	slices.SortStableFunc(out, func(a, b part) int { return strings.Compare(a.name(), b.name()) })
	return out
}

// name returns the key of an entry.
func (p part) name() string { return p.node.Key }

// items returns the items of a list; none for anything else.
func (p part) items() []part {
	if !p.isList() {
		return nil
	}
	return p.below()
}

func (p part) below() []part {
	if p.node == nil {
		return nil
	}
	out := make([]part, len(p.node.Items))
	for i, n := range p.node.Items {
		out[i] = part{p.in, p.path, n}
	}
	return out
}

// pos returns the place of the part in its file: of an entry, its key's.
func (p part) pos() source.Pos {
	offset := p.node.From
	if p.node.Up != nil && !p.node.InArray() {
		offset = p.node.KeyAt
	}
	return p.in.files[p.path].pos(offset)
}

// pointer returns the place of the part as a JSON pointer of its file (RFC 6901), in parts.
func (p part) pointer() []string {
	var out []string
	for n := p.node; n.Up != nil; n = n.Up {
		if n.InArray() {
			out = append(out, strconv.Itoa(n.Index))
		} else {
			out = append(out, n.Key)
		}
	}
	slices.Reverse(out)
	return out
}

// value converts the part to a value.
func (p part) value() any {
	if p.node == nil {
		return nil
	}
	switch v := p.node.Value.(type) {
	case map[string]any:
		out := importer.Map{}
		for _, e := range p.entries() {
			out.Set(e.name(), e.value())
		}
		return out
	case []any:
		out := importer.List{}
		for _, item := range p.items() {
			out = append(out, item.value())
		}
		return out
	case json.Number:
		if f, ok := p.number(); ok {
			return number(f)
		}
		return importer.Literal(string(v))
	case string:
		return importer.Literal(v)
	default:
		return v
	}
}
