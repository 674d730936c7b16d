package schema

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

// mostSchemaFailures is how many errors of one body are listed: more than the first few do not
// help.
const mostSchemaFailures = 12

// schemaFailures returns a failure for each leaf of a validation error, with its path in the
// instance and its keyword. An anyOf or a oneOf is one failure, whose detail lists what each
// alternative expects.
func schemaFailures(at source.Pos, of outcome.Subject, instance any, err *jsonschema.Error) []outcome.Failure {
	var found leaves
	found.add(func(parts []string) string { return placeIn(instance, parts) }, err)
	return found.failures(at, of, instance)
}

// leaves are the first of many leaves, by their places and then by their keywords.
type leaves struct {
	first []placedLeaf
	all   int
}

type placedLeaf struct {
	*jsonschema.Error
	place, address string
}

// add adds the leaves of an error. placed returns the place of the parts of a JSON Pointer.
func (l *leaves) add(placed func(parts []string) string, err *jsonschema.Error) {
	for _, leaf := range collectLeaves(err, nil) {
		l.all++
		one := placedLeaf{leaf, placed(leaf.Instance), schemaAddress(leaf)}
		at := len(l.first)
		for at > 0 && cmp.Or(strings.Compare(one.place, l.first[at-1].place), strings.Compare(one.address, l.first[at-1].address)) < 0 {
			at--
		}
		if at < mostSchemaFailures {
			l.first = slices.Insert(l.first[:min(len(l.first), mostSchemaFailures-1)], at, one)
		}
	}
}

// failures returns a failure for each of the first leaves.
func (l *leaves) failures(at source.Pos, of outcome.Subject, instance any) []outcome.Failure {
	out := make([]outcome.Failure, 0, len(l.first))
	for i := range l.first {
		leaf := l.first[i].Error
		expected, actual := keywordOf(leaf)
		if actual == "" {
			actual = show.JSON(values.At(instance, leaf.Instance))
		}
		out = append(out, outcome.Failure{
			At: at, Code: codeOf(leaf), Subject: placeOf(of, instance, leaf.Instance),
			Expected: expected, Actual: actual, Detail: leafDetail(instance, leaf),
		})
	}
	if more := l.all - len(l.first); more > 0 {
		last := &out[len(out)-1]
		last.Detail += "\nand " + text.Count(more, "more error") + " in this body"
	}
	return out
}

// First returns the first error of a value against a schema: its place in the value, what the
// schema expects and what it got; "" if there is none. An error for which skip is true does not
// count, nor do alternatives with one.
func First(s *jsonschema.Schema, v any, skip func(*jsonschema.Error) bool) (place, expected, actual string) {
	var invalid *jsonschema.Error
	if !errors.As(s.Validate(v), &invalid) {
		return "", "", ""
	}
	for _, leaf := range collectLeaves(invalid, nil) {
		if anyError(leaf, skip) {
			continue
		}
		if expected, actual = keywordOf(leaf); actual == "" {
			actual = show.JSON(values.At(v, leaf.Instance))
		}
		return placeIn(v, leaf.Instance), expected, actual
	}
	return "", "", ""
}

// anyError reports whether f is true for an error or one of its causes.
func anyError(e *jsonschema.Error, f func(*jsonschema.Error) bool) bool {
	return f(e) || slices.ContainsFunc(e.Causes, func(cause *jsonschema.Error) bool { return anyError(cause, f) })
}

// collectLeaves collects the errors that a reader can act on: those without causes, and
// alternatives as a whole.
func collectLeaves(e *jsonschema.Error, out []*jsonschema.Error) []*jsonschema.Error {
	if len(e.Causes) == 0 || isAlternatives(e) {
		return append(out, e)
	}
	for _, cause := range e.Causes {
		out = collectLeaves(cause, out)
	}
	return out
}

func isAlternatives(e *jsonschema.Error) bool {
	return e.Keyword == "anyOf" || e.Keyword == "oneOf"
}

// firstLeaf returns the deepest first cause of an error.
func firstLeaf(e *jsonschema.Error) *jsonschema.Error {
	for len(e.Causes) > 0 && !isAlternatives(e) {
		e = e.Causes[0]
	}
	return e
}

// keywordOf returns what a keyword expects, in the schema's own notation, and the actual value
// where the instance does not show it ("" otherwise).
func keywordOf(e *jsonschema.Error) (expected, actual string) {
	if e.Named {
		actual = "the name " + show.Quote(e.Name)
	}
	switch e.Keyword {
	case "type":
		return "type: " + strings.Join(e.Words, " or "), actual
	case "enum", "const":
		return e.Keyword + ": " + show.JSONText(e.Value), actual
	case "format", "pattern":
		return e.Keyword + ": " + e.Text, actual
	case "required":
		return "required: " + strings.Join(e.Words, ", "), actual
	case "dependentRequired", "dependencies":
		return e.Keyword + ": " + strings.Join(e.Words, ", ") + " beside " + e.Text, actual
	case "additionalProperties":
		return "additionalProperties: none allowed", "besides: " + strings.Join(e.Words, ", ")
	case "additionalItems":
		return "additionalItems: none allowed", fmt.Sprintf("besides: the last %d of %d", e.Got-e.Count, e.Got)
	case "anyOf":
		return "anyOf: one of " + strconv.Itoa(len(e.Causes)) + " alternatives", actual
	case "oneOf":
		return oneOfExpected(e), actual
	case "not":
		return "not: this schema", actual
	case "":
		return "nothing here: the schema is false", actual
	}
	return boundOf(e), actual
}

