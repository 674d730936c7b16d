package report

import (
	"fmt"
	"strings"

	"assay/runner/internal/drift"
	"assay/runner/internal/text"
)

// DriftGroup is a group of probes that differ from their fixtures in the same facts.
type DriftGroup struct {
	Probes  []string
	Changes []Drift // those of the first of them
}

// Title names the probes of a group: all of a few, some of many.
func (g *DriftGroup) Title() string {
	const most = 5
	n := len(g.Probes)
	if n == 1 {
		return g.Probes[0]
	}
	names := g.Probes
	if n > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", n-most))
	}
	return text.Count(n, "probe") + ": " + strings.Join(names, ", ")
}

// DriftFacts groups differences: a header lost from 32 probes is one fact about 32 probes. Groups
// of several probes come first, then single probes, both in the order of first appearance.
func DriftFacts(all []Drift) []DriftGroup {
	var keys []string
	probes, first := map[string][]string{}, map[string]int{}
	for i := range all {
		key := all[i].fact()
		if _, known := first[key]; !known {
			keys = append(keys, key)
			first[key] = i
		}
		probes[key] = append(probes[key], all[i].Probe)
	}
	var shared, single []DriftGroup
	at := map[string]int{}
	for _, key := range keys {
		set := strings.Join(probes[key], "\n")
		groups := &single
		if len(probes[key]) > 1 {
			groups = &shared
		}
		n, known := at[set]
		if !known {
			n = len(*groups)
			at[set] = n
			*groups = append(*groups, DriftGroup{Probes: probes[key]})
		}
		(*groups)[n].Changes = append((*groups)[n].Changes, all[first[key]])
	}
	return append(shared, single...)
}

// fact returns the key that equal differences share. The values of lost or new parts may differ.
func (d *Drift) fact() string {
	was, is := d.Was, d.Is
	switch drift.Absent {
	case is:
		was = ""
	case was:
		is = ""
	}
	return strings.Join([]string{d.Class, d.Path, was, is, d.Note}, "\x00")
}

// facts returns the differences to write, without volatile ones unless all is set.
func (s *Suite) facts(all bool) []DriftGroup {
	told := make([]Drift, 0, len(s.Drift))
	for i := range s.Drift {
		if all || s.Drift[i].Class != string(drift.Volatile) {
			told = append(told, s.Drift[i])
		}
	}
	return DriftFacts(told)
}
