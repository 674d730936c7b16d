package drift

import (
	"slices"
	"time"

	"assay/runner/internal/fixture"
)

// Close is how far apart two recordings may lie for what differs between them to be taken
// for what always does. Between recordings further apart the API may have changed.
const Close = 10 * time.Minute

// Learned is what a new recording of an answer tells beside the one before.
type Learned struct {
	// Varies are the paths that vary from one recording to the next: those that the entry
	// before knew, and New.
	Varies []string
	// New are those that are taken to vary because they differ now.
	New []string
	// Apart are paths that differ now and are not: the recordings are not Close.
	Apart []string
}

// Learn tells what varies from one recording of an answer to the next. An answer that was
// transcribed teaches nothing: a person wrote it. Nor do recordings that are not Close,
// or of an unknown time: a change of the API must not become noise.
func (r *Rules) Learn(before, now *fixture.Entry) Learned {
	out := Learned{Varies: slices.Clone(before.Varies)}
	was, is := before.Observation.Provenance, now.Observation.Provenance
	if was.Kind != "captured" {
		return out
	}
	apart := is.At.Sub(was.At).Abs()
	near := !was.At.IsZero() && !is.At.IsZero() && apart <= Close
	for _, c := range r.Compare(before.Observation, now.Observation, About{Learned: before.Varies}) {
		switch {
		case c.Class != Value || slices.Contains(out.Varies, c.Path):
		case near:
			out.Varies, out.New = append(out.Varies, c.Path), append(out.New, c.Path)
		case !slices.Contains(out.Apart, c.Path):
			out.Apart = append(out.Apart, c.Path)
		}
	}
	return out
}
