package jsonschema

import (
	"maps"
	"slices"
)

func (j *judging) object(o map[string]any) {
	s := j.s
	if s.MinProperties != nil && len(o) < *s.MinProperties {
		j.fail(Error{Keyword: "minProperties", Count: *s.MinProperties, Got: len(o)})
	}
	if s.MaxProperties != nil && len(o) > *s.MaxProperties {
		j.fail(Error{Keyword: "maxProperties", Count: *s.MaxProperties, Got: len(o)})
	}
	if missing := lacking(o, s.Required); len(missing) > 0 {
		j.fail(Error{Keyword: "required", Words: missing})
	}
	if j.done() {
		return
	}
	j.members(o)
	if s.PropertyNames != nil && !j.done() {
		j.names(o)
	}
	for i := range s.dependencies {
		if d := &s.dependencies[i]; !j.done() {
			j.depends(o, d)
		}
	}
}

// lacking returns the names that are missing in an object.
func lacking(o map[string]any, names []string) []string {
	var missing []string
	for _, name := range names {
		if _, there := o[name]; !there {
			missing = append(missing, name)
		}
	}
	return missing
}

// members judges the members of an object, in the order of names if failures are shown.
func (j *judging) members(o map[string]any) {
	s := j.s
	if s.Properties == nil && s.patterns == nil && s.AdditionalProperties == nil {
		return
	}
	if j.quiet {
		for name, v := range o {
			if !j.member(name, v) {
				j.errs = failing
			}
			if j.done() {
				return
			}
		}
		return
	}
	var besides []string
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !j.member(name, o[name]) {
			besides = append(besides, name)
		}
	}
	if besides != nil {
		j.fail(Error{Keyword: "additionalProperties", Words: besides})
	}
}

// member judges one member; false if it is not allowed.
func (j *judging) member(name string, v any) bool {
	s, known := j.s, false
	if of := s.Properties[name]; of != nil {
		known = true
		j.add(j.inside(of, v, name))
	}
	for i := range s.patterns {
		if j.matches(s.patterns[i].pattern, name) {
			known = true
			j.add(j.inside(s.patterns[i].schema, v, name))
		}
	}
	if !known && s.AdditionalProperties != nil {
		known = true
		if b := s.AdditionalProperties.Bool; b != nil && !*b {
			return false
		}
		j.add(j.inside(s.AdditionalProperties, v, name))
	}
	if known {
		j.seen.name(name)
	}
	return true
}

// names judges the names of members as texts.
func (j *judging) names(o map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		j.depth++
		errs, _ := j.at(j.s.PropertyNames, name, false)
		j.depth--
		for _, e := range errs {
			if !j.quiet {
				e.named(name)
			}
		}
		if j.add(errs); j.done() {
			return
		}
	}
}

// named records that a name fails, not a value.
func (e *Error) named(name string) {
	e.Name, e.Named = name, true
	for _, cause := range e.Causes {
		cause.named(name)
	}
}

func (j *judging) depends(o map[string]any, d *dependency) {
	if _, there := o[d.name]; !there {
		return
	}
	if d.schema != nil {
		j.aside(d.schema, o)
	} else if missing := lacking(o, d.required); len(missing) > 0 {
		j.fail(Error{Keyword: d.keyword, Text: d.name, Words: missing})
	}
}

// unevaluated applies the keywords for parts that no other keyword evaluated.
func (j *judging) unevaluated(v any) {
	switch v := v.(type) {
	case map[string]any:
		if j.s.UnevaluatedProperties == nil || j.seen.all {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !j.seen.names[name] {
				j.add(j.inside(j.s.UnevaluatedProperties, v[name], name))
			}
		}
		j.seen.all = true
	case []any:
		if j.s.UnevaluatedItems == nil {
			return
		}
		for i := j.seen.first; i < len(v); i++ {
			if !j.seen.items[i] {
				j.add(j.item(j.s.UnevaluatedItems, v[i], i))
			}
		}
		j.seen.first = len(v)
	}
}
