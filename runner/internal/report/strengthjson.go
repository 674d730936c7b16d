package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// survivorJSON is one unnoticed change.
type survivorJSON struct {
	Suite     string   `json:"suite"`
	Probe     string   `json:"probe"`
	Operator  string   `json:"operator"`
	At        string   `json:"at"`
	Part      string   `json:"part"`
	Count     int      `json:"count"`
	Suggest   string   `json:"suggest"`
	Finding   string   `json:"finding,omitempty"`
	FindingAt string   `json:"finding_at,omitempty"`
	Undecided []string `json:"inconclusive,omitempty"`
}

// StrengthJSON writes the value as JSON: the sums first, then the suites, and last
// the survivors, worst first within each suite, and the findings of all of them.
func StrengthJSON(w io.Writer, m *Strength) error {
	type members Strength
	all := m.Sum()
	out := struct {
		*members
		Mutants    int               `json:"mutants"`
		Killed     int               `json:"killed"`
		Equivalent int               `json:"equivalent"`
		Score      float64           `json:"score"`
		Survivors  []survivorJSON    `json:"survivors"`
		Findings   []StrengthFinding `json:"findings"`
	}{(*members)(m), all.Mutants, all.Killed, all.Equivalent, all.Score, []survivorJSON{}, []StrengthFinding{}}
	for i := range m.Suites {
		for j := range m.Suites[i].Survivors {
			out.Survivors = append(out.Survivors, m.Suites[i].Survivors[j].json(m.Suites[i].Suite)...)
		}
		out.Findings = append(out.Findings, m.Suites[i].Findings...)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("writing the JSON result: %w", err)
	}
	return nil
}

func (s *StrengthSurvivor) json(suite string) []survivorJSON {
	out := make([]survivorJSON, len(s.Changes))
	for i, c := range s.Changes {
		out[i] = survivorJSON{
			Suite: suite, Probe: s.Probe, Operator: c.Operator, At: c.At, Part: s.Part, Count: c.Count,
			Suggest: s.Suggest, Finding: s.Finding, FindingAt: s.FindingAt, Undecided: s.Undecided,
		}
	}
	return out
}
