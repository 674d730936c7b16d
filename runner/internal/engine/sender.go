package engine

import (
	"assay/runner/internal/observe"
	"assay/runner/internal/observe/recorded"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
)

// sender answers the probes of a document, in one step of a run or in several that share
// connections and cookies.
type sender struct {
	observe.Sender
	end func() (excess []string)
}

// open picks who answers, the first time.
func (s *sender) open(d *pipeline.Document, limits suite.Limits, opts Options) {
	if s.end == nil {
		s.Sender, s.end = senderOf(d, limits, opts)
	}
}

// senderOf returns the Sender for a document: its fixtures, or HTTP over the network. end closes it
// and returns the origins that sent bytes which belong to no response.
func senderOf(d *pipeline.Document, limits suite.Limits, opts Options) (s observe.Sender, end func() (excess []string)) {
	none := func() []string { return nil }
	switch {
	case !opts.Mode.Asks():
		return recorded.New(d.Index(), d.Suite.Fixtures, d.Masking), none
	case opts.Sender != nil:
		return opts.Sender, none
	}
	client := transport.New(transport.Options{
		Concurrency: limits.Concurrency, Timeout: limits.Timeout, Body: limits.Body, Proxy: opts.Proxy,
	})
	return client, func() []string {
		defer client.Close()
		return client.Excess()
	}
}
