package operator

import (
	"strings"

	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/quantity"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
)

var orderly = []values.Kind{values.AsJSON, values.AsText, values.AsNumber, values.AsDuration, values.AsSize, values.AsStatus}
var textual = []values.Kind{values.AsJSON, values.AsText}

// Language is the operators of predicates, in the order of the reference. An operator is
// a file with its compiler and a row here.
var Language = predicate.NewLanguage([]predicate.Entry{
	{Word: lang.NewWord("equals", lang.Any, "it is this value"),
		Compile: predicate.CompileEquals, Also: []string{"eq", "equal", "is", "const"}},
	{Word: lang.NewWord("not", ofPredicates, "the predicate does not hold; of a list: none holds"),
		Compile: compileNot, Wide: true, Also: []string{"ne", "neq"}},
	{Word: lang.NewWord("in", ofValues, "it is one of these"),
		Compile: compileIn, Also: []string{"enum"}},
	{Word: lang.NewWord("one_of", ofAlternatives, "it meets at least one of these predicates"),
		Compile: compileOneOf, Wide: true, Also: []string{"any_of", "anyOf"}},
	{Word: lang.NewWord("lt", quantity.OfQuantity, "it is less"),
		Compile: quantity.CompileLess, Kinds: orderly},
	{Word: lang.NewWord("le", quantity.OfQuantity, "it is at most so much"),
		Compile: quantity.CompileAtMost, Kinds: orderly, Also: []string{"lte"}},
	{Word: lang.NewWord("gt", quantity.OfQuantity, "it is greater"),
		Compile: quantity.CompileGreater, Kinds: orderly},
	{Word: lang.NewWord("ge", quantity.OfQuantity, "it is at least so much"),
		Compile: quantity.CompileAtLeast, Kinds: orderly, Also: []string{"gte"}},
	{Word: lang.NewWord("between", quantity.OfRange, "it lies between the two, both included"),
		Compile: quantity.CompileBetween, Kinds: orderly},
	{Word: lang.NewWord("time_until", quantity.OfTimeUntil, "the time that it names is so far from when the response came; in any form in which limiters write it, or as: one"),
		Compile: quantity.CompileTimeUntil, Kinds: textual},
	{Word: lang.NewWord("like", ofExample, "it is like this example: maps need only these keys, lists compare item by item, leaves may be predicates"),
		Compile: compileLike, Kinds: textual},
	{Word: lang.NewWord("schema", schema.Shape, "it meets this JSON Schema (2020-12), inline or {file: …}"),
		Compile: compileSchemaOperator, Kinds: textual},
	{Word: lang.NewWord("parsed", ofParsed, "it is a text that is JSON, and the JSON meets the predicate; true: any JSON does"),
		Compile: compileParsed, Kinds: textual},
	{Word: lang.NewWord("matches", ofPattern, "the regular expression (RE2) is found in it"),
		Compile: compileMatches, Kinds: []values.Kind{values.AsJSON, values.AsText, values.AsStatus}, Also: []string{"match", "regex", "regexp", "pattern"}},
	{Word: lang.NewWord("contains", ofParts, "the text has this part, the list this item, the map these members; of a list: each of these"),
		Compile: compileContains, Kinds: textual, Also: []string{"contain", "include", "includes"}},
	{Word: lang.NewWord("starts_with", lang.Text, "the text begins so"),
		Compile: compileStartsWith, Kinds: textual},
	{Word: lang.NewWord("ends_with", lang.Text, "the text ends so"),
		Compile: compileEndsWith, Kinds: textual},
	{Word: lang.NewWord("length", ofCount, "it has so many characters (a text), items (a list) or keys (a map)"),
		Compile: compileLength, Kinds: textual},
	{Word: lang.NewWord("count", ofCount, "there are so many nodes, or items of the list"),
		Compile: compileCount, Wide: true, List: true, Kinds: textual},
	{Word: lang.NewWord("type", ofTypeNames, "it is of this type of JSON, or of one of them"),
		Compile: compileType, Kinds: textual},
	{Word: lang.NewWord("format", ofFormatNames(), "it is a text in this format; int32, int64: or a number"),
		Compile: compileFormat, Kinds: textual},
	{Word: lang.NewWord("each", predicate.Shape, "every node or item meets this"),
		Compile: compileEach, Wide: true, List: true, Kinds: textual},
	{Word: lang.NewWord("any", predicate.Shape, "at least one node or item meets this"),
		Compile: compileAny, Wide: true, List: true, Kinds: textual},
	{Word: lang.NewWord("nodes", predicate.Shape, "the list of all nodes meets this"),
		Compile: compileNodes, Wide: true, List: true, Kinds: textual},
	{Word: lang.NewWord("increasing", quantity.OfIncreasing, "each number of the nodes or items is greater than the one before; by: by exactly that"),
		Compile: quantity.CompileIncreasing, Wide: true, List: true, Kinds: []values.Kind{values.AsJSON}},
	{Word: lang.NewWord("adds_up", quantity.OfSums, "each of these members is the sum of those named, exactly"),
		Compile: quantity.CompileSums, Kinds: []values.Kind{values.AsJSON}},
	{Word: lang.NewWord("absent", lang.Flag, "there is no value"),
		Compile: presence("absent", true), Wide: true, Kinds: textual},
	{Word: lang.NewWord("present", lang.Flag, "there is a value"),
		Compile: presence("present", false), Wide: true, Kinds: textual, Also: []string{"exists", "exist"}},
	{Word: lang.NewWord("empty", lang.Flag, "it is an empty text, list or map"),
		Compile: compileEmpty, Kinds: textual},
})

// The operands of operators.
var (
	ofValues     = lang.Of("a list of values", lang.Schema{"type": "array", "minItems": 1})
	ofPredicates = lang.Of("a predicate, or a list of them", lang.Schema{
		"if": lang.Schema{"type": "array"}, "then": lang.Schema{"type": "array", "minItems": 1, "items": predicate.Ref}, "else": predicate.Ref,
	})
	ofAlternatives = lang.Of("a list of predicates", lang.ListOf(predicate.Ref))
	ofCount        = lang.Of("a predicate on a number", lang.AnyOf(lang.Schema{"type": "number"}, lang.Reference, lang.Ref("operators")))
	ofParts        = lang.Of("a value, or a list of them", lang.Schema{"not": lang.Schema{"type": "array", "maxItems": 0}})
	ofPattern      = lang.Of("a regular expression", lang.Schema{"type": lang.ScalarTypes})
	ofTypeNames    = lang.Of("one of "+lang.List(TypeNames)+", or a list of them",
		lang.OneOrMany(lang.AnyOf(lang.Schema{"enum": TypeNames}, lang.Reference, lang.Schema{"type": "null"})))
	ofExample = lang.Of("an example", lang.Ref("example"))
	ofParsed  = lang.Of("true, or a predicate", lang.Schema{
		"not": lang.Schema{"const": false}, "anyOf": []any{lang.Schema{"const": true}, predicate.Ref},
	})
)

func ofFormatNames() lang.Shape {
	return lang.Of("one of "+strings.Join(schema.FormatNames(), ", "), lang.AnyOf(lang.Schema{"enum": schema.FormatNames()}, lang.Reference))
}
