package lint

import (
	"strings"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// judges warns of a document that judges nothing, otherwise of its probes that no finding judges.
func (w *warnings) judges(d *pipeline.Document) {
	idle := d.Idle()
	if idle == "" {
		w.idleProbes(d)
		return
	}
	w.warn(source.Pos{File: d.Suite.File, Line: 1, Col: 1}, "add findings:, or give a document that others include a name that does not end in "+suite.Suffix, "%s", idle)
}

// idleProbes warns of probes, or rows of probes, that no finding judges, no hypothesis predicts,
// and on which no such probe depends. It skips those of an included document, which may serve
// others.
func (w *warnings) idleProbes(d *pipeline.Document) {
	used := usedProbes(d)
	idle := map[*suite.Probe][]string{}
	for _, p := range d.Plan.Probes {
		if !used[p.Order] {
			idle[p.Of] = append(idle[p.Of], p.Row)
		}
	}
	for _, p := range d.Suite.Probes {
		switch n := len(idle[p]); {
		case n == 0, p.At.File != d.Suite.File, p.Token:
		case n == max(len(p.Rows), 1):
			w.warn(p.At, "name it in a finding, or take it away", "nothing judges the probe %q", p.ID)
		default:
			w.warn(p.At, "name it in a finding, for instance by "+p.ID+"[*]", "nothing judges %s of the probe %q: %s", rowWord(n), p.ID, some(idle[p]))
		}
	}
}

// usedProbes reports, by plan.Probe.Order, which probes serve a finding or a hypothesis, or clean
// up.
func usedProbes(d *pipeline.Document) []bool {
	var wanted []*plan.Probe
	for _, s := range d.Plan.Specs {
		wanted = append(wanted, s.Needs...)
		if s.Probe != nil {
			wanted = append(wanted, s.Probe)
		}
	}
	for _, h := range d.Suite.Hypotheses {
		for _, prediction := range h.Predicts {
			wanted = append(wanted, d.Plan.Named(prediction.Probe.ID)...)
			for _, e := range prediction.Any {
				for _, ref := range e.Probes() {
					wanted = append(wanted, d.Plan.Named(ref.ID)...)
				}
			}
		}
	}
	used := make([]bool, len(d.Plan.Probes))
	for _, p := range append(d.Plan.WithDeps(wanted...), d.Plan.Cleanups()...) {
		used[p.Order] = true
	}
	return used
}

func rowWord(n int) string {
	if n == 1 {
		return "this row"
	}
	return "these rows"
}

// some returns a list of names, shortened if it is long.
func some(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}
