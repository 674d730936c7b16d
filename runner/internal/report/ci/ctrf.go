package ci

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"assay/runner/internal/report"
)

// specVersion is the version of the CTRF schema that the report follows.
const specVersion = "0.0.0"

// The statuses of CTRF, by [report.Outcome]. An inconclusive finding is "other": it ran, and
// neither passed nor failed.
var ctrfStatus = [...]string{report.Passed: "passed", report.Failed: "failed", report.Skipped: "other", report.Waiting: "pending"}

type ctrfReport struct {
	Format      string      `json:"reportFormat"`
	Version     string      `json:"specVersion"`
	Timestamp   string      `json:"timestamp,omitempty"`
	GeneratedBy string      `json:"generatedBy"`
	Results     ctrfResults `json:"results"`
}

type ctrfResults struct {
	Tool        ctrfTool         `json:"tool"`
	Summary     ctrfSummary      `json:"summary"`
	Tests       []ctrfTest       `json:"tests"`
	Environment *ctrfEnvironment `json:"environment,omitempty"`
}

type ctrfTool struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// ctrfSummary counts tests by status; start and stop are milliseconds since 1970 (UTC).
type ctrfSummary struct {
	Tests    int   `json:"tests"`
	Passed   int   `json:"passed"`
	Failed   int   `json:"failed"`
	Skipped  int   `json:"skipped"`
	Pending  int   `json:"pending"`
	Other    int   `json:"other"`
	Suites   int   `json:"suites"`
	Start    int64 `json:"start"`
	Stop     int64 `json:"stop"`
	Duration int64 `json:"duration"`
}

type ctrfTest struct {
	TestID    string     `json:"testId"` // the same in every run
	Name      string     `json:"name"`
	Status    string     `json:"status"`
	RawStatus string     `json:"rawStatus"` // the verdict
	Duration  int64      `json:"duration"`  // milliseconds
	Suite     []string   `json:"suite"`
	Message   string     `json:"message,omitempty"`
	Trace     string     `json:"trace,omitempty"`
	Line      int        `json:"line,omitempty"`
	FilePath  string     `json:"filePath,omitempty"`
	Tags      []string   `json:"tags,omitempty"`
	Type      string     `json:"type"`
	Extra     *ctrfExtra `json:"extra,omitempty"`
}

type ctrfExtra struct {
	Probe  string   `json:"probe,omitempty"`
	Kind   string   `json:"kind,omitempty"` // stable codes: "unmet json"
	Source string   `json:"source,omitempty"`
	Breaks []string `json:"breaks,omitempty"`
}

type ctrfEnvironment struct {
	BuildName   string     `json:"buildName,omitempty"`
	BuildURL    string     `json:"buildUrl,omitempty"`
	Commit      string     `json:"commit,omitempty"`
	Environment string     `json:"testEnvironment,omitempty"`
	Extra       *ctrfWhere `json:"extra,omitempty"`
}

type ctrfWhere struct {
	Mode     string `json:"mode"`
	Vantage  string `json:"vantage,omitempty"`
	Requests int    `json:"requests"`
}

// CTRF writes the result in the Common Test Report Format (https://ctrf.io, schema 0.0): a test
// for each finding and checklist item. An inconclusive finding is "other" (with --strict
// "failed"), a pending one and an open checklist item "pending"; rawStatus is the verdict.
func CTRF(w io.Writer, r *report.Result) error {
	out := bufio.NewWriterSize(w, 64<<10)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(ctrfOf(r))
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing the CTRF report: %w", err)
	}
	return nil
}

func ctrfOf(r *report.Result) *ctrfReport {
	name, version, _ := strings.Cut(r.Tool, " ")
	out := &ctrfReport{
		Format: "CTRF", Version: specVersion, Timestamp: r.Started, GeneratedBy: r.Tool,
		Results: ctrfResults{Tool: ctrfTool{Name: name, Version: version}, Tests: []ctrfTest{}, Environment: ctrfEnvironmentOf(r)},
	}
	if out.Results.Tool.Name == "" {
		out.Results.Tool.Name, out.GeneratedBy = "assay", "assay"
	}
	s := &out.Results.Summary
	s.Suites, s.Start, s.Duration = len(r.Suites), started(r).UnixMilli(), whole(r.DurationMS)
	s.Stop = s.Start + s.Duration
	for i := range r.Suites {
		for c := range r.Suites[i].Cases(r.Strict) {
			out.Results.Tests = append(out.Results.Tests, ctrfTestOf(c))
			s.count(c.Outcome)
		}
	}
	return out
}

func (s *ctrfSummary) count(o report.Outcome) {
	s.Tests++
	switch o {
	case report.Passed:
		s.Passed++
	case report.Failed:
		s.Failed++
	case report.Skipped:
		s.Other++
	case report.Waiting:
		s.Pending++
	}
}

func ctrfTestOf(c *report.Case) ctrfTest {
	t := ctrfTest{
		TestID: identity(c), Name: c.Name, Status: ctrfStatus[c.Outcome], RawStatus: verdict(c), Duration: whole(c.DurationMS),
		Suite: []string{c.Suite.Suite}, Message: c.Message, Trace: c.Text, Line: c.At.Line, FilePath: c.At.File, Type: "contract",
	}
	if f := c.Finding; f != nil {
		t.Tags = f.Labels
		t.Extra = &ctrfExtra{Probe: f.Probe, Kind: c.Kind, Source: f.Source, Breaks: f.Breaks}
	}
	return t
}

func ctrfEnvironmentOf(r *report.Result) *ctrfEnvironment {
	e := &ctrfEnvironment{Extra: &ctrfWhere{Mode: r.Mode, Vantage: r.Vantage, Requests: r.Requests}}
	if r.Job != nil {
		e.BuildName, e.BuildURL, e.Commit = r.Job.Server, r.Job.URL, r.Job.Commit
	}
	for i := range r.Suites {
		if e.Environment == "" {
			e.Environment = r.Suites[i].Environment
		}
	}
	return e
}

// verdict returns the verdict of a case; a checklist item holds once it is answered.
func verdict(c *report.Case) string {
	switch {
	case c.Finding != nil:
		return c.Finding.Verdict
	case c.Outcome == report.Passed:
		return report.Holds
	}
	return report.Pending
}

// identity names a case in the same way in every run: the file of its suite, its id, and the
// probe, which distinguishes the rows of a matrix.
func identity(c *report.Case) string {
	id := c.Suite.File + "#" + c.ID
	if c.Finding != nil && c.Finding.Probe != "" && c.Finding.Probe != c.ID {
		id += "/" + c.Finding.Probe
	}
	return id
}

// started returns when the run began; the zero time of Unix if the result does not say.
func started(r *report.Result) time.Time {
	at, err := time.Parse(time.RFC3339, r.Started)
	if err != nil {
		return time.Unix(0, 0)
	}
	return at
}

// whole rounds milliseconds up, so that what took time is not shown as 0.
func whole(ms float64) int64 { return int64(math.Ceil(ms)) }
