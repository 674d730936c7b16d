package observe

import (
	"context"

	"assay/runner/internal/exchange"
)

// Sender answers calls: a protocol, or what was recorded. transport.Client is HTTP over the
// network, recorded.Sender the fixtures. It must be safe for concurrent use.
//
// A protocol says what came back, and no more: package observe decides whether, when and how
// often to send, fills references, and takes captures and secrets out of the answer.
type Sender interface {
	// Send makes one call and gives what came back, never nil: an answer, a Failure, or
	// what is Missing and why. Probe, Request and Captured are observe's to set. It returns
	// soon after ctx ended, with [exchange.InterruptedRun] missing where that cut it short.
	//
	// The second result is how many requests it sent, for the budget: 1, and one more for
	// each that it had leave for (see [exchange.Call]); 0 where nothing left the process.
	Send(ctx context.Context, c exchange.Call) (*exchange.Observation, int)
}
