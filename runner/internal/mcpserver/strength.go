package mcpserver

import (
	"context"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/mutate"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	mutated "assay/runner/internal/report/strength"
)

// strength is the answer of survivors.
type strength struct {
	Score       float64    `json:"score"` // killed / mutants, 0 to 1
	Mutants     int        `json:"mutants"`
	Killed      int        `json:"killed"`
	Survivors   []survivor `json:"survivors,omitempty"` // worst first
	More        int        `json:"more,omitempty"`      // that are not listed
	Vacuous     []string   `json:"vacuous,omitempty"`   // findings that no change breaks
	MoreVacuous int        `json:"more_vacuous,omitempty"`
}

// survivor is a part of an answer that may change unnoticed.
type survivor struct {
	Suite   string `json:"suite"`
	Probe   string `json:"probe"`
	Part    string `json:"part"`              // "$.data[*].id", "status"
	Change  string `json:"change"`            // the first way in which it changed
	Suggest string `json:"suggest,omitempty"` // YAML: an expectation that notices it
	Finding string `json:"finding,omitempty"` // where to paste it
	At      string `json:"at,omitempty"`
}

func (s *Session) survivors(ctx context.Context, in chosen) (*strength, error) {
	started := time.Now()
	documents, selected, err := s.open(in, s.options(pipeline.Replay))
	if err != nil {
		return nil, err
	}
	var suites []mutated.Suite
	o := mutate.Options{Seed: 1}
	for _, d := range documents {
		specs := engine.JudgedIn(pipeline.Replay, selected.Of(d))
		if len(specs) == 0 {
			continue
		}
		run, err := engine.Observe(ctx, d, specs, engine.Options{})
		if err != nil {
			return nil, err
		}
		suites = append(suites, mutated.Suite{Suite: mutate.Judge(ctx, d.Plan, run.Evidence, specs, o), Redact: d.Redact})
	}
	next := "record answers first: assay run --record"
	if len(suites) == 0 {
		return nil, &fault{Code: codeNothing, Message: "there is no finding that a replay judges", Next: next}
	}
	out := strengthOf(mutated.Of("assay "+s.Version, o, started, suites))
	if out.Mutants == 0 {
		return nil, &fault{Code: codeNothing, Message: "no finding holds that a change of a recorded answer could break", Next: next + ", then run"}
	}
	return out, nil
}

func strengthOf(m *report.Strength) *strength {
	out := &strength{}
	for i := range m.Suites {
		one := &m.Suites[i]
		out.Mutants += one.Mutants
		out.Killed += one.Killed
		for k := range one.Survivors {
			if len(out.Survivors) == mostListed {
				out.More++
				continue
			}
			v := &one.Survivors[k]
			out.Survivors = append(out.Survivors, survivor{
				Suite: one.Suite, Probe: v.Probe, Part: v.Part, Change: short(v.Changes[0].Says), Suggest: v.Suggest, Finding: v.Finding, At: v.FindingAt,
			})
		}
		for k := range one.Findings {
			if one.Findings[k].Vacuous {
				out.Vacuous = append(out.Vacuous, one.Findings[k].ID)
			}
		}
	}
	if out.Mutants > 0 {
		out.Score = float64(out.Killed) / float64(out.Mutants)
	}
	out.Vacuous, out.MoreVacuous = first(out.Vacuous, mostListed)
	return out
}
