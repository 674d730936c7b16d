package operator

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
)

// parsedText is the operator `parsed`: a text that is itself JSON, like the arguments of a tool
// call.
type parsedText struct{ want *predicate.Predicate } // nil: any JSON

// compileParsed reads `parsed: true` or a predicate on the JSON. It rejects false, which could mean
// "no JSON" as well as the value.
func compileParsed(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		return &parsedText{c.Compile(n, values.AsJSON)}
	}
	if c.Scalar(n) != true {
		c.Mistake(n, "parsed: expected true or a predicate on the JSON, got false (boolean)").
			Next = "write {not: {parsed: true}} for a text that is no JSON, {parsed: {equals: false}} for the JSON value"
		return nil
	}
	return &parsedText{}
}

// Holds is neither true nor false for a text that is not JSON if there is a predicate on the JSON,
// so that `not` does not make it hold.
func (p *parsedText) Holds(v any) outcome.Outcome {
	text, ok := v.(string)
	if !ok {
		if _, cut := v.(values.Partial); cut {
			return outcome.Unknown
		}
		return p.otherwise()
	}
	value, err := exchange.ParseJSON([]byte(text))
	switch {
	case errors.Is(err, exchange.ErrTooDeep):
		return outcome.Unknown
	case err != nil:
		return p.otherwise()
	case p.want == nil:
		return outcome.Met
	}
	return p.want.Settle(value)
}

func (p *parsedText) Doubt(v any) string {
	text, _ := v.(string)
	value, err := exchange.ParseJSON([]byte(text))
	if err != nil {
		return err.Error()
	}
	return p.want.Doubt(value)
}

// otherwise returns the outcome of a value that is not a JSON text.
func (p *parsedText) otherwise() outcome.Outcome {
	if p.want == nil {
		return outcome.Unmet
	}
	return outcome.NoValue
}

func (p *parsedText) String() string {
	if p.want == nil {
		return "JSON in a text"
	}
	return "JSON in a text: " + p.want.String()
}

func (p *parsedText) JudgeWithin(v any, s outcome.Subject, at source.Pos, out *outcome.Result) {
	if text, ok := v.(string); ok && p.want != nil {
		if value, err := exchange.ParseJSON([]byte(text)); err == nil {
			p.want.Judge(value, s.Parsed(), out)
			return
		}
	}
	f := outcome.Failure{At: at, Code: predicate.CodeOf(v, outcome.Unreadable), Subject: s, Expected: p.String(), Actual: show.Value(v, values.AsJSON)}
	p.Explain(v, &f)
	out.Fail(f)
}

// Explain says why there is no JSON to judge.
func (p *parsedText) Explain(v any, f *outcome.Failure) {
	explainTextOnly(v, f)
	text, ok := v.(string)
	if !ok {
		return
	}
	if _, err := exchange.ParseJSON([]byte(text)); strings.Trim(text, exchange.JSONSpace) == "" {
		f.Detail = "the text is empty"
	} else if err != nil {
		f.Detail = err.Error()
	}
}

func (*parsedText) OfMasked(_ mask.Names, text string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	if _, err := exchange.ParseJSON([]byte(text)); err == nil {
		return o
	}
	return outcome.Unknown
}

// Suggest returns the wanted JSON, as a text.
func (p *parsedText) Suggest() []any {
	values := []any{map[string]any{}}
	if p.want != nil {
		values = p.want.Values()
	}
	var out []any
	for _, v := range values {
		if text, err := show.CompactJSON(v); err == nil {
			out = append(out, text)
		}
	}
	return out
}

func (p *parsedText) Asks() []*predicate.Predicate {
	if p.want == nil {
		return nil
	}
	return []*predicate.Predicate{p.want}
}

func (p *parsedText) With(asked []*predicate.Predicate) predicate.Operator {
	if p.want == nil {
		return p
	}
	return &parsedText{asked[0]}
}
