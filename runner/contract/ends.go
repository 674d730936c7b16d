package contract

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/session"
)

// ends records or compares the observations, and reports the findings that were not judged.
func (s *Suites) ends(t *testing.T) {
	t.Helper()
	switch s.session.Mode() {
	case pipeline.Record:
		s.record(s.ctx, t)
	case pipeline.Drift:
		s.compare(t)
	}
	fmt.Fprint(os.Stdout, s.session.Diagnosis())
	s.session.Sum(os.Stdout, nil)
	if failed := s.session.Uncleaned(); s.session.Strict() && len(failed) > 0 {
		t.Error(strings.Join(failed, "\n"))
	}
	if !s.passed && !t.Failed() && session.UnderGoTest() {
		fmt.Fprintln(os.Stdout, session.NoTests)
	}
	if s.ctx.Err() != nil {
		t.Error("interrupted: what was not answered by then is not judged")
	}
}

// record writes the observations into the fixtures, if there are new ones since the last time.
func (s *Suites) record(ctx context.Context, t testing.TB) {
	t.Helper()
	batches := s.session.Batches()
	if batches == s.recorded {
		return
	}
	s.recorded = batches
	if flagValue("test.failfast") == "true" && t.Failed() {
		t.Error("nothing was recorded: -failfast ended the run; the fixtures are as they were")
		return
	}
	notes, err := s.session.Record(ctx)
	if err != nil {
		t.Error("not recorded: " + s.session.Said(err))
		return
	}
	if len(notes) > 0 {
		t.Log(strings.Join(notes, "\n"))
	}
}

// compare compares the observations with the fixtures. With -v it reports the drift; a strict run
// fails on a breaking difference, and if there was nothing to compare.
func (s *Suites) compare(t *testing.T) {
	t.Helper()
	c, err := s.session.Compare(s.ctx)
	if err != nil {
		t.Error("not compared: " + s.session.Said(err))
		return
	}
	switch fault := c.Fault(); {
	case fault != "" && s.session.Strict():
		t.Error(fault + "\n\n" + c.Text)
	case c.Nothing:
		fmt.Fprint(os.Stdout, "\nassay: warning: "+fault+"\n"+c.Text)
	case c.Text != "":
		t.Log(c.Text)
	}
}
