package expect

import (
	"crypto/sha256"
	"encoding/hex"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
)

// sizeCheck is the key `size`: bytes of the decoded body.
type sizeCheck struct {
	want  *predicate
	masks maskNames
}

func compileSize(c *compiling, n *yaml.Node) check {
	return &sizeCheck{c.predicate(n, asSize), c.Masked}
}

func (s *sizeCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	size := byteSize(o.Size)
	if size == 0 {
		size = byteSize(len(o.Body))
	}
	switch {
	case bodyUnreported(o):
		out.unknown("the source did not report the body")
	case o.Cut != "" && !settled(s.want, size):
		out.unknown("size: at least " + size.String() + ": the body was read only in part (" + string(o.Cut) + ")")
	default:
		if why := s.masks.sizeDoubt(o, size, s.want); why != "" {
			out.unknown("size: " + why)
			return
		}
		s.want.judge(size, Subject{Key: "size"}, out)
	}
}

func (s *sizeCheck) summary() string { return "size " + s.want.String() }

// sha256Check is the key `sha256`: the digest of the decoded body, lower-case
// hex.
type sha256Check struct {
	want  *predicate
	masks maskNames
}

func compileSHA256(c *compiling, n *yaml.Node) check {
	return &sha256Check{c.predicate(n, asText), c.Masked}
}

func (s *sha256Check) judge(o *exchange.Observation, _ *World, out *Result) {
	switch {
	case bodyUnreported(o):
		out.unknown("the source did not report the body")
	case o.Cut != "":
		out.unknown("sha256: the body was read only in part (" + string(o.Cut) + ")")
	default:
		if why := s.masks.doubtBody(o); why != "" {
			out.unknown("sha256: " + why + ", so the digest is another than it was; judge what stands in the body")
			return
		}
		s.want.judgeText(digestOf(o), Subject{Key: "sha256"}, out)
	}
}

func digestOf(o *exchange.Observation) string {
	if o.SHA256 != "" {
		return o.SHA256
	}
	sum := sha256.Sum256(o.Body)
	return hex.EncodeToString(sum[:])
}

func (s *sha256Check) summary() string { return "sha256 " + s.want.String() }
