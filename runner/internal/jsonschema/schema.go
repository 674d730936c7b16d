package jsonschema

// Schema is a compiled schema. The field of an absent keyword is nil or empty.
type Schema struct {
	At       string // the address: URL # JSON pointer
	resource *resource
	draft    draft

	Bool *bool // the schema is true or false

	Ref, RecursiveRef, DynamicRef *Schema
	dynamicName                   string // of the anchor that DynamicRef searches for, outermost first

	Types               []string
	Const               *any
	Enum                []any // not nil if the keyword is present
	Format              string
	format              func(v any) error
	Not                 *Schema
	AllOf, AnyOf, OneOf []*Schema
	If, Then, Else      *Schema

	MinLength, MaxLength *int
	Pattern              Pattern

	Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum, MultipleOf *Number

	MinItems, MaxItems       *int
	UniqueItems              bool
	PrefixItems              []*Schema // until 2019-09: items as a list
	Items                    *Schema   // for all, or for those after PrefixItems
	itemsKeyword             string    // the keyword of Items, if that is false
	Contains                 *Schema
	MinContains, MaxContains *int
	UnevaluatedItems         *Schema

	MinProperties, MaxProperties *int
	Required                     []string
	Properties                   map[string]*Schema
	patterns                     []patternSchema // sorted
	AdditionalProperties         *Schema
	PropertyNames                *Schema
	dependencies                 []dependency // sorted
	UnevaluatedProperties        *Schema
}

type patternSchema struct {
	pattern Pattern
	schema  *Schema
}

// dependency is the requirement of a property of that name.
type dependency struct {
	keyword, name string
	required      []string
	schema        *Schema
}

// remembers reports whether the schema needs the evaluated parts.
func (s *Schema) remembers() bool { return s.UnevaluatedItems != nil || s.UnevaluatedProperties != nil }
