package mcpserver

import (
	"context"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// remembered is the answer of history.
type remembered struct {
	Findings   []pastFinding `json:"findings"`       // those that do not hold first
	More       int           `json:"more,omitempty"` // that are not listed
	Limits     []pastLimit   `json:"limits,omitempty"`
	MoreLimits int           `json:"more_limits,omitempty"`
}

type pastFinding struct {
	Finding  string   `json:"finding"`
	Suite    string   `json:"suite"`
	Target   string   `json:"target,omitempty"`
	Verdict  string   `json:"verdict"`
	Since    string   `json:"since"` // RFC 3339
	Last     string   `json:"last"`
	Was      string   `json:"was,omitempty"` // the verdict before
	Flapping bool     `json:"flapping,omitempty"`
	Recent   []string `json:"recent"` // verdicts, oldest first
	Why      string   `json:"why,omitempty"`
}

type pastLimit struct {
	Probe  string `json:"probe"`
	Suite  string `json:"suite"`
	Target string `json:"target"`
	Spells int    `json:"spells"` // how often it was met
}

func (s *Session) history(ctx context.Context, in about) (*remembered, error) {
	documents, _, err := s.open(chosen{Suite: in.Suite}, s.options(pipeline.Replay))
	if err != nil {
		return nil, err
	}
	var filter store.Filter
	for _, d := range documents {
		filter.Suites = append(filter.Suites, d.Suite.Name)
	}
	var found []*history.Finding
	var limits []*history.Limited
	path := ""
	if s.Memory != nil {
		path = s.Memory.Path
		db, err := store.Of(s.Memory.Past(ctx))
		if err != nil {
			return nil, err
		}
		if db != nil {
			found, limits, err = db.Past(ctx, filter)
		}
		if err != nil {
			return nil, err
		}
	}
	return rememberedOf(report.PastOf(path, found, limits)), nil
}

func rememberedOf(p *report.Past) *remembered {
	out := &remembered{Findings: []pastFinding{}}
	for _, open := range []bool{true, false} {
		for i := range p.Findings {
			f := &p.Findings[i]
			if (f.Verdict != report.Holds) != open {
				continue
			}
			if len(out.Findings) == mostListed {
				out.More++
				continue
			}
			out.Findings = append(out.Findings, pastFinding{f.ID, f.Suite, f.Target, f.Verdict, f.Since, f.Last, f.Before, f.Flapping, f.Recent, short(f.Reason)})
		}
	}
	for i := range p.Limits {
		l := &p.Limits[i]
		out.Limits = append(out.Limits, pastLimit{l.Probe, l.Suite, l.Target, l.Spells})
	}
	out.Limits, out.MoreLimits = first(out.Limits, mostListed)
	return out
}
