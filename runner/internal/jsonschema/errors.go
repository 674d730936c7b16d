package jsonschema

import (
	"errors"
	"fmt"
	"strings"
)

// Error is a failure of a value against a schema.
type Error struct {
	Schema   string   // the schema's address
	Keyword  string   // "" where the schema is false, or for Causes of several keywords
	Instance []string // the way to the value that fails: names and indexes
	Causes   []*Error // anyOf, oneOf: one for each alternative; contains: for each item

	Words   []string // type: the types; required: what is missing; additionalProperties: what is too much
	Value   any      // const: the value; enum: the list of them
	Text    string   // format, pattern: the keyword's value; dependentRequired: the name that asks
	Limit   Number   // bounds of numbers
	Count   int      // bounds of lengths and counts: the bound
	Got     int      // the length or count there is
	Indexes []int    // oneOf: what matches; uniqueItems: the two that are equal
	Name    string   // propertyNames: the name that fails
	Named   bool     // Name was judged, not the value
	Reason  error    // format: what is wrong
	Cycle   bool     // the schema refers to itself for the same value
}

func (e *Error) Error() string {
	if e.Keyword == "" && len(e.Causes) > 0 {
		return e.Causes[0].Error()
	}
	return fmt.Sprintf("at /%s: %s/%s fails", strings.Join(e.Instance, "/"), e.Schema, e.Keyword)
}

// LoadError is a document that a reference leads to and that cannot be had.
type LoadError struct {
	Address string
	Err     error
}

func (e *LoadError) Error() string { return e.Address + ": " + e.Err.Error() }

func (e *LoadError) Unwrap() error { return e.Err }

// MissingError is a reference to a place that does not exist.
type MissingError struct {
	Address string // with its fragment
	Anchor  bool   // the fragment is the name of an anchor
}

func (e *MissingError) Error() string { return "no schema is at " + e.Address }

// InvalidError is a schema that its metaschema does not allow.
type InvalidError struct {
	Address string
	Schema  any    // what stands at the address
	Err     *Error // Instance is the place in the schema
}

func (e *InvalidError) Error() string { return e.Address + " is no schema: " + e.Err.Error() }

func (e *InvalidError) Unwrap() error { return e.Err }

// errNoJSON is what Validate says of a Go value that JSON does not have.
var errNoJSON = errors.New("not a JSON value")

// errTooLarge is what Validate says of a number that it cannot divide.
var errTooLarge = errors.New("a number with that exponent is too large to be divided")
