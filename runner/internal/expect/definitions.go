package expect

import (
	"slices"

	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/response"
	"assay/runner/internal/expect/stream"
	"assay/runner/internal/lang"
)

// Definitions returns the definitions of expectations in the JSON Schema for editors, by name.
func Definitions() lang.Schema {
	return lang.Schema{
		"expectation": lang.AnyOf(anAnswer, lang.ListOf(expectation), lang.Ref("expect")).
			Described("what must hold: a map of keys that must all hold, the name of an answer, or a list of which one must hold"),
		"prediction": lang.AnyOf(expectation, lang.ListOf(expectation)).
			Described("an expectation, or a list of alternatives"),
		"expect":    lang.Closed(Keys()),
		"status":    statusSchema(),
		"stream":    lang.AnyOf(lang.Schema{"const": true}, lang.Closed(stream.Words())),
		"event":     lang.AnyOf(predicate.PlainRef, lang.Closed(stream.EventWords)),
		"cookie":    lang.AnyOf(predicate.PlainRef, lang.Closed(response.CookieWords)),
		"predicate": predicateSchema(),
		"plain": lang.AnyOf(lang.Schema{"type": []string{"string", "number", "boolean", "array"}}, lang.Ref("operators")).
			Described("a predicate on what is no JSON: a text, a time, a size, a count"),
		"operators": lang.Closed(Operators()),
		"other":     otherSchema(),
		"example":   exampleSchema(),
		"slip":      lang.Schema{"type": "string", "pattern": NearOperatorPattern()}.Described("a word that was most likely to be an operator"),
	}
}

func statusSchema() lang.Schema {
	one := orReferences(
		lang.Schema{"type": "integer", "minimum": 100, "maximum": 999},
		lang.Schema{"type": "string", "pattern": `^([1-5][Xx][Xx]|[0-9]{3})$`},
	)
	return lang.Schema{"anyOf": append(one["anyOf"].([]any), lang.Ref("operators"))}
}

// predicateSchema: a literal, or a map of operators; a mixed map is an error. A map that is not a
// literal is judged as operators, so that an editor names the key that is misspelled.
func predicateSchema() lang.Schema {
	return lang.Schema{
		"if":   lang.Schema{"type": "object"},
		"then": lang.Schema{"if": lang.Ref("other"), "else": lang.Ref("operators")},
		"else": lang.Schema{"type": []string{"string", "number", "boolean", "null", "array"}},
	}.Described("a literal means equality, a map of operators all of them; the words absent, present and empty stand for themselves")
}

// otherSchema is a map without operators: equality. A map that has only keys of expectations, or
// misspelled operators, is an error.
func otherSchema() lang.Schema {
	trap := lang.AnyOf(lang.Schema{"enum": keyNames()}, lang.Ref("slip"))
	return lang.Schema{
		"type": "object", "propertyNames": noOperator(),
		"not": lang.Schema{"minProperties": 1, "propertyNames": trap},
	}
}

// exampleSchema is the operand of like: a map in it is not a misspelled predicate.
func exampleSchema() lang.Schema {
	object := lang.Schema{
		"type": "object", "additionalProperties": lang.Ref("example"), "propertyNames": noOperator(),
		"not": lang.Schema{"minProperties": 1, "propertyNames": lang.Ref("slip")},
	}
	return lang.AnyOf(
		lang.Schema{"type": []string{"string", "number", "boolean", "null"}},
		lang.Schema{"type": "array", "items": lang.Ref("example")},
		lang.Ref("operators"), object,
	)
}

func noOperator() lang.Schema {
	names := lang.Names(Operators())
	slices.Sort(names)
	return lang.Schema{"not": lang.Schema{"enum": names}}
}
