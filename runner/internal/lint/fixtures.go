package lint

import (
	"assay/runner/internal/crash"
	"assay/runner/internal/fixture"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
)

// fixtures warns of recorded entries that no probe of any document uses, and of hand-written ones
// that contain what looks like a secret. It skips HAR files, in which other tools record more than
// the contract.
func (w *warnings) fixtures(documents []*pipeline.Document) {
	asked := map[*fixture.File]map[int]bool{} // by the lines of the entries
	var files []*fixture.File
	redactors := map[*fixture.File]*redact.Redactor{}
	for _, d := range documents {
		if d.Fixture == nil || d.Fixture.ReadOnly {
			continue
		}
		if asked[d.Fixture] == nil {
			asked[d.Fixture] = make(map[int]bool, d.Fixture.Len())
			files = append(files, d.Fixture)
			redactors[d.Fixture] = d.Redact
		}
		markAsked(d, asked[d.Fixture])
	}
	for _, f := range files {
		w.problems = append(w.problems, f.Warnings...)
		leaks := leaksIn(f, redactors[f])
		for i := range f.Len() {
			e := f.Outline(i)
			if leaks[i] != "" {
				w.warn(e.At, "write ${name} in its place, and make the old one invalid",
					"the entry %q holds what looks like a secret: %s", e.Title(), leaks[i])
			}
			if !asked[f][e.At.Line] {
				w.warn(e.At, "take it away, or record it anew; if a probe of another suite asks for it, lint both together",
					"no probe asks for the entry %q", e.Probe)
			}
		}
	}
}

// leaksIn returns, for each entry, the kind of the first secret in its text, "" without one.
func leaksIn(f *fixture.File, redactor *redact.Redactor) []string {
	const few = 256 // entries that are scanned in one room
	kinds := make([]string, f.Len())
	crash.Each((len(kinds)+few-1)/few, func(part int) {
		var room []byte
		for i := part * few; i < min((part+1)*few, len(kinds)); i++ {
			room = append(room[:0], f.Outline(i).Text...)
			leaks := redactor.Scan(room)
			if len(leaks) > 0 {
				leaks = redactor.Scan(fixture.Foreign(room))
			}
			if len(leaks) > 0 {
				kinds[i] = leaks[0].Kind
			}
		}
	})
	return kinds
}

// markAsked marks the entries that a document's probes find, every sample of a
// repeated one.
func markAsked(d *pipeline.Document, asked map[int]bool) {
	index := d.Index()
	for _, p := range d.Plan.Probes {
		if p.Request == nil {
			continue
		}
		first, last := 0, 0
		if p.Of.Repeat != nil {
			first, last = 1, p.Of.Repeat.Times
		}
		for sample := first; sample <= last; sample++ {
			if line := index.Line(p.ID, sample, p.Request); line > 0 {
				asked[line] = true
			}
		}
	}
}
