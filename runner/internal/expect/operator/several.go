package operator

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
)

// several is a list of predicates on the same value.
type several []*predicate.Predicate

// compileAll returns the predicates of a list.
func compileAll(c *predicate.Compiler, items []*yaml.Node, k values.Kind) several {
	out := make(several, len(items))
	for i, item := range items {
		out[i] = c.Compile(item, k)
	}
	return out
}

func (s several) String() string {
	return joined(s, "or", (*predicate.Predicate).String)
}

// Doubt returns that of the first predicate that cannot be judged.
func (s several) Doubt(v any) string {
	for _, p := range s {
		if p.Settle(v) == outcome.Unknown {
			return p.Doubt(v)
		}
	}
	return ""
}

func (s several) Asks() []*predicate.Predicate { return s }

func (several) Delegates() {}

// joined lists the texts of parts: "a, b or c".
func joined[T any](parts []T, last string, shown func(T) string) string {
	words := make([]string, len(parts))
	for i := range parts {
		words[i] = shown(parts[i])
	}
	return text.List(words, last)
}
