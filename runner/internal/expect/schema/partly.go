package schema

import (
	"bytes"
	"errors"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// MetInPart reports whether a large body meets a schema, without building what the schema does not
// look at. If it returns false, the whole body must be judged: it may be no JSON, or fail, which
// the whole body explains, or have a masked value.
func MetInPart(s *jsonschema.Schema, o *exchange.Observation) bool {
	read, err := validatedInPart(s, o)
	return read && err == nil
}

// validatedInPart returns the result of a schema for a large body, without building what the schema
// does not look at; read is false if only the whole body has one.
func validatedInPart(s *jsonschema.Schema, o *exchange.Observation) (read bool, err error) {
	if !check.IsLarge(o) || check.BodyUnknown(o) != "" || Maskable(o.Text()) {
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

// judgedInPart judges a large body likewise, and explains why it fails by the beginnings of the
// values that do. It reports whether it did: a list with an item that fails is judged as a whole.
func judgedInPart(s *jsonschema.Schema, o *exchange.Observation, at source.Pos, of outcome.Subject, out *outcome.Result) bool {
	read, err := validatedInPart(s, o)
	var invalid *jsonschema.Error
	if !read || err == nil || !errors.As(err, &invalid) || refersToItself(invalid) {
		return read && err == nil
	}
	var wanted value.Wanted
	wantPlaces(&wanted, invalid)
	shown, ok := o.JSONOnly(&wanted)
	if ok {
		fail(invalid, shown, at, of, out)
	}
	return ok
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
