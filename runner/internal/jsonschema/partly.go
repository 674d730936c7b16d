package jsonschema

import (
	"maps"

	"assay/runner/internal/value"
)

// Partly prepares the validation of a value that is too large to be built for its schema: w wants
// the parts that [value.DecodeOnly] must build, and the result is the schema that they must meet.
// Items of arrays are validated as they are read and let go of; the first that fails ends the
// reading.
//
// A value whose parts meet the result meets the schema. If they do not, or the reading ends,
// nothing is known, and the whole value must be validated. The result serves for one text.
func (s *Schema) Partly(w *value.Wanted) *Schema {
	p := partly{within: map[*Schema]bool{}}
	return p.split(s, w)
}

// partly finds the parts of a value that a schema looks at.
type partly struct {
	within map[*Schema]bool // the schemas around the current one
	frames []frame          // those that apply to the current place for certain
	depth  int
}

// split adds to w what s looks at, and returns a schema without what is validated while reading.
func (p *partly) split(s *Schema, w *value.Wanted) *Schema {
	if s == nil || p.within[s] || !s.splits() {
		p.want(s, w)
		return s
	}
	p.within[s] = true
	defer delete(p.within, s)
	p.frames = append(p.frames, frame{s, p.depth})
	rest := *s
	if s.Ref != nil {
		rest.Ref = p.split(s.Ref, w)
	} else {
		p.splitMembers(s, &rest, w)
		p.splitItems(s, &rest, w)
	}
	p.frames = p.frames[:len(p.frames)-1]
	return &rest
}

// splits reports whether s applies, besides to the value itself, only to single members or items,
// or is a reference and nothing else that looks at them.
func (s *Schema) splits() bool {
	switch {
	case s.Bool != nil, s.RecursiveRef != nil, s.DynamicRef != nil, s.Const != nil, s.Enum != nil, s.remembers(),
		s.Not != nil, s.If != nil, len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) > 0,
		s.UniqueItems, s.Contains != nil, len(s.PrefixItems) > 0,
		s.PropertyNames != nil, len(s.patterns)+len(s.dependencies) > 0,
		s.AdditionalProperties != nil && s.AdditionalProperties.Bool == nil:
		return false
	}
	return s.Ref == nil || len(s.Properties)+len(s.Required) == 0 && s.AdditionalProperties == nil &&
		s.MinProperties == nil && s.MaxProperties == nil && s.Items == nil && s.MinItems == nil && s.MaxItems == nil
}

func (p *partly) splitMembers(s, rest *Schema, w *value.Wanted) {
	rest.Properties = maps.Clone(s.Properties)
	p.depth++
	for name, of := range s.Properties {
		rest.Properties[name] = p.split(of, w.Member(name))
	}
	p.depth--
	wantNames(s, w)
}

func (p *partly) splitItems(s, rest *Schema, w *value.Wanted) {
	switch {
	case s.Items != nil && s.Items.Bool == nil:
		rest.Items = nil
		p.want(s.Items, w.Visit(p.visitor(s.Items)))
	case s.Items != nil, s.MinItems != nil, s.MaxItems != nil:
		w.Visit(func(any) bool { return true }) // to be counted
	}
}

// visitor returns a function that reports whether an item at the current place meets a schema.
func (p *partly) visitor(s *Schema) func(item any) bool {
	r := run{quiet: true, depth: p.depth + 1}
	r.frames = append(make([]frame, 0, 2*len(p.frames)+8), p.frames...)
	return func(item any) bool { return r.meets(s, item) && r.err == nil }
}

// want adds to w what s looks at.
func (p *partly) want(s *Schema, w *value.Wanted) {
	switch {
	case s == nil || s.Bool != nil:
		return
	case p.within[s], s.RecursiveRef != nil, s.DynamicRef != nil, s.remembers(), s.UniqueItems,
		s.PropertyNames != nil, len(s.patterns)+len(s.dependencies) > 0,
		s.Const != nil && nests(*s.Const), s.Enum != nil && nests(s.Enum...):
		w.Whole()
		return
	}
	p.within[s] = true
	defer delete(p.within, s)
	for _, of := range []*Schema{s.Ref, s.Not, s.If, s.Then, s.Else} {
		p.want(of, w)
	}
	for _, list := range [][]*Schema{s.AllOf, s.AnyOf, s.OneOf} {
		for _, of := range list {
			p.want(of, w)
		}
	}
	for name, of := range s.Properties {
		p.want(of, w.Member(name))
	}
	wantNames(s, w)
	if s.AdditionalProperties != nil {
		p.want(s.AdditionalProperties, w.Each())
	}
	for i, of := range s.PrefixItems {
		p.want(of, w.Item(i))
	}
	if s.Items != nil || s.Contains != nil || s.MinItems != nil || s.MaxItems != nil {
		p.want(s.Items, w.Each())
		p.want(s.Contains, w.Each())
	}
}

// wantNames adds to w the members of which s looks at the names.
func wantNames(s *Schema, w *value.Wanted) {
	for _, name := range s.Required {
		w.Member(name)
	}
	if s.AdditionalProperties != nil || s.MinProperties != nil || s.MaxProperties != nil {
		w.Each()
	}
}

// nests reports whether one of the values is an object or array.
func nests(values ...any) bool {
	for _, v := range values {
		switch v.(type) {
		case map[string]any, []any:
			return true
		}
	}
	return false
}
