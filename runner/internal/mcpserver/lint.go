package mcpserver

import (
	"context"

	"assay/runner/internal/engine"
	"assay/runner/internal/lint"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// problem is an error or a warning of lint.
type problem struct {
	At         string `json:"at,omitempty"` // file:line:column
	Rule       string `json:"rule"`         // stable: error, or the kind of a warning
	Message    string `json:"message"`
	DidYouMean string `json:"did_you_mean,omitempty"`
	Next       string `json:"next,omitempty"`
}

// linted is the answer of lint.
type linted struct {
	Suites   int       `json:"suites"`
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Problems []problem `json:"problems,omitempty"` // errors first
	More     int       `json:"more,omitempty"`     // problems that are not listed
}

// noInput is the input of a tool that needs none.
type noInput struct{}

func (s *Session) lint(context.Context, noInput) (*linted, error) {
	files, err := engine.Suites(s.Paths)
	if err != nil {
		return nil, err
	}
	opts := s.options(pipeline.Replay)
	opts.Places = true
	documents, wrong := engine.Check(files, opts)
	var all source.Problems
	for _, err := range wrong {
		all = append(all, source.ProblemsOf(err)...)
	}
	out := &linted{Suites: len(files), Errors: len(all)}
	warnings := lint.Check(documents)
	out.Warnings = len(warnings)
	out.Problems, out.More = problemsOf(append(all, warnings...))
	return out, nil
}

// problemsOf returns the first problems, and how many are left.
func problemsOf(all source.Problems) ([]problem, int) {
	list, more := first(all, mostListed)
	out := make([]problem, len(list))
	for i, p := range list {
		out[i] = problem{At: p.Pos.String(), Rule: p.RuleName(), Message: short(p.Message), DidYouMean: p.DidYouMean, Next: short(p.Next)}
	}
	return out, more
}
