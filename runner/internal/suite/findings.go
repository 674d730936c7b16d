package suite

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// findingDraft is a finding with its expectations as written.
type findingDraft struct {
	*Finding
	expect, unless *yaml.Node
	only           only
}

var findingTable = table[*findingDraft]{what: "a finding", aliases: findingAliases, rows: func() []field[*findingDraft] {
	return []field[*findingDraft]{
		sentenceField("claim", "the sentence that is the spec's text; default: the id in words", func(f *findingDraft) *string { return &f.Claim }),
		{key: "probe", shape: shapeProbes, meaning: "what is judged: an id, a list of ids, or a glob; one spec for each probe", read: func(d *doc, n *yaml.Node, f *findingDraft) {
			f.Probes = d.refs(d.words(n, "probe"))
		}},
		{key: "expect", shape: shapeExpect, meaning: "what must hold of the observation", read: func(d *doc, n *yaml.Node, f *findingDraft) { f.expect = n }},
		{key: "control", shape: shapeProbe, meaning: "a probe that differs only in the thing claimed; the same answer keeps the finding from holding", read: func(d *doc, n *yaml.Node, f *findingDraft) {
			if isMap(n) {
				d.expected(n, "control", "the id of a probe").Next = "declare it below probes:, as in no-key: {from: PROBE, auth: null}, and write control: no-key"
			} else if id, ok := d.text(n, "control"); ok {
				f.Control = &Ref{ID: id, At: d.at(n)}
			}
		}},
		{key: "unless", shape: shapeExpect, meaning: "where the observation meets this, the finding is inconclusive", read: func(d *doc, n *yaml.Node, f *findingDraft) { f.unless = n }},
		{key: "labels", shape: lang.Texts, meaning: "Ginkgo labels; live-only findings are not run in replay", read: func(d *doc, n *yaml.Node, f *findingDraft) {
			f.Labels = d.labels(n)
		}},
		textField("source", "where the claim comes from", func(f *findingDraft) *string { return &f.Source }),
		{key: "breaks", shape: lang.Texts, meaning: "whom a breach hurts, and how, as in openai-go <= 3.99: half of the text, no error", read: func(d *doc, n *yaml.Node, f *findingDraft) {
			f.Breaks = texts(d.words(n, "breaks"))
		}},
		{key: "only", shape: shapeOnly, meaning: "where it applies; elsewhere it is pending", read: func(d *doc, n *yaml.Node, f *findingDraft) {
			onlyTable.read(d, n, &f.only)
		}},
		sentenceField("pending", "a reason: reported as pending, nothing is sent for it", func(f *findingDraft) *string { return &f.Pending }),
	}
}}

// labels reads labels as Ginkgo takes them.
func (d *doc) labels(n *yaml.Node) []string {
	words := d.words(n, "labels")
	for _, w := range words {
		if t := strings.TrimSpace(w.text); t == "" || strings.HasPrefix(t, ":") || strings.ContainsAny(t, "&|!,()/") {
			d.problems.Add(w.at, "labels: %q cannot be a label", cut(w.text)).Next = "leave out & | ! , ( ) / and a colon in front: label filters use them"
		}
	}
	return texts(words)
}

// readFindings reads the findings of all documents.
func (l *loading) readFindings(docs []*top) {
	if l.pieced != nil && docs[0].findings.text != nil {
		l.readPieces(docs[0])
		return
	}
	all := merged(docs, func(t *top) []source.Entry { return t.findings.entries })
	if len(all) == 0 {
		return
	}
	l.suite.Findings = make([]*Finding, 0, len(all))
	for i, e := range all {
		if i > 0 && e.doc == all[i-1].doc && isOutdented(e.Entry) {
			e.doc.mistake(e.KeyNode, "%q stands among the findings", e.Key).Next =
				fmt.Sprintf("indent it, and what is below it, by two blanks: it is about the finding %q", cut(lastFinding(all[:i])))
			continue
		}
		keys := func() []string { return keysMeant(e, all[i+1:]) }
		l.suite.Findings = append(l.suite.Findings, l.readFinding(e.doc, e.Entry, keys))
	}
}

