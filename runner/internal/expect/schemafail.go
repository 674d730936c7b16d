package expect

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"assay/runner/internal/source"
)

// mostSchemaFailures is how many mistakes of one body are listed: the first
// tell what is wrong, the hundredth tells nothing new.
const mostSchemaFailures = 12

// schemaFailures lists what a value does against a schema: one failure for each
// leaf, with the path in the instance and the keyword. An anyOf or a oneOf is
// one failure whose detail says what each alternative wants.
func schemaFailures(at source.Pos, of subject, instance any, err *jsonschema.ValidationError) []Failure {
	leaves := collectLeaves(err, nil)
	slices.SortStableFunc(leaves, func(a, b *jsonschema.ValidationError) int {
		return cmp.Or(
			strings.Compare(instancePath(a.InstanceLocation), instancePath(b.InstanceLocation)),
			strings.Compare(schemaAddress(a), schemaAddress(b)))
	})
	more := max(len(leaves)-mostSchemaFailures, 0)
	out := make([]Failure, 0, len(leaves)-more)
	for _, leaf := range leaves[:len(leaves)-more] {
		expected, actual := keywordOf(leaf)
		if actual == "" {
			actual = showJSON(valueAt(instance, leaf.InstanceLocation))
		}
		out = append(out, Failure{
			At: at, Subject: of.at(instance, leaf.InstanceLocation).String(),
			Expected: expected, Actual: actual, Detail: leafDetail(leaf),
		})
	}
	if more > 0 {
		last := &out[len(out)-1]
		last.Detail += fmt.Sprintf("\nand %d more mistakes of this body", more)
	}
	return out
}

// collectLeaves gathers the mistakes that a person can act on: those without
// causes, and alternatives as a whole.
func collectLeaves(e *jsonschema.ValidationError, out []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 || isAlternatives(e) {
		return append(out, e)
	}
	for _, cause := range e.Causes {
		out = collectLeaves(cause, out)
	}
	return out
}

func isAlternatives(e *jsonschema.ValidationError) bool {
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		return true
	}
	return false
}

// firstLeaf is the deepest first cause of a mistake.
func firstLeaf(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	for len(e.Causes) > 0 && !isAlternatives(e) {
		e = e.Causes[0]
	}
	return e
}

// keywordOf says what a keyword wanted, in the schema's own notation, and what
// came where the value itself does not show it ("" otherwise).
func keywordOf(e *jsonschema.ValidationError) (expected, actual string) {
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		return "type: " + strings.Join(k.Want, " or "), ""
	case *kind.Enum:
		return "enum: " + jsonText(k.Want), ""
	case *kind.Const:
		return "const: " + jsonText(k.Want), ""
	case *kind.Format:
		return "format: " + k.Want, ""
	case *kind.Pattern:
		return "pattern: " + k.Want, ""
	case *kind.Required:
		return "required: " + strings.Join(k.Missing, ", "), ""
	case *kind.AdditionalProperties:
		return "additionalProperties: none allowed", "besides: " + strings.Join(slices.Sorted(slices.Values(k.Properties)), ", ")
	case *kind.AnyOf:
		return "anyOf: one of " + strconv.Itoa(len(e.Causes)) + " alternatives", ""
	case *kind.OneOf:
		return oneOfExpected(k, len(e.Causes)), ""
	case *kind.Not:
		return "not: this schema", ""
	case *kind.FalseSchema:
		return "nothing here: the schema is false", ""
	}
	return boundOf(e), ""
}

func oneOfExpected(k *kind.OneOf, alternatives int) string {
	if len(k.Subschemas) == 0 {
		return fmt.Sprintf("oneOf: exactly one of %d alternatives", alternatives)
	}
	indexes := make([]string, len(k.Subschemas))
	for i, index := range k.Subschemas {
		indexes[i] = strconv.Itoa(index)
	}
	return "oneOf: exactly one alternative, but " + strings.Join(indexes, " and ") + " match"
}

