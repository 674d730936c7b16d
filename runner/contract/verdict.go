package contract

import (
	"testing"

	"assay/runner/internal/crash"
	"assay/runner/internal/diagnose"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/session"
	"assay/runner/internal/suite"
)

// judge is the test of a finding, or of a checklist item: the verdict as its outcome.
func (d *document) judge(t *testing.T, s *plan.Spec) {
	t.Helper()
	if a, ok := d.Answered(s); ok {
		d.passes(t, s.Text+": "+session.AnswerText(a))
		return
	}
	if why := d.Pending(s); !why.None() {
		t.Skip("pending: " + s.FullText() + ": " + why.String())
	}
	v, err := d.Judge(d.suites.ctx, s)
	switch {
	case err != nil:
		t.Fatal(d.suites.session.Said(err))
	case v.Fails:
		t.Fatal(v.Text)
	case v.Outcome != judge.Holds:
		t.Skip(v.Text)
	}
	d.passes(t, "holds: "+s.Finding.Claim)
}

// passes logs a claim that holds, for -v.
func (d *document) passes(t *testing.T, text string) {
	t.Helper()
	d.suites.passed = true
	if testing.Verbose() {
		t.Log(text)
	}
}

// explain is the test of a hypothesis: it passes, refuted or not, and
// is skipped without evidence.
func (d *document) explain(t *testing.T, h *suite.Hypothesis) {
	t.Helper()
	status, text, err := d.Explain(d.suites.ctx, h)
	switch {
	case err != nil:
		t.Fatal(d.suites.session.Said(err))
	case status == diagnose.Untested:
		t.Skip(text)
	}
	d.passes(t, text)
}

// guard, deferred around our own code, turns its panics into a masked failure of the test: package
// testing would print the value and end all other tests.
func (s *Suites) guard(t testing.TB) {
	if v := recover(); v != nil {
		t.Helper()
		t.Error(s.session.Crashed(crash.Of(v)))
	}
}
