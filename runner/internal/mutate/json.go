package mutate

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// json changes n and everything below it.
func (m *making) json(n *value.Node) {
	if m.stopped {
		return
	}
	if n.Up != nil {
		if !n.InArray() {
			m.dropped(n)
			m.renamed(n)
		}
		if n.Value != nil {
			m.replaced(jsonNull, n, nil, "null")
		}
	}
	other, text := otherType(n.Value, string(m.readable[n.From:n.To]))
	m.replaced(jsonRetyped, n, other, text)
	switch v := n.Value.(type) {
	case map[string]any:
		if len(v) > 0 {
			m.replaced(jsonEmptied, n, map[string]any{}, "{}")
		}
	case []any:
		m.list(n, v)
	case json.Number:
		m.replaced(jsonNumber, n, offByOne(v), string(offByOne(v)))
	case string:
		m.text(n, v)
	case bool:
		if v {
			m.replaced(jsonEnum, n, false, "false")
		} else {
			m.replaced(jsonEnum, n, true, "true")
		}
	}
	m.time(n)
	for _, below := range n.Items {
		m.json(below)
	}
}

// time changes a member that names a time.
func (m *making) time(n *value.Node) {
	t, ok := timeIn(n, m.o)
	if !ok {
		return
	}
	replace := func(op *Operator, text string) {
		if _, number := n.Value.(json.Number); number {
			m.replaced(op, n, json.Number(text), text)
		} else {
			m.replaced(op, n, text, quoted(text))
		}
	}
	replace(jsonTime, t.later())
	if other, ok := t.otherUnit(); ok {
		replace(jsonUnit, other)
	}
}

func (m *making) text(n *value.Node, v string) {
	if v != "" {
		m.replaced(jsonEmptied, n, "", `""`)
	}
	other := otherText(v)
	m.replaced(jsonString, n, other, quoted(other))
	if half, ok := cutJSON(v); ok {
		m.replaced(jsonText, n, half, quoted(half))
	}
	if word, ok := otherWord(v); ok {
		m.replaced(jsonEnum, n, word, quoted(word))
	}
}

// list makes an array empty, shorter, longer and reordered.
func (m *making) list(n *value.Node, v []any) {
	if len(v) == 0 {
		return
	}
	last := len(v) - 1
	m.replaced(jsonEmptied, n, []any{}, "[]")
	if last > 0 {
		m.edited(jsonShortened, n, n, edit{
			value: func() any { return v[:last] },
			from:  n.Items[last-1].To, to: n.Items[last].To,
		})
	}
	m.edited(jsonDuplicated, n, n, edit{
		value: func() any { return slices.Insert(slices.Clone(v), 1, v[0]) },
		from:  n.Items[0].To, to: n.Items[0].To, text: "," + string(m.readable[n.Items[0].From:n.Items[0].To]),
	})
	turned := slices.Clone(v)
	slices.Reverse(turned)
	if last == 0 || reflect.DeepEqual(turned, v) {
		return
	}
	texts := make([]string, len(v))
	for i, item := range n.Items {
		texts[last-i] = string(m.readable[item.From:item.To])
	}
	m.replaced(jsonReordered, n, turned, "["+strings.Join(texts, ",")+"]")
}

// replaced replaces n by another value.
func (m *making) replaced(op *Operator, n *value.Node, v any, text string) {
	m.edited(op, n, n, edit{value: func() any { return v }, from: n.From, to: n.To, text: text})
}

// dropped removes a member, with the comma that separates it from another.
func (m *making) dropped(n *value.Node) {
	all, i := n.Up.Items, n.Index
	from, to := n.KeyAt, n.To
	switch {
	case i+1 < len(all):
		to = all[i+1].KeyAt
	case i > 0:
		from = all[i-1].To
	}
	m.edited(jsonDropped, n, n.Up, edit{value: func() any { return siblings(n) }, from: from, to: to})
}

// renamed gives a member a name that no sibling has.
func (m *making) renamed(n *value.Node) {
	name := n.Key + "_renamed"
	object, _ := n.Up.Value.(map[string]any)
	for _, taken := object[name]; taken; _, taken = object[name] {
		name += "_"
	}
	end := n.KeyAt + len(keyText(m.readable[n.KeyAt:n.From]))
	m.edited(jsonRenamed, n, n.Up, edit{
		value: func() any {
			others := siblings(n)
			others[name] = n.Value
			return others
		},
		from: n.KeyAt, to: end, text: quoted(name),
	})
}

// keyText returns the text of the key at the start of the bytes before its value.
func keyText(before []byte) string {
	return strings.TrimRight(string(before), exchange.JSONSpace+":")
}

// edit is one change of a JSON body: the new value of a node, and the bytes of the text that are
// replaced.
type edit struct {
	value    func() any
	from, to int
	text     string
}

// edited makes a mutant of part n by an edit whose value stands at node at.
func (m *making) edited(op *Operator, n, at *value.Node, e edit) {
	body := m.readable
	m.add(op, Part{kind: jsonPart, node: n}, func(o *exchange.Observation) {
		text := make([]byte, 0, len(body)+len(e.text))
		text = append(append(append(text, body[:e.from]...), e.text...), body[e.to:]...)
		setBody(o, m.encoded(text))
		o.SetJSON(func() any { return at.With(e.value()) })
	})
}
