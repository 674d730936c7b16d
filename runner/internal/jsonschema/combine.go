package jsonschema

// dynamic applies the references whose target depends on the dynamic scope.
func (j *judging) dynamic(v any) {
	if target := j.s.RecursiveRef; target != nil {
		if target.resource.recursive && target.At == target.resource.at() {
			target = j.outermost(target, func(r *resource, s *Schema) *Schema {
				if r.recursive {
					return s
				}
				return nil
			})
		}
		j.aside(target, v)
	}
	if target := j.s.DynamicRef; target != nil {
		if name := j.s.dynamicName; name != "" {
			target = j.outermost(target, func(r *resource, _ *Schema) *Schema { return r.dynamic[name] })
		}
		j.aside(target, v)
	}
}

// at returns the address of the resource's schema in the form of Schema.At.
func (r *resource) at() string { return r.doc.address + "#" + r.pointer }

// outermost returns the first schema offered by the dynamic scope, outermost first; else the
// target.
func (j *judging) outermost(target *Schema, offer func(*resource, *Schema) *Schema) *Schema {
	for _, f := range j.frames {
		if s := offer(f.schema.resource, f.schema); s != nil {
			return s
		}
	}
	return target
}

// combined applies not, allOf, anyOf, oneOf and if.
func (j *judging) combined(v any) {
	s := j.s
	if s.Not != nil && j.loose(s.Not, v) {
		j.fail(Error{Keyword: "not"})
	}
	for _, one := range s.AllOf {
		if j.aside(one, v); j.done() {
			return
		}
	}
	j.anyOf(v)
	j.oneOf(v)
	switch {
	case s.If == nil || j.done():
	case j.decided(v):
		if s.Then != nil {
			j.aside(s.Then, v)
		}
	case s.Else != nil:
		j.aside(s.Else, v)
	}
}

// loose reports whether the value meets a schema whose failures are not shown.
func (j *judging) loose(s *Schema, v any) bool {
	quiet := j.quiet
	j.quiet = true
	met := j.meets(s, v)
	j.quiet = quiet
	return met && j.err == nil
}

// decided reports whether the value meets the if, and adopts its evaluated parts.
func (j *judging) decided(v any) bool {
	quiet := j.quiet
	j.quiet = true
	errs, saw := j.at(j.s.If, v, j.seen != nil)
	j.quiet = quiet
	if len(errs) == 0 {
		j.seen.merge(saw)
	}
	return len(errs) == 0
}

func (j *judging) anyOf(v any) {
	if len(j.s.AnyOf) == 0 || j.done() {
		return
	}
	met := false
	var causes []*Error
	for _, one := range j.s.AnyOf {
		errs, saw := j.at(one, v, j.seen != nil)
		if len(errs) == 0 {
			met = true
			j.seen.merge(saw)
			if j.seen == nil {
				return
			}
		} else if !j.quiet {
			causes = append(causes, grouped(one, j.path, errs))
		}
	}
	if !met {
		j.fail(Error{Keyword: "anyOf", Causes: causes})
	}
}

func (j *judging) oneOf(v any) {
	if len(j.s.OneOf) == 0 || j.done() {
		return
	}
	var met []int
	var causes []*Error
	for i, one := range j.s.OneOf {
		errs, saw := j.at(one, v, j.seen != nil)
		switch {
		case len(errs) == 0:
			if met = append(met, i); len(met) == 1 {
				j.seen.merge(saw)
			}
		case !j.quiet:
			causes = append(causes, grouped(one, j.path, errs))
		}
		if len(met) == 2 {
			j.fail(Error{Keyword: "oneOf", Indexes: met})
			return
		}
	}
	if len(met) == 0 {
		j.fail(Error{Keyword: "oneOf", Causes: causes})
	}
}
