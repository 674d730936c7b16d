package drift

import (
	"slices"

	"assay/runner/fixture"
)

// Learn is the paths that vary from one recording of an answer to the next: those
// that the entry before knew, and those whose value differs now. An answer that was
// transcribed teaches nothing: a person wrote it.
func (r *Rules) Learn(before, now *fixture.Entry) []string {
	known := slices.Clone(before.Varies)
	if before.Observation.Provenance.Kind != "captured" {
		return known
	}
	for _, c := range r.Compare(before.Observation, now.Observation, About{Learned: known}) {
		if c.Class == Value && !slices.Contains(known, c.Path) {
			known = append(known, c.Path)
		}
	}
	return known
}
