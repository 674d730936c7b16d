package suite

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// params reads a map of names to a scalar, a list of scalars, or null (Removed).
func (d *doc) params(n *yaml.Node, key string) []Param {
	entries := d.entriesOf(n, key, "a map of names to values")
	if len(entries) == 0 {
		return nil
	}
	out := d.blocks.params.List(len(entries))
	for _, e := range entries {
		p := Param{Name: e.Key, At: d.at(e.KeyNode)}
		if e.Key == "" {
			d.mistake(e.KeyNode, "%s: a name is empty", key)
		}
		if isNull(e.Value) {
			p.Removed = true
		} else {
			p.Values = d.values(e, key)
		}
		out = append(out, p)
	}
	return out
}

func (d *doc) values(e source.Entry, key string) []string {
	if !isList(e.Value) {
		if e.Value.Kind != yaml.ScalarNode {
			d.expected(e.Value, key+"."+cut(e.Key), "text, a number, true, false, or a list of them")
			return nil
		}
		return append(d.blocks.texts.List(1), e.Value.Value)
	}
	out := d.blocks.texts.List(len(e.Value.Content))
	for _, item := range e.Value.Content {
		if s, ok := d.text(source.Resolve(item), key+"."+cut(e.Key)); ok {
			out = append(out, s)
		}
	}
	return out
}

// headers reads params for the header section.
func (d *doc) headers(n *yaml.Node, key string) []Param {
	out := d.params(n, key)
	for i := range out {
		d.checkHeader(&out[i], key)
	}
	return out
}

// checkHeader checks a field by RFC 9110, sections 5.1 and 5.5.
func (d *doc) checkHeader(p *Param, key string) {
	if !exchange.IsToken(p.Name) && !subst.Has(p.Name) {
		d.problems.Add(p.At, "%s: %q is no name of a header", key, cut(p.Name)).Next = "a name has letters, digits and !#$%&'*+-.^_`|~"
	}
	for _, v := range p.Values {
		if strings.ContainsAny(v, "\r\n\x00") {
			d.problems.Add(p.At, "%s: the value of %s has a line break, and a header is one line", key, cut(p.Name)).Next = `quote the value, or write it with ">-"`
		}
	}
}

// mergeParams is base with over's on top: in the place of the one of that name,
// or at the end.
func mergeParams(base, over []Param, same func(a, b string) bool) []Param {
	if len(base) == 0 {
		return over
	}
	if len(over) == 0 {
		return base
	}
	out := make([]Param, len(base), len(base)+len(over))
	copy(out, base)
	for _, p := range over {
		if i := indexParam(out, p.Name, same); i >= 0 {
			out[i] = p
		} else {
			out = append(out, p)
		}
	}
	return out
}

func indexParam(ps []Param, name string, same func(a, b string) bool) int {
	for i := range ps {
		if same(ps[i].Name, name) {
			return i
		}
	}
	return -1
}

func exactly(a, b string) bool { return a == b }

// kept is ps without those that null took away.
func kept(ps []Param) []Param {
	for i := range ps {
		if !ps[i].Removed {
			continue
		}
		out := append([]Param{}, ps[:i]...)
		for _, p := range ps[i+1:] {
			if !p.Removed {
				out = append(out, p)
			}
		}
		return out
	}
	return ps
}

// fillParams fills references; what holds none is shared, not copied.
func fillParams(ps []Param, lookup subst.Lookup) []Param {
	copied := false
	for i := range ps {
		if !hasParam(&ps[i]) {
			continue
		}
		if !copied {
			ps, copied = append([]Param{}, ps...), true
		}
		p := &ps[i]
		p.Name = subst.Expand(p.Name, lookup)
		values := make([]string, len(p.Values))
		for j, v := range p.Values {
			values[j] = subst.Expand(v, lookup)
		}
		p.Values = values
	}
	return ps
}

func hasParam(p *Param) bool {
	if subst.Has(p.Name) {
		return true
	}
	for _, v := range p.Values {
		if subst.Has(v) {
			return true
		}
	}
	return false
}
