package schema

import (
	"bytes"
	"errors"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// validatedInPart returns the result of a schema for a large body, without building what the schema
// does not look at; read is false if only the whole body has one.
func validatedInPart(s *jsonschema.Schema, o *exchange.Observation) (read bool, err error) {
	if !partlyJudged(o) {
		return false, nil
	}
	var wanted value.Wanted
	rest := s.Partly(&wanted)
	v, ok := o.JSONOnly(&wanted)
	if !ok {
		return false, nil
	}
	return true, rest.Validate(v)
}

// partlyJudged reports whether a body is large, and each value of it is known.
func partlyJudged(o *exchange.Observation) bool {
	return check.IsLarge(o) && check.BodyUnknown(o) == "" && !Maskable(o.Text())
}

// JudgedInPart judges a large body likewise, and explains why it fails by the beginnings of the
// values that do. It reports whether it did: a body that is no JSON, or has a masked value, is
// judged as a whole.
func JudgedInPart(s *jsonschema.Schema, o *exchange.Observation, at source.Pos, of outcome.Subject, out *outcome.Result) bool {
	if out.Quiet() {
		read, err := validatedInPart(s, o)
		var invalid *jsonschema.Error
		switch {
		case read && err == nil:
			return true
		case !read:
		case !errors.As(err, &invalid) || refersToItself(invalid):
			return false
		default:
			out.Settle(outcome.Unmet)
			return true
		}
	}
	var failing leaves
	if !allInPart(s, o, &failing) {
		return false
	}
	switch {
	case failing.all == 0:
		return true
	case out.Quiet():
		out.Settle(outcome.Unmet)
		return true
	}
	var wanted value.Wanted
	for _, leaf := range failing.first {
		wantPlaces(&wanted, leaf.Error)
	}
	shown, ok := o.JSONOnly(&wanted)
	if ok {
		for _, f := range failing.failures(at, of, shown) {
			out.Fail(f)
		}
	}
	return ok
}

// allInPart finds all failures of a large body; false if the whole body must be judged.
func allInPart(s *jsonschema.Schema, o *exchange.Observation, failing *leaves) bool {
	if !partlyJudged(o) {
		return false
	}
	var wanted value.Wanted
	cycles := false
	rest, lists := s.PartlyAll(&wanted, func(parts []string, item any, errs []*jsonschema.Error) {
		list := value.Path{}
		for _, name := range parts[:len(parts)-1] {
			list = append(list, value.Member(name))
		}
		at := list.String() + "[" + parts[len(parts)-1] + "]"
		for _, err := range errs {
			cycles = cycles || refersToItself(err)
			failing.add(func(below []string) string {
				return at + strings.TrimPrefix(placeIn(item, below[len(parts):]), "$")
			}, err)
		}
	})
	v, ok := o.JSONOnly(&wanted)
	if !ok || cycles {
		return false
	}
	err := rest.Validate(v)
	if !jsonschema.Holds(*lists, v, err) {
		return false
	}
	var invalid *jsonschema.Error
	if errors.As(err, &invalid) {
		failing.add(func(parts []string) string { return placeIn(v, parts) }, invalid)
		return !refersToItself(invalid)
	}
	return true
}

// wantPlaces wants what failures show of the places of an error and of its causes.
func wantPlaces(root *value.Wanted, e *jsonschema.Error) {
	w := root.Beginning()
	for _, part := range e.Instance {
		w = w.Part(part).Beginning()
	}
	for _, cause := range e.Causes {
		wantPlaces(root, cause)
	}
}

// Maskable reports whether a JSON text may have a mask, ${name}, whose signs may be escaped.
func Maskable(text []byte) bool {
	for _, sign := range []string{"${", `\u0024`, `$\u007`} {
		if bytes.Contains(text, []byte(sign)) {
			return true
		}
	}
	return false
}
