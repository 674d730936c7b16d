package exchange

import "time"

// Outline is what the history and a brief report tell of a live response that was let go of.
type Outline struct {
	status, attempts    int
	size                int64
	reason              string
	sent                time.Time
	duration, firstByte time.Duration
}

// OutlineOf returns the outline of an observation: of one response, not of samples.
func OutlineOf(o *Observation) Outline {
	return Outline{
		status: o.Status, attempts: o.Attempts, size: o.Size, reason: o.Reason,
		sent: o.Sent, duration: o.Duration, firstByte: o.FirstByte,
	}
}

// Fill makes o an observation that has what the outline has.
func (l *Outline) Fill(o *Observation) {
	*o = Observation{
		Status: l.status, Attempts: l.attempts, Size: l.size, Reason: l.reason,
		Sent: l.sent, Duration: l.duration, FirstByte: l.firstByte, Provenance: Provenance{Kind: "live"},
	}
}
