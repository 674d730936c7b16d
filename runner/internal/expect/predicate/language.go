package predicate

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
)

// Entry describes an operator of the language.
type Entry struct {
	lang.Word
	Compile CompileOperator
	Wide    bool          // it takes a missing value and lists of nodes as well
	List    bool          // it is about a list of nodes as a whole
	Kinds   []values.Kind // the kinds that it applies to; nil: all
	Also    []string      // its names in other tools
}

// CompileOperator reads an operator's operand; nil after an error.
type CompileOperator func(c *Compiler, n *yaml.Node, k values.Kind) Operator

// Language is the operators of predicates.
type Language struct {
	table  []Entry
	byName map[string]*Entry
}

// NewLanguage returns a language of operators in the order of the reference.
func NewLanguage(table []Entry) *Language {
	l := &Language{table, make(map[string]*Entry, len(table))}
	for i := range table {
		l.byName[table[i].Name] = &table[i]
	}
	return l
}

// Words lists the operators in the order of the reference.
func (l *Language) Words() []lang.Word {
	words := make([]lang.Word, len(l.table))
	for i := range l.table {
		words[i] = l.table[i].Word
	}
	return words
}

// Has reports whether a word is an operator: a map with such a key is a predicate, not
// a value.
func (l *Language) Has(word string) bool { return l.byName[word] != nil }

// names lists the operators that apply to values of kind k, sorted.
func (l *Language) names(k values.Kind) []string {
	var names []string
	for i := range l.table {
		if op := &l.table[i]; op.Kinds == nil || slices.Contains(op.Kinds, k) {
			names = append(names, op.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Near returns the operator that a word was probably meant to be: the word is that of another tool,
// or has one typo. It returns "" for any other word. More kinds of typos count for longer
// operators, because short ones are one letter away from words that APIs use ("id", "line",
// "passed").
func (l *Language) Near(word string) string {
	if l.Has(word) {
		return ""
	}
	for i := range l.table {
		op := &l.table[i]
		if slices.Contains(op.Also, word) || slipped(word, op.Name) {
			return op.Name
		}
	}
	return ""
}

// NearPattern returns a regular expression for the words that [Language.Near] finds near, and for
// some operators themselves, for the JSON Schema of editors.
func (l *Language) NearPattern() string {
	var forms []string
	for i := range l.table {
		op := &l.table[i]
		forms = append(forms, op.Also...)
		forms = append(forms, slips(op.Name)...)
	}
	slices.Sort(forms)
	return "^(" + strings.Join(slices.Compact(forms), "|") + ")$"
}

// Compiler reads predicates: the state of a compilation, and the words of the language, which the
// caller passes.
type Compiler struct {
	compile.State
	Language *Language
	// IsKey reports whether a word is a key of an expectation: a map of such words is not a literal.
	IsKey func(word string) bool
}
