package report

import (
	"time"

	"assay/runner/internal/compare"
	"assay/runner/internal/drift"
	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
)

// The values of ComparedCell.Relation.
const (
	RelationSame    = string(compare.Same)
	RelationDiffers = string(compare.Differs)
	RelationUnknown = string(compare.Unknown)
)

const (
	classBreaking = string(drift.Breaking)
	classVolatile = string(drift.Volatile)
)

// OfTargets makes the value of a comparison. Options.Mode is ignored: nothing is replayed.
func OfTargets(opts Options, targets []Target, suites []*compare.Suite) *TargetComparison {
	c := &TargetComparison{
		Version: Version, Tool: opts.Tool, Started: opts.Started.UTC().Format(time.RFC3339), DurationMS: milliseconds(opts.Duration),
		Targets: targets, Suites: make([]ComparedSuite, 0, len(suites)),
	}
	for _, s := range suites {
		for n, run := range s.Runs {
			c.Targets[n].Requests += run.Requests
		}
		c.Targets[0].Requests += s.Again.Requests
		c.Targets[0].Control += s.Again.Requests
		c.Suites = append(c.Suites, comparedSuite(s))
	}
	return c
}

func comparedSuite(s *compare.Suite) ComparedSuite {
	doc := s.Runs[0].Suite
	out := ComparedSuite{
		Suite: doc.Name, File: doc.File.Name,
		Findings: make([]ComparedFinding, 0, len(s.Findings)), Probes: make([]ComparedProbe, 0, len(s.Probes)),
	}
	for n, run := range append(s.Runs[:len(s.Runs):len(s.Runs)], s.Again) {
		if n < len(s.Runs) {
			out.Addresses = append(out.Addresses, run.Redact.String(run.Suite.Target))
		}
		name := s.Names[n%len(s.Runs)]
		for _, u := range run.Uncleaned() {
			out.Cleanup = append(out.Cleanup, Cleanup{Probe: u.Probe.ID, At: PlaceOf(u.Probe.At), Why: u.Why + " (at " + name + ")"})
		}
	}
	for i := range s.Findings {
		out.Findings = append(out.Findings, comparedFinding(s, &s.Findings[i]))
	}
	for i := range s.Probes {
		out.Probes = append(out.Probes, comparedProbe(s, &s.Probes[i]))
	}
	return out
}

func comparedFinding(s *compare.Suite, f *compare.Finding) ComparedFinding {
	base := FindingOf(&judge.Verdict{Spec: f.Spec})
	out := ComparedFinding{ID: base.ID, Claim: base.Claim, Probe: base.Probe, At: base.At, Control: string(f.Again.Outcome)}
	for n := range f.Verdicts {
		v, cell := &f.Verdicts[n], ComparedCell{}
		if v.Spec != nil {
			cell.Verdict = string(v.Outcome)
			said := FindingOf(v)
			cell.Cause = masked(s.Runs, said.Cause())
		}
		if n > 0 {
			pair := &f.Pairs[n-1]
			cell.Relation, cell.Breaks = string(pair.Relation), f.Breaks(n-1)
			cell.Unknown = incomparable(s.Runs, pair.Why)
		}
		out.Cells = append(out.Cells, cell)
	}
	return out
}

func comparedProbe(s *compare.Suite, p *compare.Probe) ComparedProbe {
	id := p.Probe.ID
	out := ComparedProbe{Probe: id, At: PlaceOf(p.Probe.At), Unsteady: drifts(p.Unsteady)}
	for _, run := range s.Runs {
		out.Responses = append(out.Responses, ObservationOf(run, run.Plan.Probe(id)))
	}
	out.Again = ObservationOf(s.Again, s.Again.Plan.Probe(id))
	for n := range p.Pairs {
		out.Others = append(out.Others, ComparedResponse{
			Target: s.Names[n+1], Changes: drifts(p.Pairs[n].Changes), Unknown: incomparable(s.Runs, p.Pairs[n].Why),
		})
	}
	return out
}

// incomparable converts a reason; nil for none.
func incomparable(runs []*pipeline.Run, w compare.Why) *Incomparable {
	if w.None() {
		return nil
	}
	return &Incomparable{Kind: string(w.Kind), Target: w.Target, Why: masked(runs, exchange.OneLine(w.Detail))}
}

// masked returns a text without the secrets of any of the runs.
func masked(runs []*pipeline.Run, s string) string {
	for _, run := range runs {
		s = run.Redact.String(s)
	}
	return s
}

func drifts(changes []drift.Change) []Drift {
	out := make([]Drift, 0, len(changes))
	for _, c := range changes {
		out = append(out, Drift{Probe: c.Probe, Class: string(c.Class), Path: c.Path, Was: c.Was, Is: c.Is, Note: c.Note})
	}
	return out
}
