package expect

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
)

// operatorEntry is an operator of the language: all that is known of it.
type operatorEntry struct {
	lang.Word
	compile compileOperator
	wide    bool        // it takes a missing value and lists of nodes as well
	list    bool        // it is about a list of nodes as a whole
	kinds   []valueKind // that it applies to; nil: all
	also    []string    // what people write who know it by another name
}

// compileOperator reads an operator's operand; nil after a mistake.
type compileOperator func(c *compiling, n *yaml.Node, k valueKind) operator

var orderly = []valueKind{asJSON, asText, asNumber, asDuration, asSize, asStatus}
var textual = []valueKind{asJSON, asText}

// operators are the words of predicates by name, operatorTable in the order of the
// reference.
var (
	operators     map[string]*operatorEntry
	operatorTable []operatorEntry
)

func init() {
	operatorTable = []operatorEntry{
		{Word: lang.NewWord("equals", lang.Any, "it is this value"),
			compile: compileEquals, also: []string{"eq", "equal", "is"}},
		{Word: lang.NewWord("not", ofPredicates, "the predicate does not hold; of a list: none holds"),
			compile: compileNot, wide: true, also: []string{"ne", "neq"}},
		{Word: lang.NewWord("in", ofValues, "it is one of these"),
			compile: compileIn},
		{Word: lang.NewWord("one_of", ofAlternatives, "it meets at least one of these predicates"),
			compile: compileOneOf, wide: true},
		{Word: lang.NewWord("lt", ofQuantity, "it is less"),
			compile: ordering(below), kinds: orderly},
		{Word: lang.NewWord("le", ofQuantity, "it is at most so much"),
			compile: ordering(atMost), kinds: orderly, also: []string{"lte"}},
		{Word: lang.NewWord("gt", ofQuantity, "it is greater"),
			compile: ordering(above), kinds: orderly},
		{Word: lang.NewWord("ge", ofQuantity, "it is at least so much"),
			compile: ordering(atLeast), kinds: orderly, also: []string{"gte"}},
		{Word: lang.NewWord("between", ofRange, "it lies between the two, both included"),
			compile: compileBetween, kinds: orderly},
		{Word: lang.NewWord("like", ofExample, "it is like this example: maps need only these keys, lists compare item by item, leaves may be predicates"),
			compile: compileLike, kinds: textual},
		{Word: lang.NewWord("schema", ofSchema, "it meets this JSON Schema (2020-12), inline or {file: …}"),
			compile: compileSchemaOperator, kinds: textual},
		{Word: lang.NewWord("parsed", ofParsed, "it is a text that is JSON, and the JSON meets the predicate; true: any JSON does"),
			compile: compileParsed, kinds: textual},
		{Word: lang.NewWord("matches", ofPattern, "the regular expression (RE2) is found in it"),
			compile: compileMatches, kinds: []valueKind{asJSON, asText, asStatus}, also: []string{"match", "regex", "regexp"}},
		{Word: lang.NewWord("contains", ofParts, "the text has this part, the list this item, the map these members; of a list: each of these"),
			compile: compileContains, kinds: textual, also: []string{"contain"}},
		{Word: lang.NewWord("starts_with", lang.Text, "the text begins so"),
			compile: compileStartsWith, kinds: textual},
		{Word: lang.NewWord("ends_with", lang.Text, "the text ends so"),
			compile: compileEndsWith, kinds: textual},
		{Word: lang.NewWord("length", ofCount, "it has so many characters (a text), items (a list) or keys (a map)"),
			compile: compileLength, kinds: textual},
		{Word: lang.NewWord("count", ofCount, "there are so many nodes, or items of the list"),
			compile: compileCount, wide: true, list: true, kinds: textual},
		{Word: lang.NewWord("type", ofTypeNames, "it is of this type of JSON, or of one of them"),
			compile: compileType, kinds: textual},
		{Word: lang.NewWord("format", ofFormatNames(), "it is a text in this format"),
			compile: compileFormat, kinds: textual},
		{Word: lang.NewWord("each", ofPredicate, "every node or item meets this"),
			compile: compileEach, wide: true, list: true, kinds: textual},
		{Word: lang.NewWord("any", ofPredicate, "at least one node or item meets this"),
			compile: compileAny, wide: true, list: true, kinds: textual},
		{Word: lang.NewWord("nodes", ofPredicate, "the list of all nodes meets this"),
			compile: compileNodes, wide: true, list: true, kinds: textual},
		{Word: lang.NewWord("absent", lang.Flag, "there is no value"),
			compile: presence("absent", true), wide: true, kinds: textual},
		{Word: lang.NewWord("present", lang.Flag, "there is a value"),
			compile: presence("present", false), wide: true, kinds: textual, also: []string{"exists", "exist"}},
		{Word: lang.NewWord("empty", lang.Flag, "it is an empty text, list or map"),
			compile: compileEmpty, kinds: textual},
	}
	operators = make(map[string]*operatorEntry, len(operatorTable))
	for i := range operatorTable {
		operators[operatorTable[i].Name] = &operatorTable[i]
	}
}

// Operators lists the operators of predicates in the order of the reference.
func Operators() []lang.Word {
	words := make([]lang.Word, len(operatorTable))
	for i := range operatorTable {
		words[i] = operatorTable[i].Word
	}
	return words
}

// IsOperator reports whether a word is an operator: a map with such a key is a
// predicate, not a value.
func IsOperator(word string) bool { return operators[word] != nil }

// operatorNames lists the operators that apply to values of kind k, sorted.
func operatorNames(k valueKind) []string {
	var names []string
	for i := range operatorTable {
		if op := &operatorTable[i]; op.kinds == nil || slices.Contains(op.kinds, k) {
			names = append(names, op.Name)
		}
	}
	slices.Sort(names)
	return names
}
