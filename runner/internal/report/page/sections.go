package page

import (
	"cmp"
	"slices"

	"assay/runner/internal/report"
)

// Bounds of the sections: a page of ten thousand findings stays a page.
const (
	mostSurvivors = 200
	mostStrips    = 200
	mostPlots     = 24
	mostDrifts    = 1000
)

// sections is what a suite has in addition to its findings, ready to be shown. Empty sections are
// left out.
type sections struct {
	Hypotheses []report.Hypothesis
	Next       []report.Next
	Alike      [][]string
	Answers    []report.NamedAnswer
	Stopped    string
	Drift      []report.DriftGroup
	DriftMore  int
	DriftOf    int
	Unsaid     string
	Standings  []report.Standing
	Checklist  []report.Item
	Mutation   *mutation
	History    *history
	OpenAPI    *report.APICoverage
	Notes      []string
}

// mutation is a suite's mutation as the page shows it.
type mutation struct {
	*report.Mutation
	Percent   string
	Worst     []report.Survivor
	More      int
	Vacuous   []report.Kills // kill nothing
	Strongest []report.Kills
}

// sectionsOf returns every section that some suite of the run has content for.
func sectionsOf(r *report.Result) []section {
	kinds := []struct {
		id, title string
		has       func(*report.Suite) bool
	}{
		{"diagnosis", "Diagnosis", func(s *report.Suite) bool { return len(s.Hypotheses)+len(s.Next) > 0 }},
		{"drift", "Drift", func(s *report.Suite) bool { return s.DriftOf > 0 || len(s.Drift)+len(s.Standings) > 0 }},
		{"mutation", "Mutation", func(s *report.Suite) bool { return s.Mutation != nil }},
		{"history", "History", func(s *report.Suite) bool { return s.History != nil }},
		{"api", "API coverage", func(s *report.Suite) bool { return s.OpenAPI != nil }},
		{"checklist", "To look up", func(s *report.Suite) bool { return len(s.Checklist) > 0 }},
		{"notes", "Notes", func(s *report.Suite) bool { return len(s.Notes)+len(s.Cleanup) > 0 }},
	}
	var out []section
	for _, k := range kinds {
		one := section{ID: k.id, Title: k.title}
		for i := range r.Suites {
			s := &r.Suites[i]
			if !k.has(s) {
				continue
			}
			part := suiteSection{sections: sectionsFor(k.id, s)}
			if len(r.Suites) > 1 {
				part.Name = s.Suite
			}
			one.Suites = append(one.Suites, part)
		}
		if len(one.Suites) > 0 {
			out = append(out, one)
		}
	}
	return out
}

// sectionsFor returns one suite's part of one section only.
func sectionsFor(id string, s *report.Suite) *sections {
	switch id {
	case "diagnosis":
		return &sections{Hypotheses: standing(s.Hypotheses), Next: s.Next, Alike: s.Alike, Answers: s.Answers, Stopped: s.Stopped}
	case "drift":
		shown := s.Drift[:min(len(s.Drift), mostDrifts)]
		return &sections{Drift: report.DriftFacts(shown), DriftMore: len(s.Drift) - len(shown), DriftOf: s.DriftOf, Standings: s.Standings, Unsaid: s.Unsaid()}
	case "mutation":
		return &sections{Mutation: mutationOf(s.Mutation)}
	case "history":
		return &sections{History: historyOf(s.History)}
	case "api":
		return &sections{OpenAPI: s.OpenAPI}
	case "checklist":
		return &sections{Checklist: s.Checklist}
	}
	notes := make([]string, 0, len(s.Cleanup)+len(s.Notes))
	for i := range s.Cleanup {
		notes = append(notes, s.Cleanup[i].Sentence())
	}
	return &sections{Notes: append(notes, s.Notes...)}
}

// standing orders hypotheses: standing ones first, refuted ones last.
func standing(all []report.Hypothesis) []report.Hypothesis {
	rank := map[string]int{"supported": 0, "consistent": 1, "untested": 2, "refuted": 3}
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b report.Hypothesis) int { return cmp.Compare(rank[a.Status], rank[b.Status]) })
	return out
}

func mutationOf(m *report.Mutation) *mutation {
	out := &mutation{Mutation: m, Percent: percent(m.Score)}
	out.Worst = m.Survivors[:min(len(m.Survivors), mostSurvivors)]
	out.More = len(m.Survivors) - len(out.Worst)
	for _, k := range m.Findings {
		if k.Kills == 0 {
			out.Vacuous = append(out.Vacuous, k)
			continue
		}
		out.Strongest = append(out.Strongest, k)
	}
	slices.SortStableFunc(out.Strongest, func(a, b report.Kills) int { return cmp.Compare(b.Kills, a.Kills) })
	out.Strongest = out.Strongest[:min(len(out.Strongest), mostStrips)]
	return out
}
