// Package lint warns of what is valid in a document but unwise: each warning marks a place where a
// contract is weaker than it looks.
//
// Goals: warnings that a person acts on, each with its place and the next step; no warning about a
// good document. Non-goals: errors, which loading and planning report; style.
//
// A map of the files:
//
//	lint.go      Check: all warnings, in document order
//	rules.go     the table of the rules
//	probes.go    probes that no finding judges
//	findings.go  findings that cannot fail, or are about no stream
//	controls.go  findings about authentication, and what is compared with a control
//	checklist.go questions that do not suit their addressee
//	fixtures.go  fixture entries that no probe uses
//	times.go     ambiguous times in a fixture
//	names.go     suites of one name
//	waits.go     probes that their wait keeps from being sent
//	unused.go    vars and secrets that nothing uses
//	openapi.go   mistakes in OpenAPI documents
//	secrets.go   literals that look like secrets
//	placeholders.go  placeholders of other tools in requests
package lint

import (
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// Check returns the warnings about documents, including those from loading them, in document order.
// Documents that share fixtures must be checked together.
func Check(documents []*pipeline.Document) source.Problems {
	w := &warnings{}
	for _, d := range documents {
		w.problems = append(w.problems, d.Suite.Warnings...)
		for _, r := range rules {
			if r.document != nil {
				w.rule = r.Name
				r.document(w, d)
			}
		}
	}
	for _, r := range rules {
		if r.all != nil {
			w.rule = r.Name
			r.all(w, documents)
		}
	}
	problems := w.problems.Unique() // documents may share what they include
	problems.Sort()
	return problems
}

// warnings collects what is found.
type warnings struct {
	problems source.Problems
	rule     string // the name of the one at work
}

func (w *warnings) warn(at source.Pos, next, format string, args ...any) {
	p := w.problems.Warn(at, format, args...)
	p.Next, p.Rule = next, w.rule
}
