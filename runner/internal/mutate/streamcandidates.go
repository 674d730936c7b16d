package mutate

import (
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/value"
)

// streamCandidates returns expectations about how a stream ends, what must not be in it, how many
// events it has, and their joined text.
func streamCandidates(o *exchange.Observation) [][]pair {
	s := o.Stream
	var end []pair
	if s.Done {
		end = append(end, pair{"last", dialect.Done})
	}
	if len(s.Stray) == 0 {
		end = append(end, pair{"stray", "empty"})
	}
	var out [][]pair
	add := func(parts ...pair) {
		if len(parts) > 0 {
			out = append(out, one("stream", parts))
		}
	}
	for _, p := range end {
		add(p)
	}
	if len(end) > 1 {
		add(end...)
	}
	joined, isJoined := joinedText(s)
	count, order := orderCandidates(s)
	for _, part := range [][]pair{count, order} {
		if len(part) == 0 {
			continue
		}
		add(part...)
		add(slices.Concat(part, end)...)
		if isJoined {
			add(slices.Concat(part, []pair{joined}, end)...)
		}
	}
	events := pair{"events", len(s.Events)}
	add(events)
	add(append([]pair{events}, end...)...)
	if isJoined {
		add(joined)
		add(append([]pair{events, joined}, end...)...)
	}
	if last, ok := lastMember(s); ok {
		all := []pair{events, {"last", one("json", last)}, {"done", s.Done}}
		add(all...)
		if isJoined {
			add(append(all, joined)...)
		}
	}
	return out
}

// lastMember returns a member of the last message that distinguishes it from all others, if the
// messages are JSON.
func lastMember(s *exchange.Stream) ([]pair, bool) {
	events := s.Events
	if s.Done {
		events = events[:len(events)-1]
	}
	if len(events) < 2 {
		return nil, false
	}
	before := map[string]bool{}
	for i := range events[:len(events)-1] {
		root, err := parseTree([]byte(events[i].Data))
		if err != nil {
			return nil, false
		}
		root.Walk(func(n *value.Node) { before[pathOf(n)+flow(n.Value)] = true })
	}
	root, err := parseTree([]byte(events[len(events)-1].Data))
	if err != nil {
		return nil, false
	}
	var found []pair
	root.Walk(func(n *value.Node) {
		if found == nil && len(n.Items) == 0 && len(flow(n.Value)) <= longest && !before[pathOf(n)+flow(n.Value)] {
			found = one(pathOf(n), literal(n.Value))
		}
	})
	return found, found != nil
}

// joinedText returns the joined text of the events, if they are JSON and one member of each
// contains a piece of it.
func joinedText(s *exchange.Stream) (pair, bool) {
	texts := map[string]*strings.Builder{}
	pieces := map[string]int{}
	var paths []string
	for i := range s.Events {
		root, err := parseTree([]byte(s.Events[i].Data))
		if err != nil {
			continue
		}
		root.Walk(func(n *value.Node) {
			text, ok := n.Value.(string)
			if !ok || text != "" && text == s.Events[i].Type {
				return
			}
			path := pathOf(n)
			if texts[path] == nil {
				texts[path] = &strings.Builder{}
				paths = append(paths, path)
			}
			if !strings.HasSuffix(texts[path].String(), text) {
				pieces[path]++
			}
			texts[path].WriteString(text)
		})
	}
	best := ""
	for _, path := range paths {
		if pieces[path] > 1 && (best == "" || pieces[path] > pieces[best]) {
			best = path
		}
	}
	if best == "" || texts[best].Len() > 2*longest {
		return pair{}, false
	}
	return pair{"joined", []pair{{"path", best}, {"is", literal(texts[best].String())}}}, true
}
