package mutate

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
)

// json changes n and everything below it.
func (m *making) json(n *node) {
	if m.stopped {
		return
	}
	if n.up != nil {
		if !n.isItem() {
			m.dropped(n)
			m.renamed(n)
		}
		if n.value != nil {
			m.replaced(jsonNull, n, nil, "null")
		}
	}
	other, text := otherType(n.value, string(m.readable[n.from:n.to]))
	m.replaced(jsonRetyped, n, other, text)
	switch v := n.value.(type) {
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
	for _, below := range n.below {
		m.json(below)
	}
}

// time changes a member that names a time.
func (m *making) time(n *node) {
	t, ok := timeIn(n, m.o)
	if !ok {
		return
	}
	replace := func(op *Operator, text string) {
		if _, number := n.value.(json.Number); number {
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

func (m *making) text(n *node, v string) {
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
func (m *making) list(n *node, v []any) {
	if len(v) == 0 {
		return
	}
	last := len(v) - 1
	m.replaced(jsonEmptied, n, []any{}, "[]")
	if last > 0 {
		m.edited(jsonShortened, n, n, edit{
			value: func() any { return v[:last] },
			from:  n.below[last-1].to, to: n.below[last].to,
		})
	}
	m.edited(jsonDuplicated, n, n, edit{
		value: func() any { return slices.Insert(slices.Clone(v), 1, v[0]) },
		from:  n.below[0].to, to: n.below[0].to, text: "," + string(m.readable[n.below[0].from:n.below[0].to]),
	})
	turned := slices.Clone(v)
	slices.Reverse(turned)
	if last == 0 || reflect.DeepEqual(turned, v) {
		return
	}
	texts := make([]string, len(v))
	for i, item := range n.below {
		texts[last-i] = string(m.readable[item.from:item.to])
	}
	m.replaced(jsonReordered, n, turned, "["+strings.Join(texts, ",")+"]")
}

// replaced replaces n by another value.
func (m *making) replaced(op *Operator, n *node, v any, text string) {
	m.edited(op, n, n, edit{value: func() any { return v }, from: n.from, to: n.to, text: text})
}

// dropped removes a member, with the comma that separates it from another.
func (m *making) dropped(n *node) {
	siblings := n.up.below
	i := slices.Index(siblings, n)
	from, to := n.keyAt, n.to
	switch {
	case i+1 < len(siblings):
		to = siblings[i+1].keyAt
	case i > 0:
		from = siblings[i-1].to
	}
	m.edited(jsonDropped, n, n.up, edit{value: func() any { return n.siblings() }, from: from, to: to})
}

// renamed gives a member a name that no sibling has.
func (m *making) renamed(n *node) {
	name := n.key + "_renamed"
	object, _ := n.up.value.(map[string]any)
	for _, taken := object[name]; taken; _, taken = object[name] {
		name += "_"
	}
	end := n.keyAt + len(keyText(m.readable[n.keyAt:n.from]))
	m.edited(jsonRenamed, n, n.up, edit{
		value: func() any {
			others := n.siblings()
			others[name] = n.value
			return others
		},
		from: n.keyAt, to: end, text: quoted(name),
	})
}

// keyText returns the text of the key at the start of the bytes before its value.
func keyText(before []byte) string {
	return strings.TrimRight(string(before), exchange.JSONSpace+":")
}

// siblings returns the other members of the object that contains n.
func (n *node) siblings() map[string]any {
	object, _ := n.up.value.(map[string]any)
	object = maps.Clone(object)
	delete(object, n.key)
	return object
}

// edit is one change of a JSON body: the new value of a node, and the bytes of the text that are
// replaced.
type edit struct {
	value    func() any
	from, to int
	text     string
}

// edited makes a mutant of part n by an edit whose value stands at node at.
func (m *making) edited(op *Operator, n, at *node, e edit) {
	body := m.readable
	m.add(op, Part{kind: jsonPart, node: n}, func(o *exchange.Observation) {
		text := make([]byte, 0, len(body)+len(e.text))
		text = append(append(append(text, body[:e.from]...), e.text...), body[e.to:]...)
		setBody(o, m.encoded(text))
		o.SetJSON(at.with(e.value()))
	})
}
