package ci

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"

	"assay/runner/internal/lint"
	"assay/runner/internal/source"
)

// sarifSchema is where the schema of SARIF 2.1.0 is published, with errata 01.
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool    sarifTool     `json:"tool"`
	Columns string        `json:"columnKind"`
	Results []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID    string        `json:"id"`
	Short sarifText     `json:"shortDescription"`
	Level sarifSettings `json:"defaultConfiguration"`
}

type sarifSettings struct {
	Level string `json:"level"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	Rule      string          `json:"ruleId"`
	Index     int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn,omitempty"`
}

// SARIF writes what lint found as SARIF 2.1.0 (OASIS), which GitHub code scanning and editors read:
// a rule for each kind of warning and one for errors, a result for each problem, with its place.
// Columns count characters. version is Assay's.
func SARIF(w io.Writer, version string, problems source.Problems) error {
	run := sarifRun{Columns: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "assay", Version: version}
	rules := lint.Rules()
	for _, r := range rules {
		level := "warning"
		if r.Name == source.RuleError {
			level = "error"
		}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{r.Name, sarifText{r.Meaning}, sarifSettings{level}})
	}
	for _, p := range problems {
		index := slices.IndexFunc(rules, func(r lint.Rule) bool { return r.Name == p.RuleName() })
		run.Results = append(run.Results, sarifOf(p, index, run.Tool.Driver.Rules[index].Level.Level))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(sarifLog{sarifSchema, "2.1.0", []sarifRun{run}}); err != nil {
		return fmt.Errorf("writing SARIF: %w", err)
	}
	return nil
}

func sarifOf(p *source.Problem, index int, level string) sarifResult {
	r := sarifResult{Rule: p.RuleName(), Index: index, Level: level, Message: sarifText{p.Sentence()}}
	if p.Pos.File == nil {
		return r
	}
	at := sarifPhysical{Artifact: sarifArtifact{fileURI(p.Pos.File.Name)}}
	if p.Pos.Line > 0 {
		at.Region = &sarifRegion{p.Pos.Line, p.Pos.Col}
	}
	r.Locations = []sarifLocation{{at}}
	return r
}

// fileURI returns a relative file name as a relative reference, an absolute one as a file URL.
func fileURI(name string) string {
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
		if u.Path[0] != '/' { // C:/suites
			u.Path = "/" + u.Path
		}
	}
	return u.String()
}
