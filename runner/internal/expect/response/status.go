package response

import (
	"fmt"
	"net/http"
	"slices"

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
		s.explain(o, &out.Failures[i])
	}
}

// explain shows the status as received, the alternatives of a transcribed one, and what to do about
// a redirect or a limit that says nothing of what was expected.
func (s *statusCheck) explain(o *exchange.Observation, f *outcome.Failure) {
	if o.Reported != nil && len(o.Reported.StatusAny) > 0 {
		f.Actual = check.StatusAlternatives(o.Reported) + ", as reported"
		return
	}
	if o.Reason != "" {
		f.Actual += " " + text.Cut(o.Reason, 60)
	}
	switch {
	case o.Status/100 == 3:
		explainRedirect(o, f)
	case o.Status == http.StatusTooManyRequests && s.want.Outcome(http.StatusServiceUnavailable) == outcome.Unmet:
		f.Limited = true
		f.Next = "where a limit says nothing of the claim: unless: {status: 429} on the finding"
	}
}

// explainRedirect shows where a redirect leads that was not expected.
func explainRedirect(o *exchange.Observation, f *outcome.Failure) {
	if o.Header.Get("Location") == "" {
		return
	}
	targets := redirectTargets(o)
	to, _ := targets[len(targets)-1].(string)
	f.Detail = "it leads to " + text.Cut(to, 100)
	switch n := len(o.Hops); {
	case slices.ContainsFunc(o.Hops, func(h exchange.Hop) bool { return h.URL == to }):
		f.Detail += ", which was asked before: " + text.Count(n, "redirect") + " went in a circle"
	case n > 0:
		f.Next = fmt.Sprintf("%s followed; redirects: %d follows one more", text.Counted(n, "redirect was", "redirects were"), n+1)
	default:
		f.Next = "ask that address, or follow it with redirects: 1 on the probe"
	}
}

func (s *statusCheck) Summary() string { return "status " + s.want.String() }

func (*statusCheck) Alike(a, b *exchange.Observation) bool { return a.Status == b.Status }

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
