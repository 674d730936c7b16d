package suite

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

var itemTable = table[*Item]{what: "an item", rows: func() []field[*Item] {
	return []field[*Item]{
		textField("ask", "the question", func(i *Item) *string { return &i.Ask }),
		textField("where", "where a person finds the answer; the provider's support: the report for them asks it", func(i *Item) *string { return &i.Where }),
		{key: "answers", shape: lang.Of("a map of answers to what they mean", lang.Schema{
			"type": "object", "additionalProperties": lang.OrNull(lang.Ref("meaning")),
		}), meaning: "what each answer would mean: hypotheses that it refutes or supports", read: func(d *doc, n *yaml.Node, i *Item) {
			i.Answers = d.itemAnswers(n)
		}},
	}
}}

var meaningTable = table[*ItemAnswer]{what: "the meaning of an answer", rows: func() []field[*ItemAnswer] {
	return []field[*ItemAnswer]{
		{key: "refutes", shape: shapeIDs, meaning: "hypotheses that it refutes", read: func(d *doc, n *yaml.Node, a *ItemAnswer) {
			a.Refutes = d.refs(d.words(n, "refutes"))
		}},
		{key: "supports", shape: shapeIDs, meaning: "hypotheses that it supports", read: func(d *doc, n *yaml.Node, a *ItemAnswer) {
			a.Supports = d.refs(d.words(n, "supports"))
		}},
	}
}}

func (d *doc) itemAnswers(n *yaml.Node) []ItemAnswer {
	entries := d.entriesOf(n, "answers", "a map of answers to what they mean")
	out := make([]ItemAnswer, 0, len(entries))
	for _, e := range entries {
		a := ItemAnswer{Answer: e.Key, At: d.at(e.KeyNode)}
		if !isNull(e.Value) {
			meaningTable.read(d, e.Value, &a)
		}
		out = append(out, a)
	}
	return out
}

// readChecklist reads the items of all documents.
func (l *loading) readChecklist(docs []*top) {
	for _, e := range merged(docs, func(t *top) []source.Entry { return t.list }) {
		item := &Item{ID: e.Key, At: e.doc.at(e.KeyNode)}
		itemTable.read(e.doc, e.Value, item)
		if isMap(e.Value) && item.Ask == "" && !itemTable.mayMean(e.doc, e.Value, "ask") {
			e.doc.itemWithoutQuestion(e.Entry)
		}
		l.suite.Checklist = append(l.suite.Checklist, item)
	}
}

func (d *doc) itemWithoutQuestion(e source.Entry) {
	d.mistake(e.KeyNode, "the item %q asks nothing", cut(e.Key)).Next = "add ask: what to look up"
}

// ToSupport reports whether the place where an item's answer is found is the provider's support:
// then the item is a question to them.
func ToSupport(where string) bool { return strings.Contains(strings.ToLower(where), "support") }
