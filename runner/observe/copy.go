package observe

import "assay/runner/exchange"

// copyOf is an observation with what o holds; slices are shared and, like o, not
// to be changed.
func copyOf(o *exchange.Observation) *exchange.Observation {
	return &exchange.Observation{
		Probe: o.Probe, Request: o.Request, Sample: o.Sample, Missing: o.Missing, Failure: o.Failure,
		Status: o.Status, Reason: o.Reason, Proto: o.Proto, Header: o.Header,
		Body: o.Body, Size: o.Size, SHA256: o.SHA256, Cut: o.Cut, Stream: o.Stream, Hops: o.Hops, TLS: o.TLS,
		Sent: o.Sent, Duration: o.Duration, FirstByte: o.FirstByte, Attempts: o.Attempts,
		Captured: o.Captured, CaptureError: o.CaptureError, Samples: o.Samples,
		Provenance: o.Provenance, Reported: o.Reported,
	}
}
