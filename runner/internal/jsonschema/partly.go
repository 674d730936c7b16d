package jsonschema

import (
	"maps"
	"slices"

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

// Items are the lists of a value that are validated as they are read, each by the names that lead
// to it, with the number of items.
type Items struct {
	path  []string
	read  int
	fails bool // some item
}

// PartlyAll does what Partly does, but reads on after items that fail: it calls failed with each of
// these, as far as the schema looks at it, its place, and its failures. They are those that the
// whole value has if [Holds] is true of what is read and what fails in it.
func (s *Schema) PartlyAll(w *value.Wanted, failed func(at []string, item any, errs []*Error)) (rest *Schema, lists *[]*Items) {
	p := partly{within: map[*Schema]bool{}, failed: failed, lists: &[]*Items{}}
	return p.split(s, w), p.lists
}

// Holds reports whether the items of lists were those of v, and none of the failures of v, which is
// nil or an [*Error], ends the judgement of a list with items that fail, or of what is around it.
func Holds(lists []*Items, v any, failures error) bool {
	for _, list := range lists {
		at := v
		for _, name := range list.path {
			object, _ := at.(map[string]any)
			at = object[name]
		}
		if items, _ := at.([]any); len(items) != list.read {
			return false // a member of that name came again
		}
	}
	if failures == nil {
		return true
	}
	e, ok := failures.(*Error) //nolint:errorlint // as Validate returns it
	return ok && !e.excuses(lists)
}

// excuses reports whether an error, or a cause of it, ends the judgement of one of the lists, or
// of what is around it.
func (e *Error) excuses(lists []*Items) bool {
	if slices.ContainsFunc(e.Causes, func(cause *Error) bool { return cause.excuses(lists) }) {
		return true
	}
	return (e.Keyword == "type" || e.Keyword == "format" || e.Cycle) && slices.ContainsFunc(lists, func(list *Items) bool {
		return list.fails && len(e.Instance) <= len(list.path) && slices.Equal(e.Instance, list.path[:len(e.Instance)])
	})
}

// partly finds the parts of a value that a schema looks at.
type partly struct {
	failed func(at []string, item any, errs []*Error) // nil: the first item that fails ends the reading
	lists  *[]*Items
	path   []string         // names that lead to the current place
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
		p.path = append(p.path, name)
		rest.Properties[name] = p.split(of, w.Member(name))
		p.path = p.path[:len(p.path)-1]
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
		w.Visit(func(int, any) bool { return true }) // to be counted
	}
}

// visitor returns a function that reports whether an item at the current place meets a schema, or
// tells its failures.
func (p *partly) visitor(s *Schema) func(i int, item any) bool {
	quiet := run{quiet: true, depth: p.depth + 1}
	quiet.frames = append(make([]frame, 0, 2*len(p.frames)+8), p.frames...)
	if p.failed == nil {
		return func(_ int, item any) bool { return quiet.meets(s, item) && quiet.err == nil }
	}
	failed, list := p.failed, &Items{path: slices.Clone(p.path)}
	*p.lists = append(*p.lists, list)
	return func(i int, item any) bool {
		if i != list.read {
			return false // a second list
		}
		list.read++
		if quiet.meets(s, item) || quiet.err != nil {
			return quiet.err == nil
		}
		full := run{depth: quiet.depth, frames: slices.Clone(quiet.frames), path: append(slices.Clone(list.path), itoa(i))}
		errs, _ := full.at(s, item, false)
		list.fails = true
		failed(full.path, item, errs)
		return full.err == nil
	}
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
