package session

import (
	"context"
	"strings"

	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/record"
	"assay/runner/internal/report"
)

// Record writes what all processes observed into the fixtures; see package record for what it
// refuses. It returns lines that say what was written.
func (s *Session) Record(ctx context.Context) ([]string, error) {
	runs, err := s.judged()
	if err != nil {
		return nil, err
	}
	notes, err := record.Runs(ctx, runs, engine.Replay, record.Options{Tool: "assay " + pipeline.Version})
	out := make([]string, len(notes))
	for i, n := range notes {
		out[i] = n.Document.Suite.Name + ": " + n.Text
	}
	return out, err
}

// Comparison is the result of a comparison with the fixtures.
type Comparison struct {
	Text     string // what drifted, in lines
	Breaking bool   // a difference is breaking
	// Nothing reports that something was observed, but nothing could be compared.
	Nothing bool
}

// Fault returns why the comparison fails a strict run, "" if it does not.
func (c *Comparison) Fault() string {
	switch {
	case c.Nothing:
		return "nothing was compared with the fixtures"
	case c.Breaking:
		return "the fixtures are stale: a difference is breaking"
	}
	return ""
}

// Compare compares what all processes observed with the fixtures.
func (s *Session) Compare(ctx context.Context) (*Comparison, error) {
	runs, err := s.judged()
	if err != nil {
		return nil, err
	}
	breaking, compared := false, 0
	var text strings.Builder
	for _, j := range runs {
		r, err := drift.Of(ctx, j, nil, engine.Replay)
		if err != nil {
			return nil, err
		}
		shown := report.Suite{}
		shown.Compared(r)
		text.WriteString(j.Run.Suite.Name + "\n" + report.DriftText(&shown, report.Style{}))
		for _, note := range shown.Notes {
			text.WriteString("  " + note + "\n")
		}
		compared += r.Compared
		breaking = breaking || r.Worst() == drift.Breaking
	}
	return &Comparison{Text: text.String(), Breaking: breaking, Nothing: compared == 0 && len(runs) > 0}, nil
}

// judged returns everything that any process observed, with the verdicts on the specs that ran.
func (s *Session) judged() ([]pipeline.Judged, error) {
	var runs []pipeline.Judged
	for _, d := range s.Documents {
		one, err := d.judged()
		if err != nil {
			return nil, err
		}
		if one.Run != nil {
			runs = append(runs, one)
		}
	}
	return runs, nil
}

func (d *Document) judged() (pipeline.Judged, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.takeIn(); err != nil || d.run == nil {
		return pipeline.Judged{}, err
	}
	one := pipeline.Judged{Run: d.run}
	for _, spec := range d.Selected() {
		if spec.Item == nil && d.has(spec.Needs) {
			one.Verdicts = append(one.Verdicts, d.run.Verdict(spec))
		}
	}
	return one, nil
}
