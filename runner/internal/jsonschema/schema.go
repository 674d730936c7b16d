package jsonschema

// Schema is a compiled schema. What a keyword says is nil or empty where the schema does
// not have it.
type Schema struct {
	At       string // the address: URL # JSON pointer
	resource *resource
	draft    draft

	Bool *bool // the schema is true or false

	Ref, RecursiveRef, DynamicRef *Schema
	dynamicName                   string // of the anchor that DynamicRef looks for from outside

	Types               []string
	Const               *any
	Enum                []any // not nil: the keyword is there
	Format              string
	format              func(string) error
	Not                 *Schema
	AllOf, AnyOf, OneOf []*Schema
	If, Then, Else      *Schema

	MinLength, MaxLength *int
	Pattern              Pattern

	Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum, MultipleOf *Number

	MinItems, MaxItems       *int
	UniqueItems              bool
	PrefixItems              []*Schema // until 2019-09: items, where it is a list
	Items                    *Schema   // of all, or of those after PrefixItems
	itemsKeyword             string    // that Items stands at, where it is false
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

// dependency is what is asked for where there is a property of that name.
type dependency struct {
	keyword, name string
	required      []string
	schema        *Schema
}

// remembers reports whether the schema asks what was evaluated.
func (s *Schema) remembers() bool { return s.UnevaluatedItems != nil || s.UnevaluatedProperties != nil }
