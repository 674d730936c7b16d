package suite

import (
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

var hypothesisTable = table[*Hypothesis]{what: "a hypothesis", rows: func() []field[*Hypothesis] {
	return []field[*Hypothesis]{
		sentenceField("claim", "what would explain the findings; default: the id in words", func(h *Hypothesis) *string { return &h.Claim }),
		{key: "predicts", shape: lang.Of("a map of probes to expectations", lang.Schema{
			"type": "object", "minProperties": 1, "propertyNames": aProbe, "additionalProperties": lang.Ref("prediction"),
		}), meaning: "what each probe would be answered: an expectation, or a list of alternatives", read: func(d *doc, n *yaml.Node, h *Hypothesis) {
			h.Predicts = d.predictions(n)
		}},
		{key: "needs", shape: lang.Of("{vantage, after, secret, checked}", lang.Ref("needs")), meaning: "what a run must vary to test it", read: func(d *doc, n *yaml.Node, h *Hypothesis) {
			needsTable.read(d, n, &h.Needs)
		}},
		durationField("within", "how far apart in time its observations may lie", func(h *Hypothesis) *time.Duration { return &h.Within }),
		textField("then", "what to do if it stands", func(h *Hypothesis) *string { return &h.Then }),
	}
}}

var needsTable = table[*Needs]{what: "needs", rows: func() []field[*Needs] {
	return []field[*Needs]{
		textField("vantage", "another place to ask from", func(n *Needs) *string { return &n.Vantage }),
		durationField("after", "a wait", func(n *Needs) *time.Duration { return &n.After }),
		textField("secret", "another of the secrets", func(n *Needs) *string { return &n.Secret }),
		textField("checked", "an item of the checklist", func(n *Needs) *string { return &n.Checked }),
	}
}}

// predictions reads predicts.
func (d *doc) predictions(n *yaml.Node) []Prediction {
	entries := d.entriesOf(n, "predicts", "a map of probes to expectations")
	if isMap(n) && len(entries) == 0 {
		d.mistake(n, "predicts: nothing is predicted").Next = "add a probe and what it would be answered"
	}
	out := make([]Prediction, 0, len(entries))
	for _, e := range entries {
		p := Prediction{Probe: Ref{ID: e.Key, At: d.at(e.KeyNode)}, At: d.at(e.KeyNode)}
		d.checkProbe(p.Probe, "predicts")
		u := &users{l: d.loading, ids: []Ref{p.Probe}}
		p.Any = d.alternatives(e, u)
		out = append(out, p)
	}
	return out
}

// alternatives returns the expectations of a prediction, any of which may hold.
func (d *doc) alternatives(e source.Entry, u *users) []*expect.Expectation {
	if isNull(e.Value) {
		d.expected(e.Value, "predicts."+cut(e.Key), "an expectation or a list of them")
		return nil
	}
	if !isList(e.Value) {
		return []*expect.Expectation{d.compile(d, e.Value, u)}
	}
	if len(e.Value.Content) == 0 {
		d.mistake(e.Value, "predicts.%s: the list is empty", cut(e.Key)).Next = "add an expectation"
	}
	out := make([]*expect.Expectation, 0, len(e.Value.Content))
	for _, item := range e.Value.Content {
		out = append(out, d.compile(d, source.Resolve(item), u))
	}
	return out
}

// hypothesesOf returns the hypotheses of all documents as written.
func hypothesesOf(docs []*top) []entryOf {
	return merged(docs, func(t *top) []source.Entry { return t.hypotheses })
}

// readHypotheses reads the hypotheses of all documents.
func (l *loading) readHypotheses(docs []*top) {
	for _, e := range hypothesesOf(docs) {
		h := &Hypothesis{ID: e.Key, At: e.doc.at(e.KeyNode)}
		hypothesisTable.read(e.doc, e.Value, h)
		if h.Claim == "" {
			h.Claim = inWords(h.ID)
		}
		if isMap(e.Value) && len(hypothesisTable.lacks(e.doc, e.Value, "predicts")) > 0 {
			e.doc.mistake(e.KeyNode, "the hypothesis %q predicts nothing, so nothing could refute it", cut(h.ID)).Next = "add predicts: probes and what they would be answered"
		}
		l.suite.Hypotheses = append(l.suite.Hypotheses, h)
	}
}

// hasKey reports whether a map has the key.
func hasKey(n *yaml.Node, key string) bool {
	for _, e := range source.Entries(n) {
		if e.Key == key {
			return true
		}
	}
	return false
}

// checkHypotheses checks the references between hypotheses and checklist.
func (l *loading) checkHypotheses(docs []*top) {
	hypotheses := make([]string, len(l.suite.Hypotheses))
	for i, h := range l.suite.Hypotheses {
		hypotheses[i] = h.ID
	}
	items := make([]string, len(l.suite.Checklist))
	for i, item := range l.suite.Checklist {
		items[i] = item.ID
	}
	l.checkNeeds(hypothesesOf(docs), items)
	known := setOf(hypotheses)
	for _, item := range l.suite.Checklist {
		for _, a := range item.Answers {
			for _, r := range append(append([]Ref{}, a.Refutes...), a.Supports...) {
				if !known[r.ID] {
					l.unknown(r.At, "hypothesis", r.ID, hypotheses)
				}
			}
		}
	}
}

// checkNeeds checks the needs of the hypotheses; written has those of the suite, in order.
func (l *loading) checkNeeds(written []entryOf, items []string) {
	secrets := make([]string, len(l.suite.Secrets))
	for i, s := range l.suite.Secrets {
		secrets[i] = s.Name
	}
	known := setOf(items)
	for i, h := range l.suite.Hypotheses {
		at := func(key string) source.Pos { return written[i].doc.at(valueAt(written[i].Value, "needs", key)) }
		if s := h.Needs.Secret; s != "" && l.secrets[s] == nil {
			l.unknown(at("secret"), "secret", s, secrets)
		}
		if c := h.Needs.Checked; c != "" && !known[c] {
			l.unknown(at("checked"), "item of the checklist", c, items)
		}
	}
}

// valueAt returns the value at a path of two keys, or the map itself if there is none.
func valueAt(n *yaml.Node, key, sub string) *yaml.Node {
	for _, e := range source.Entries(n) {
		if e.Key != key {
			continue
		}
		for _, s := range source.Entries(e.Value) {
			if s.Key == sub {
				return s.Value
			}
		}
	}
	return n
}

func setOf(words []string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}
