package suite

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// wholeProbe means a plain probe, or all rows of one with rows.
const wholeProbe = -1

// referrer is a probe, or one row of it, that refers to a name.
type referrer struct {
	*draft
	row int
}

// String returns the referrer as shown in reports.
func (r *referrer) String() string { return r.shown(r.row) }

// place returns the position of the referrer.
func (r *referrer) place() source.Pos {
	if r.row == wholeProbe {
		return r.At
	}
	return r.drafts[r.row].at
}

// shown returns the id of one of p's rows.
func (p *draft) shown(row int) string {
	if row == wholeProbe {
		return p.ID
	}
	return p.ID + "[" + p.drafts[row].name + "]"
}

func isGlob(id string) bool { return strings.Contains(id, "*") }

// probe returns the probe of an id; nil if there is none. Findings mostly name the probes in their
// order, so it looks at the one after the last before it looks at all.
func (l *loading) probe(id string) *draft {
	for i := l.near; i < min(l.near+2, len(l.probes)); i++ {
		if l.probes[i].ID == id {
			l.near = i
			return l.probes[i]
		}
	}
	if l.mapped == 0 {
		l.byID = make(map[string]*draft, len(l.probes))
		for _, p := range l.tokens.list {
			l.byID[p.ID] = p
		}
	}
	for ; l.mapped < len(l.probes); l.mapped++ {
		l.byID[l.probes[l.mapped].ID] = l.probes[l.mapped]
	}
	p := l.byID[id]
	if p != nil {
		l.near = p.declared
	}
	return p
}

// find visits the probes, or rows of them, that an id or a glob names. It reports whether there are
// any.
func (l *loading) find(id string, found func(p *draft, row int)) bool {
	if p := l.probe(id); p != nil {
		found(p, wholeProbe)
		return true
	}
	of, rowName, isRow := cutRow(id)
	if !isRow {
		return isGlob(id) && l.glob(id, found)
	}
	if p := l.probe(of); p != nil {
		if row := p.row(rowName); row >= 0 && len(p.drafts) > 0 {
			found(p, row)
			return true
		}
		return isGlob(rowName) && p.match(rowName, found)
	}
	return isGlob(id) && l.glob(id, found)
}

// cutRow splits "id[row]".
func cutRow(id string) (of, row string, ok bool) {
	i := strings.IndexByte(id, '[')
	if i < 0 || !strings.HasSuffix(id, "]") {
		return id, "", false
	}
	return id[:i], id[i+1 : len(id)-1], true
}

// match visits the rows of p whose names match.
func (p *draft) match(pattern string, found func(p *draft, row int)) bool {
	any := false
	for i := range p.drafts {
		if source.Glob(pattern, p.drafts[i].name) {
			any = true
			found(p, i)
		}
	}
	return any
}

// glob visits all probes and rows that match. It looks only at ids with the glob's literal prefix.
func (l *loading) glob(pattern string, found func(p *draft, row int)) bool {
	if l.sorted == nil {
		l.sorted = append(l.sorted, l.probes...)
		sort.Slice(l.sorted, func(i, j int) bool { return l.sorted[i].ID < l.sorted[j].ID })
	}
	prefix, _, _ := strings.Cut(pattern, "*")
	prefix, _, _ = strings.Cut(prefix, "[")
	any := false
	from := sort.Search(len(l.sorted), func(i int) bool { return l.sorted[i].ID >= prefix })
	for _, p := range l.sorted[from:] {
		if !strings.HasPrefix(p.ID, prefix) {
			break
		}
		any = p.glob(pattern, found) || any
	}
	return any
}

// glob visits the probe, or those of its rows, that match.
func (p *draft) glob(pattern string, found func(p *draft, row int)) bool {
	any := false
	if len(p.drafts) == 0 && !p.Token && source.Glob(pattern, p.ID) {
		any = true
		found(p, wholeProbe)
	}
	for i := range p.drafts {
		if source.Glob(pattern, p.shown(i)) {
			any = true
			found(p, i)
		}
	}
	return any
}

