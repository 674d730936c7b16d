package mcpserver

import (
	"context"
	"slices"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// which is the input of explain.
type which struct {
	Finding string `json:"finding" jsonschema:"the id of a finding, with the row of a matrix if it has rows: order or order[basic]"`
	Suite   string `json:"suite,omitempty" jsonschema:"its suite, by name or file, where several have such a finding"`
}

// explained is the answer of explain.
type explained struct {
	Finding string   `json:"finding"`
	Suite   string   `json:"suite"`
	Probe   string   `json:"probe,omitempty"`
	Claim   string   `json:"claim"`
	Verdict string   `json:"verdict"`
	Kind    string   `json:"kind,omitempty"`
	Meaning string   `json:"meaning,omitempty"` // of the kind
	Next    string   `json:"next,omitempty"`
	Source  string   `json:"source,omitempty"`
	Breaks  []string `json:"breaks,omitempty"`
	// Text is the finding as the report for a terminal has it: request, curl command, answer, what was
	// expected and what came, with the places in the suite.
	Text     string   `json:"text"`
	Rows     []string `json:"rows,omitempty"`      // further probes that it is about, with verdict and suite
	MoreRows int      `json:"more_rows,omitempty"` // that are not listed
}

func (s *Session) explain(ctx context.Context, in which) (*explained, error) {
	result, err := s.judge(ctx, chosen{in.Suite, []string{in.Finding}}, s.options(pipeline.Replay))
	if err != nil {
		return nil, err
	}
	var out *explained
	for i := range result.Suites {
		suite := &result.Suites[i]
		for k := range suite.Findings {
			f := &suite.Findings[k]
			switch {
			case out == nil:
				out = explainedOf(suite, f)
			case worse(f.Verdict, out.Verdict):
				rows := slices.Concat(out.Rows, []string{row(out.Probe, out.Verdict, out.Suite)})
				out = explainedOf(suite, f)
				out.Rows = rows
			default:
				out.Rows = append(out.Rows, row(f.Probe, f.Verdict, suite.Suite))
			}
		}
	}
	if out == nil {
		return nil, &fault{Code: codeNothing, Message: "a replay does not judge " + short(in.Finding), Next: "run says which findings are pending"}
	}
	out.Rows, out.MoreRows = first(out.Rows, mostListed)
	return out, nil
}

// row names another result of a finding: a row of its matrix, or a finding of this id in another
// suite.
func row(probe, verdict, suite string) string { return probe + " " + verdict + " (" + suite + ")" }

// worse reports whether a verdict says more of what is wrong than another.
func worse(a, b string) bool {
	rank := map[string]int{report.Broken: 3, report.Inconclusive: 2, report.Pending: 1}
	return rank[a] > rank[b]
}

func explainedOf(s *report.Suite, f *report.Finding) *explained {
	out := &explained{Finding: f.ID, Suite: s.Suite, Probe: f.Probe, Claim: f.Claim, Verdict: f.Verdict, Kind: f.Kind, Source: f.Source, Breaks: f.Breaks, Next: f.Decide}
	if len(f.Failures) > 0 && out.Next == "" {
		out.Next = f.Failures[0].Next
	}
	kind := kindOfReason(f.Kind)
	out.Meaning = kind.Meaning
	if out.Next == "" && f.Verdict != report.Broken { // the table says it for readers of the JSON result
		out.Next = kind.Do
	}
	var o, control *report.Observation
	for i := range s.Observations {
		switch s.Observations[i].Probe {
		case f.Probe:
			o = &s.Observations[i]
		case f.Control:
			control = &s.Observations[i]
		}
	}
	out.Text = bounded(report.FailureText(f, o, control, report.Style{Width: 100}), mostWhole)
	return out
}
