package drift

import (
	"slices"
	"time"

	"assay/runner/internal/fixture"
)

// Close is the maximum time between two recordings whose differences count as parts that always
// vary. Between recordings further apart the API may have changed.
const Close = 10 * time.Minute

// Learned is what a new recording of a response shows when compared with the previous one.
type Learned struct {
	// Varies are the paths that vary from one recording to the next: those that the previous entry
	// knew, and New.
	Varies []string
	// New holds the paths that count as varying because they differ now.
	New []string
	// Apart holds the paths that differ now and do not count as varying: the recordings are not Close.
	Apart []string
}

// Learn finds what varies from one recording of a response to the next. It learns nothing from a
// transcribed response, which a person wrote, nor from recordings that are not Close or of unknown
// time: a change of the API must not count as noise.
func (r *Rules) Learn(before, now *fixture.Entry) Learned {
	out := Learned{Varies: slices.Clone(before.Varies)}
	was, is := before.Observation.Provenance, now.Observation.Provenance
	if was.Kind != "captured" {
		return out
	}
	apart := is.At.Sub(was.At).Abs()
	near := !was.At.IsZero() && !is.At.IsZero() && apart <= Close
	for _, c := range r.Compare(before.Observation, now.Observation, About{Learned: before.Varies, quiet: true}) {
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
