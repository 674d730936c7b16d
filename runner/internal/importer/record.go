package importer

import (
	"fmt"
	"slices"

	"assay/runner/internal/fixture"
)

// Fixture returns the draft's recorded answers as a fixture file: each under its probe, with the
// request that the suite (text, at path) plans for it, so that a replay finds it. Secrets are
// redacted.
func (d *Draft) Fixture(path string, text []byte) (*fixture.File, error) {
	p, err := d.planned(path, text)
	if err != nil {
		return nil, fmt.Errorf("the suite that was made is wrong: %w", err)
	}
	redactor, err := d.Masked()
	if err != nil {
		return nil, err
	}
	file := &fixture.File{}
	for _, probe := range p.Probes {
		recorded := d.Recorded[probe.ID]
		if recorded == nil {
			continue
		}
		o := recorded.Observation
		redactor.Observation(o)
		o.Probe, o.Request = probe.ID, probe.Request
		if e := fixture.EntryOf(o); e != nil {
			e.Varies = slices.DeleteFunc(slices.Clone(recorded.Varies), func(path string) bool { return redactor.String(path) != path })
			file.Entries = append(file.Entries, e)
		}
	}
	return file, nil
}
