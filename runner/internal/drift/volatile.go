package drift

import (
	"slices"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// declared is a JSONPath that a suite declares as volatile.
type declared struct {
	text string
	path *jsonpath.Path
}

// declaredPaths returns the paths that parse: a suite with others is not loaded.
func declaredPaths(texts []string) []declared {
	var out []declared
	for _, text := range texts {
		if p, err := value.Query(text); err == nil {
			out = append(out, declared{text, p})
		}
	}
	return out
}

// place is the place of a value, with the declared parts of its body.
type place struct {
	path  value.Path
	parts *map[string]bool // as text
}

// placesIn returns the place of a whole body; nil if nothing of it is declared as volatile.
func (r *Rules) placesIn(body any) *place {
	var parts map[string]bool
	for _, d := range r.declared {
		for _, node := range d.path.SelectLocated(body) {
			if parts == nil {
				parts = map[string]bool{}
			}
			parts[value.Located(node.Path).String()] = true
		}
	}
	if parts == nil {
		return nil
	}
	return &place{parts: &parts}
}

func (p *place) declared() bool { return p != nil && (*p.parts)[p.path.String()] }

func (p *place) member(name string) *place {
	if p == nil {
		return nil
	}
	return &place{p.path.Then(value.Member(name)), p.parts}
}

func (p *place) item(i int) *place {
	if p == nil {
		return nil
	}
	return &place{p.path.Then(value.Item(i)), p.parts}
}

// declaredJSON reports what changed in the declared parts of bodies.
func (c *comparing) declaredJSON(was, now []*exchange.Observation) {
	if len(c.Rules.declared) == 0 {
		return
	}
	a, errA := jsonOf(was[0])
	b, errB := jsonOf(now[0])
	if errA != nil || errB != nil {
		return
	}
	for _, d := range c.Rules.declared {
		before, after := &tree{}, &tree{}
		for _, v := range d.path.Select(a) {
			before.add(v, nil)
		}
		for _, v := range d.path.Select(b) {
			after.add(v, nil)
		}
		x, y := before.shown(), after.shown()
		if x != y {
			c.declareChanged(d.text, Change{Class: Volatile, Path: d.text, Was: x, Is: y})
		}
	}
}

// jsonOf returns a response's JSON; for a stream, that of its first event.
func jsonOf(o *exchange.Observation) (any, error) {
	if o.Stream != nil && len(o.Stream.Events) > 0 {
		return exchange.ParseJSON([]byte(o.Stream.Events[0].Data))
	}
	return o.JSON()
}

// volatileHeader is a change of a header that is left out of comparisons.
func (c *comparing) volatileHeader(name string, change Change) {
	if slices.Contains(c.volatile.Headers, name) {
		c.declareChanged(change.Path, change)
		return
	}
	c.changes = append(c.changes, change)
}

// declareChanged keeps a change of a declared part. A part that was learned to vary does not
// explain other changes.
func (c *comparing) declareChanged(path string, change Change) {
	change.Note = "declared volatile"
	c.changes = append(c.changes, change)
	if !c.learned[path] {
		c.declared = append(c.declared, change)
	}
}

// attribute notes on every other change of the response which declared part changed with it: a
// different model may well respond in a different shape.
func (c *comparing) attribute() {
	if len(c.declared) == 0 {
		return
	}
	words := make([]string, 0, len(c.declared))
	for _, d := range c.declared {
		words = append(words, d.Path+" changed with it, from "+bare(d.Was)+" to "+bare(d.Is))
	}
	note := strings.Join(first(words), "; ")
	for i := range c.changes {
		if ch := &c.changes[i]; ch.Class == Breaking || ch.Class == Additive || ch.Class == Value {
			ch.Note = strings.TrimPrefix(ch.Note+"; "+note, "; ")
		}
	}
}

// bare returns a shown value without its type.
func bare(shown string) string {
	for _, name := range kindNames {
		if s, ok := strings.CutSuffix(shown, " ("+name+")"); ok {
			return s
		}
	}
	if shown == "" {
		return strconv.Quote(shown)
	}
	return shown
}
