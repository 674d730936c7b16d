package observe

import (
	"fmt"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

var (
	missingInterrupted = exchange.InterruptedRun
	missingCrashed     = exchange.Missing{Kind: exchange.Crashed, Detail: "assay itself failed before there was an answer"}
	missingCircular    = exchange.Missing{Kind: exchange.Circular, Detail: "it waits for itself, by way of what it depends on"}
)

// gap makes a reason with its text.
func gap(kind exchange.MissingKind, format string, args ...any) exchange.Missing {
	return exchange.Missing{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// missing makes the observation of a probe that was not sent.
func missing(p *plan.Probe, why exchange.Missing) *exchange.Observation {
	return &exchange.Observation{Probe: p.ID, Request: p.Request, Missing: why}
}
