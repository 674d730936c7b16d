package report

import (
	"fmt"
	"strings"

	"assay/runner/internal/drift"
	"assay/runner/internal/text"
)

// DriftGroup is probes that differ from their fixtures in the same facts.
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

// DriftFacts are differences, each told once: a header that is lost from 32 probes is one
// fact about 32 probes. Groups of several probes come first, then the probes by
// themselves; both in the order in which they were met.
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

// fact is what two differences have in common that are one. What was lost or is new may
// have had another value each time.
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

// facts are the differences that are told, without what is volatile where all is false.
func (s *Suite) facts(all bool) []DriftGroup {
	told := make([]Drift, 0, len(s.Drift))
	for i := range s.Drift {
		if all || s.Drift[i].Class != string(drift.Volatile) {
			told = append(told, s.Drift[i])
		}
	}
	return DriftFacts(told)
}
