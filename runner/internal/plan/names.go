package plan

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"assay/runner/internal/source"
)

// names finds planned probes by the names that a document uses.
type names struct {
	all    []*Probe
	byID   func() map[string]*Probe // made when first asked for
	rows   map[string][]*Probe      // of each declared probe with rows, in order
	sorted func() []*Probe          // by id; made for the first glob
}

func newNames(probes []*Probe) names {
	n := names{
		all: probes,
		byID: sync.OnceValue(func() map[string]*Probe {
			byID := make(map[string]*Probe, len(probes))
			for _, p := range probes {
				byID[p.ID] = p
			}
			return byID
		}),
		rows: map[string][]*Probe{},
		sorted: sync.OnceValue(func() []*Probe {
			return slices.SortedFunc(slices.Values(probes), func(a, b *Probe) int { return strings.Compare(a.ID, b.ID) })
		}),
	}
	for i, p := range probes {
		if len(p.Of.Rows) == 0 {
			continue
		}
		if first := n.rows[p.Of.ID]; first == nil {
			n.rows[p.Of.ID] = probes[i : i+1 : i+1]
		} else {
			n.rows[p.Of.ID] = probes[first[0].Order : i+1 : i+1]
		}
	}
	return n
}

// isGlob reports whether a name of probes is a pattern.
func isGlob(name string) bool { return strings.ContainsAny(name, "*?") }

// Named lists, in plan order, the probes that a name in the document refers to: one planned probe
// ("id", "id[row]"), a probe with all of its rows ("id"), or a glob over the ids of planned probes
// ("id[*]", "auth-*").
func (p *Plan) Named(name string) []*Probe {
	if strings.HasPrefix(name, "*") { // as no id begins
		return p.names.matching(name)
	}
	if one := p.names.byID()[name]; one != nil {
		return p.names.rowsOf(one)
	}
	if rows := p.names.rows[name]; rows != nil {
		return rows
	}
	if !isGlob(name) {
		return nil
	}
	return p.names.matching(name)
}

// rowsOf returns a list of one probe without allocating it.
func (n *names) rowsOf(p *Probe) []*Probe {
	return n.all[p.Order : p.Order+1 : p.Order+1]
}

// Beside resolves a name without a row in the context of a row: to the row of the same name if
// there is one, otherwise to the probe itself. It returns nil if the name is ambiguous or unknown.
func (p *Plan) Beside(name, row string) *Probe {
	if row != "" {
		if same := p.names.byID()[name+"["+row+"]"]; same != nil {
			return same
		}
	}
	if one := p.names.byID()[name]; one != nil {
		return one
	}
	if rows := p.names.rows[name]; len(rows) == 1 {
		return rows[0]
	}
	return nil
}

// matching lists the probes whose ids a glob matches. The text before its first wildcard limits the
// search, so that many globs over many probes are cheap.
func (n *names) matching(glob string) []*Probe {
	prefix := glob[:strings.IndexAny(glob, "*?")]
	among, ordered := n.all, prefix == ""
	if !ordered {
		among = n.sorted()
		from := sort.Search(len(among), func(i int) bool { return among[i].ID >= prefix })
		among = among[from:]
	}
	var found []*Probe
	for _, p := range among {
		if !strings.HasPrefix(p.ID, prefix) {
			break
		}
		if !p.Of.Token && source.Glob(glob, p.ID) {
			found = append(found, p)
		}
	}
	if !ordered {
		slices.SortFunc(found, func(a, b *Probe) int { return a.Order - b.Order })
	}
	return found
}

// Matches reports whether a name in the document refers to p, as for [Plan.Named].
func Matches(name string, p *Probe) bool {
	return name == p.ID || name == p.Of.ID || isGlob(name) && !p.Of.Token && source.Glob(name, p.ID)
}
