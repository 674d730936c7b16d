package report

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// outline is what is told of a response that was let go of: the members of an Observation that are
// set, in its order. Most responses of a large run are such.
type outline struct {
	Probe      string  `json:"probe"`
	Status     int     `json:"status,omitempty"`
	Reason     string  `json:"reason,omitempty"`
	Size       int64   `json:"size,omitempty"`
	DurationMS float64 `json:"duration_ms,omitempty"`
	FirstByte  float64 `json:"first_byte_ms,omitempty"`
	Attempts   int     `json:"attempts,omitempty"`
	Provenance string  `json:"provenance,omitempty"`
}

func (l *outline) fill(p *plan.Probe, o *exchange.Observation) {
	*l = outline{
		Probe: p.ID, Status: o.Status, Reason: o.Reason, Size: o.Size, DurationMS: milliseconds(o.Duration),
		FirstByte: milliseconds(o.FirstByte), Attempts: o.Attempts, Provenance: o.Provenance.Kind,
	}
}

// withOutlines returns what calls write with each observation in plan order: an outline, or the
// next of those that are whole.
func withOutlines(run *pipeline.Run, whole []Observation) func(write func(any)) {
	return func(write func(any)) {
		var l outline
		next := 0
		for p, o := range run.Told() {
			if run.Outlined(p) {
				l.fill(p, o)
				write(&l)
				continue
			}
			write(&whole[next])
			next++
		}
	}
}
