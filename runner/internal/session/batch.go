package session

import (
	"context"

	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
)

// Others are the processes that share a run: one of them observes while the others wait, and passes
// the observations on.
type Others interface {
	// Lock waits until no other process observes. Call unlock to release it.
	Lock(ctx context.Context) (unlock func(), err error)
	// Run is the id of the run, of which fresh is a proposal: the first to ask decides. It
	// is asked by the process that holds the lock.
	Run(fresh string) (id string, err error)
	// Write passes on batch number of a document; all processes count documents and batches alike.
	// Read returns it, nil if there is none yet.
	Write(document, number int, b *Batch) error
	Read(document, number int) (*Batch, error)
}

// Batch is what one process observed in one step.
type Batch struct {
	Orders       []int // plan.Probe.Order of each observation
	Observations []*exchange.Observation
	Requests     int
	Excess       []string // see observe.Excess
	// Learned holds captures that are used as credentials: the observations contain only their names,
	// and another process may have to send the values.
	Learned []redact.Secret
}