// readPieces reads the findings of a document in pieces.
func (l *loading) readPieces(t *top) {
	t.doc.entriesIn(&t.findings, func(e source.Entry) {
		l.pieced.failed = l.pieced.failed || isOutdented(e)
		l.suite.Findings = append(withRoom(l.suite.Findings, &t.findings), l.readFinding(t.doc, e, func() []string { return keysOf(e.Value) }))
	})
}

// keysMeant returns the keys of a finding, with those of the entries after it that are too far to
// the left.
func keysMeant(e entryOf, after []entryOf) []string {
	keys := keysOf(e.Value)
	for _, next := range after {
		if !isOutdented(next.Entry) {
			break
		}
		keys = append(keys, next.Key)
	}
	return keys
}

// isOutdented reports whether an entry of findings is a key of the finding above it, too far to
// the left: no finding has only keys that are none of a finding.
func isOutdented(e source.Entry) bool {
	return findingTable.has(e.Key) && !slices.ContainsFunc(keysOf(e.Value), findingTable.has)
}

func lastFinding(all []entryOf) string {
	for i := len(all) - 1; i > 0; i-- {
		if !isOutdented(all[i].Entry) {
			return all[i].Key
		}
	}
	return all[0].Key
}

// keysOf returns the keys of a map.
func keysOf(n *yaml.Node) []string {
	if !isMap(n) {
		return nil
	}
	var keys []string
	for _, e := range source.Entries(n) {
		keys = append(keys, e.Key)
	}
	return keys
}

// meant reports whether one of the keys is that one, or most likely was to be.
func (d *doc) meant(key string, keys func() []string) bool {
	return slices.ContainsFunc(keys(), func(k string) bool {
		return k == key || !findingTable.has(k) && findingTable.meant(d, k) == key
	})
}

// readFinding reads a finding. It does not miss what one of keys was to be, which is reported
// where that is.
func (l *loading) readFinding(d *doc, e source.Entry, keys func() []string) *Finding {
	f := &l.finding // one for all of them
	*f = findingDraft{Finding: d.blocks.findings.New()}
	f.ID, f.At = e.Key, d.at(e.KeyNode)
	findingTable.read(d, e.Value, f)
	if d.pack != nil {
		f.Labels = slices.Concat(f.Labels, d.pack.labels)
	}
	if !isMap(e.Value) {
		return f.Finding
	}
	if f.Claim == "" {
		f.Claim = inWords(f.ID)
	}
	u := l.usersOf(f.Probes)
	known := true
	for _, r := range f.Probes {
		known = l.checkProbe(r, "probe") && known
	}
	if len(f.Probes) == 0 && !d.meant("probe", keys) {
		d.mistake(e.KeyNode, "the finding %q names no probe", cut(f.ID)).Next = "add probe: the id of the probe that it is about"
	}
	l.readExpected(d, e, f, u, keys)
	if why := l.elsewhere(f.only); f.Pending == "" {
		f.Pending = why
	}
	if f.Control != nil && known {
		l.checkControlProbe(f.Finding, u)
	}
	return f.Finding
}

func (l *loading) readExpected(d *doc, e source.Entry, f *findingDraft, u *users, keys func() []string) {
	switch {
	case f.expect != nil:
		f.Expect = l.compile(d, f.expect, u)
	case f.Pending == "" && !d.meant("expect", keys):
		d.mistake(e.KeyNode, "the finding %q expects nothing, so it could not fail", cut(f.ID)).Next = "add expect:"
	}
	if f.unless != nil {
		f.Unless = l.compile(d, f.unless, u)
	}
}

// checkControlProbe checks that the control is another probe.
func (l *loading) checkControlProbe(f *Finding, u *users) {
	c := *f.Control
	l.checkOne(c, "control", u)
	for _, r := range f.Probes {
		if r.ID == c.ID {
			l.problems.Add(c.At, "control: %q is the probe that is judged", c.ID).Next = "name one that differs only in the thing claimed"
		}
	}
}

// inWords returns an id as words.
func inWords(id string) string { return strings.ReplaceAll(id, "-", " ") }
