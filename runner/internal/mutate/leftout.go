package mutate

import (
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
	"assay/runner/internal/value"
)

// framing lists the headers about how a message is sent, not about its content.
var framing = []string{"content-length", "transfer-encoding", "connection", "keep-alive"}

// skipping knows which parts of one response do not count.
type skipping struct {
	observation *exchange.Observation
	onlyControl bool
	volatile    *exchange.Volatile
	json        *selected
	ignored     []*ignoring
}

// ignoring is an entry of mutation.ignore that is about the response.
type ignoring struct {
	*suite.Ignored
	number int // among those of the suite
	json   *selected
}

func newSkipping(s *suite.Suite, sub *subject) *skipping {
	k := &skipping{
		observation: sub.observation, onlyControl: sub.onlyControl, volatile: &s.Volatile,
		json: newSelected(s.Volatile.JSON, sub.observation),
	}
	for i, entry := range s.Ignore {
		if about(entry, sub.probe) {
			k.ignored = append(k.ignored, &ignoring{entry, i, newSelected(entry.JSON, sub.observation)})
		}
	}
	return k
}

// about reports whether an entry of mutation.ignore names the probe.
func about(i *suite.Ignored, p *plan.Probe) bool {
	return len(i.Probes) == 0 || slices.ContainsFunc(i.Probes, func(r suite.Ref) bool { return plan.Matches(r.ID, p) })
}

// reason returns why a survivor is left out; entry is the one of mutation.ignore that explains it.
// ok is false if the survivor counts.
func (k *skipping) reason(m *Mutant) (why Reason, entry int, ok bool) {
	switch {
	case k.unreported(m.Part):
		return Unreported, 0, true
	case k.isVolatile(m):
		return Volatile, 0, true
	case m.Operator.Additive:
		return Additive, 0, true
	case k.onlyControl:
		return OnlyControl, 0, true
	}
	for _, i := range k.ignored {
		if i.covers(m) {
			return Explained, i.number, true
		}
	}
	return 0, 0, false
}

func (k *skipping) unreported(p Part) bool {
	r := k.observation.Reported
	if r == nil {
		return false
	}
	switch p.kind {
	case statusPart:
		return !r.Status && len(r.StatusAny) == 0
	case headerPart:
		return !expect.HeaderReported(k.observation, p.header)
	case trailerPart:
		return false // there is one
	case jsonPart:
		return !expect.JSONReported(k.observation, pathOf(p.node))
	case timePart:
		return !r.Timing
	}
	return !r.Body
}

func (k *skipping) isVolatile(m *Mutant) bool {
	switch p := m.Part; p.kind {
	case trailerPart:
		return k.volatile.Header(strings.ToLower(p.header))
	case headerPart:
		name := strings.ToLower(p.header)
		return slices.Contains(framing, name) || m.Operator != headerAdded && k.volatile.Header(name)
	case jsonPart, eventPart:
		return k.json.has(p.node)
	case bodyPart, streamPart:
		if len(k.volatile.Body) == 0 {
			return false
		}
		different, unknown, _ := expect.Compare(m.Of(k.observation), k.observation, []string{"status", "headers", "body"}, k.volatile)
		return len(different)+len(unknown) == 0
	}
	return false
}

// covers reports whether an entry applies to the mutant: all its conditions do.
func (i *ignoring) covers(m *Mutant) bool {
	if len(i.Operators) > 0 && !slices.ContainsFunc(i.Operators, m.Operator.is) {
		return false
	}
	if len(i.Headers)+len(i.JSON) == 0 {
		return true
	}
	switch m.Part.kind {
	case headerPart, trailerPart:
		return slices.ContainsFunc(i.Headers, func(name string) bool { return strings.EqualFold(name, m.Part.header) })
	case jsonPart, eventPart:
		return i.json.has(m.Part.node)
	}
	return false
}

// is reports whether a name in a document refers to the operator: its own, or its kind's
// ("json-*").
func (op *Operator) is(name string) bool {
	kind, glob := strings.CutSuffix(name, "*")
	return op.Name == name || glob && strings.HasPrefix(op.Name, kind)
}

// selected holds the parts of a JSON body, or of events, that some JSONPaths select, by path.
type selected map[string]bool

// newSelected looks up the paths in a response, or in its events; nothing is selected if they are
// not JSON.
func newSelected(paths []string, o *exchange.Observation) *selected {
	s := selected{}
	if len(paths) == 0 {
		return &s
	}
	var roots []any
	if o.Stream == nil {
		if root, err := o.JSON(); err == nil {
			roots = append(roots, root)
		}
	} else {
		for i := range o.Stream.Events {
			if root, err := exchange.ParseJSON([]byte(o.Stream.Events[i].Data)); err == nil {
				roots = append(roots, root)
			}
		}
	}
	for _, text := range paths {
		path, err := value.Query(text)
		if err != nil {
			continue // the suite's loader refuses it
		}
		for _, root := range roots {
			for _, n := range path.SelectLocated(root) {
				s[value.Located(n.Path).String()] = true
			}
		}
	}
	return &s
}

// has reports whether n or a value that contains it was selected.
func (s *selected) has(n *value.Node) bool {
	if len(*s) == 0 {
		return false
	}
	for ; n != nil; n = n.Up {
		if (*s)[pathOf(n)] {
			return true
		}
	}
	return false
}
