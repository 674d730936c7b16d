package observe

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/plan"
)

const (
	missingInterrupted                  = transport.Interrupted
	missingCrashed     exchange.Missing = "assay itself failed before there was an answer"
)

// missing is the observation of a probe that nothing was asked for.
func missing(p *plan.Probe, why exchange.Missing) *exchange.Observation {
	return &exchange.Observation{Probe: p.ID, Request: p.Request, Missing: why}
}
