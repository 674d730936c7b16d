package jsonschema

import "unicode/utf8"

func (j *judging) text(text string) {
	s := j.s
	if s.MinLength != nil || s.MaxLength != nil {
		n := utf8.RuneCountInString(text)
		if s.MinLength != nil && n < *s.MinLength {
			j.fail(Error{Keyword: "minLength", Count: *s.MinLength, Got: n})
		}
		if s.MaxLength != nil && n > *s.MaxLength {
			j.fail(Error{Keyword: "maxLength", Count: *s.MaxLength, Got: n})
		}
	}
	if s.Pattern != nil && !j.matches(s.Pattern, text) {
		j.fail(Error{Keyword: "pattern", Text: s.Pattern.String()})
	}
}

// matches reports whether a text matches; a pattern that runs out of time ends the run.
func (j *judging) matches(p Pattern, text string) bool {
	ok, err := p.MatchString(text)
	if err != nil {
		j.stop(err)
	}
	return ok
}

func (j *judging) number(v any) {
	s := j.s
	if s.Minimum == nil && s.Maximum == nil && s.ExclusiveMinimum == nil && s.ExclusiveMaximum == nil && s.MultipleOf == nil {
		return
	}
	n, ok := numberOf(v)
	if !ok {
		return
	}
	if s.Minimum != nil && n.compare(*s.Minimum) < 0 {
		j.fail(Error{Keyword: "minimum", Limit: *s.Minimum})
	}
	if s.Maximum != nil && n.compare(*s.Maximum) > 0 {
		j.fail(Error{Keyword: "maximum", Limit: *s.Maximum})
	}
	if s.ExclusiveMinimum != nil && n.compare(*s.ExclusiveMinimum) <= 0 {
		j.fail(Error{Keyword: "exclusiveMinimum", Limit: *s.ExclusiveMinimum})
	}
	if s.ExclusiveMaximum != nil && n.compare(*s.ExclusiveMaximum) >= 0 {
		j.fail(Error{Keyword: "exclusiveMaximum", Limit: *s.ExclusiveMaximum})
	}
	if s.MultipleOf == nil {
		return
	}
	multiple, err := n.multiple(*s.MultipleOf)
	if err != nil {
		j.stop(err)
	} else if !multiple {
		j.fail(Error{Keyword: "multipleOf", Limit: *s.MultipleOf})
	}
}
