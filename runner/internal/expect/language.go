package expect

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Word is an operator of predicates, as whoever reads or writes documents needs to
// know it: the loader, the JSON Schema for editors, the reference, the importers.
type Word struct {
	Name    string
	Operand Operand
	Meaning string // when it holds, of "it": the value
}

// Operand is the form of what is written behind an operator.
type Operand int8

// The forms of operands.
const (
	OfValue      Operand = iota // any value
	OfValues                    // a list of values
	OfPredicate                 // a predicate
	OfPredicates                // a predicate, or a list of them
	OfCount                     // a predicate on a number
	OfQuantity                  // a number, a duration, a size or a time
	OfRange                     // a list of two of those
	OfParts                     // a value, or a list of them
	OfText                      // a text
	OfPattern                   // a regular expression
	OfTypes                     // a name of [TypeNames], or a list of them
	OfFormat                    // a name of [FormatNames]
	OfFlag                      // true or false
	OfExample                   // a value whose leaves may be predicates
	OfSchema                    // a JSON Schema, or {file: …}
	OfParsed                    // true, or a predicate
)

// operatorEntry is an operator of the language: all that is known of it.
type operatorEntry struct {
	Word
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
		{Word: Word{"equals", OfValue, "it is this value"},
			compile: compileEquals, also: []string{"eq", "equal", "is"}},
		{Word: Word{"not", OfPredicates, "the predicate does not hold; of a list: none holds"},
			compile: compileNot, wide: true, also: []string{"ne", "neq"}},
		{Word: Word{"in", OfValues, "it is one of these"},
			compile: compileIn},
		{Word: Word{"lt", OfQuantity, "it is less"},
			compile: ordering(below), kinds: orderly},
		{Word: Word{"le", OfQuantity, "it is at most so much"},
			compile: ordering(atMost), kinds: orderly, also: []string{"lte"}},
		{Word: Word{"gt", OfQuantity, "it is greater"},
			compile: ordering(above), kinds: orderly},
		{Word: Word{"ge", OfQuantity, "it is at least so much"},
			compile: ordering(atLeast), kinds: orderly, also: []string{"gte"}},
		{Word: Word{"between", OfRange, "it lies between the two, both included"},
			compile: compileBetween, kinds: orderly},
		{Word: Word{"like", OfExample, "it is like this example: maps need only these keys, lists compare item by item, leaves may be predicates"},
			compile: compileLike, kinds: textual},
		{Word: Word{"schema", OfSchema, "it meets this JSON Schema (2020-12), inline or {file: …}"},
			compile: compileSchemaOperator, kinds: textual},
		{Word: Word{"parsed", OfParsed, "it is a text that is JSON, and the JSON meets the predicate; true: any JSON does"},
			compile: compileParsed, kinds: textual},
		{Word: Word{"matches", OfPattern, "the regular expression (RE2) is found in it"},
			compile: compileMatches, kinds: []valueKind{asJSON, asText, asStatus}, also: []string{"match", "regex", "regexp"}},
		{Word: Word{"contains", OfParts, "the text has this part, the list this item, the map these members; of a list: each of these"},
			compile: compileContains, kinds: textual, also: []string{"contain"}},
		{Word: Word{"starts_with", OfText, "the text begins so"},
			compile: compileStartsWith, kinds: textual},
		{Word: Word{"ends_with", OfText, "the text ends so"},
			compile: compileEndsWith, kinds: textual},
		{Word: Word{"length", OfCount, "it has so many characters (a text), items (a list) or keys (a map)"},
			compile: compileLength, kinds: textual},
		{Word: Word{"count", OfCount, "there are so many nodes, or items of the list"},
			compile: compileCount, wide: true, list: true, kinds: textual},
		{Word: Word{"type", OfTypes, "it is of this type of JSON, or of one of them"},
			compile: compileType, kinds: textual},
		{Word: Word{"format", OfFormat, "it is a text in this format"},
			compile: compileFormat, kinds: textual},
		{Word: Word{"each", OfPredicate, "every node or item meets this"},
			compile: compileEach, wide: true, list: true, kinds: textual},
		{Word: Word{"any", OfPredicate, "at least one node or item meets this"},
			compile: compileAny, wide: true, list: true, kinds: textual},
		{Word: Word{"nodes", OfPredicate, "the list of all nodes meets this"},
			compile: compileNodes, wide: true, list: true, kinds: textual},
		{Word: Word{"absent", OfFlag, "there is no value"},
			compile: presence("absent", true), wide: true, kinds: textual},
		{Word: Word{"present", OfFlag, "there is a value"},
			compile: presence("present", false), wide: true, kinds: textual, also: []string{"exists", "exist"}},
		{Word: Word{"empty", OfFlag, "it is an empty text, list or map"},
			compile: compileEmpty, kinds: textual},
	}
	operators = make(map[string]*operatorEntry, len(operatorTable))
	for i := range operatorTable {
		operators[operatorTable[i].Name] = &operatorTable[i]
	}
}

// Operators lists the operators of predicates in the order of the reference.
func Operators() []Word {
	words := make([]Word, len(operatorTable))
	for i := range operatorTable {
		words[i] = operatorTable[i].Word
	}
	return words
}

// IsOperator reports whether a word is an operator: a map with such a key is a
// predicate, not a value.
func IsOperator(word string) bool { return operators[word] != nil }

// Keys lists the keys of an expectation, sorted.
func Keys() []string { return slices.Sorted(maps.Keys(keys)) }

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
