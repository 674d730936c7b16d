package suite

import (
	"sort"
	"strings"

	"assay/runner/source"
)

// wholeProbe stands for a plain probe, or for every row of one that has rows.
const wholeProbe = -1

// referrer is who refers to a name: a probe, or one row of it.
type referrer struct {
	*draft
	row int
}

// String is the referrer as reports show it.
func (r *referrer) String() string { return r.shown(r.row) }

// place is where the referrer is declared.
func (r *referrer) place() source.Pos {
	if r.row == wholeProbe {
		return r.At
	}
	return r.drafts[r.row].at
}

// shown is the id of one of p's rows.
func (p *draft) shown(row int) string {
	if row == wholeProbe {
		return p.ID
	}
	return p.ID + "[" + p.drafts[row].name + "]"
}

func isGlob(id string) bool { return strings.ContainsAny(id, "*?") }

// find visits what an id or a glob names: probes, or rows of them. It tells
// whether there is anything.
func (l *loading) find(id string, found func(p *draft, row int)) bool {
	if p := l.byID[id]; p != nil {
		found(p, wholeProbe)
		return true
	}
	of, rowName, isRow := cutRow(id)
	if p := l.byID[of]; isRow && p != nil {
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
		if globMatches(pattern, p.drafts[i].name) {
			any = true
			found(p, i)
		}
	}
	return any
}

// glob visits all probes and rows that match. Only ids that start as the glob
// does are looked at.
func (l *loading) glob(pattern string, found func(p *draft, row int)) bool {
	if l.sorted == nil {
		l.sorted = append(l.sorted, l.probes...)
		sort.Slice(l.sorted, func(i, j int) bool { return l.sorted[i].ID < l.sorted[j].ID })
	}
	prefix, _, _ := strings.Cut(pattern[:strings.IndexAny(pattern, "*?")], "[")
	any := false
	from := sort.Search(len(l.sorted), func(i int) bool { return l.sorted[i].ID >= prefix })
	for _, p := range l.sorted[from:] {
		if !strings.HasPrefix(p.ID, prefix) {
			break
		}
		if len(p.drafts) == 0 && globMatches(pattern, p.ID) {
			any = true
			found(p, wholeProbe)
		}
		for i := range p.drafts {
			if globMatches(pattern, p.shown(i)) {
				any = true
				found(p, i)
			}
		}
	}
	return any
}

// globMatches matches "*" with any text and "?" with one byte; brackets are
// brackets.
func globMatches(pattern, s string) bool {
	star, mark, i := -1, 0, 0
	for p := 0; i < len(s) || p < len(pattern); {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
			continue
		case p < len(pattern) && i < len(s) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
			continue
		case star < 0 || mark >= len(s):
			return false
		}
		mark++
		p, i = star+1, mark
	}
	return true
}

// checkProbe reports a reference to a probe that does not exist.
func (l *loading) checkProbe(r Ref, key string) bool {
	if l.find(r.ID, func(*draft, int) {}) {
		return true
	}
	of, row, isRow := cutRow(r.ID)
	p := l.byID[of]
	switch {
	case isRow && p != nil && len(p.drafts) == 0:
		l.problems.Add(r.At, "%s: the probe %q has no rows", key, of).Next = "write " + of
	case isRow && p != nil && isGlob(row):
		l.problems.Add(r.At, "%s: no row of %q matches %q", key, of, cut(row)).Next = "rows: " + list(p.rowNames())
	case isRow && p != nil:
		l.unknown(r.At, "row of "+of, row, p.rowNames()).Message = key + ": " + (*l.problems)[len(*l.problems)-1].Message
	case isGlob(r.ID):
		l.problems.Add(r.At, "%s: no probe matches %q", key, cut(r.ID)).Next = "probes: " + list(l.probeIDs())
	default:
		l.unknown(r.At, "probe", r.ID, l.probeIDs()).Message = key + ": " + (*l.problems)[len(*l.problems)-1].Message
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

// checkOne reports a reference that must name one probe for each user: a plain
// probe, one row, or a probe with the same rows.
func (l *loading) checkOne(r Ref, key string, u *users) {
	if !l.checkProbe(r, key) {
		return
	}
	l.find(r.ID, func(p *draft, row int) {
		if isGlob(r.ID) && l.byID[r.ID] == nil && row == wholeProbe {
			return
		}
		if row != wholeProbe || len(p.drafts) == 0 {
			return
		}
		for _, user := range u.list() {
			if missing, ok := p.lacksRow(user); !ok {
				l.several(r.At, key+": ", p, user, missing).Next = "write one of them, as in " + p.shown(0)
				return
			}
		}
	})
}

// lacksRow tells whether p has a row of the same name for each row of user;
// missing names the first that it has not.
func (p *draft) lacksRow(user referrer) (missing string, ok bool) {
	if user.row != wholeProbe {
		name := user.drafts[user.row].name
		return name, p.row(name) >= 0
	}
	for i := range user.drafts {
		if name := user.drafts[i].name; p.row(name) < 0 {
			return name, false
		}
	}
	return "", len(user.drafts) > 0
}

// several reports that p stands for several probes where one is needed.
func (l *loading) several(at source.Pos, key string, p *draft, user referrer, missing string) *source.Problem {
	if missing != "" {
		return l.problems.Add(at, "%s%q has rows, and none of them is called %q as the row of %s is", key, p.ID, cut(missing), user.ID)
	}
	return l.problems.Add(at, "%s%q is %d probes (%s), and %s is one", key, p.ID, len(p.drafts), list(p.rowNames()), &user)
}
