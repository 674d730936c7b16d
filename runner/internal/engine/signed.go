package engine

import (
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// checkSigned reports, in a program that does not link AWS's signer, the first probe that is to be
// signed by it.
func checkSigned(d *pipeline.Document) source.Problems {
	var problems source.Problems
	if transport.Signs() {
		return nil
	}
	for _, p := range d.Plan.Probes {
		if r := p.Request; r != nil && r.Auth != nil && r.Auth.Scheme == "aws_sigv4" {
			problems.Add(p.At, "the probe %s cannot be sent: auth.aws_sigv4: %v", p.ID, transport.ErrUnsigned).Next =
				source.LinkNext(transport.SigV4Package)
			break
		}
	}
	return problems
}
