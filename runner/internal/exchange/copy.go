package exchange

// Copy returns a shallow copy of o, which the caller may change before anything else reads it.
// Slices, maps and pointers are shared with o, so a change must replace them. The parsed form of
// the body is not copied.
func (o *Observation) Copy() *Observation {
	c := new(Observation)
	o.CopyTo(c)
	return c
}

// CopyTo is [Observation.Copy] in the place of an observation that nobody reads any more.
func (o *Observation) CopyTo(c *Observation) {
	*c = Observation{
		Probe: o.Probe, Request: o.Request, Sample: o.Sample, Missing: o.Missing, Failure: o.Failure,
		Status: o.Status, Reason: o.Reason, Proto: o.Proto, Header: o.Header, Trailer: o.Trailer,
		Body: o.Body, Size: o.Size, SHA256: o.SHA256, Cut: o.Cut, Odd: o.Odd, Stream: o.Stream, Hops: o.Hops, Base: o.Base, TLS: o.TLS,
		Sent: o.Sent, Duration: o.Duration, FirstByte: o.FirstByte, Attempts: o.Attempts, GaveUp: o.GaveUp, Shared: o.Shared,
		Captured: o.Captured, CaptureError: o.CaptureError, Samples: o.Samples,
		Provenance: o.Provenance, Masking: o.Masking, Reported: o.Reported,
	}
}

// SetJSON sets how the body's JSON value is made where the maker of o knows it, so that it need not
// be parsed. The value must equal what [ParseJSON] returns for Body. Call it before anything reads
// o.
func (o *Observation) SetJSON(value func() any) {
	p := &parsed{made: value}
	p.whole.Store(true)
	o.memo.Store(p)
}
