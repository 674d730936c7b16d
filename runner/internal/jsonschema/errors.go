package jsonschema

import (
	"errors"
	"fmt"
	"strings"
)

// Error is a failure of a value against a schema.
type Error struct {
	Schema   string   // the schema's address
	Keyword  string   // "" for the schema false, or for Causes of several keywords
	Instance []string // the path to the failing value: names and indexes
	Causes   []*Error // anyOf, oneOf: one for each alternative; contains: for each item

	Words   []string // type: the types; required: missing names; additionalProperties: extra ones
	Value   any      // const: the value; enum: the list of them
	Text    string   // format, pattern: its value; dependentRequired: the requiring name
	Limit   Number   // bounds of numbers
	Count   int      // bounds of lengths and counts: the bound
	Got     int      // the actual length or count
	Indexes []int    // oneOf: the matching ones; uniqueItems: the two equal ones
	Name    string   // propertyNames: the name that fails
	Named   bool     // Name was judged, not the value
	Reason  error    // format: the reason
	Cycle   bool     // the schema refers to itself for the same value
}

func (e *Error) Error() string {
	if e.Keyword == "" && len(e.Causes) > 0 {
		return e.Causes[0].Error()
	}
	return fmt.Sprintf("at /%s: %s/%s fails", strings.Join(e.Instance, "/"), e.Schema, e.Keyword)
}

// LoadError reports that the document of a reference cannot be loaded.
type LoadError struct {
	Address string
	Err     error
}

func (e *LoadError) Error() string { return e.Address + ": " + e.Err.Error() }

func (e *LoadError) Unwrap() error { return e.Err }

// MissingError reports a reference to a place that does not exist.
type MissingError struct {
	Address string // with its fragment
	Anchor  bool   // the fragment is the name of an anchor
}

func (e *MissingError) Error() string { return "no schema is at " + e.Address }

// InvalidError reports a schema that violates its metaschema.
type InvalidError struct {
	Address string
	Schema  any    // the value at the address
	Err     *Error // Instance is the place in the schema
}

func (e *InvalidError) Error() string { return e.Address + " is no schema: " + e.Err.Error() }

func (e *InvalidError) Unwrap() error { return e.Err }

// errNoJSON is Validate's error for a Go value outside JSON.
var errNoJSON = errors.New("not a JSON value")

// errTooLarge is Validate's error for a number that it cannot divide.
var errTooLarge = errors.New("a number with that exponent is too large to be divided")
