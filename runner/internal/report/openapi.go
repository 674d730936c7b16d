package report

import (
	"fmt"
	"path/filepath"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/text"
)

// APICoverage is how much of a suite's OpenAPI document its responses covered.
type APICoverage struct {
	File       string         `json:"file"`
	Operations []APIOperation `json:"operations"`
}

// APIOperation is one operation of an OpenAPI document.
type APIOperation struct {
	ID       string      `json:"id,omitempty"` // operation id
	Method   string      `json:"method"`
	Path     string      `json:"path"`     // as documented: "/products/{id}"
	Statuses []APIStatus `json:"statuses"` // documented
	// Undocumented lists the statuses that came without being documented.
	Undocumented []int `json:"undocumented,omitempty"`
}

// APIStatus is a documented status ("200", "4XX", "default") and how many responses it covers.
type APIStatus struct {
	Status  string `json:"status"`
	Answers int    `json:"answers"`
}

// coverageOf compares a run's responses with the suite's OpenAPI document; nil if it has none. The
// document was checked when the suite was loaded, unless no expectation reads it: then it returns
// nil for an invalid one.
func coverageOf(run *pipeline.Run) *APICoverage {
	doc := run.Suite
	if doc.OpenAPI == "" {
		return nil
	}
	observed := make([]*exchange.Observation, 0, len(run.Plan.Probes))
	for _, p := range run.Plan.Probes {
		if o := run.Evidence.Observation(p); o != nil {
			observed = append(observed, o)
		}
	}
	operations, err := expect.OpenAPICoverage(doc.OpenAPI, doc.Shared, observed)
	if err != nil {
		return nil
	}
	c := &APICoverage{File: doc.OpenAPI, Operations: make([]APIOperation, len(operations))}
	for i, op := range operations {
		shown := APIOperation{ID: op.ID, Method: op.Method, Path: op.Path, Undocumented: op.Undocumented}
		for _, s := range op.Statuses {
			shown.Statuses = append(shown.Statuses, APIStatus(s))
		}
		c.Operations[i] = shown
	}
	return c
}

// summary returns the coverage in a sentence that names up to most operations with statuses that
// never came.
func (c *APICoverage) summary(most int) string {
	var answered, statuses, covered int
	var gaps, strange []string
	for i := range c.Operations {
		op := &c.Operations[i]
		var never []string
		for _, s := range op.Statuses {
			if s.Answers == 0 {
				never = append(never, s.Status)
			}
		}
		statuses += len(op.Statuses)
		covered += len(op.Statuses) - len(never)
		if len(never) < len(op.Statuses) || len(op.Undocumented) > 0 {
			answered++
		}
		if len(never) > 0 {
			gaps = append(gaps, op.named()+" "+strings.Join(never, ", "))
		}
		if len(op.Undocumented) > 0 {
			strange = append(strange, op.named()+" "+strings.Trim(fmt.Sprint(op.Undocumented), "[]"))
		}
	}
	text := fmt.Sprintf("%s: %d of %s, %d of %s seen", filepath.Base(c.File),
		answered, text.Count(len(c.Operations), "operation"), covered, text.Counted(statuses, "documented status", "documented statuses"))
	return text + someOf("; not seen: ", gaps, most) + someOf("; not documented: ", strange, most)
}

func (op *APIOperation) named() string { return op.Method + " " + op.Path }

// someOf lists the first most of the items after title, and counts the others.
func someOf(title string, items []string, most int) string {
	if len(items) == 0 {
		return ""
	}
	more := ""
	if len(items) > most {
		more = fmt.Sprintf("; and %d more", len(items)-most)
		items = items[:most]
	}
	return title + strings.Join(items, "; ") + more
}
