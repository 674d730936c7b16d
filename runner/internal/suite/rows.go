package suite

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// mostRows is the maximum number of rows of all probes of a suite.
const mostRows = 200_000

// rowDraft is a row as declared: vars and request keys.
type rowDraft struct {
	name    string
	at      source.Pos
	vars    map[string]any
	layer   layer
	overlay bool
}

// rowTable has a request's keys and vars.
var rowTable = table[*rowDraft]{what: "a row", rows: func() []field[*rowDraft] {
	return append([]field[*rowDraft]{
		{key: "vars", shape: lang.Of("a map of names to scalars", lang.Schema{
			"type": "object", "propertyNames": lang.Schema{"pattern": namePattern}, "additionalProperties": lang.Scalar.Schema,
		}), meaning: "the row's variables", read: func(d *doc, n *yaml.Node, r *rowDraft) {
			for _, e := range d.named(n, "vars", namePattern) {
				if v, ok := d.scalar(e.Value, "vars."+cut(e.Key)); ok {
					r.set(d, e.Key, v)
				}
			}
		}},
	}, lift(requestFields(), func(r *rowDraft) *layer {
		r.overlay = true
		return &r.layer
	})...)
}}

// set sets a variable of the row, with vars filled in.
func (r *rowDraft) set(d *doc, name string, v any) {
	if r.vars == nil {
		r.vars = map[string]any{}
	}
	if s, ok := v.(string); ok && subst.Has(s) {
		v = subst.Value(s, d.varValue)
	}
	r.vars[name] = v
}

// each reads rows: a map of them, or the name of their file.
func (d *doc) each(n *yaml.Node, p *draft) {
	if !d.firstRows(n, p) {
		return
	}
	for _, e := range d.entriesOf(n, "each", "a map of rows, or {file: rows.csv}") {
		if e.Key == "file" && e.Value.Kind == yaml.ScalarNode {
			d.rowsFile(e.Value, p)
			continue
		}
		r := rowDraft{name: e.Key, at: d.at(e.KeyNode)}
		r.layer.Request = &Request{At: r.at}
		d.checkRowName(e)
		if !isNull(e.Value) {
			rowTable.read(d, e.Value, &r)
		}
		p.drafts = append(p.drafts, r)
	}
	if isMap(n) && len(n.Content) == 0 {
		d.mistake(n, "each: there are no rows").Next = "add one, as in basic: {auth: {basic: [user, password]}}"
	}
}

func (d *doc) checkRowName(e source.Entry) {
	if e.Key == "" || strings.ContainsAny(e.Key, "[]\n\r\t") {
		d.mistake(e.KeyNode, "each: %q cannot name a row", cut(e.Key)).Next = "use a word without brackets: the probe is shown as id[row]"
	}
}

// firstRows reports rows from both each and matrix.
func (d *doc) firstRows(n *yaml.Node, p *draft) bool {
	if p.drafts == nil {
		return true
	}
	d.mistake(n, "a probe has rows from either each: or matrix:, and here are both").Next = "keep one of them"
	return false
}

// roomFor counts rows, and reports too many.
func (d *doc) roomFor(n *yaml.Node, key string, rows int) bool {
	if d.rows+rows > mostRows {
		d.mistake(n, "%s: with this the suite has more than %d rows", key, mostRows).Next = "split the suite, or leave values out"
		return false
	}
	d.rows += rows
	return true
}

// axis is one variable of a matrix.
type axis struct {
	name   string
	values []any
	shown  []string
}

// matrix makes the rows of all combinations, the last variable fastest.
func (d *doc) matrix(n *yaml.Node, p *draft) {
	if !d.firstRows(n, p) {
		return
	}
	p.matrix = true
	axes, total := d.axes(n)
	if !d.roomFor(n, "matrix", total) {
		return
	}
	seen := make(map[string]bool, total)
	for i := 0; i < total; i++ {
		r := rowDraft{at: d.at(n)}
		rest, names := i, make([]string, len(axes))
		for a := len(axes) - 1; a >= 0; a-- {
			k := rest % len(axes[a].values)
			rest /= len(axes[a].values)
			names[a] = axes[a].shown[k]
			r.set(d, axes[a].name, axes[a].values[k])
		}
		r.name = strings.Join(names, ",")
		if seen[r.name] {
			d.mistake(n, "matrix: two combinations are both %q", cut(r.name)).Next = "take the repeated value out"
		}
		seen[r.name] = true
		p.drafts = append(p.drafts, r)
	}
}

// axes reads the variables of a matrix and counts their combinations.
func (d *doc) axes(n *yaml.Node) (axes []axis, total int) {
	const want = "a map of names to lists of scalars"
	entries := d.entriesOf(n, "matrix", want)
	if isMap(n) && len(entries) == 0 {
		d.expected(n, "matrix", want).Message += " without names"
	}
	if isMap(n) {
		d.named(n, "matrix", namePattern)
	}
	for _, e := range entries {
		if !isList(e.Value) || len(e.Value.Content) == 0 {
			d.expected(e.Value, "matrix."+cut(e.Key), "a list of scalars")
			continue
		}
		a := axis{name: e.Key}
		for _, item := range e.Value.Content {
			v, _ := d.scalar(source.Resolve(item), "matrix."+cut(e.Key))
			a.values = append(a.values, v)
			a.shown = append(a.shown, subst.Expand(subst.Text(v), d.declaredValue))
		}
		axes = append(axes, a)
		if total = max(total, 1) * len(a.values); total > mostRows {
			return axes, total
		}
	}
	return axes, total
}

// countRows counts the rows that have each name.
func (p *draft) countRows() {
	for i := range p.drafts {
		for name := range p.drafts[i].vars {
			if p.rowVars == nil {
				p.rowVars = map[string]int{}
			}
			p.rowVars[name]++
		}
	}
}

// complete adds to every row the variables that only other rows have, from the vars of the suite.
func (p *draft) complete(l *loading) {
	for name, count := range p.rowVars {
		v, known := l.varValue(name)
		if count == len(p.drafts) || !known {
			continue
		}
		for i := range p.drafts {
			r := &p.drafts[i]
			if _, has := r.vars[name]; !has {
				r.set(p.doc, name, v)
			}
		}
		p.rowVars[name] = len(p.drafts)
	}
}

// row returns the index of the row of that name, or -1.
func (p *draft) row(name string) int {
	if p.rowAt == nil {
		p.rowAt = make(map[string]int, len(p.drafts))
		for i := range p.drafts {
			p.rowAt[p.drafts[i].name] = i
		}
	}
	if i, ok := p.rowAt[name]; ok {
		return i
	}
	return -1
}

func (p *draft) rowNames() []string {
	out := make([]string, len(p.drafts))
	for i := range p.drafts {
		out[i] = p.drafts[i].name
	}
	return out
}
