package suite

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/packs"
	"assay/runner/internal/source"
)

// included is an entry of `include`: a document's path, or a pack.
type included struct {
	at   source.Pos
	path string
	pack string
	*packed
}

// packTable has the keys of a pack that is included.
var packTable = table[*included]{what: "an included pack", rows: func() []field[*included] {
	return []field[*included]{
		{key: "pack", shape: lang.OneOf(packs.Names()...), meaning: "its name, as in assay init --pack", read: func(d *doc, n *yaml.Node, to *included) {
			name, ok := d.text(n, "pack")
			if _, there := packs.Text(name); ok && !there {
				p := d.expected(n, "pack", "one of "+strings.Join(packs.Names(), ", "))
				p.Word, p.DidYouMean = name, d.nearest(name, packs.Names())
				name = ""
			}
			to.pack, to.refused = name, name == ""
		}},
		{key: "findings", shape: lang.Of("a list of ids", lang.ListOf(lang.Schema{"type": "string", "pattern": idPattern}.Names("finding of a pack"))), meaning: "those that come in, without its hypotheses; left out: all", read: func(d *doc, n *yaml.Node, to *included) {
			if to.chosen = d.words(n, "findings"); len(to.chosen) == 0 {
				d.expected(n, "findings", "a list of ids")
			}
		}},
		{key: "labels", shape: lang.Texts, meaning: "labels of its findings, beside their own: live-only, where nothing is recorded", read: func(d *doc, n *yaml.Node, to *included) {
			to.labels = d.labels(n)
		}},
	}
}}

var shapeIncluded = lang.Of("a path, {pack: NAME}, or a list of them", lang.OneOrMany(lang.AnyOf(lang.Schema{"type": lang.ScalarTypes}.Names("file"), lang.Ref("pack"))))

// includes reads `include`.
func (d *doc) includes(n *yaml.Node) []included {
	all := []*yaml.Node{n}
	if isList(n) {
		all = n.Content
	}
	var out []included
	for _, one := range all {
		one = source.Resolve(one)
		to := included{at: d.at(one), packed: newPacked()}
		if isMap(one) {
			packTable.read(d, one, &to)
			if to.pack == "" && !to.refused && !packTable.mayMean(d, one, "pack") {
				d.mistake(one, "include: which pack is missing").Next = "write {pack: NAME}, or the path of a document"
			}
			if to.pack == "" {
				continue
			}
		} else {
			if isList(one) || isNull(one) {
				d.expected(one, "include", "a path, or {pack: NAME}")
				continue
			}
			to.path, _ = d.text(one, "include")
		}
		out = append(out, to)
	}
	return out
}

// packed says that a document is a pack, or included by one.
type packed struct {
	at       source.Pos // of the entry of include
	chosen   []placed   // ids of the findings that come in; nil: all, and the hypotheses
	labels   []string   // of its findings, beside their own
	refused  bool       // its name was reported
	defaults layer      // its request:, which is for its own probes
}

func newPacked() *packed { return &packed{defaults: noLayer()} }

// readPack reads a pack, or the document that packs share. A second pack is a mistake: all packs
// have a probe plain, so that findings of one would be judged by the answers to another.
func (in *including) readPack(d *doc, one *included) {
	if d.pack != nil {
		in.read(&doc{loading: in.l, file: &source.File{Name: "pack:" + one.path, Text: []byte(packs.Answers())}, pack: newPacked()}, one.path)
		if shared := in.docs[len(in.docs)-1]; d.pack.chosen != nil {
			shared.hypotheses = nil
		}
		return
	}
	if first := in.pack; first != nil {
		in.l.problems.Add(one.at, "include: a suite takes one pack, and %s is included on line %d", first.pack, first.at.Line).
			Next = "include " + one.pack + " in a suite of its own"
		return
	}
	in.pack = one
	text, _ := packs.Text(one.pack)
	one.packed.at = one.at
	in.read(&doc{loading: in.l, file: &source.File{Name: "pack:" + one.pack, Text: []byte(text)}, pack: one.packed}, "pack:"+one.pack)
	in.docs[len(in.docs)-1].choose(one)
}

// choose leaves out the findings that are not chosen, and the hypotheses with them.
func (t *top) choose(one *included) {
	if one.chosen == nil {
		return
	}
	all := map[string]source.Entry{}
	for _, e := range t.findings.entries {
		all[e.Key] = e
	}
	t.findings.entries, t.hypotheses = nil, nil
	for _, id := range one.chosen {
		e, ok := all[id.text]
		if !ok {
			p := t.doc.problems.Add(id.at, "include: the pack %s has no finding %q", one.pack, cut(id.text))
			p.Word, p.DidYouMean = id.text, t.doc.nearest(id.text, slices.Sorted(maps.Keys(all)))
			continue
		}
		t.findings.entries = append(t.findings.entries, e)
	}
}

// overrides reports whether an entry of t takes the place of one of the same id of another
// document: a pack is there to be adjusted.
func (t *top) overrides(other *doc) bool { return t.doc.pack == nil || other.pack != nil }

// checkPacked reports a secret of a pack that the suite does not declare, and a model that it does
// not set: what the pack has is a placeholder.
func (l *loading) checkPacked(docs []*top) {
	for _, t := range docs {
		if t.doc.pack == nil {
			continue
		}
		for _, e := range t.secrets {
			if l.secrets[e.Key] != nil || l.vars[e.Key] != nil {
				continue
			}
			l.refused[e.Key] = true
			l.problems.Add(t.doc.pack.at, "include: the pack sends the secret %q, and the suite has none", e.Key).
				Next = "write secrets: {" + e.Key + ": NAME}, with the environment variable that holds the key"
		}
		if v := l.vars["model"]; v != nil && v.At.File == t.doc.file && !v.Given {
			l.problems.Add(t.doc.pack.at, "include: the pack asks for the model ${model}, and the suite does not set it").
				Next = "write vars: {model: NAME}, as requests name it"
		}
	}
}
