package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"assay/runner/internal/source"
)

// problemJSON is one error in the format of --output json.
type problemJSON struct {
	File       string `json:"file,omitempty"`
	Line       int    `json:"line,omitempty"`
	Column     int    `json:"column,omitempty"`
	Rule       string `json:"rule,omitempty"` // of a warning
	Message    string `json:"message"`
	DidYouMean string `json:"did_you_mean,omitempty"`
	Next       string `json:"next,omitempty"`
}

// problemsJSON is what --output json writes instead of a result.
type problemsJSON struct {
	Version  int           `json:"version"`
	Errors   []problemJSON `json:"errors"`
	Warnings []problemJSON `json:"warnings,omitempty"`
}

// wrong reports the errors of documents and sets the exit status.
func (p *process) wrong(err error, output string) error {
	p.status = exitUsage
	if output == "json" {
		return p.problems(collect(err), nil)
	}
	_, writeErr := fmt.Fprintln(p.err, p.typed.String(err.Error()))
	return writeErr
}

func (p *process) problems(errs, warnings []problemJSON) error {
	if errs == nil {
		errs = []problemJSON{}
	}
	for _, list := range [][]problemJSON{errs, warnings} {
		for i := range list {
			list[i].Message, list[i].Next = p.typed.String(list[i].Message), p.typed.String(list[i].Next)
		}
	}
	return writeJSON(p.out, problemsJSON{Version: 1, Errors: errs, Warnings: warnings})
}

// writeJSON writes a value for other programs, and for people who look at it.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// collect splits an error, see [source.ProblemsOf].
func collect(err error) []problemJSON { return problemList(source.ProblemsOf(err)) }

func problemList(problems source.Problems) []problemJSON {
	out := make([]problemJSON, len(problems))
	for i, p := range problems {
		out[i] = problemJSON{Line: p.Pos.Line, Column: p.Pos.Col, Message: p.Text(), DidYouMean: p.DidYouMean, Next: p.Next}
		if p.Severity == source.Warning {
			out[i].Rule = p.RuleName()
		}
		if p.Pos.File != nil {
			out[i].File = p.Pos.File.Name
		}
	}
	return out
}