// boundOf is keywordOf for the keywords that set a bound, and the rest.
func boundOf(e *jsonschema.ValidationError) string {
	switch k := e.ErrorKind.(type) {
	case *kind.Minimum:
		return "minimum: " + showRat(k.Want)
	case *kind.Maximum:
		return "maximum: " + showRat(k.Want)
	case *kind.ExclusiveMinimum:
		return "exclusiveMinimum: " + showRat(k.Want)
	case *kind.ExclusiveMaximum:
		return "exclusiveMaximum: " + showRat(k.Want)
	case *kind.MultipleOf:
		return "multipleOf: " + showRat(k.Want)
	case *kind.MinLength:
		return fmt.Sprintf("minLength: %d (has %d)", k.Want, k.Got)
	case *kind.MaxLength:
		return fmt.Sprintf("maxLength: %d (has %d)", k.Want, k.Got)
	case *kind.MinItems:
		return fmt.Sprintf("minItems: %d (has %d)", k.Want, k.Got)
	case *kind.MaxItems:
		return fmt.Sprintf("maxItems: %d (has %d)", k.Want, k.Got)
	case *kind.UniqueItems:
		return fmt.Sprintf("uniqueItems: items %d and %d are equal", k.Duplicates[0], k.Duplicates[1])
	}
	sentence := e.ErrorKind.LocalizedString(english())
	if path := e.ErrorKind.KeywordPath(); len(path) > 0 && !strings.Contains(sentence, path[0]) {
		return path[0] + ": " + sentence
	}
	return sentence
}

var english = sync.OnceValue(func() *message.Printer { return message.NewPrinter(language.English) })

func showRat(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	return strings.TrimRight(r.FloatString(12), "0")
}

// schemaAddress is where in the schema the keyword of a mistake stands.
func schemaAddress(e *jsonschema.ValidationError) string {
	at := e.SchemaURL
	if path := e.ErrorKind.KeywordPath(); len(path) > 0 {
		at += "/" + path[0]
	} else if _, not := e.ErrorKind.(*kind.Not); not {
		at += "/not"
	}
	if !strings.Contains(at, "#") {
		at += "#"
	}
	return at
}

// leafDetail says where in the schema the keyword stands, and what each
// alternative wanted.
func leafDetail(e *jsonschema.ValidationError) string {
	var b strings.Builder
	fmt.Fprintf(&b, "schema at %s", shortURL(schemaAddress(e)))
	if isAlternatives(e) {
		for i, cause := range e.Causes {
			leaf := firstLeaf(cause)
			expected, _ := keywordOf(leaf)
			fmt.Fprintf(&b, "\nalternative %d: %s: expected %s", i, instancePath(leaf.InstanceLocation), expected)
		}
	}
	return b.String()
}

// at is the place in a JSON value that s is the subject of: below the path that it
// has, else from the root; s itself in a value that is one scalar.
func (s subject) at(instance any, parts []string) subject {
	switch instance.(type) {
	case map[string]any, []any:
		if s.path == "" {
			return subject{s.what, instancePath(parts)}
		}
		return s.within(strings.TrimPrefix(instancePath(parts), "$"))
	}
	return s
}

// jsonText is a value's JSON, cut to bearable length.
func jsonText(v any) string {
	text, err := compactJSON(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return cutText(text, 120)
}

// instancePath writes a place in a JSON value as the singular JSONPath that
// leads there.
func instancePath(parts []string) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, p := range parts {
		switch {
		case isIndex(p):
			b.WriteString("[" + p + "]")
		case isName(p):
			b.WriteString("." + p)
		default:
			b.WriteString("['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(p) + "']")
		}
	}
	return b.String()
}

func isIndex(s string) bool {
	_, err := strconv.ParseUint(s, 10, 32)
	return err == nil
}

func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// valueAt is the part of v to which the path leads; nil when it leads nowhere.
func valueAt(v any, path []string) any {
	for _, p := range path {
		switch in := v.(type) {
		case map[string]any:
			v = in[p]
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i < 0 || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// showJSON is a value as a message shows it: its JSON and its type. A longer
// object shows its keys, a longer text or list its beginning.
func showJSON(v any) string {
	if v == nil {
		return "null"
	}
	const most = 120
	raw, err := compactJSON(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if o, ok := v.(map[string]any); ok && len(raw) > most {
		return "an object with " + cutText(strings.Join(unionKeys(o, nil), ", "), most)
	}
	return cutText(raw, most) + " (" + jsonType(v) + ")"
}

func jsonType(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "number"
}

// cutText keeps a text on a bearable length.
func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most] + "…"
}
