package jsonschema

import (
	"slices"
)

// Validate holds a value against the schema. The error is an [*Error] with all that
// fails, or says why nothing is known: a pattern ran out of time.
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

// run is the judging of one value.
type run struct {
	quiet  bool     // only whether anything fails is asked for
	path   []string // to the value; stays empty where quiet
	frames []frame
	depth  int // grows with each step into a value, and shrinks behind it
	err    error
}

// frame is a schema that is being judged at a depth of the value.
type frame struct {
	schema *Schema
	depth  int
}

// failing is what a quiet run says of a value.
var failing = []*Error{{}}

// meets reports whether a value has no failure.
func (r *run) meets(s *Schema, v any) bool {
	errs, _ := r.at(s, v, false)
	return len(errs) == 0
}

// judging is what one schema says of one value.
type judging struct {
	*run
	s    *Schema
	errs []*Error
	seen *seen // nil: nobody asks
}

// seen is what was evaluated of a value (core, section 11).
type seen struct {
	names map[string]bool
	all   bool // of an object
	first int  // items up to there
	items map[int]bool
}

// at lists what fails; evaluated is given where it is asked for and nothing fails.
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

// judge applies the keywords. Where the value is another one altogether, nothing more is
// said of it.
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

// kind applies the keywords that say which value it has to be.
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
		text, ok := v.(string)
		if !ok {
			return true
		}
		if err := s.format(text); err != nil {
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

// stop ends the run: nothing is known.
func (r *run) stop(err error) {
	if r.err == nil {
		r.err = err
	}
}

// done reports whether there is nothing more to find out.
func (j *judging) done() bool { return j.err != nil || j.quiet && len(j.errs) > 0 }

// fail adds a failure of the value that is judged.
func (j *judging) fail(e Error) {
	if j.quiet {
		j.errs = failing
		return
	}
	e.Schema, e.Instance = j.s.At, slices.Clone(j.path)
	j.errs = append(j.errs, &e)
}

// add adds the failures that a part of the schema found.
func (j *judging) add(errs []*Error) {
	switch {
	case len(errs) == 0:
	case j.quiet:
		j.errs = failing
	default:
		j.errs = append(j.errs, errs...)
	}
}

// together makes one error of several; nil of none.
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

// aside judges the same value by another schema, and takes over what it evaluated.
func (j *judging) aside(s *Schema, v any) {
	errs, saw := j.at(s, v, j.seen != nil)
	if len(errs) > 0 {
		j.add(errs)
		return
	}
	j.seen.merge(saw)
}

// inside judges a value in the value, by its name or index.
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

// item is inside of an item; the name of its index is made only where it is shown.
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
