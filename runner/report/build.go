package report

import (
	"assay/runner"
	"assay/runner/judge"
)

// Judged is a run with its verdicts, in document order.
type Judged struct {
	Run      *runner.Run
	Verdicts []judge.Verdict
}

// Of makes the result of runs that were judged.
func Of(mode runner.Mode, runs []Judged) *Result { return &Result{} }
