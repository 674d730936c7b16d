package drift

import (
	"time"

	"assay/runner/internal/pipeline"
)

// Aged is a probe whose fixture is old, or has a date that cannot be right.
type Aged struct {
	Probe string
	Age   time.Duration // of the oldest sample
	// Ahead is how far the date of a sample lies in the future, 0 if none does: a clock was wrong, and
	// the age is unknown.
	Ahead time.Duration
}

// How far in the future a date may lie: clocks differ, and a person who wrote down a day may live
// further east.
const (
	clocksDiffer = time.Hour
	daysDiffer   = 24 * time.Hour
)

// Older lists the probes of a document whose fixtures were captured, or observed for their
// transcription, more than so long before now; the oldest sample counts. One with a date in the
// future is listed, too, since it would not age until then. Entries without a date have no age, and
// unused entries do not count.
func Older(d *pipeline.Document, now time.Time, than time.Duration) []Aged {
	if d.Fixture == nil {
		return nil
	}
	ages := map[string]Aged{}
	for _, e := range d.Fixture.Entries {
		pv := &e.Observation.Provenance
		if pv.At.IsZero() {
			continue
		}
		a := ages[e.Probe]
		a.Age = max(a.Age, now.Sub(pv.At))
		allowed := daysDiffer
		if pv.Kind == "captured" {
			allowed = clocksDiffer
		}
		if ahead := pv.At.Sub(now); ahead > allowed {
			a.Ahead = max(a.Ahead, ahead)
		}
		ages[e.Probe] = a
	}
	var out []Aged
	for _, p := range d.Plan.Probes {
		if a := ages[p.ID]; a.Age > than || a.Ahead > 0 {
			a.Probe = p.ID
			out = append(out, a)
		}
	}
	return out
}
