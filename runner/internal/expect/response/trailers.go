package response

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
)

// trailersCheck is the key `trailers`: predicates on the fields behind the body.
type trailersCheck struct{ *headersCheck }

// CompileTrailers reads the key `trailers`.
func CompileTrailers(c *predicate.Compiler, n *yaml.Node) check.Check {
	if k := compileFields(c, n, "trailers", "write {Digest: present} to expect a trailer"); k != nil {
		return trailersCheck{k}
	}
	return nil
}

// Judge takes the trailers for headers, and the headers for trailers.
func (k trailersCheck) Judge(o *exchange.Observation, w *check.World, out *outcome.Result) {
	if why := check.TrailersUnknown(o); why != "" {
		out.Doubt(why)
		return
	}
	view := o.Copy()
	view.Header, view.Trailer, view.Reported = o.Trailer, o.Header, nil
	k.headersCheck.Judge(view, w, out)
}

func (k trailersCheck) Divide() []check.Check {
	out := k.headersCheck.Divide()
	for i := range out {
		out[i] = trailersCheck{out[i].(*headersCheck)}
	}
	return out
}

// Examples returns the draft as it is: an experiment cannot tell trailers.
func (trailersCheck) Examples(_ *check.Sketch, d check.Draft) []check.Draft { return []check.Draft{d} }
