package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"assay/runner/internal/history/beside"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// lastRun returns the file that keeps the last live run, next to the history.
func (p *process) lastRun() (string, error) {
	place, err := beside.Place(runtime.GOOS, p.env)
	if err != nil {
		return "", fmt.Errorf("no run is kept: %w", err)
	}
	return filepath.Join(filepath.Dir(place), "last-run.json"), nil
}

// mostWhole is the maximum number of responses that the last run is kept with in full, unless a
// report needs all of them anyway. A larger run is kept without the responses that only holding
// findings judged: keeping them costs more than judging them.
const mostWhole = 200

// keptWhole reports whether a run is to be kept with every response.
func keptWhole(mode pipeline.Mode, documents []*pipeline.Document) bool {
	answers := 0
	for _, d := range documents {
		answers += len(d.Plan.Probes)
		if s := d.Shelved; s != nil {
			answers += s.Probes
		}
	}
	return mode != pipeline.Replay && answers <= mostWhole
}

// keepLast keeps a live run for assay report. A replay is not kept: it can be repeated at any time.
// Failure to keep a run is reported as a warning, not as an error.
func keepLast(p *process, f *flags, r *report.Result) error {
	if f.past.off || r.Mode == string(pipeline.Replay) {
		return nil
	}
	path, err := p.lastRun()
	if err != nil {
		return nil //nolint:nilerr // a history without a place is told by itself
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return report.File(path, p.out, r, report.JSON)
}
