package drift

import (
	"time"

	"assay/runner"
)

// Aged is a probe whose fixture is old.
type Aged struct {
	Probe string
	Age   time.Duration
}

// Older lists the probes of a document whose fixtures were captured, or observed
// for their transcription, more than so long before now; the oldest sample counts.
// Entries without a date have no age, and those that no probe asks for do not count.
func Older(d *runner.Document, now time.Time, than time.Duration) []Aged {
	if d.Fixture == nil {
		return nil
	}
	oldest := map[string]time.Duration{}
	for _, e := range d.Fixture.Entries {
		if at := e.Observation.Provenance.At; !at.IsZero() {
			oldest[e.Probe] = max(oldest[e.Probe], now.Sub(at))
		}
	}
	var out []Aged
	for _, p := range d.Plan.Probes {
		if age := oldest[p.ID]; age > than {
			out = append(out, Aged{p.ID, age})
		}
	}
	return out
}
