package expect

import (
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// blurs reports whether masks in value may decide what a schema says of it; err is what
// it says of the masked value. Met is what it says whatever stands in their place, unmet
// where some part without a mask does not meet it.
func (known maskNames) blurs(schema *jsonschema.Schema, value any, err error) bool {
	if err == nil {
		for _, filler := range fillers[:len(fillers)-2] {
			if valid(schema, known.fill(value, filler)) != nil {
				return true
			}
		}
		return false
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) || refersToItself(invalid) {
		return false
	}
	return !known.stands(invalid, value)
}

// stands reports whether a mistake is one whatever is masked.
func (known maskNames) stands(e *jsonschema.ValidationError, value any) bool {
	if len(e.Causes) == 0 {
		return known.leafStands(e, valueAt(value, e.InstanceLocation))
	}
	every := isAlternatives(e)
	for _, cause := range e.Causes {
		if known.stands(cause, value) != every {
			return !every
		}
	}
	return every
}

// leafStands is stands of a mistake without causes, of value v.
func (known maskNames) leafStands(e *jsonschema.ValidationError, v any) bool {
	text, isText := v.(string)
	masks := known.in(text)
	switch e.ErrorKind.(type) {
	case *kind.Const, *kind.Enum, *kind.UniqueItems, *kind.Contains, *kind.MinContains, *kind.MaxContains, *kind.Not:
		_, masks = known.first(v)
		return masks == nil
	case *kind.Type:
		return masks == nil || !masks[0].anyType(text)
	}
	return !isText || masks == nil
}
