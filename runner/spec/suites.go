package spec

import (
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"assay/runner/internal/crash"
	"assay/runner/internal/garbage"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/session"
)

// Suites are the documents of a test package.
type Suites struct {
	patterns  []string
	session   session.Session
	documents []*document
	parallel  bool // several processes share the run
	idle      bool // no spec passed or failed, as far as is known
	// failing is the line of Go where the documents' specs fail. Empty: none has.
	failing types.CodeLocation
}

// Documents names the suites of a test package: files, folders, or patterns of
// them as filepath.Glob knows them, relative to the package. They are read when
// the suite runs, once flags are known; see [Run].
func Documents(patterns ...string) *Suites { return &Suites{patterns: patterns} }

// Run reads the documents, makes their containers and specs, and runs all specs of the package,
// including hand-written ones. args are the arguments of ginkgo.RunSpecs.
//
// Invalid documents fail the suite with all of their problems; no spec runs then.
func Run(t *testing.T, s *Suites, args ...any) bool {
	t.Helper()
	defer garbage.Seldom(garbage.Test)()
	gomega.RegisterFailHandler(ginkgo.Fail)
	description := session.Folder()
	if err := crash.Try(func() error { return s.open(description, args) }); err != nil {
		ginkgo.ReportBeforeSuite(func(ginkgo.Report) { ginkgo.Fail(s.session.Mistakes(err)) })
	}
	passed := ginkgo.RunSpecs(t, description, args...)
	s.ended(passed)
	return passed
}

// open reads the documents and adds them to Ginkgo's tree.
func (s *Suites) open(description string, args []any) error {
	if err := byName(); err != nil {
		return err
	}
	config, _ := ginkgo.GinkgoConfiguration()
	filter := &filter{description: description, labels: suiteLabels(args)}
	door := session.Door{
		Name: "Ginkgo", Package: "spec", FailFast: config.FailFast,
		Selected: filter.selected, Check: labelsOf,
	}
	shared := newHandover()
	if s.parallel = shared != nil; s.parallel {
		door.Others = shared
	}
	if err := s.session.Open(s.patterns, door); err != nil {
		return err
	}
	for _, d := range s.session.Documents {
		s.documents = append(s.documents, &document{Document: d, suites: s})
	}
	s.summarized()
	s.section()
	for _, d := range s.documents {
		d.build()
	}
	s.sum()
	if s.session.Strict() && s.session.Cleans() {
		s.cleaned()
	}
	switch s.session.Mode() {
	case pipeline.Record:
		s.record()
	case pipeline.Drift:
		s.compare()
	}
	shared.removed()
	return nil
}
