package suite

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// spelling warns of a value without quotes that YAML 1.1 and YAML 1.2 read differently, for which
// tools around a suite disagree about its meaning: `on`, 017, 1_000, 0b11, 12:30.
func (s *structure) spelling(n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || n.Style != 0 || !suspicious(n.Value) {
		return
	}
	if here, other, write := readings(n); other != "" {
		s.problems.Warn(s.file.At(n), "%s is %s here, and %s", n.Value, here, other).Next = "write " + write
	}
}

// Ambiguous reports whether a text needs quotes so that readers of YAML 1.1 take it for a text, as
// "on" and "12:30" do.
func Ambiguous(text string) bool {
	if !suspicious(text) {
		return false
	}
	_, other, _ := readings(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text})
	return other != ""
}

// suspicious reports whether a scalar may be one of those, at little cost: few are.
func suspicious(v string) bool {
	switch {
	case v == "":
		return false
	case v[0] > '9':
		return len(v) <= len("off")
	}
	digits := strings.TrimLeft(v, "+-")
	return strings.ContainsAny(v, "_:") || len(digits) > 1 && digits[0] == '0'
}

// readings returns what a plain scalar means here and to other readers, and how to write what is
// meant; other is "" if all agree.
func readings(n *yaml.Node) (here, other, write string) {
	text := `"` + n.Value + `" for the text`
	if n.Tag == "!!str" {
		switch {
		case isWord(n.Value, "on", "yes"):
			return "a text", "true to a reader of YAML 1.1", "true, or " + text
		case isWord(n.Value, "off", "no"):
			return "a text", "false to a reader of YAML 1.1", "false, or " + text
		case strings.Contains(n.Value, ":") && inSixties().MatchString(n.Value):
			return "a text", "a number to base 60 to a reader of YAML 1.1", text
		}
		return "", "", ""
	}
	digits := strings.TrimLeft(n.Value, "+-")
	sign := strings.TrimPrefix(n.Value[:len(n.Value)-len(digits)], "+")
	switch {
	case n.Tag != "!!int" && n.Tag != "!!float":
		return "", "", ""
	case strings.Contains(digits, "_"), strings.HasPrefix(digits, "0b"):
		other = "a text to a reader of YAML 1.2"
	case strings.HasPrefix(digits, "0o"):
		other = "a text to a reader of YAML 1.1"
	case octal().MatchString(digits):
		other = sign + strings.TrimLeft(digits, "0") + " to a reader of YAML 1.2"
	}
	number, ok := jsonNumber(n.Value)
	if other == "" || !ok {
		return "", "", ""
	}
	return "the number " + string(number), other, string(number) + ", or " + text
}

var (
	inSixties = source.Pattern(`^[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?$`)
	octal     = source.Pattern(`^0+[1-7][0-7]*$`)
)

// isWord reports whether s is one of words in lower case, in capitals or with a capital first.
func isWord(s string, words ...string) bool {
	for _, w := range words {
		if s == w || s == strings.ToUpper(w) || s == strings.ToUpper(w[:1])+w[1:] {
			return true
		}
	}
	return false
}
