package predicate

import (
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
)

// signs are the comparisons of other languages, of which none begins with an earlier one, and the
// operators that mean the same; "" is equality.
var signs = []struct{ sign, operator string }{
	{">=", "ge"}, {"=>", "ge"}, {"≥", "ge"}, {">", "gt"}, {"<=", "le"}, {"=<", "le"}, {"≤", "le"}, {"<", "lt"}, {"!=", "not"}, {"==", ""},
}

// comparison returns how a text such as "> 0" is written here: {gt: 0}; "" if it compares nothing
// with a quantity.
func comparison(text string) string {
	text = strings.TrimSpace(text)
	for _, s := range signs {
		bound, ok := strings.CutPrefix(text, s.sign)
		if !ok {
			continue
		}
		bound = strings.TrimSpace(bound)
		switch {
		case values.Quantity(bound) == nil:
			return ""
		case s.operator == "":
			return bound
		}
		return "{" + s.operator + ": " + bound + "}"
	}
	return ""
}

// IsPlain reports whether a text that stands for itself in an expectation is sure to mean that
// text: it is no word such as absent, and none such as "> 0", of which lint warns.
func IsPlain(text string) bool { return !isWord(text) && comparison(text) == "" }

// warnOfComparison warns of a literal text that was probably to be compared with.
func (c *Compiler) warnOfComparison(n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		return
	}
	if meant := comparison(n.Value); meant != "" {
		c.Problems.Warn(c.At(n), "%s is a text, which only the same text equals", show.Quote(n.Value)).
			Next = "write " + meant + ", or {equals: " + show.Quote(n.Value) + "} to mean the text"
	}
}

// comparedAdvice gives advice about an operand that compares by a sign.
func comparedAdvice(n *yaml.Node, k values.Kind) string {
	if meant := comparison(n.Value); meant != "" {
		return "write " + meant
	}
	return statusAdvice(n, k)
}

// comparedWith gives advice where a number came and a text such as "> 0" was expected.
func comparedWith(want string, v any, k values.Kind) string {
	_, number := v.(json.Number)
	if text, ok := v.(string); ok && k == values.AsText {
		_, number = values.Quantity(text).(json.Number)
	}
	if meant := comparison(want); number && meant != "" {
		return "write " + meant
	}
	return ""
}
