package expect

import (
	"errors"

	"assay/runner/internal/jsonschema"
)

// blurs reports whether masks in value may decide what a schema says of it; err is what
// it says of the masked value. Met is what it says whatever stands in their place, unmet
// where some part without a mask does not meet it.
func (known maskNames) blurs(schema *jsonschema.Schema, value any, err error) bool {
	if err == nil {
		for _, filler := range fillers[:len(fillers)-2] {
			if schema.Validate(known.fill(value, filler)) != nil {
				return true
			}
		}
		return false
	}
	var invalid *jsonschema.Error
	if !errors.As(err, &invalid) || refersToItself(invalid) {
		return false
	}
	return !known.stands(invalid, value)
}

// stands reports whether a mistake is one whatever is masked: of alternatives, and of
// the items of which some must meet a schema, where all are.
func (known maskNames) stands(e *jsonschema.Error, value any) bool {
	if len(e.Causes) == 0 {
		return known.leafStands(e, valueAt(value, e.Instance))
	}
	every := e.Keyword != ""
	for _, cause := range e.Causes {
		if known.stands(cause, value) != every {
			return !every
		}
	}
	return every
}

// leafStands is stands of a mistake without causes, of value v.
func (known maskNames) leafStands(e *jsonschema.Error, v any) bool {
	text, isText := v.(string)
	masks := known.in(text)
	switch e.Keyword {
	case "const", "enum", "uniqueItems", "contains", "minContains", "maxContains", "not":
		_, masks = known.first(v)
		return masks == nil
	case "oneOf":
		_, masks = known.first(v)
		return masks == nil || len(e.Indexes) == 0
	case "type":
		return masks == nil || !masks[0].anyType(text)
	}
	return !isText || masks == nil
}