func oneOfExpected(e *jsonschema.Error) string {
	if len(e.Indexes) == 0 {
		return fmt.Sprintf("oneOf: exactly one of %d alternatives", len(e.Causes))
	}
	indexes := make([]string, len(e.Indexes))
	for i, index := range e.Indexes {
		indexes[i] = strconv.Itoa(index)
	}
	return "oneOf: exactly one alternative, but " + strings.Join(indexes, " and ") + " match"
}

// codeOf returns the code of an error, from its keyword.
func codeOf(e *jsonschema.Error) outcome.Code {
	switch e.Keyword {
	case "type":
		return outcome.Type
	case "required", "dependentRequired", "dependencies":
		return outcome.Absent
	case "additionalProperties", "additionalItems", "unevaluatedProperties", "unevaluatedItems", "":
		return outcome.Extra
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains":
		return outcome.Count
	}
	return outcome.Value
}

// boundOf is keywordOf for the keywords that set a bound, and the rest.
func boundOf(e *jsonschema.Error) string {
	switch e.Keyword {
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		return e.Keyword + ": " + e.Limit.String()
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
		return fmt.Sprintf("%s: %d (has %d)", e.Keyword, e.Count, e.Got)
	case "uniqueItems":
		return fmt.Sprintf("uniqueItems: items %d and %d are equal", e.Indexes[0], e.Indexes[1])
	case "contains":
		return "contains: an item that meets the schema"
	case "minContains", "maxContains":
		return fmt.Sprintf("%s: %d (%d meet the schema)", e.Keyword, e.Count, e.Got)
	}
	return e.Keyword
}

// schemaAddress returns the place of an error's keyword in the schema.
func schemaAddress(e *jsonschema.Error) string {
	if e.Keyword == "" {
		return e.Schema
	}
	return e.Schema + "/" + e.Keyword
}

// leafDetail returns the place of the keyword in the schema, and what each alternative expects.
func leafDetail(instance any, e *jsonschema.Error) string {
	var b strings.Builder
	fmt.Fprintf(&b, "schema at %s", shortURL(schemaAddress(e)))
	if isAlternatives(e) {
		for i, cause := range e.Causes {
			leaf := firstLeaf(cause)
			expected, _ := keywordOf(leaf)
			fmt.Fprintf(&b, "\nalternative %d: %s: expected %s", i, placeIn(instance, leaf.Instance), expected)
		}
	}
	return b.String()
}

// placeIn returns the place in a value for the parts of a JSON Pointer, as messages write it.
func placeIn(instance any, parts []string) string { return value.Locate(instance, parts).String() }

// placeOf returns the place in a JSON value that is the subject s: below its path, or below the
// root if it has none; s itself in a scalar.
func placeOf(s outcome.Subject, instance any, parts []string) outcome.Subject {
	switch instance.(type) {
	case map[string]any, []any:
		if s.Part == "" {
			return outcome.Subject{Key: s.Key, Part: placeIn(instance, parts)}
		}
		return s.Within(strings.TrimPrefix(placeIn(instance, parts), "$"))
	}
	return s
}

// Mistake explains why a schema does not compile: the pointer to the error in the schema, the same
// place as messages write it, if known, and the sentence.
func Mistake(err error) (pointer []string, place, sentence string) {
	var load *jsonschema.LoadError
	if errors.As(err, &load) {
		return nil, "", fmt.Sprintf("$ref: %v", load.Err)
	}
	var invalid *jsonschema.InvalidError
	if errors.As(err, &invalid) {
		leaf := firstLeaf(invalid.Err)
		if isAlternatives(leaf) && len(leaf.Causes) > 0 {
			leaf = firstLeaf(leaf.Causes[0])
		}
		expected, _ := keywordOf(leaf)
		if leaf.Reason != nil {
			expected += ": " + leaf.Reason.Error()
		}
		return leaf.Instance, placeIn(invalid.Schema, leaf.Instance), "expected " + expected
	}
	var missing *jsonschema.MissingError
	if errors.As(err, &missing) {
		anchor := ""
		if missing.Anchor {
			anchor = "the anchor "
		}
		return nil, "", fmt.Sprintf("$ref leads to %s%s, which does not exist", anchor, shortURL(missing.Address))
	}
	return nil, "", err.Error()
}

// shortURL returns the part of a schema's address that readers know: the file's name and the place
// in it; of an inline schema only the place.
func shortURL(address string) string {
	base, fragment, found := strings.Cut(address, "#")
	base = base[strings.LastIndexByte(base, '/')+1:]
	if strings.HasPrefix(base, "inline-schema-") {
		base = ""
	}
	if !found {
		return base
	}
	return base + "#" + fragment
}
