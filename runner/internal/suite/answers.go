package suite

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// written is an answer as written in a document.
type written struct {
	origin
	at source.Pos
}

// nameAnswers lists the answers of all documents, before anything refers to them; a later document
// overrides an answer of the same id.
func (l *loading) nameAnswers(docs []*top) {
	l.written = map[string]written{}
	for _, t := range docs {
		for _, e := range t.answers {
			if _, known := l.written[e.Key]; !known {
				l.answers = append(l.answers, e.Key)
			}
			l.written[e.Key] = written{origin{t.doc, e.Value}, t.doc.at(e.KeyNode)}
		}
	}
}

// readAnswers compiles the answers.
func (l *loading) readAnswers() {
	for _, id := range l.answers {
		o := l.written[id]
		l.suite.Answers = append(l.suite.Answers, &Answer{ID: id, Expect: l.compile(o.doc, o.node, nil), At: o.at})
	}
	c := &answerCycles{l: l, state: map[string]visit{}}
	for _, id := range l.answers {
		c.visit(id)
	}
}

// answerCycles finds answers whose definitions refer to themselves.
type answerCycles struct {
	l     *loading
	state map[string]visit
	path  []string
}

func (c *answerCycles) visit(id string) {
	o, known := c.l.written[id]
	switch {
	case !known || c.state[id] == done:
		return
	case c.state[id] == reading:
		from := slices.Index(c.path, id)
		c.l.problems.Add(o.doc.at(o.node), "answers are defined by each other: %s → %s", strings.Join(c.path[from:], " → "), id).Next = "say what one of them is"
		return
	}
	c.state[id] = reading
	c.path = append(c.path, id)
	answersIn(o.node, c.visit)
	c.path = c.path[:len(c.path)-1]
	c.state[id] = done
}

// answersIn visits the answers that the expectation n names.
func answersIn(n *yaml.Node, visit func(id string)) {
	n = source.Resolve(n)
	switch n.Kind {
	case yaml.ScalarNode:
		visit(n.Value)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			answersIn(item, visit)
		}
	case yaml.MappingNode:
		for _, e := range source.Entries(n) {
			switch e.Key {
			case "answer", "all", "any", "none":
				answersIn(e.Value, visit)
			case "share":
				for _, part := range source.Entries(e.Value) {
					answersIn(part.Value, visit)
				}
			}
		}
	}
}
