package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"assay/runner/internal/history/beside"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/report"
	"assay/runner/internal/wholefile"
)

// lastTime is the value of --failed without a file: what the last run left.
const lastTime = "last"

// spec names a finding about a probe.
type spec struct {
	Finding string `json:"finding"`
	Probe   string `json:"probe"`
}

// notGreen is what a suite's last run left broken or inconclusive. It is kept in a file for each
// suite, which is removed once all its findings hold.
type notGreen struct {
	Version int    `json:"version"`
	File    string `json:"file"` // the suite, an absolute path
	Specs   []spec `json:"specs"`
}

// failedFile returns the file that keeps what the last run of a suite left.
func (p *process) failedFile(suite string) (string, error) {
	place, err := beside.Place(runtime.GOOS, p.env)
	if err != nil {
		return "", err
	}
	whole, err := filepath.Abs(suite)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(whole))
	return filepath.Join(filepath.Dir(place), "failed", hex.EncodeToString(sum[:8])+".json"), nil
}

// readFailed reads a file that keepFailed wrote; nothing if there is none.
func readFailed(path string) ([]spec, error) {
	text, err := os.ReadFile(path) //nolint:gosec // in the user's state folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var kept notGreen
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil {
		return nil, fmt.Errorf("what the last run left cannot be read: %s: %w", path, err)
	}
	return kept.Specs, nil
}

// keepFailed keeps, for --failed, what a run left broken or inconclusive. Findings that it did not
// judge stay as they were.
func keepFailed(p *process, f *flags, r *report.Result) error {
	if f.past.off {
		return nil
	}
	for i := range r.Suites {
		s := &r.Suites[i]
		path, err := p.failedFile(s.File)
		if err != nil {
			return nil //nolint:nilerr // without a state folder nothing is kept; a live run says so
		}
		if err := keepFailedOf(path, s); err != nil {
			return err
		}
	}
	return nil
}

// notHeld reports whether a finding is one that --failed judges again.
func notHeld(f *report.Finding) bool {
	return f.Verdict == report.Broken || f.Verdict == report.Inconclusive
}

// leftBy returns the findings of a judged document that --failed judges again, and those that an
// earlier run left.
func (p *process) leftBy(one *report.Judged) []report.Finding {
	before := map[spec]bool{}
	if path, err := p.failedFile(one.Run.Suite.File.Name); err == nil {
		specs, _ := readFailed(path) // what cannot be read is replaced
		for _, one := range specs {
			before[one] = true
		}
	}
	var out []report.Finding
	for i := range one.Verdicts {
		v := &one.Verdicts[i]
		if v.Spec.Item != nil || v.Outcome == judge.Holds && len(before) == 0 {
			continue
		}
		f := report.FindingOf(v)
		if notHeld(&f) || before[spec{f.ID, f.Probe}] {
			out = append(out, f)
		}
	}
	return out
}

func keepFailedOf(path string, s *report.Suite) error {
	green := !slices.ContainsFunc(s.Findings, func(f report.Finding) bool { return notHeld(&f) })
	if green && !exists(path) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	defer wholefile.Lock(filepath.Dir(path))() // shards of a run may end at the same time
	left := notGreen{Version: 1}
	judged := map[spec]bool{}
	for i := range s.Findings {
		f := &s.Findings[i]
		one := spec{f.ID, f.Probe}
		judged[one] = true
		if notHeld(f) {
			left.Specs = append(left.Specs, one)
		}
	}
	before, err := readFailed(path)
	if err != nil {
		before = nil // what cannot be read is replaced
	}
	for _, one := range before {
		if !judged[one] {
			left.Specs = append(left.Specs, one)
		}
	}
	if len(left.Specs) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if left.File, err = filepath.Abs(s.File); err != nil {
		return err
	}
	var text bytes.Buffer
	if err := writeJSON(&text, left); err != nil {
		return err
	}
	return wholefile.Stage(wholefile.Place(path), text.Bytes()).Commit()
}

// onlyFailed leaves to a run the findings that were not green before: in the last run of each
// suite, or in the result that --failed names.
func (r *running) onlyFailed() error {
	if r.f.failed == "" {
		return nil
	}
	var earlier *report.Result
	if r.f.failed != lastTime {
		one, err := r.p.result(r.f.failed)
		if err != nil {
			return usagef("--failed=%s: %v", r.f.failed, err)
		}
		earlier = one.Result
		if !slices.ContainsFunc(r.documents, func(d *pipeline.Document) bool { return len(resultsOf(d, earlier)) > 0 }) {
			return usagef("--failed=%s: it has no result of these suites", r.f.failed).
				but("a suite is found by its name and that of its file; name the suites of that run")
		}
	}
	left := make(map[*pipeline.Document]map[spec]bool, len(r.documents))
	for _, d := range r.documents {
		specs, err := r.failedOf(d, earlier)
		if err != nil {
			return usagef("--failed: %v", err).but("run the suites once without --failed")
		}
		left[d] = make(map[spec]bool, len(specs))
		for _, one := range specs {
			left[d][one] = true
		}
	}
	r.selected.also(func(d *pipeline.Document, s *plan.Spec) bool {
		return s.Finding != nil && s.Probe != nil && left[d][spec{s.Finding.ID, s.Probe.ID}]
	})
	return nil
}

// failedOf returns what was not green of a document.
func (r *running) failedOf(d *pipeline.Document, earlier *report.Result) ([]spec, error) {
	if earlier == nil {
		path, err := r.p.failedFile(d.Suite.File.Name)
		if err != nil {
			return nil, fmt.Errorf("no run is kept: %w", err)
		}
		return readFailed(path)
	}
	var out []spec
	for _, s := range resultsOf(d, earlier) {
		for k := range s.Findings {
			if f := &s.Findings[k]; notHeld(f) {
				out = append(out, spec{f.ID, f.Probe})
			}
		}
	}
	return out, nil
}

// resultsOf returns what a result has of a document.
func resultsOf(d *pipeline.Document, r *report.Result) []*report.Suite {
	var out []*report.Suite
	for i := range r.Suites {
		if s := &r.Suites[i]; s.Suite == d.Suite.Name && filepath.Base(s.File) == filepath.Base(d.Suite.File.Name) {
			out = append(out, s)
		}
	}
	return out
}
