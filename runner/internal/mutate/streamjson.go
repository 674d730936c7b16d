package mutate

import (
	"bytes"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// eventChange is one way to change the JSON of events: the same in every event that
// has the part.
type eventChange struct {
	shape string
	op    *Operator
}

// streamJSON changes the JSON of events, as a new deployment of a server does: a field is renamed
// in all of them, or in none.
func (m *making) streamJSON(messages int) {
	made := map[eventChange]bool{}
	for i := range messages {
		for one := range eventMutants(m.o.Stream.Events[i].Data) {
			change := eventChange{shapeOf(one.Part.node), one.Operator}
			if made[change] || one.Part.node.Up == nil {
				continue
			}
			made[change] = true
			m.add(one.Operator, Part{kind: eventPart, node: one.Part.node}, m.events(func(t *tape) {
				for i := range messages {
					if text, ok := change.in(t.stream.Events[i].Data); ok {
						t.write(i, text)
					}
				}
			}))
		}
	}
}

// eventMutants returns the changes of one event's JSON, as if it were a response body.
func eventMutants(data string) func(func(*Mutant) bool) {
	return func(yield func(*Mutant) bool) {
		m := &making{o: &exchange.Observation{Body: []byte(data)}, readable: []byte(data), yield: yield}
		if root, err := parseTree(m.o.Body); err == nil {
			m.json(root)
		}
	}
}

// in returns an event's data with the change made in the first possible place.
func (c eventChange) in(data string) (string, bool) {
	for one := range eventMutants(data) {
		if one.Operator == c.op && shapeOf(one.Part.node) == c.shape {
			changed := &exchange.Observation{Body: []byte(data)}
			one.change(changed)
			return string(changed.Body), true
		}
	}
	return data, false
}

// write replaces the data of event i, also in the text.
func (t *tape) write(i int, data string) {
	t.stream.Events[i].Data = data
	if t.spans == nil {
		return
	}
	if t.stream.Framing == exchange.NDJSON {
		_, end, _ := bytes.Cut(t.spans[i], []byte("\n"))
		t.spans[i] = append([]byte(data+"\n"), end...)
		return
	}
	var text []byte
	written := false
	for line := range bytes.Lines(t.spans[i]) {
		if name, _, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(":")); string(name) != "data" {
			text = append(text, line...)
			continue
		}
		if !written {
			for part := range strings.SplitSeq(data, "\n") {
				text = append(text, "data: "+part+"\n"...)
			}
		}
		written = true
	}
	t.spans[i] = text
}

// eventCandidates returns expectations about the part in every event, in any event, and in all
// joined.
func eventCandidates(o *exchange.Observation, p Part) [][]pair {
	path := pathOf(p.node)
	values, inAll := eventValues(o.Stream, path)
	if len(values) == 0 {
		return nil
	}
	of := func(which string, predicate any) []pair {
		return one("stream", one(which, one("json", one(path, predicate))))
	}
	kind, same := typeName(values[0]), true
	for _, v := range values {
		inAll = inAll && typeName(v) == kind
		same = same && flow(v) == flow(values[0])
	}
	var out [][]pair
	if inAll {
		out = append(out, of("each", one("type", kind)))
	}
	if list, ok := values[0].([]any); ok && inAll && sameLength(values) {
		out = append(out, of("each", []pair{{"type", kind}, {"length", len(list)}}))
	}
	for _, parts := range partsOf(o.Stream) {
		if shape := shapeOf(p.node); shape == parts.path || shape == parts.by {
			out = append(out, parts.candidates()...)
		}
	}
	out = append(out, of("any", one("type", kind)))
	if joined, ok := joinedText(o.Stream); ok && slices.ContainsFunc(joined.value.([]pair), func(one pair) bool { return one.value == path }) {
		out = append(out, one("stream", []pair{joined}))
	}
	which := "any"
	if inAll && same {
		which = "each"
	}
	if len(flow(values[0])) <= longest {
		out = append(out, of(which, literal(values[0])))
	}
	return out
}

func sameLength(lists []any) bool {
	first, _ := lists[0].([]any)
	return !slices.ContainsFunc(lists, func(v any) bool {
		list, ok := v.([]any)
		return !ok || len(list) != len(first)
	})
}

// eventValues returns the values at a path in the events that have it, and whether all messages do.
func eventValues(s *exchange.Stream, path string) (values []any, inAll bool) {
	messages := s.Events
	if s.Done {
		messages = messages[:len(messages)-1]
	}
	for i := range messages {
		root, err := parseTree([]byte(messages[i].Data))
		if err != nil {
			continue
		}
		root.Walk(func(n *value.Node) {
			if pathOf(n) == path {
				values = append(values, n.Value)
			}
		})
	}
	return values, len(values) == len(messages)
}
