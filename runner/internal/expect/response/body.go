package response

import (
	"bytes"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
)

// bodyCheck is the key `body`: the body as text.
type bodyCheck struct{ want *predicate.Predicate }

// CompileBody reads the key `body`.
func CompileBody(c *predicate.Compiler, n *yaml.Node) check.Check {
	return &bodyCheck{c.Compile(n, values.AsText)}
}

func (b *bodyCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if check.BodyUnreported(o) {
		out.Doubt("the source did not report the body")
		return
	}
	s := outcome.Subject{Key: "body"}
	if o.Cut != "" {
		why := "the body was read only in part (" + string(o.Cut) + "), and what was read does not tell"
		b.want.Judge(values.Partial{Text: string(o.Text()), Why: why}, s, out)
		return
	}
	b.want.JudgeText(string(o.Text()), s, out)
}

func (b *bodyCheck) Summary() string { return "body " + b.want.String() }

func (b *bodyCheck) Examples(_ *check.Sketch, d check.Draft) []check.Draft {
	var out []check.Draft
	for _, value := range b.want.Values() {
		text, ok := value.(string)
		if !ok || d.Body != nil && !bytes.Equal(d.Body, []byte(text)) {
			continue
		}
		one := d
		one.Body = []byte(text)
		out = append(out, one)
	}
	return out
}
