package expect

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
)

// bodyCheck is the key `body`: the body as text.
type bodyCheck struct{ want *predicate }

func compileBody(c *compiling, n *yaml.Node) check { return &bodyCheck{c.predicate(n, asText)} }

func (b *bodyCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	if bodyUnreported(o) {
		out.unknown("the source did not report the body")
		return
	}
	s := Subject{Key: "body"}
	if o.Cut != "" {
		why := "the body was read only in part (" + string(o.Cut) + "), and what was read does not tell"
		b.want.judge(partialText{string(o.Text()), why}, s, out)
		return
	}
	b.want.judgeText(string(o.Text()), s, out)
}

func (b *bodyCheck) summary() string { return "body " + b.want.String() }
