package operator

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
)

// textOperator is an operator on texts only; for another type it is unmet, and the failure says so.
type textOperator struct {
	words string
	want  string
	test  func(text, want string) bool
	// partial judges a text of which only the beginning is known.
	partial func(text, want string) outcome.Outcome
	atEnd   bool // it compares the end of the text, otherwise its beginning
}

func (t *textOperator) Holds(v any) outcome.Outcome {
	switch v := v.(type) {
	case string:
		return outcome.Holds(t.test(v, t.want))
	case values.Partial:
		return t.partial(v.Text, t.want)
	}
	return outcome.Unmet
}

func (t *textOperator) String() string { return t.words + " " + show.Quote(t.want) }

func (t *textOperator) Explain(v any, f *outcome.Failure) { explainTextOnly(v, f) }

// explainTextOnly says that an operator is about texts.
func explainTextOnly(v any, f *outcome.Failure) {
	switch v.(type) {
	case string, values.Partial:
	default:
		f.Detail = "only a text can be judged so; this is " + show.WithArticle(values.TypeOf(v))
	}
}

func compileStartsWith(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	want, ok := c.Text(n, "starts_with")
	if !ok {
		return nil
	}
	return &textOperator{"starting with", want, strings.HasPrefix, func(text, want string) outcome.Outcome {
		if len(text) < len(want) && strings.HasPrefix(want, text) {
			return outcome.Unknown
		}
		return outcome.Holds(strings.HasPrefix(text, want))
	}, false}
}

func compileEndsWith(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	want, ok := c.Text(n, "ends_with")
	if !ok {
		return nil
	}
	return &textOperator{"ending with", want, strings.HasSuffix, func(string, string) outcome.Outcome { return outcome.Unknown }, true}
}

// matches is a search for a regular expression of RE2.
type matches struct{ pattern *regexp.Regexp }

func compileMatches(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	re := c.Pattern(n, "matches")
	if re == nil {
		return nil
	}
	return &matches{re}
}

func (m *matches) Holds(v any) outcome.Outcome {
	switch v := v.(type) {
	case string:
		return outcome.Holds(m.pattern.MatchString(v))
	case int:
		n, _ := values.Number(v)
		return outcome.Holds(m.pattern.MatchString(string(n)))
	case values.Partial:
		// A match before the end of the known text is a match for every continuation.
		if at := m.pattern.FindStringIndex(v.Text); at != nil && at[1] < len(v.Text) {
			return outcome.Met
		}
		return outcome.Unknown
	}
	return outcome.Unmet
}

func (m *matches) String() string { return "matching /" + m.pattern.String() + "/" }

func (m *matches) Explain(v any, f *outcome.Failure) {
	if _, status := v.(int); !status {
		explainTextOnly(v, f)
	}
}

func (t *textOperator) OfMasked(known mask.Names, text string, _ []mask.Mask, _ outcome.Outcome) outcome.Outcome {
	if t.atEnd {
		return known.Compared(t.want, text, t.test, "", `\z`)
	}
	return known.Compared(t.want, text, t.test, `\A`, "")
}

func (m *matches) OfMasked(_ mask.Names, text string, masks []mask.Mask, _ outcome.Outcome) outcome.Outcome {
	v := mask.View{Text: text, Masks: masks}
	return v.Outcome(m.pattern.MatchString, m.pattern.String())
}

func (t *textOperator) Pieces() (start, middle, end string) {
	if t.atEnd {
		end = t.want
	} else {
		start = t.want
	}
	return start, middle, end
}

func (t *textOperator) Suggest() []any { return nil }

func (m *matches) Suggest() []any { return []any{values.TextFor(m.pattern.String())} }

func (t *textOperator) Code(v any) outcome.Code { return codeOfText(v) }

// codeOfText returns the code of a failure of an operator on texts.
func codeOfText(v any) outcome.Code {
	switch v.(type) {
	case string, values.Partial:
		return outcome.Value
	}
	return predicate.CodeOf(v, outcome.Type)
}

func (m *matches) Code(v any) outcome.Code {
	if _, status := v.(int); status {
		return outcome.Value
	}
	return codeOfText(v)
}
