package session

import (
	"fmt"
	"io"
	"slices"
	"sync"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// Told counts the outcomes of a run's findings.
type Told struct {
	Judged    int      // hold or are broken
	Undecided []string // the reason of each inconclusive one

	mu sync.Mutex
}

// decided counts a finding that holds or is broken.
func (t *Told) decided() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Judged++
}

// leftOpen counts an inconclusive finding.
func (t *Told) leftOpen(why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Undecided = append(t.Undecided, why)
}

// Sum writes one line if a finding is inconclusive, or none was judged, and one for each document
// that judges nothing. told is the sum over all processes; nil if this is the only one.
func (s *Session) Sum(w io.Writer, told *Told) {
	if told == nil {
		told = &s.told
	}
	if line := s.line(told); line != "" {
		fmt.Fprintln(w, "\nassay: "+s.masks.String(line))
	}
	for _, failed := range s.Uncleaned() {
		fmt.Fprintln(w, "\nassay: warning: "+failed)
	}
	for _, d := range s.Documents {
		if idle := d.Idle(); idle != "" {
			fmt.Fprintln(w, "\nassay: warning: "+d.Suite.File.Name+": "+idle)
		}
	}
}

// Uncleaned has a line for each cleanup that failed, of any process.
func (s *Session) Uncleaned() []string {
	var out []string
	for _, d := range s.Documents {
		for _, u := range d.uncleaned() {
			c := report.Cleanup{Probe: u.Probe.ID, Why: u.Why}
			out = append(out, s.masks.String(d.Suite.Name+": "+c.Sentence()))
		}
	}
	return out
}

func (d *Document) uncleaned() []pipeline.Uncleaned {
	if len(d.Plan.Cleanups()) == 0 {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.takeIn(); err != nil || d.run == nil {
		return nil
	}
	return d.run.Uncleaned()
}

// Cleans reports whether anything is cleaned up in this run.
func (s *Session) Cleans() bool {
	return s.opts.Mode.Asks() && slices.ContainsFunc(s.Documents, func(d *Document) bool { return len(d.Plan.Cleanups()) > 0 })
}

// line says how many findings could not be told and why, or why none was judged.
func (s *Session) line(told *Told) string {
	if n := len(told.Undecided); n > 0 {
		return report.Undecided(told.Judged+n, told.Undecided)
	}
	if told.Judged > 0 {
		return ""
	}
	all, selected, pending := 0, 0, 0
	for _, d := range s.Documents {
		for _, one := range d.Plan.Specs {
			all += countIf(one.Finding != nil)
		}
		for _, one := range d.Selected() {
			selected += countIf(one.Finding != nil)
			pending += countIf(one.Finding != nil && !d.Pending(one).None())
		}
	}
	switch {
	case all == 0:
		return "" // reported for each document
	case selected == 0:
		return fmt.Sprintf("nothing was judged: none of %s is selected", text.Count(all, "finding"))
	}
	return fmt.Sprintf("nothing was judged: %d of %d pending", pending, selected)
}

func countIf(so bool) int {
	if so {
		return 1
	}
	return 0
}

// NoTests is the line in the output of a passing package for which the go command prints "[no tests
// to run]".
const NoTests = "testing: warning: no tests to run"