// exists reports whether an id or a glob names a probe, or a row of one. For a glob like "*" it
// looks at no more probes than it must, and orders none.
func (l *loading) exists(id string) bool {
	visited := func(*draft, int) {}
	if strings.HasPrefix(id, "*") {
		return slices.ContainsFunc(l.probes, func(p *draft) bool { return p.glob(id, visited) })
	}
	return l.find(id, visited)
}

// checkProbe reports a reference to a probe that does not exist.
func (l *loading) checkProbe(r Ref, key string) bool {
	if l.exists(r.ID) {
		return true
	}
	if len(l.probes) == 0 && l.lost["probes"] {
		return false // their own errors are reported at their position
	}
	of, row, isRow := cutRow(r.ID)
	p := l.probe(of)
	switch {
	case isRow && p != nil && p.lost: // reported at their source
	case isRow && p != nil && len(p.drafts) == 0:
		l.problems.Add(r.At, "%s: the probe %q has no rows", key, of).Next = "write " + of
	case isRow && p != nil && isGlob(row):
		l.problems.Add(r.At, "%s: no row of %q matches %q", key, of, cut(row)).Next = "rows: " + lang.List(p.rowNames())
	case isRow && p != nil:
		l.unknown(r.At, key+": row of "+of, row, p.rowNames())
	case isGlob(r.ID):
		next := "none is declared"
		if ids := l.probeIDs(); len(ids) > 0 {
			next = "probes: " + lang.List(ids)
		}
		l.problems.Add(r.At, "%s: no probe matches %q", key, cut(r.ID)).Next = next
	default:
		l.unknown(r.At, key+": probe", r.ID, l.probeIDs())
	}
	return false
}

func (l *loading) probeIDs() []string {
	out := make([]string, len(l.probes))
	for i, p := range l.probes {
		out[i] = p.ID
	}
	return out
}

// checkOne reports a reference that does not name one probe for each user: a
// plain probe, one row, or a probe with the same rows.
func (l *loading) checkOne(r Ref, key string, u *users) {
	if isGlob(r.ID) {
		l.problems.Add(r.At, "%s: expected one probe, got the glob %q", key, cut(r.ID)).Next = "write its id"
		return
	}
	if !l.checkProbe(r, key) {
		return
	}
	l.find(r.ID, func(p *draft, row int) {
		if row != wholeProbe {
			return
		}
		for _, user := range u.list() {
			if missing, ok := p.serves(&user); !ok {
				l.problems.Add(r.At, "%s: %s", key, p.several(&user, missing)).Next = "write which, as in " + p.shown(0)
				return
			}
		}
	})
}

// beside returns the row of p that its id alone means in the context of row: the one of the same
// name, or the only one. For a plain probe it is wholeProbe.
func (p *draft) beside(row string) (index int, ok bool) {
	if len(p.drafts) == 0 {
		return wholeProbe, true
	}
	if i := p.row(row); i >= 0 {
		return i, true
	}
	return 0, len(p.drafts) == 1
}

// serves reports whether p's id alone means one probe for each row of user; missing is the name of
// the first row that has none.
func (p *draft) serves(user *referrer) (missing string, ok bool) {
	names := []string{""}
	switch {
	case user.row != wholeProbe:
		names = []string{user.drafts[user.row].name}
	case len(user.drafts) > 0:
		names = user.rowNames()
	}
	for _, name := range names {
		if _, ok := p.beside(name); !ok {
			return name, false
		}
	}
	return "", true
}

// several says why p's id alone does not mean one probe for user.
func (p *draft) several(user *referrer, missing string) string {
	if missing != "" {
		return fmt.Sprintf("%q has no row %q, as %s has", p.ID, cut(missing), user.ID)
	}
	return fmt.Sprintf("%q is %d probes (%s), and %s is one", p.ID, len(p.drafts), lang.List(p.rowNames()), user)
}
