package expect

import (
	"slices"
	"strings"

	"assay/runner/internal/lang"
)

// The shapes of expectations and of what stands behind their words.
var (
	predicateRef = lang.Ref("predicate")
	plainRef     = lang.Ref("plain")
	expectation  = lang.Ref("expectation")
	someWords    = lang.AnyOf(lang.Schema{"type": "string"}, lang.ListOf(lang.Schema{"type": "string"}))
	quantitySpec = lang.AnyOf(lang.Schema{"type": "number"}, lang.Schema{"type": "string", "pattern": quantityPattern})
	jsonPaths    = lang.Schema{
		"type": "object", "minProperties": 1, "additionalProperties": predicateRef,
		"propertyNames": lang.Schema{"pattern": `^\$|\$\{`},
	}

	ofPlain        = lang.Of("a predicate", plainRef)
	ofPredicate    = lang.Of("a predicate", predicateRef)
	ofStatus       = lang.Of("404, [401, 429], 4xx, or a predicate", lang.Ref("status"))
	ofEvent        = lang.Of("a predicate on an event's data, or a map of its parts", lang.Ref("event"))
	ofExpectations = lang.Of("a list of expectations", lang.ListOf(expectation))
	ofShares       = lang.Of(`a map such as {">= 0.95": expectation}`, lang.Schema{
		"type": "object", "minProperties": 1, "additionalProperties": expectation,
		"propertyNames": lang.Schema{"pattern": `^\s*(>=|<=|==|=|>|<)?\s*[0-9.]+\s*%?\s*$`},
	})
	ofOther = lang.Of("the id of a probe, or {probe: id, in: ["+strings.Join(CompareParts, ", ")+"]}", lang.AnyOf(
		lang.Schema{"type": "string"},
		lang.Schema{
			"type": "object", "minProperties": 1, "additionalProperties": false, "required": []string{"probe"},
			"properties": lang.Schema{"probe": lang.Schema{"type": "string"}, "in": lang.OneOrMany(lang.Schema{"enum": CompareParts})},
		},
	))
)

// joinedSchema is the value of `joined`.
var joinedSchema = lang.Schema{
	"type": "object", "minProperties": 1, "additionalProperties": false, "required": []string{"is"},
	"properties": lang.Schema{"path": lang.Schema{"type": "string"}, "is": plainRef},
}

// The operands of operators.
var (
	ofValues     = lang.Of("a list of values", lang.Schema{"type": "array", "minItems": 1})
	ofPredicates = lang.Of("a predicate, or a list of them", lang.Schema{
		"if": lang.Schema{"type": "array"}, "then": lang.Schema{"minItems": 1, "items": predicateRef}, "else": predicateRef,
	})
	ofCount     = lang.Of("a predicate on a number", lang.AnyOf(lang.Schema{"type": "number"}, lang.Reference, lang.Ref("operators")))
	ofQuantity  = lang.Of("a number, a duration, a size or a time", quantitySpec)
	ofRange     = lang.Of("a list of two of those", lang.Schema{"type": "array", "items": quantitySpec, "minItems": 2, "maxItems": 2})
	ofParts     = lang.Of("a value, or a list of them", lang.Schema{"not": lang.Schema{"type": "array", "maxItems": 0}})
	ofPattern   = lang.Of("a regular expression", lang.Schema{"type": lang.ScalarTypes})
	ofTypeNames = lang.Of("one of "+lang.List(TypeNames)+", or a list of them",
		lang.OneOrMany(lang.AnyOf(lang.Schema{"enum": TypeNames}, lang.Reference, lang.Schema{"type": "null"})))
	ofExample = lang.Of("an example", lang.Ref("example"))
	ofSchema  = lang.Of("a JSON Schema", lang.Schema{"type": []string{"object", "boolean"}})
	ofParsed  = lang.Of("true, or a predicate", lang.Schema{
		"not": lang.Schema{"const": false}, "anyOf": []any{lang.Schema{"const": true}, predicateRef},
	})
)

func ofFormatNames() lang.Shape {
	return lang.Of("one of "+strings.Join(FormatNames(), ", "), lang.AnyOf(lang.Schema{"enum": FormatNames()}, lang.Reference))
}

// quantityPattern is the texts that lt and its like compare with.
const quantityPattern = `^\s*([-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?` +
	`|[-+]?([0-9.]+(ns|us|µs|μs|ms|s|m|h|d))+|[0-9.]+\s*([KkMmGg][Ii]?)?[Bb]` +
	`|P([0-9.]+W)?([0-9.]+D)?(T([0-9.]+H)?([0-9.]+M)?([0-9.]+S)?)?` +
	`|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[-+][0-9:]+))?|[A-Z][a-z]+,? .*[0-9:]+.*)\s*$|\$\{`

// orReferences is one of these, a ${reference}, or a list of both.
func orReferences(some ...lang.Schema) lang.Schema {
	one := append(slices.Clone(some), lang.Reference)
	return lang.AnyOf(append(slices.Clone(one), lang.ListOf(lang.AnyOf(one...)))...)
}
