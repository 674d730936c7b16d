package spec

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
)

// Suites are the documents of a test package.
type Suites struct {
	patterns  []string
	documents []*document
	strict    bool
	masks     redact.Masks // of every document
	told      *told
	idle      bool // no spec passed or failed, as far as anybody looked
}

// Documents names the suites of a test package: files, folders, or patterns of
// them as filepath.Glob knows them, relative to the package. They are read when
// the suite runs, once flags are known; see [Run].
func Documents(patterns ...string) *Suites { return &Suites{patterns: patterns, told: &told{}} }

// Run reads the documents, makes their containers and specs, and runs all specs
// of the package, those written by hand included. args are what
// ginkgo.RunSpecs takes.
//
// Documents that are wrong fail the suite with every mistake of all of them; no
// spec runs then.
func Run(t *testing.T, s *Suites, args ...any) bool {
	t.Helper()
	gomega.RegisterFailHandler(ginkgo.Fail)
	description := describe()
	if err := crash.Try(func() error { return s.open(description, args) }); err != nil {
		ginkgo.ReportBeforeSuite(func(ginkgo.Report) { ginkgo.Fail(s.mistakes(err)) })
	}
	passed := ginkgo.RunSpecs(t, description, args...)
	s.ended(passed)
	return passed
}

// describe names the suite after its folder.
func describe() string {
	dir, err := os.Getwd()
	if err != nil {
		return "contracts"
	}
	return filepath.Base(dir)
}

// open reads the documents and adds them to Ginkgo's tree.
func (s *Suites) open(description string, args []any) error {
	if err := byName(); err != nil {
		return err
	}
	opts, strict, err := options()
	if err != nil {
		return err
	}
	if opts.Mode.Asks() {
		if err := uncached(opts.Mode); err != nil {
			return err
		}
	}
	s.strict = strict
	opts.Masks = &s.masks
	past := remember(&opts)
	paths, err := s.paths()
	if err != nil {
		return err
	}
	documents, err := engine.Open(paths, opts)
	if err != nil {
		return err
	}
	if err := labelsOf(documents); err != nil {
		return err
	}
	for _, d := range documents {
		if idle := d.Idle(); strict && idle != "" {
			return errors.New(d.Suite.File.Name + ": " + idle)
		}
	}
	if err := checkFixtures(opts.Mode, documents); err != nil {
		return err
	}
	s.section(documents)
	shared := newHandover()
	filter := filter{description: description, labels: suiteLabels(args)}
	for i, d := range documents {
		one := &document{Document: d, number: i, opts: opts, strict: strict, filter: &filter, shared: shared, past: past, told: s.told, guard: s.guard}
		s.documents = append(s.documents, one)
		one.build()
	}
	s.sum(shared != nil)
	switch opts.Mode {
	case engine.Record:
		s.record()
	case engine.Drift:
		s.compare()
	}
	shared.removed()
	return nil
}

// paths are the files and folders that the patterns name.
func (s *Suites) paths() ([]string, error) {
	var all []string
	for _, pattern := range s.patterns {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("spec.Documents(%q): %w", pattern, err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("spec.Documents(%q) names no file in %s", pattern, describe())
		}
		all = append(all, found...)
	}
	return all, nil
}

// mistakes is the failure of a suite whose documents are wrong.
func (s *Suites) mistakes(err error) string {
	var problems source.Problems
	var fell *crash.Crash
	switch {
	case errors.As(err, &fell):
		return s.crashed(fell)
	case errors.As(err, &problems):
		return "the documents are wrong:\n\n" + shapes.String(err.Error())
	}
	return s.masks.String(err.Error())
}

// Observation is what was observed for a probe, by id ("id" or "id[row]"), for a
// spec that is written by hand. It is called while the spec runs. A probe that no
// spec has needed so far is sent (or replayed) now, at most once in a run.
//
// The spec is skipped where there is nothing to judge (never recorded, a secret
// missing), and fails on an unknown id. With several documents the first that has
// the probe is asked.
func (s *Suites) Observation(probe string) *exchange.Observation {
	ginkgo.GinkgoHelper()
	defer s.guard()
	for _, d := range s.documents {
		if p := d.Plan.Probe(probe); p != nil {
			return d.observation(p)
		}
	}
	ginkgo.Fail(s.unknown(probe))
	return nil
}

// unknown says that no document has a probe of that id.
func (s *Suites) unknown(probe string) string {
	var ids []string
	for _, d := range s.documents {
		for _, p := range d.Plan.Probes {
			ids = append(ids, p.ID)
		}
	}
	message := fmt.Sprintf("no document of this suite has a probe %q", probe)
	if near := source.Nearest(probe, ids); near != "" {
		message += fmt.Sprintf("; did you mean %q?", near)
	}
	return message
}
