package response

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
)

// statusCheck is the key `status`.
type statusCheck struct{ want *predicate.Predicate }

// CompileStatus reads the key `status`.
func CompileStatus(c *predicate.Compiler, n *yaml.Node) check.Check {
	return &statusCheck{c.Compile(n, values.AsStatus)}
}

func (s *statusCheck) Judge(o *exchange.Observation, w *check.World, out *outcome.Result) {
	status, unknown := w.Status(o)
	if unknown != "" {
		out.Doubt(unknown)
		return
	}
	if s.want.TakesStatus(status) {
		return
	}
	before := len(out.Failures)
	s.want.Judge(status, outcome.Subject{Key: "status"}, out)
	for i := before; i < len(out.Failures); i++ {
		explainStatus(o, &out.Failures[i])
	}
}

// explainStatus shows the status as received, the alternatives of a transcribed one, and what the
// body says about it.
func explainStatus(o *exchange.Observation, f *outcome.Failure) {
	if o.Reported != nil && len(o.Reported.StatusAny) > 0 {
		f.Actual = check.StatusAlternatives(o.Reported) + ", as reported"
		return
	}
	if o.Reason != "" {
		f.Actual += " " + text.Cut(o.Reason, 60)
	}
}

func (s *statusCheck) Summary() string { return "status " + s.want.String() }

func (*statusCheck) Enumerable() bool { return true }

func (s *statusCheck) Examples(_ *check.Sketch, d check.Draft) []check.Draft {
	var out []check.Draft
	for _, status := range s.want.Statuses() {
		if d.Status == 0 || d.Status == status {
			one := d
			one.Status = status
			out = append(out, one)
		}
	}
	return out
}

func (*statusCheck) Costly(*exchange.Observation, *check.World, int) bool { return false }
