package record

import (
	"fmt"
	"strings"
	"sync"

	"assay/runner/internal/drift"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
)

// part is what one run has to record. Lists of bool are by plan.Probe.Order.
type part struct {
	entries []*fixture.Entry
	sent    []bool // probes with entries, of which there are many
	many    int
	taken   []bool // those whose entries are here, not in the part of another run
	same    []bool // a replay of what is written makes the observation anew
	rules   *drift.Rules
	// missing lists the probes that were needed but not, or not completely, sent.
	missing []missing
	learned learned
	kept    int // probes of the old file that this run did not send
}

type missing struct {
	probe string
	why   exchange.Missing
}

// take collects what is to be recorded. A transport error is recorded only for a finding that is
// about it; any other one refuses the recording.
func (g *group) take() error {
	var failed []string
	taken := map[string]bool{} // by one of several runs
	for _, r := range g.runs {
		n := len(r.Run.Plan.Probes)
		p := part{
			sent: make([]bool, n), taken: make([]bool, n), same: make([]bool, n), entries: make([]*fixture.Entry, 0, n),
			rules: drift.NewRules(&r.Run.Suite.Volatile),
		}
		told := sync.OnceValue(func() map[*plan.Probe]bool { return aboutFailures(r.Verdicts) })
		for _, probe := range r.Run.Plan.Probes {
			o := r.Run.Evidence.Observation(probe)
			if o == nil || g.opts.Only != nil && !g.opts.Only(r.Run.Document, probe.ID) {
				continue
			}
			if why := notWhole(o); !why.None() {
				p.missing = append(p.missing, missing{probe.ID, why})
				continue
			}
			if f := failure(o); f != nil && !told()[probe] {
				failed = append(failed, fmt.Sprintf("%s: no answer (%s): %s", probe.ID, f.Kind, f.Message))
				continue
			}
			p.sent[probe.Order] = true
			p.many++
			if taken[probe.ID] { // by a suite that includes the same probe
				continue
			}
			if len(g.runs) > 1 {
				taken[probe.ID] = true
			}
			p.taken[probe.Order] = true
			p.entries = fixture.AppendLater(p.entries, o, probe.Order)
		}
		g.parts = append(g.parts, p)
	}
	if len(failed) > 0 {
		return g.refused("the run was not complete", append(listed(failed),
			"a failing connection is recorded where a finding expects it (`error: timeout`); otherwise record again, or the others with --only"))
	}
	return nil
}

// notWhole returns why an observation, or a sample of it, was not made; the zero value if it is
// complete.
func notWhole(o *exchange.Observation) exchange.Missing {
	if !o.Missing.None() {
		return o.Missing
	}
	for i, s := range o.Samples {
		if !s.Missing.None() {
			return exchange.Missing{Kind: s.Missing.Kind, Probe: s.Missing.Probe, Detail: fmt.Sprintf("sample %d of %d: %s", i+1, len(o.Samples), s.Missing)}
		}
	}
	return exchange.Missing{}
}

// failure returns the first transport error of an observation or its samples.
func failure(o *exchange.Observation) *exchange.Failure {
	if o.Failure != nil {
		return o.Failure
	}
	for _, s := range o.Samples {
		if s.Failure != nil {
			return s.Failure
		}
	}
	return nil
}

// aboutFailures returns the probes with a decisive verdict: if one of them got no response, the
// verdict was about the transport error.
func aboutFailures(verdicts []judge.Verdict) map[*plan.Probe]bool {
	told := make(map[*plan.Probe]bool, len(verdicts))
	for i := range verdicts {
		if o := verdicts[i].Outcome; o == judge.Holds || o == judge.Broken {
			told[verdicts[i].Spec.Probe] = true
		}
	}
	return told
}

// count counts the probes of the old file that stay.
func (g *group) count(old *fixture.File) {
	for i := range g.parts {
		kept := map[string]bool{}
		for _, e := range old.Entries {
			if p := g.runs[i].Run.Plan.Probe(e.Probe); p == nil || !g.parts[i].sent[p.Order] {
				kept[e.Probe] = true
			}
		}
		g.parts[i].kept = len(kept)
	}
}

// said describes what happened to the file, for the report.
func (g *group) said(i int) string {
	p := &g.parts[i]
	if g.opts.Because != "" {
		return fmt.Sprintf("accepted the answer of %s into %s: %s", probes(p.many), g.path, g.opts.Because)
	}
	text := fmt.Sprintf("recorded %s in %s", probes(p.many), g.path)
	if p.kept > 0 {
		text += fmt.Sprintf("; %s not sent kept what was recorded before", probes(p.kept))
	}
	if len(p.missing) > 0 {
		text += "; not recorded: " + p.notSent()
	}
	return text + "; a replay gives the same verdicts"
}

// notSent names probes that could not be sent, and each reason once.
func (p *part) notSent() string {
	if len(p.missing) == 0 {
		return "no probe was sent"
	}
	names := map[exchange.Missing][]string{}
	var reasons []exchange.Missing
	for _, m := range p.missing {
		if names[m.why] == nil {
			reasons = append(reasons, m.why)
		}
		names[m.why] = append(names[m.why], m.probe)
	}
	lines := make([]string, len(reasons))
	for i, why := range reasons {
		of := names[why]
		if lines[i] = fmt.Sprintf("%s (%s)", of[0], why); len(of) > 1 {
			lines[i] = fmt.Sprintf("%s: %s (%s)", probes(len(of)), strings.Join(listed(of), ", "), why)
		}
	}
	return strings.Join(listed(lines), "; ")
}

func probes(n int) string {
	if n == 1 {
		return "1 probe"
	}
	return fmt.Sprintf("%d probes", n)
}
