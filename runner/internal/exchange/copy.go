package exchange

// Copy is another observation that holds what o holds, to be changed before
// anybody else reads it. Slices, maps and what pointers lead to are shared with o:
// a change puts new ones in their place. The parsed form of the body is not taken
// over.
func (o *Observation) Copy() *Observation {
	return &Observation{
		Probe: o.Probe, Request: o.Request, Sample: o.Sample, Missing: o.Missing, Failure: o.Failure,
		Status: o.Status, Reason: o.Reason, Proto: o.Proto, Header: o.Header,
		Body: o.Body, Size: o.Size, SHA256: o.SHA256, Cut: o.Cut, Odd: o.Odd, Stream: o.Stream, Hops: o.Hops, Base: o.Base, TLS: o.TLS,
		Sent: o.Sent, Duration: o.Duration, FirstByte: o.FirstByte, Attempts: o.Attempts, GaveUp: o.GaveUp,
		Captured: o.Captured, CaptureError: o.CaptureError, Samples: o.Samples,
		Provenance: o.Provenance, Masking: o.Masking, Reported: o.Reported,
	}
}

// SetJSON says what the body is as JSON where its maker knows, so that nobody
// parses it. v must be what [ParseJSON] gives for Body; it is called before
// anybody reads o.
func (o *Observation) SetJSON(v any) {
	o.parsed.json.Do(func() { o.parsed.value = v })
}
