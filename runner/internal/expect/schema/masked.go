package schema

import (
	"errors"
	"slices"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/jsonschema"
)

// blurs reports whether masks in value may change the result of a schema; err is the result for the
// masked value. Met is the result for every value in their place; unmet means that a part without a
// mask does not meet the schema.
func blurs(known mask.Names, schema *jsonschema.Schema, value any, err error) bool {
	if err == nil {
		for _, filler := range mask.Fillers[:len(mask.Fillers)-2] {
			if schema.Validate(known.Fill(value, filler)) != nil {
				return true
			}
		}
		return false
	}
	var invalid *jsonschema.Error
	if !errors.As(err, &invalid) || refersToItself(invalid) {
		return false
	}
	return !stands(known, invalid, value)
}

// stands reports whether an error is independent of the masked values: for alternatives, and for
// items some of which must meet a schema, whether all errors are.
func stands(known mask.Names, e *jsonschema.Error, value any) bool {
	if len(e.Causes) == 0 {
		return leafStands(known, e, values.At(value, e.Instance))
	}
	every := e.Keyword != ""
	for _, cause := range e.Causes {
		if stands(known, cause, value) != every {
			return !every
		}
	}
	return every
}

// leafStands is stands for an error without causes, of value v.
func leafStands(known mask.Names, e *jsonschema.Error, v any) bool {
	text, isText := v.(string)
	masks := known.In(text)
	switch e.Keyword {
	case "const", "enum", "uniqueItems", "contains", "minContains", "maxContains", "not":
		_, masks = known.First(v)
		return masks == nil
	case "oneOf":
		_, masks = known.First(v)
		return masks == nil || len(e.Indexes) == 0
	case "type":
		return masks == nil || !masks[0].AnyType(text)
	}
	return !isText || masks == nil
}

// refersToItself reports whether a reference of the schema leads back to itself.
func refersToItself(e *jsonschema.Error) bool {
	return e.Cycle || slices.ContainsFunc(e.Causes, refersToItself)
}
