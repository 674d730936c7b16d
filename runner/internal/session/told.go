package session

import (
	"fmt"
	"io"
	"sync"

	"assay/runner/internal/report"
)

// Told counts what the findings of a run came to.
type Told struct {
	Judged    int      // hold or are broken
	Undecided []string // a reason for each that is inconclusive

	mu sync.Mutex
}

// decided counts a finding that holds or is broken.
func (t *Told) decided() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Judged++
}

// leftOpen counts a finding that is inconclusive.
func (t *Told) leftOpen(why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Undecided = append(t.Undecided, why)
}

// Sum writes one line where a finding is inconclusive, or none was judged, and one for
// each document that judges nothing. told is what all processes came to; nil: this one is
// the only one.
func (s *Session) Sum(w io.Writer, told *Told) {
	if told == nil {
		told = &s.told
	}
	if line := s.line(told); line != "" {
		fmt.Fprintln(w, "\nassay: "+s.masks.String(line))
	}
	for _, d := range s.Documents {
		if idle := d.Idle(); idle != "" {
			fmt.Fprintln(w, "\nassay: warning: "+d.Suite.File.Name+": "+idle)
		}
	}
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
		return "" // said of each document
	case selected == 0:
		return fmt.Sprintf("nothing was judged: none of %s is selected", report.Count(all, "finding"))
	}
	return fmt.Sprintf("nothing was judged: %d of %d pending", pending, selected)
}

func countIf(so bool) int {
	if so {
		return 1
	}
	return 0
}

// NoTests is what the go command looks for in the output of a package that passed, to
// remark "[no tests to run]".
const NoTests = "testing: warning: no tests to run"
