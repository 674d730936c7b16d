package response

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
)

// sizeCheck is the key `size`: bytes of the decoded body.
type sizeCheck struct {
	want  *predicate.Predicate
	masks mask.Names
}

// CompileSize reads the key `size`.
func CompileSize(c *predicate.Compiler, n *yaml.Node) check.Check {
	return &sizeCheck{c.Compile(n, values.AsSize), c.Masked}
}

func (s *sizeCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	size := values.Size(o.Size)
	if size == 0 {
		size = values.Size(len(o.Body))
	}
	switch {
	case check.BodyUnreported(o):
		out.Doubt("the source did not report the body")
	case o.Cut != "" && !predicate.Settled(s.want, size):
		out.Doubt("size: at least " + size.String() + ": the body was read only in part (" + string(o.Cut) + ")")
	default:
		if why := sizeDoubt(s.masks, o, size, s.want); why != "" {
			out.Doubt("size: " + why)
			return
		}
		s.want.Judge(size, outcome.Subject{Key: "size"}, out)
	}
}

func (s *sizeCheck) Summary() string { return "size " + s.want.String() }

// sha256Check is the key `sha256`: the digest of the decoded body in lower-case hexadecimal.
type sha256Check struct {
	want  *predicate.Predicate
	masks mask.Names
}

// CompileSHA256 reads the key `sha256`.
func CompileSHA256(c *predicate.Compiler, n *yaml.Node) check.Check {
	return &sha256Check{c.Compile(n, values.AsText), c.Masked}
}

func (s *sha256Check) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	switch {
	case check.BodyUnreported(o):
		out.Doubt("the source did not report the body")
	case o.Cut != "":
		out.Doubt("sha256: the body was read only in part (" + string(o.Cut) + ")")
	default:
		if why := s.masks.DoubtBody(o); why != "" {
			out.Doubt("sha256: " + why + ", so the digest is another than it was; judge what stands in the body")
			return
		}
		s.want.JudgeText(o.Hash(), outcome.Subject{Key: "sha256"}, out)
	}
}

func (s *sha256Check) Summary() string { return "sha256 " + s.want.String() }

func (*sizeCheck) Enumerable() bool { return true }

// sizeDoubt says why the size of a body is not known well enough for want; "" if the outcome is the
// same for every length of the masked values in it.
func sizeDoubt(known mask.Names, o *exchange.Observation, size values.Size, want *predicate.Predicate) string {
	why := known.DoubtBody(o)
	if why == "" {
		return ""
	}
	low, high := size, size
	for _, m := range known.In(string(o.Text())) {
		low -= values.Size(m.End - m.Start)
		high += longestMasked
	}
	if first := want.Outcome(max(low, 0)); first == want.Outcome(high) && (first == outcome.Met || !want.HoldsWithin(low, high)) && want.Bounded() {
		return ""
	}
	return why + ", so the size is another than it was; judge it by bounds that leave room for a key"
}

// longestMasked is the assumed maximum length in bytes of a masked value in a body: generous for a
// token.
const longestMasked = 8 << 10
