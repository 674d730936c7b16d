package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"

	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
)

// The values of a line's type.
const (
	lineRun     = "run"
	lineVerdict = "verdict"
	lineEnd     = "end"
)

// RunLine is the first line of a run as JSON lines (https://jsonlines.org): what is known before
// anything is judged.
type RunLine struct {
	Type    string      `json:"type"`    // "run"
	Version int         `json:"version"` // as that of a Result
	Tool    string      `json:"tool,omitempty"`
	Mode    string      `json:"mode"`    // replay, live, record, drift
	Started string      `json:"started"` // RFC 3339
	Vantage string      `json:"vantage,omitempty"`
	Job     *Job        `json:"job,omitempty"`
	Strict  bool        `json:"strict,omitempty"`
	Shard   *Shard      `json:"shard,omitempty"`
	Suites  []SuiteLine `json:"suites"`
}

// SuiteLine is a suite of a run, with how many verdicts are to come.
type SuiteLine struct {
	Suite       string `json:"suite"`
	File        string `json:"file"`
	Target      string `json:"target,omitempty"`
	Environment string `json:"environment,omitempty"`
	Findings    int    `json:"findings"`
}

// VerdictLine is one finding's verdict, written when it is judged. Order is its position in the
// suite, from 1.
type VerdictLine struct {
	Type  string `json:"type"` // "verdict"
	Suite string `json:"suite"`
	File  string `json:"file"`
	Finding
	Status     int     `json:"status,omitempty"`      // of the response; 0, left out, without one
	DurationMS float64 `json:"duration_ms,omitempty"` // of the response
}

// EndLine is the last line of a run. Its counts are those of the result.
type EndLine struct {
	Type         string  `json:"type"` // "end"
	DurationMS   float64 `json:"duration_ms"`
	Requests     int     `json:"requests"`
	Holds        int     `json:"holds"`
	Broken       int     `json:"broken"`
	Inconclusive int     `json:"inconclusive"`
	Pending      int     `json:"pending"`
	NotSelected  int     `json:"not_selected,omitempty"`
	NotRun       int     `json:"not_run,omitempty"`
	Interrupted  bool    `json:"interrupted,omitempty"`
	FailedFast   bool    `json:"failed_fast,omitempty"`
	ExitStatus   int     `json:"exit_status"` // that the verdicts give the command
}

// Lines writes a run as JSON lines while it goes on, each line in one Write.
type Lines struct{ Out io.Writer }

// Begin writes the first line of a run that is about to judge specs of documents: Findings holds
// how many of each.
func (l Lines) Begin(opts Options, documents []*pipeline.Document, findings func(*pipeline.Document) int) error {
	line := RunLine{
		Type: lineRun, Version: Version, Tool: opts.Tool, Mode: opts.Mode, Vantage: opts.Vantage, Job: opts.Job, Strict: opts.Strict,
		Shard: opts.Shard, Started: opts.Started.UTC().Format(time.RFC3339), Suites: []SuiteLine{},
	}
	for _, d := range documents {
		s := SuiteLine{Suite: d.Suite.Name, File: fileOf(d), Target: d.Redact.String(d.Suite.Target), Environment: d.Suite.Environment, Findings: findings(d)}
		line.Suites = append(line.Suites, s)
	}
	return l.write(line)
}

// Verdict writes the line of a verdict. An item of a checklist has none.
func (l Lines) Verdict(run *pipeline.Run, v *judge.Verdict) error {
	if v.Spec.Item != nil {
		return nil
	}
	line := VerdictLine{Type: lineVerdict, Suite: run.Suite.Name, File: fileOf(run.Document), Finding: findingOf(run, v)}
	line.Order = v.Spec.Order + 1
	if v.Spec.Probe != nil {
		if o := run.Evidence.Observation(v.Spec.Probe); o != nil {
			line.Status, line.DurationMS = o.Status, milliseconds(o.Duration)
		}
	}
	return l.write(line)
}

// End writes the last line of a run.
func (l Lines) End(r *Result, exitStatus int) error {
	t := r.Tally()
	return l.write(EndLine{
		Type: lineEnd, DurationMS: r.DurationMS, Requests: r.Requests,
		Holds: t.Holds, Broken: t.Broken, Inconclusive: t.Inconclusive, Pending: t.Pending,
		NotSelected: r.NotSelected, NotRun: r.NotRun, Interrupted: r.Interrupted, FailedFast: r.FailedFast, ExitStatus: exitStatus,
	})
}

func (l Lines) write(v any) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := l.Out.Write(text.Bytes())
	return err
}

// LinesSchema returns the JSON Schema (2020-12) of a line, as [Schema].
func LinesSchema() ([]byte, error) {
	defs := map[string]any{}
	var lines []any
	for _, line := range []struct {
		kind string
		of   reflect.Type
	}{{lineRun, reflect.TypeFor[RunLine]()}, {lineVerdict, reflect.TypeFor[VerdictLine]()}, {lineEnd, reflect.TypeFor[EndLine]()}} {
		lines = append(lines, schemaOf(line.of, defs))
		object, _ := defs[line.of.Name()].(map[string]any)
		members, _ := object["properties"].(map[string]any)
		members["type"] = map[string]any{"const": line.kind}
	}
	return schemaText(map[string]any{"oneOf": lines}, defs, fmt.Sprintf("A line of a run of Assay, version %d", Version))
}
