package engine

import (
	"os"
	"slices"
	"strings"

	"assay/runner/internal/fixture"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// mayShelve reports whether a document can be let go of until it is run: nothing is known of it
// before but its size, and its checks found no mistake. A document that judges nothing is named in
// a warning, and what cleanups cost is known before the first request.
func mayShelve(d *pipeline.Document) bool {
	return len(d.Plan.Specs) > 0 && d.Idle() == "" && len(d.Plan.Cleanups()) == 0
}

// shelve lets go of the documents after the first ones with [Options].Shelve probes in all.
func (o *opener) shelve(d *pipeline.Document) {
	if o.held += len(d.Plan.Probes); o.opts.Shelve <= 0 || o.held <= o.opts.Shelve || !mayShelve(d) {
		return
	}
	shelved := pipeline.Shelved{Probes: len(d.Plan.Probes), Findings: Findings(d.Plan.Specs), Files: o.stamps(d.Suite)}
	for _, r := range o.recorded { // documents that are kept have their own
		r.file, r.index = nil, func() *fixture.Index { return nil }
	}
	putBack(d, &shelved)
}

// putBack lets go of all of a document that opening it again brings.
func putBack(d *pipeline.Document, s *pipeline.Shelved) {
	d.LetGo()
	of := d.Suite // whose text the names are parts of
	d.Suite = &suite.Suite{Name: strings.Clone(of.Name), File: &source.File{Name: of.File.Name}, ForeignVars: of.ForeignVars}
	for _, v := range of.Vars {
		d.Suite.Vars = append(d.Suite.Vars, suite.Var{Name: strings.Clone(v.Name)})
	}
	d.Plan = &plan.Plan{Suite: d.Suite}
	d.Masking, d.Shelved = nil, s
}

// reopen opens a shelved document again. The error is a source.Problems if its files are not those
// that were checked.
func (c *Course) reopen(d *pipeline.Document) error {
	shelved, name := d.Shelved, d.Suite.File.Name
	o := opener{opts: c.opts, recorded: map[string]*recording{}, again: true}
	o.opts.Load.SharedVars = true
	again := o.open(name)
	if again == nil || o.problems.Err() != nil || !slices.Equal(o.stamps(again.Suite), shelved.Files) {
		return changed(name)
	}
	*d = *again
	d.Shelved = shelved
	return nil
}

// changed reports a suite that is not the one that was checked before the run.
func changed(name string) error {
	return source.Problems{{
		Pos:     source.Pos{File: &source.File{Name: name}},
		Message: "the suite, or a file that it names, changed since the run checked it: nothing more was sent",
		Next:    "run it again, and leave the files as they are until it ends",
	}}
}

// stamps returns the files that a suite was read from as they are now, without its fixtures.
func (o *opener) stamps(s *suite.Suite) []pipeline.Stamp {
	names := append([]string{s.File.Name}, s.Reads...)
	if s.Shared != nil {
		shared := s.Shared.Files()
		slices.Sort(shared)
		names = append(names, shared...)
	}
	stamps := make([]pipeline.Stamp, len(names))
	for i, name := range names {
		stamps[i].Name = name
		if info, err := os.Stat(name); err == nil {
			stamps[i].Size, stamps[i].Changed = info.Size(), info.ModTime().UnixNano()
		}
	}
	return stamps
}
