package expect

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// parsedText is the operator `parsed`: a text that is JSON itself, as the arguments
// of a tool call are.
type parsedText struct{ want *predicate } // nil: any JSON

// compileParsed reads `parsed: true` or a predicate on the JSON. false is neither:
// it could mean "no JSON" as well as the value.
func compileParsed(c *compiling, n *yaml.Node, _ valueKind) operator {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		return &parsedText{c.predicate(n, asJSON)}
	}
	if c.scalar(n) != true {
		c.mistake(n, "parsed: expected true or a predicate on the JSON, got false (boolean)").
			Next = "write {not: {parsed: true}} for a text that is no JSON, {parsed: {equals: false}} for the JSON value"
		return nil
	}
	return &parsedText{}
}

// holds is neither true nor false of a text that is no JSON where something is asked
// of the JSON, so that `not` does not make it hold.
func (p *parsedText) holds(v any) Outcome {
	text, ok := v.(string)
	if !ok {
		if _, cut := v.(partialText); cut {
			return Unknown
		}
		return p.otherwise()
	}
	value, err := exchange.ParseJSON([]byte(text))
	switch {
	case errors.Is(err, exchange.ErrTooDeep):
		return Unknown
	case err != nil:
		return p.otherwise()
	case p.want == nil:
		return Met
	}
	return p.want.settle(value)
}

func (p *parsedText) doubt(v any) string {
	text, _ := v.(string)
	value, err := exchange.ParseJSON([]byte(text))
	if err != nil {
		return err.Error()
	}
	return p.want.doubt(value)
}

// otherwise is the outcome of a value that is no text of JSON.
func (p *parsedText) otherwise() Outcome {
	if p.want == nil {
		return Unmet
	}
	return noValue
}

func (p *parsedText) String() string {
	if p.want == nil {
		return "JSON in a text"
	}
	return "JSON in a text: " + p.want.String()
}

func (p *parsedText) judgeWithin(v any, s Subject, at source.Pos, out *Result) {
	if text, ok := v.(string); ok && p.want != nil {
		if value, err := exchange.ParseJSON([]byte(text)); err == nil {
			p.want.judge(value, s.parsed(), out)
			return
		}
	}
	f := Failure{At: at, Subject: s, Expected: p.String(), Actual: show(v, asJSON)}
	p.explain(v, &f)
	out.unmet(f)
}

// explain says why there is no JSON to judge.
func (p *parsedText) explain(v any, f *Failure) {
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
