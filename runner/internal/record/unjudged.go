package record

import (
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// unjudged says which probes of a run's own document were not sent because no finding reads them,
// and how to record them; "" if there are none, or if a person chose what is sent.
func unjudged(run *pipeline.Run) string {
	sent := run.Observations
	if !slices.ContainsFunc(run.Plan.Probes, func(p *plan.Probe) bool { return sent[p.Order] == nil }) {
		return ""
	}
	var specs []*plan.Spec
	var named []*plan.Probe
	for _, s := range run.Plan.Specs {
		named = append(named, s.Needs...)
		if pipeline.PendingIn(run.Mode, s).None() {
			specs = append(specs, s)
		}
	}
	for _, p := range run.Plan.Needed(specs) {
		if sent[p.Order] == nil {
			return ""
		}
	}
	read := make([]bool, len(run.Plan.Probes))
	for _, p := range run.Plan.WithDeps(named...) {
		read[p.Order] = true
	}
	var names, only []string
	for _, p := range run.Plan.Probes {
		switch {
		case read[p.Order] || p.Of.At.File != run.Suite.File:
			continue
		case sent[p.Order] != nil:
			return ""
		}
		names = append(names, p.ID)
		if flag := onlyFlag(p); len(only) == 0 || only[len(only)-1] != flag {
			only = append(only, flag)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("%s not sent, as no finding reads %s: %s; to record: %s", probes(len(names)),
		them(len(names)), strings.Join(listed(names), ", "), strings.Join(listed(only), " "))
}

// onlyFlag returns the flag that selects p and the other rows of its probe.
func onlyFlag(p *plan.Probe) string {
	if p.Row == "" {
		return "--only " + p.ID
	}
	return "--only '" + p.Of.ID + "[*]'"
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
