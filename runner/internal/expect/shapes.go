package expect

import (
	"slices"

	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/lang"
)

// The shapes of expectations.
var (
	expectation    = lang.Ref("expectation")
	someWords      = lang.AnyOf(lang.Schema{"type": "string"}, lang.ListOf(lang.Schema{"type": "string"}))
	anAnswer       = lang.Schema{"type": "string"}.Names("answer")
	ofStatus       = lang.Of("404, [401, 429], 4xx, or a predicate", lang.Ref("status"))
	ofExpectations = lang.Of("a list of expectations", lang.ListOf(expectation))
	ofHeaders      = lang.Of("a map of names, or of /regex/ over all names, to predicates", lang.Schema{
		"type": "object", "minProperties": 1, "additionalProperties": predicate.PlainRef,
		"propertyNames": lang.Schema{"type": "string"}.Names("header"),
	})
	ofShares = lang.Of(`a map such as {">= 0.95": expectation}`, lang.Schema{
		"type": "object", "minProperties": 1, "additionalProperties": expectation,
		"propertyNames": lang.Schema{"pattern": `^\s*(>=|<=|==|=|>|<)?\s*[0-9.]+\s*%?\s*$`},
	})
)

// orReferences returns the schema of one of these, a ${reference}, or a list of both.
func orReferences(some ...lang.Schema) lang.Schema {
	one := append(slices.Clone(some), lang.Reference)
	return lang.AnyOf(append(slices.Clone(one), lang.ListOf(lang.AnyOf(one...)))...)
}
