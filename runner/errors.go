package runner

import (
	"strings"

	"assay/runner/internal/crash"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
)

// UsageError is a mistake in [Options]. Nothing was sent.
type UsageError struct {
	Option  string // the field: "Focus"
	Message string
}

// Error names the field and says what is wrong with it.
func (e *UsageError) Error() string { return "runner.Options." + e.Option + ": " + e.Message }

// SuiteError is what is wrong with the suites or their fixtures, all of it. Nothing was
// sent.
type SuiteError struct {
	Mistakes []Mistake // at least one
	text     string
}

// Error is every mistake as the command shows it, with the line that it is in.
func (e *SuiteError) Error() string { return e.text }

// Mistake is one thing that is wrong with a suite.
type Mistake struct {
	File         string // "" where it is in no file
	Line, Column int    // from 1; 0 where it has no place
	Message      string
	DidYouMean   string // the nearest known word; "" where none is near
	Next         string // what to do about it; "" where the message says it
}

// typed masks what mistakes quote of documents and options: the shapes of keys.
var typed redact.Masks

// suiteError is err, which came of reading the suites.
func suiteError(err error) *SuiteError {
	e := &SuiteError{text: strings.TrimRight(typed.String(err.Error()), "\n")}
	for _, p := range source.ProblemsOf(err) {
		m := Mistake{
			Line: p.Pos.Line, Column: p.Pos.Col,
			Message: typed.String(p.Message), DidYouMean: p.DidYouMean, Next: typed.String(p.Next),
		}
		if p.Pos.File != nil {
			m.File = p.Pos.File.Name
		}
		e.Mistakes = append(e.Mistakes, m)
	}
	return e
}

// InternalError is a mistake of Assay itself. Where some findings were judged before it,
// their Result stands beside it.
type InternalError struct {
	Report string // lines for whoever repairs it, without secrets
	text   string
}

// Error is what happened, in one line.
func (e *InternalError) Error() string { return e.text }

func internalError(c *crash.Crash, masks *redact.Masks) *InternalError {
	c = c.Masked(masks.String)
	return &InternalError{
		Report: c.Text("assay " + pipeline.Version + ", by way of package runner"),
		text:   "assay: " + c.Error(),
	}
}
