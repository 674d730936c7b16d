package jsonschema

import (
	"slices"
)

// Validate validates a value against the schema. The error is an [*Error] with all failures, or
// that of a pattern that ran out of time, which leaves the result unknown.
func (s *Schema) Validate(v any) error {
	quiet := run{quiet: true}
	fails := quiet.meets(s, v)
	if quiet.err != nil {
		return quiet.err
	}
	if fails {
		return nil
	}
	var full run
	errs, _ := full.at(s, v, false)
	if full.err != nil {
		return full.err
	}
	return together(s, nil, errs)
}

// run is the validation of one value.
type run struct {
	quiet  bool     // only report whether anything fails
	path   []string // to the value; empty if quiet
	frames []frame
	depth  int // of the current value
	err    error
}

// frame is a schema in use at a depth of the value.
type frame struct {
	schema *Schema
	depth  int
}

// failing is the result of a quiet run for an invalid value.
var failing = []*Error{{}}

// meets reports whether a value has no failure.
func (r *run) meets(s *Schema, v any) bool {
	errs, _ := r.at(s, v, false)
	return len(errs) == 0
}

// judging applies one schema to one value.
type judging struct {
	*run
	s    *Schema
	errs []*Error
	seen *seen // nil if not needed
}

// seen holds the evaluated parts of a value (core, section 11).
type seen struct {
	names map[string]bool
	all   bool // of an object
	first int  // number of leading items
	items map[int]bool
}

// at returns the failures; evaluated is set if asked is true and nothing fails.
func (r *run) at(s *Schema, v any, asked bool) (errs []*Error, evaluated *seen) {
	if r.err != nil {
		return nil, nil
	}
	j := judging{run: r, s: s}
	if s.Bool != nil {
		if !*s.Bool {
			j.fail(Error{})
		}
		if asked {
			evaluated = &seen{}
		}
		return j.errs, evaluated
	}
	for i := len(r.frames) - 1; i >= 0 && r.frames[i].depth == r.depth; i-- {
		if r.frames[i].schema == s {
			j.fail(Error{Keyword: "$ref", Cycle: true})
			return j.errs, nil
		}
	}
	if asked || s.remembers() {
		j.seen = &seen{}
	}
	r.frames = append(r.frames, frame{s, r.depth})
	j.judge(v)
	r.frames = r.frames[:len(r.frames)-1]
	return j.errs, j.seen
}

// judge applies the keywords. A value of the wrong kind gets no further failures.
func (j *judging) judge(v any) {
	if !j.kind(v) {
		return
	}
	s := j.s
	if s.Ref != nil {
		j.aside(s.Ref, v)
		if s.draft < draft2019 {
			return
		}
	}
	switch v := v.(type) {
	case map[string]any:
		j.object(v)
	case []any:
		j.array(v)
	case string:
		j.text(v)
	default:
		j.number(v)
	}
	if j.done() {
		return
	}
	j.dynamic(v)
	j.combined(v)
	if j.seen != nil && !j.done() {
		j.unevaluated(v)
	}
}

// kind applies type, const, enum and format.
func (j *judging) kind(v any) bool {
	s := j.s
	switch {
	case s.Types != nil && !slices.ContainsFunc(s.Types, func(t string) bool { return j.is(v, t) }):
		j.fail(Error{Keyword: "type", Words: s.Types})
	case s.Const != nil && !equal(v, *s.Const):
		j.fail(Error{Keyword: "const", Value: *s.Const})
	case s.Enum != nil && !slices.ContainsFunc(s.Enum, func(one any) bool { return equal(v, one) }):
		j.fail(Error{Keyword: "enum", Value: s.Enum})
	case s.format != nil:
		if err := s.format(v); err != nil {
			j.fail(Error{Keyword: "format", Text: s.Format, Reason: err})
			return false
		}
		return true
	default:
		return true
	}
	return false
}

func (j *judging) is(v any, name string) bool {
	switch v := v.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	default:
		if name != "number" && name != "integer" {
			return false
		}
		n, ok := numberOf(v)
		if !ok {
			j.stop(errNoJSON)
			return true
		}
		return name == "number" || n.whole()
	}
}

// stop ends the run with an unknown result.
func (r *run) stop(err error) {
	if r.err == nil {
		r.err = err
	}
}

// done reports whether the result is final.
func (j *judging) done() bool { return j.err != nil || j.quiet && len(j.errs) > 0 }

// fail adds a failure of the current value.
func (j *judging) fail(e Error) {
	if j.quiet {
		j.errs = failing
		return
	}
	e.Schema, e.Instance = j.s.At, slices.Clone(j.path)
	j.errs = append(j.errs, &e)
}

// add adds the failures from a part of the schema.
func (j *judging) add(errs []*Error) {
	switch {
	case len(errs) == 0:
	case j.quiet:
		j.errs = failing
	default:
		j.errs = append(j.errs, errs...)
	}
}

// together combines errors into one; nil for none.
func together(s *Schema, path []string, errs []*Error) error {
	if len(errs) == 0 {
		return nil
	}
	return grouped(s, path, errs)
}

func grouped(s *Schema, path []string, errs []*Error) *Error {
	if len(errs) == 1 {
		return errs[0]
	}
	return &Error{Schema: s.At, Instance: path, Causes: errs}
}

// aside judges the same value by another schema, and adopts its evaluated parts.
func (j *judging) aside(s *Schema, v any) {
	errs, saw := j.at(s, v, j.seen != nil)
	if len(errs) > 0 {
		j.add(errs)
		return
	}
	j.seen.merge(saw)
}

// inside judges a member or item of the value, by its name or index.
func (j *judging) inside(s *Schema, v any, name string) []*Error {
	j.depth++
	if !j.quiet {
		j.path = append(j.path, name)
	}
	errs, _ := j.at(s, v, false)
	if !j.quiet {
		j.path = j.path[:len(j.path)-1]
	}
	j.depth--
	return errs
}

// item is inside for an item; it formats the index only if failures are shown.
func (j *judging) item(s *Schema, v any, index int) []*Error {
	if j.quiet {
		return j.inside(s, v, "")
	}
	return j.inside(s, v, itoa(index))
}

func (a *seen) merge(b *seen) {
	if a == nil || b == nil {
		return
	}
	a.all, a.first = a.all || b.all, max(a.first, b.first)
	for name := range b.names {
		a.name(name)
	}
	for i := range b.items {
		a.item(i)
	}
}

func (a *seen) name(name string) {
	if a == nil {
		return
	}
	if a.names == nil {
		a.names = map[string]bool{}
	}
	a.names[name] = true
}

func (a *seen) item(i int) {
	if a == nil {
		return
	}
	if a.items == nil {
		a.items = map[int]bool{}
	}
	a.items[i] = true
}
