package suite

import (
	"path/filepath"
	"strings"

	"assay/runner/internal/source"
)

// documents reads main and, before it, the documents that it includes, each once: a later document
// overrides earlier ones.
func (l *loading) documents(main *doc) []*top {
	in := &including{l: l, state: map[string]visit{}}
	in.read(main, "")
	if !in.whole {
		return nil
	}
	return in.docs
}

// entryOf is an entry of a map of ids, and its document.
type entryOf struct {
	doc *doc
	source.Entry
}

// merged returns the entries of one map of ids of all documents, in order. A later document
// overrides an entry of the same id, which is not read; a pack overrides none but its own.
func merged(docs []*top, of func(*top) []source.Entry) []entryOf {
	var out []entryOf
	if len(docs) == 1 {
		for _, e := range of(docs[0]) {
			out = append(out, entryOf{docs[0].doc, e})
		}
		return out
	}
	index := map[string]int{}
	for _, t := range docs {
		for _, e := range of(t) {
			if i, ok := index[e.Key]; ok {
				if t.overrides(out[i].doc) {
					out[i] = entryOf{t.doc, e}
				}
				continue
			}
			index[e.Key] = len(out)
			out = append(out, entryOf{t.doc, e})
		}
	}
	return out
}

// including is one walk over the documents.
type including struct {
	l     *loading
	docs  []*top
	chain []string // names of the documents being read, outermost first
	state map[string]visit
	whole bool // the suite's own document can be read
	pack  *included
}

type visit int

const (
	unvisited visit = iota
	reading
	done
)

// read reads d and the documents that it includes; id is its real path.
func (in *including) read(d *doc, id string) {
	if id == "" {
		id = realPath(d.file.Name)
	}
	in.state[id] = reading
	in.chain = append(in.chain, d.file.Name)
	text := d.file.Text
	if in.l.pieced != nil {
		text = in.l.pieced.rest
	}
	if root := parse(d.file, text, in.l.problems); root != nil {
		t := &top{doc: d, included: len(in.chain) > 1}
		topTable.read(d, root, t)
		if in.l.pieced != nil {
			if in.l.pieced.into(t, root); in.l.hasFailed() {
				return
			}
		}
		for i := range t.include {
			in.include(d, &t.include[i])
		}
		in.docs = append(in.docs, t)
		in.whole = in.whole || !t.included
		if !t.included && isMap(root) && t.name == "" && !t.named && !in.l.lost["suite"] {
			d.mistake(root, "the suite has no name").Next = `start with "suite: NAME"`
		}
	}
	in.chain = in.chain[:len(in.chain)-1]
	in.state[id] = done
}

func (in *including) include(d *doc, one *included) {
	if one.pack != "" || d.pack != nil {
		in.readPack(d, one)
		return
	}
	name := d.resolve(one.path)
	if !in.isBegun(name) && !in.l.mustExist(one.at, "include", name) {
		return
	}
	id := realPath(name)
	switch in.state[id] {
	case done:
		return
	case reading:
		in.l.problems.Add(one.at, "documents include each other: %s", in.cycle(id, name)).Next = "take one of the include: lines out"
		return
	case unvisited:
	}
	text, err := in.l.opts.document(name)
	if err != nil {
		in.l.problems.Add(one.at, "include: %s cannot be read: %v", name, err)
		return
	}
	in.read(&doc{loading: in.l, file: &source.File{Name: name, Text: text}, dir: filepath.Dir(name)}, id)
}

// isBegun reports whether an editor has a document that no file has yet, where the suite may read
// it.
func (in *including) isBegun(name string) bool {
	if in.l.opts.Unsaved == nil {
		return false
	}
	_, has := in.l.opts.Unsaved(name)
	return has && !exists(name) && inside(in.l.world.root(), realPath(name))
}

// cycle shows the chain of documents, from the one that is included again.
func (in *including) cycle(id, name string) string {
	from := 0
	for i, c := range in.chain {
		if realPath(c) == id {
			from = i
		}
	}
	return strings.Join(append(append([]string{}, in.chain[from:]...), name), " → ")
}
