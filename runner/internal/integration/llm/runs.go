package llm

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/report"
)

// All are the recorded servers and the documented one.
func All() []Server { return append(slices.Clone(Servers), Chutes) }

// Run writes a server's suites below dir and judges its recordings below fixtures; what documents
// say is added, marked as transcribed.
func (s Server) Run(ctx context.Context, dir, fixtures string) (*report.Result, error) {
	if err := s.Write(dir, fixtures); err != nil {
		return nil, err
	}
	var paths []string
	for _, pack := range s.Packs {
		paths = append(paths, filepath.Join(dir, s.Name, pack+".suite.yaml"))
	}
	documents, err := engine.Open(paths, engine.Options{})
	if err != nil {
		return nil, err
	}
	runs, _, err := engine.Judge(ctx, engine.Whole(documents), engine.Options{})
	if err != nil {
		return nil, err
	}
	r := report.Of(report.Options{Started: time.Now()}, runs)
	for i, pack := range s.Packs {
		if unknown := apply(s.Documents, pack, &r.Suites[i]); unknown != nil {
			return nil, fmt.Errorf("%s: no finding of the pack %s is %s", s.Name, pack, unknown[0].Finding)
		}
	}
	return r, nil
}

// Runs judges the recordings of every server below fixtures; their suites are written below dir.
func Runs(ctx context.Context, dir, fixtures string) ([]report.Named, error) {
	var out []report.Named
	for _, s := range All() {
		r, err := s.Run(ctx, dir, fixtures)
		if err != nil {
			return nil, err
		}
		out = append(out, report.Named{Name: s.Name, Result: r})
	}
	return out, nil
}

// WriteRuns writes results below dir. It returns them as arguments of assay report --matrix:
// NAME=FILE.
func WriteRuns(dir string, runs []report.Named) ([]string, error) {
	var out []string
	for _, one := range runs {
		path := filepath.Join(dir, one.Name+".json")
		if err := report.File(path, nil, one.Result, report.JSON); err != nil {
			return nil, err
		}
		out = append(out, one.Name+"="+path)
	}
	return out, nil
}

// Verdicts lists the verdicts of a server's run, a line for each finding: server, pack, finding and
// verdict, in columns. The verdict on what no fixture answers is unasked.
func Verdicts(server string, r *report.Result) []string {
	var out []string
	c := report.Compare([]report.Named{{Name: server, File: server, Result: r}})
	for i := range c.Rows {
		row := &c.Rows[i]
		cell := &row.Cells[0]
		word := cell.Verdict
		switch {
		case word == report.Broken:
			word = "BROKEN"
		case cell.Kind == string(exchange.NeverRecorded):
			word = "unasked"
		}
		pack := strings.TrimSuffix(filepath.Base(r.Suites[cell.In].File), ".suite.yaml")
		out = append(out, fmt.Sprintf("%-24s %-20s %-40s %s", server, pack, row.Name, word))
	}
	return out
}
