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
	asked := map[*fixture.File]map[*fixture.Entry]bool{}
	var files []*fixture.File
	redactors := map[*fixture.File]*redact.Redactor{}
	for _, d := range documents {
		if d.Fixture == nil || d.Fixture.ReadOnly {
			continue
		}
		if asked[d.Fixture] == nil {
			asked[d.Fixture] = make(map[*fixture.Entry]bool, len(d.Fixture.Entries))
			files = append(files, d.Fixture)
			redactors[d.Fixture] = d.Redact
		}
		markAsked(d, asked[d.Fixture])
	}
	for _, f := range files {
		w.problems = append(w.problems, f.Warnings...)
		leaks := leaksIn(f.Entries, redactors[f])
		for i, e := range f.Entries {
			if leaks[i] != "" {
				w.warn(e.At, "write ${name} in its place, and make the old one invalid",
					"the entry %q holds what looks like a secret: %s", e.Title(), leaks[i])
			}
			if !asked[f][e] {
				w.warn(e.At, "take it away, or record it anew", "no probe asks for the entry %q", e.Probe)
			}
		}
	}
}

// leaksIn returns, for each entry, the kind of the first secret in its text, "" without one.
func leaksIn(entries []*fixture.Entry, redactor *redact.Redactor) []string {
	const few = 256 // entries that are scanned in one room
	kinds := make([]string, len(entries))
	crash.Each((len(entries)+few-1)/few, func(part int) {
		var room []byte
		for i := part * few; i < min((part+1)*few, len(entries)); i++ {
			room = entries[i].AppendText(room[:0])
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
func markAsked(d *pipeline.Document, asked map[*fixture.Entry]bool) {
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
			if e, _ := index.Match(p.ID, sample, p.Request); e != nil {
				asked[e] = true
			}
		}
	}
}
