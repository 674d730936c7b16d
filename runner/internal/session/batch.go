package session

import (
	"context"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
)

// Others are the processes that share a run: one of them observes while the others wait,
// and hands over what came.
type Others interface {
	// Lock waits until no other process observes. It is let go by unlock.
	Lock(ctx context.Context) (unlock func(), err error)
	// Write hands over the number-th batch of a document, both counted by all processes
	// alike. Read takes it over, nil where there is none yet.
	Write(document, number int, b *Batch) error
	Read(document, number int) (*Batch, error)
}

// Batch is what one process observed in one go.
type Batch struct {
	Orders       []int // plan.Probe.Order of each observation
	Observations []*exchange.Observation
	Requests     int
	Excess       []string // see observe.Excess
	// Learned are captures that are used as credentials: what is captured holds their
	// names by now, and another process may have to send them.
	Learned []redact.Secret
}
