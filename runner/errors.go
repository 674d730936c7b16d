package runner

import (
	"strings"

	"assay/runner/internal/crash"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
)

// UsageError reports an invalid field of [Options]. Nothing was sent.
type UsageError struct {
	Option  string // the field: "Focus"
	Message string
}

// Error names the field and says what is wrong with it.
func (e *UsageError) Error() string { return "runner.Options." + e.Option + ": " + e.Message }

// SuiteError reports everything that is wrong with the suites or their fixtures. Nothing was sent.
type SuiteError struct {
	Mistakes []Mistake // at least one
	text     string
}

// Error returns every mistake as the command shows it, with the line that contains it.
func (e *SuiteError) Error() string { return e.text }

// Mistake is one error in a suite.
type Mistake struct {
	File         string // "" if it is not in a file
	Line, Column int    // from 1; 0 if the place is unknown
	Message      string
	DidYouMean   string // the nearest known word; "" if none is near
	Next         string // what to do about it; "" if the message says it
}

// typed masks what looks like a key in what errors quote from documents and options.
var typed redact.Masks

// suiteError converts an error of reading the suites.
func suiteError(err error) *SuiteError {
	e := &SuiteError{text: strings.TrimRight(typed.String(err.Error()), "\n")}
	for _, p := range source.ProblemsOf(err) {
		m := Mistake{
			Line: p.Pos.Line, Column: p.Pos.Col,
			Message: typed.String(p.Text()), DidYouMean: p.DidYouMean, Next: typed.String(p.Next),
		}
		if p.Pos.File != nil {
			m.File = p.Pos.File.Name
		}
		e.Mistakes = append(e.Mistakes, m)
	}
	return e
}

// InternalError is a panic in Assay itself. If some findings were judged before it, Run also
// returns their Result.
type InternalError struct {
	Report string // lines for a bug report, without secrets
	text   string
}

// Error says what happened, in one line.
func (e *InternalError) Error() string { return e.text }

func internalError(c *crash.Crash, masks *redact.Masks) *InternalError {
	c = c.Masked(masks.String)
	return &InternalError{
		Report: c.Text("assay " + pipeline.Version + ", by way of package runner"),
		text:   "assay: " + c.Error(),
	}
}
