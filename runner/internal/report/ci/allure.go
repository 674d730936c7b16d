package ci

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/report"
	"assay/runner/internal/wholefile"
)

// The statuses of Allure, by [report.Outcome]. Its "broken" is a test that itself failed, which no
// verdict of a finding means.
var allureStatus = [...]string{report.Passed: "passed", report.Failed: "failed", report.Skipped: "skipped", report.Waiting: "skipped"}

type allureResult struct {
	UUID        string            `json:"uuid"`
	HistoryID   string            `json:"historyId"`
	TestCaseID  string            `json:"testCaseId"`
	FullName    string            `json:"fullName"`
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty"` // Markdown
	Status      string            `json:"status"`
	Details     *allureDetails    `json:"statusDetails,omitempty"`
	Stage       string            `json:"stage"`
	Start       int64             `json:"start"` // milliseconds since 1970 (UTC)
	Stop        int64             `json:"stop"`
	Labels      []allureLabel     `json:"labels"`
	Parameters  []allureParameter `json:"parameters,omitempty"`
	Links       []allureLink      `json:"links,omitempty"`
	Steps       []allureStep      `json:"steps,omitempty"`
}

type allureDetails struct {
	Message string `json:"message,omitempty"`
	Trace   string `json:"trace,omitempty"`
}

type allureLabel struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type allureParameter struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Excluded bool   `json:"excluded,omitempty"` // it does not tell two tests apart
}

type allureLink struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// allureStep is one part of what a finding expects.
type allureStep struct {
	Name    string         `json:"name"`
	Status  string         `json:"status"`
	Details *allureDetails `json:"statusDetails,omitempty"`
	Stage   string         `json:"stage"`
	Start   int64          `json:"start"`
	Stop    int64          `json:"stop"`
}

type allureExecutor struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	BuildURL string `json:"buildUrl,omitempty"`
}

// Allure writes the result into a folder of Allure results (https://allurereport.org), which is made
// if there is none: NAME-result.json for each finding and checklist item, environment.properties,
// and executor.json in a job of a CI server. A case has the same file name in every run at the same
// target, environment and vantage, so that a second run replaces it; files of other tools in the
// folder stay. What is inconclusive or pending is skipped.
func Allure(folder string, r *report.Result) error {
	if err := allure(folder, r); err != nil {
		return fmt.Errorf("writing the Allure results: %w", err)
	}
	return nil
}

func allure(folder string, r *report.Result) error {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // reports are for everybody
		return err
	}
	begun := started(r).UnixMilli()
	for i := range r.Suites {
		for c := range r.Suites[i].Cases(r.Strict) {
			one := allureOf(c, r, begun)
			if err := member(folder, one.UUID+"-result.json", one); err != nil {
				return err
			}
		}
	}
	if r.Job != nil {
		e := allureExecutor{Name: r.Job.Server, Type: strings.ToLower(strings.Fields(r.Job.Server + " ci")[0]), BuildURL: r.Job.URL}
		if err := member(folder, "executor.json", e); err != nil {
			return err
		}
	}
	return wholefile.WriteFrom(filepath.Join(folder, "environment.properties"), func(w io.Writer) error {
		_, err := io.WriteString(w, properties(r))
		return err
	})
}

// member writes a JSON file of the folder.
func member(folder, name string, v any) error {
	return wholefile.WriteFrom(filepath.Join(folder, name), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	})
}

func allureOf(c *report.Case, r *report.Result, begun int64) *allureResult {
	id := identity(c)
	where := strings.Join([]string{id, c.Suite.Target, c.Suite.Environment, r.Vantage}, "\x00")
	out := &allureResult{
		UUID: uuid(where), HistoryID: hashed(where), TestCaseID: hashed(id), FullName: id, Name: c.Name,
		Status: allureStatus[c.Outcome], Stage: "finished", Start: begun, Stop: begun + whole(c.DurationMS),
		Labels: []allureLabel{{"framework", "assay"}, {"suite", c.Suite.Suite}, {"package", c.Suite.File}},
	}
	if c.Outcome != report.Passed {
		out.Details = &allureDetails{c.Message, c.Text}
	}
	for _, p := range []allureParameter{
		{"target", c.Suite.Target, false},
		{"environment", c.Suite.Environment, false},
		{"vantage", r.Vantage, false},
		{"mode", r.Mode, true},
	} {
		if p.Value != "" {
			out.Parameters = append(out.Parameters, p)
		}
	}
	if c.Finding != nil {
		out.finding(c.Finding)
	}
	return out
}

func (a *allureResult) finding(f *report.Finding) {
	for _, label := range f.Labels {
		a.Labels = append(a.Labels, allureLabel{"tag", label})
	}
	if strings.HasPrefix(f.Source, "https://") || strings.HasPrefix(f.Source, "http://") {
		a.Links = append(a.Links, allureLink{"link", f.Source})
	}
	for _, breaks := range f.Breaks {
		a.Description += "- breaks: " + breaks + "\n"
	}
	for i := range f.Expectations {
		a.Steps = append(a.Steps, stepOf(&f.Expectations[i], a))
	}
}

func stepOf(e *report.Expectation, of *allureResult) allureStep {
	step := allureStep{Name: e.Text, Status: "passed", Stage: "finished", Start: of.Start, Stop: of.Stop}
	switch e.Outcome {
	case report.Unmet:
		step.Status = "failed"
	case report.Unknown:
		step.Status, step.Details = "skipped", &allureDetails{Message: e.Why}
	}
	return step
}

// properties returns what the run was, in the syntax of Java's property files. Suites with several
// targets or environments have them joined.
func properties(r *report.Result) string {
	var targets, environments []string
	for i := range r.Suites {
		targets = append(targets, r.Suites[i].Target)
		environments = append(environments, r.Suites[i].Environment)
	}
	var b strings.Builder
	for _, p := range [][2]string{
		{"Assay", strings.TrimPrefix(r.Tool, "assay ")},
		{"Mode", r.Mode},
		{"Target", joined(targets)},
		{"Environment", joined(environments)},
		{"Vantage", r.Vantage},
	} {
		if p[1] != "" {
			fmt.Fprintf(&b, "%s = %s\n", p[0], strings.ReplaceAll(oneLine(p[1]), `\`, `\\`))
		}
	}
	return b.String()
}

func joined(words []string) string {
	slices.Sort(words)
	return strings.Join(slices.DeleteFunc(slices.Compact(words), func(s string) bool { return s == "" }), ", ")
}

func hashed(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// uuid returns a UUID that s determines, of version 8 (RFC 9562, section 5.8).
func uuid(s string) string {
	sum := sha256.Sum256([]byte(s))
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
