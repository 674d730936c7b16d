package mutate

import (
	"slices"
	"strings"

	"assay/runner/internal/exchange"
)

// added lists headers that a response may have tomorrow, those that contracts are likely to
// mention.
var added = exchange.Header{
	{Name: "Retry-After", Value: "60"},
	{Name: "X-RateLimit-Remaining", Value: "0"},
	{Name: "Set-Cookie", Value: "added=by-a-mutant; Path=/"},
	{Name: "Location", Value: "/elsewhere"},
	{Name: "X-Added", Value: "added"},
}

// headers drops, renames and changes each header, and adds some that are absent.
func (m *making) headers() {
	for i, f := range m.o.Header {
		m.header(headerDropped, i)
		m.header(headerRenamed, i, exchange.Field{Name: renamedHeader(f.Name), Value: f.Value})
		m.header(headerChanged, i, exchange.Field{Name: f.Name, Value: otherHeaderValue(f, m.o)})
		if t, ok := resetIn(f, m.o); ok {
			if sooner, ok := t.over(); ok {
				m.header(headerSooner, i, exchange.Field{Name: f.Name, Value: sooner})
			}
			if other, ok := t.otherUnit(); ok {
				m.header(headerUnit, i, exchange.Field{Name: f.Name, Value: other})
			}
		}
	}
	for _, f := range added {
		if !m.o.Header.Has(f.Name) {
			m.add(headerAdded, Part{kind: headerPart, header: f.Name}, func(o *exchange.Observation) {
				o.Header = append(slices.Clip(o.Header), f)
			})
		}
	}
}

// trailers drops and changes each field behind the body.
func (m *making) trailers() {
	for i, f := range m.o.Trailer {
		part := Part{kind: trailerPart, header: f.Name}
		before := count(m.o.Trailer[:i], f.Name)
		replace := func(op *Operator, others ...exchange.Field) {
			m.add(op, part, func(o *exchange.Observation) {
				if at := find(o.Trailer, f.Name, before); at >= 0 {
					o.Trailer = slices.Replace(slices.Clone(o.Trailer), at, at+1, others...)
				}
			})
		}
		replace(trailerDropped)
		replace(trailerChanged, exchange.Field{Name: f.Name, Value: otherText(f.Value)})
	}
}

// header replaces field i by others.
func (m *making) header(op *Operator, i int, others ...exchange.Field) {
	name := m.o.Header[i].Name
	before := count(m.o.Header[:i], name)
	m.add(op, Part{kind: headerPart, header: name}, func(o *exchange.Observation) {
		at := find(o.Header, name, before)
		if at < 0 {
			return // a sample without it
		}
		o.Header = slices.Replace(slices.Clone(o.Header), at, at+1, others...)
	})
}

func count(h exchange.Header, name string) int { return len(h.Values(name)) }

// find returns the index of the field with that name that has so many others of it before it; -1 if
// there is none.
func find(h exchange.Header, name string, before int) int {
	for i, f := range h {
		if strings.EqualFold(f.Name, name) {
			if before == 0 {
				return i
			}
			before--
		}
	}
	return -1
}

// renamedHeader returns a plausible new name of a header: with X- in front, or without.
func renamedHeader(name string) string {
	if len(name) > 2 && strings.EqualFold(name[:2], "X-") {
		return name[2:]
	}
	return "X-" + name
}

// otherHeaderValue returns a different value of the same kind; for a header that names when a
// limit resets, the time a day later in the same form.
func otherHeaderValue(f exchange.Field, o *exchange.Observation) string {
	if t, ok := resetIn(f, o); ok {
		return t.later()
	}
	switch strings.ToLower(f.Name) {
	case "content-type":
		if strings.HasPrefix(f.Value, "text/plain") {
			return "application/octet-stream"
		}
		return "text/plain"
	case "set-cookie":
		if pair, attributes, _ := strings.Cut(f.Value, ";"); attributes != "" {
			return pair
		}
	}
	return otherText(f.Value)
}
