package session

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"assay/runner/internal/crash"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
)

// Session is the documents of a test package, and what was observed for them so far.
type Session struct {
	Documents []*Document // set by Open

	door   Door
	opts   engine.Options
	course *engine.Course
	strict bool
	past   *engine.Memory
	masks  redact.Masks // of every document
	told   Told
}

// Door is what an entry point provides.
type Door struct {
	Name     string // of the framework, for people: "Ginkgo"
	Package  string // the entry point's, for messages: "spec"
	FailFast bool   // send nothing more once a finding is broken
	// Selected lists the specs of a document that this run judges, pending ones included. It is called
	// when something is sent.
	Selected func(*Document) []*plan.Spec
	// Check rejects documents for reasons of the framework; it may be nil.
	Check func([]*pipeline.Document) error
	// Others are the other processes of the run; it may be nil.
	Others Others
}

// Open reads the documents that the patterns name: files, folders, or patterns of them as
// filepath.Glob knows them. If documents are invalid, the error has every problem of all of them.
func (s *Session) Open(patterns []string, door Door) error {
	s.door = door
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
	opts.Masks, opts.FailFast, opts.Sparse = &s.masks, door.FailFast, true
	s.past = remember(&opts)
	s.opts, s.course = opts, engine.Start(opts)
	paths, err := s.paths(patterns)
	if err != nil {
		return err
	}
	documents, err := engine.Open(paths, opts)
	if err == nil {
		err = s.check(documents)
	}
	if err != nil {
		return err
	}
	for i, d := range documents {
		s.Documents = append(s.Documents, &Document{Document: d, number: i, session: s})
	}
	return nil
}

// check reports, before anything is sent, documents that do not fit the mode.
func (s *Session) check(documents []*pipeline.Document) error {
	if s.door.Check != nil {
		if err := s.door.Check(documents); err != nil {
			return err
		}
	}
	for _, d := range documents {
		if idle := d.Idle(); s.strict && idle != "" {
			return errors.New(d.Suite.File.Name + ": " + idle)
		}
	}
	if err := s.past.CheckLinked(); err != nil {
		return err
	}
	return engine.CheckFixtures(documents, s.opts.Mode)
}

// paths returns the files and folders that the patterns name.
func (s *Session) paths(patterns []string) ([]string, error) {
	var all []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("%s.Documents(%q): %w", s.door.Package, pattern, err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%s.Documents(%q) names no file in %s", s.door.Package, pattern, Folder())
		}
		all = append(all, found...)
	}
	return all, nil
}

// Folder returns the name of the test package's folder.
func Folder() string {
	dir, err := os.Getwd()
	if err != nil {
		return "contracts"
	}
	return filepath.Base(dir)
}

// Mode returns where responses come from.
func (s *Session) Mode() pipeline.Mode { return s.opts.Mode }

// Strict reports whether inconclusive findings fail.
func (s *Session) Strict() bool { return s.strict }

// shapes masks what errors quote from documents and flags.
var shapes redact.Masks

// Mistakes returns the text that reports an error of Open.
func (s *Session) Mistakes(err error) string {
	var problems source.Problems
	if errors.As(err, &problems) {
		return "the documents are wrong:\n\n" + shapes.String(err.Error())
	}
	return s.Said(err)
}

// Said returns the text that reports any error: masked and, for a panic in Assay, with what a bug
// report needs.
func (s *Session) Said(err error) string {
	var c *crash.Crash
	if errors.As(err, &c) {
		return s.Crashed(c)
	}
	return s.masks.String(err.Error())
}

// Crashed returns the text that reports a panic in Assay.
func (s *Session) Crashed(c *crash.Crash) string {
	return "assay: " + c.Masked(s.masks.String).Text("assay "+pipeline.Version+", by way of "+s.door.Name)
}

// UnderGoTest reports whether the go command runs the package, as opposed to ginkgo or a person.
func UnderGoTest() bool {
	f := flag.Lookup("test.paniconexit0")
	return f != nil && f.Value.String() == "true"
}
