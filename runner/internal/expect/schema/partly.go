package schema

import (
	"bytes"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/value"
)

// MetInPart reports whether a large body meets a schema, without building what the schema does not
// look at. If it returns false, the whole body must be judged: it may be no JSON, or fail, which
// the whole body explains, or have a masked value.
func MetInPart(s *jsonschema.Schema, o *exchange.Observation) bool {
	if !check.IsLarge(o) || check.BodyUnknown(o) != "" || Maskable(o.Text()) {
		return false
	}
	var wanted value.Wanted
	rest := s.Partly(&wanted)
	v, ok := o.JSONOnly(&wanted)
	return ok && rest.Validate(v) == nil
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
