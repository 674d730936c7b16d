package session

import (
	"strings"

	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// message returns the text of a failing finding: the claim, then the text that the command prints
// for the same verdict.
func message(run *pipeline.Run, v *judge.Verdict) string {
	f := report.FindingOf(v)
	f.Reason, f.Decide = run.Redact.String(f.Reason), run.Redact.String(f.Decide)
	o, control := report.ObservationOf(run, v.Spec.Probe), report.ObservationOf(run, v.Spec.Control)
	text := report.FailureText(&f, o, control, report.Style{})
	return v.Spec.Finding.Claim + "\n" + strings.TrimRight(text, "\n")
}
