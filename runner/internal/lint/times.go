package lint

import (
	"assay/runner/internal/expect"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// times warns of values in the fixture that time_until reads as one time but that may mean another.
func (w *warnings) times(d *pipeline.Document) {
	if d.Fixture == nil {
		return
	}
	world := &expect.World{}
	for _, s := range d.Plan.Specs {
		if s.Expect == nil || !s.Expect.ReadsTimes() || s.Probe == nil || s.Probe.Request == nil {
			continue
		}
		sample := 0
		if s.Probe.Of.Repeat != nil {
			sample = 1
		}
		entry, _ := d.Index().Match(s.Probe.ID, sample, s.Probe.Request)
		if entry == nil || entry.Observation == nil {
			continue
		}
		s.Expect.Ambiguities(entry.Observation, world, func(at source.Pos, text string) {
			w.warn(at, "pin it with as:", "time_until: %s", text)
		})
	}
}
