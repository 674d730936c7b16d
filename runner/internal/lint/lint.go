// Package lint warns of what a document may say and had better not: each of its
// warnings is a place where a contract is weaker than it looks.
//
// Goals: warnings that a person acts on, each with its place and the next step;
// no warning about a document that is as it should be. Non-goals: mistakes,
// which loading and planning refuse; style.
//
// A map of the files:
//
//	lint.go      Check: all warnings, in document order
//	probes.go    probes that nothing judges
//	findings.go  findings that cannot fail, or claim without a control
//	controls.go  what is about authentication, and what is set beside a control
//	checklist.go questions that do not suit whom they are put to
//	fixtures.go  fixture entries that no probe asks for
//	times.go     values in a fixture that may mean two times
//	unused.go    vars and secrets that nothing uses
//	secrets.go   literals that look like secrets
package lint

import (
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// Check lists the warnings about documents, those of loading them among them, in
// document order. Documents that share fixtures must be checked together.
func Check(documents []*pipeline.Document) source.Problems {
	w := &warnings{}
	for _, d := range documents {
		w.problems = append(w.problems, d.Suite.Warnings...)
		w.judges(d)
		w.findings(d)
		w.checklist(d)
		w.times(d)
		w.unused(d)
		w.secrets(d)
	}
	w.fixtures(documents)
	problems := w.problems.Unique() // documents may share what they include
	problems.Sort()
	return problems
}

// warnings collects what is found.
type warnings struct{ problems source.Problems }

func (w *warnings) warn(at source.Pos, next, format string, args ...any) {
	w.problems.Warn(at, format, args...).Next = next
}
