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
	if before.Observation.Provenance.Kind != "captured" {
		return out
	}
	near := areClose(before, now)
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

// LearnShapes is Learn for two responses to one request of which either may come again: it learns
// also which parts only one of them has, and which differ in type. Their paths end in
// [fixture.ShapeVaries].
func (r *Rules) LearnShapes(before, now *fixture.Entry) Learned {
	out := r.Learn(before, now)
	if before.Observation.Provenance.Kind != "captured" || !areClose(before, now) {
		return out
	}
	was, is := before.Observation, now.Observation
	for _, c := range slices.Concat(r.Compare(was, is, About{Learned: out.Varies, quiet: true}), r.Compare(is, was, About{Learned: out.Varies, quiet: true})) {
		path := c.Path + fixture.ShapeVaries
		if c.Class != Breaking && c.Class != Additive || c.Path == "status" || c.Path == "answer" || slices.Contains(out.Varies, path) {
			continue
		}
		out.Varies, out.New = append(out.Varies, path), append(out.New, path)
	}
	return out
}

// areClose reports whether two recordings are Close.
func areClose(a, b *fixture.Entry) bool {
	was, is := a.Observation.Provenance.At, b.Observation.Provenance.At
	return !was.IsZero() && !is.IsZero() && is.Sub(was).Abs() <= Close
}
