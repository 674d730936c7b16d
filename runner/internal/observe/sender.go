package observe

import (
	"context"

	"assay/runner/internal/exchange"
)

// Sender answers calls: over a protocol, or from recordings. transport.Client is HTTP over the
// network, recorded.Sender serves fixtures. It must be safe for concurrent use.
//
// A sender only returns the response: package observe decides whether, when and how often to send,
// fills in references, extracts captures and masks secrets.
type Sender interface {
	// Send makes one call and returns its result, never nil: a response, a Failure, or Missing with
	// the reason. Package observe sets Probe, Request and Captured. Send returns soon after ctx ends,
	// with Missing [exchange.InterruptedRun] if that interrupted it.
	//
	// The second result is the number of requests sent, for the budget: 1, and one more for each
	// further one permitted (see [exchange.Call]); 0 if nothing left the process.
	Send(ctx context.Context, c exchange.Call) (*exchange.Observation, int)
}
