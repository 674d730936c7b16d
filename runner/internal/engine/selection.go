package engine

import (
	"regexp"
	"slices"

	"assay/runner/internal/labelfilter"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Selection says which findings a run judges, in the way of Ginkgo: any focus, no skip,
// the label filter. The zero value selects everything.
type Selection struct {
	Focus, Skip []*regexp.Regexp
	Labels      labelfilter.Filter // nil: all
	Only        []string           // names of probes; nil: those that the findings need
}

// All reports whether nothing is left out.
func (s *Selection) All() bool {
	return len(s.Focus)+len(s.Skip)+len(s.Only) == 0 && s.Labels == nil
}

// Of lists the specs of a document that are selected.
func (s *Selection) Of(d *pipeline.Document) []*plan.Spec {
	if s.All() {
		return d.Plan.Specs
	}
	selected := make([]*plan.Spec, 0, len(d.Plan.Specs))
	asked := marked(d, s.probes(d))
	for _, spec := range d.Plan.Specs {
		if s.selects(spec) && (len(s.Only) == 0 || among(spec, asked)) {
			selected = append(selected, spec)
		}
	}
	return selected
}

// marked tells by plan.Probe.Order which are among the probes.
func marked(d *pipeline.Document, probes []*plan.Probe) []bool {
	in := make([]bool, len(d.Plan.Probes))
	for _, p := range probes {
		in[p.Order] = true
	}
	return in
}

// among reports whether everything that judging a spec reads is asked for.
func among(spec *plan.Spec, asked []bool) bool {
	return spec.Item == nil && !slices.ContainsFunc(spec.Needs, func(p *plan.Probe) bool { return !asked[p.Order] })
}

// probes lists those of a document that Only names, with what they depend on; nil
// without Only.
func (s *Selection) probes(d *pipeline.Document) []*plan.Probe {
	var named []*plan.Probe
	for _, name := range s.Only {
		named = append(named, d.Plan.Named(name)...)
	}
	if len(named) == 0 {
		return nil
	}
	return d.Plan.WithDeps(named...)
}

// Asked lists the documents of which something will be observed.
func (s *Selection) Asked(documents []*pipeline.Document) []*pipeline.Document {
	var asked []*pipeline.Document
	for _, d := range documents {
		if len(s.probes(d)) > 0 || len(s.Only) == 0 && len(s.Of(d)) > 0 {
			asked = append(asked, d)
		}
	}
	return asked
}

// Tasks are those documents with what is asked of each.
func (s *Selection) Tasks(documents []*pipeline.Document) []Task {
	var tasks []Task
	for _, d := range s.Asked(documents) {
		tasks = append(tasks, Task{Document: d, Specs: s.Of(d), Probes: s.probes(d)})
	}
	return tasks
}

// LeftOut counts the findings that are not selected.
func (s *Selection) LeftOut(documents []*pipeline.Document) int {
	n := 0
	if !s.All() {
		for _, d := range documents {
			n += Findings(d.Plan.Specs) - Findings(s.Of(d))
		}
	}
	return n
}

// UnknownProbe is the first name of Only that no document knows; "" where there is none.
func (s *Selection) UnknownProbe(documents []*pipeline.Document) string {
	for _, name := range s.Only {
		if !slices.ContainsFunc(documents, func(d *pipeline.Document) bool { return len(d.Plan.Named(name)) > 0 }) {
			return name
		}
	}
	return ""
}

func (s *Selection) selects(spec *plan.Spec) bool {
	if s.Labels != nil && !s.Labels(spec.Labels) {
		return false
	}
	if len(s.Focus)+len(s.Skip) == 0 {
		return true
	}
	text := spec.FullText()
	return (len(s.Focus) == 0 || anyMatches(s.Focus, text)) && !anyMatches(s.Skip, text)
}

func anyMatches(patterns []*regexp.Regexp, text string) bool {
	return slices.ContainsFunc(patterns, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}
