package engine

import (
	"regexp"
	"slices"

	"assay/runner/internal/labelfilter"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Selection says which findings a run judges, as in Ginkgo: those that match any focus, no skip,
// and the label filter. The zero value selects everything.
type Selection struct {
	Focus, Skip []*regexp.Regexp
	Labels      labelfilter.Filter // nil: all
	Only        []string           // names of probes; nil means those that the findings need
	// Also is a further condition; nil: none.
	Also func(*pipeline.Document, *plan.Spec) bool
}

// All reports whether everything is selected.
func (s *Selection) All() bool {
	return len(s.Focus)+len(s.Skip)+len(s.Only) == 0 && s.Labels == nil && s.Also == nil
}

// Of returns the selected specs of a document.
func (s *Selection) Of(d *pipeline.Document) []*plan.Spec {
	if s.All() {
		return d.Plan.Specs
	}
	selected := make([]*plan.Spec, 0, len(d.Plan.Specs))
	asked := marked(d, s.probes(d))
	for _, spec := range d.Plan.Specs {
		if s.selects(spec) && (len(s.Only) == 0 || among(spec, asked)) && (s.Also == nil || s.Also(d, spec)) {
			selected = append(selected, spec)
		}
	}
	return selected
}

// marked reports, by plan.Probe.Order, which of a document's probes are in probes.
func marked(d *pipeline.Document, probes []*plan.Probe) []bool {
	in := make([]bool, len(d.Plan.Probes))
	for _, p := range probes {
		in[p.Order] = true
	}
	return in
}

// among reports whether every probe that judging a spec needs is marked.
func among(spec *plan.Spec, asked []bool) bool {
	return spec.Item == nil && !slices.ContainsFunc(spec.Needs, func(p *plan.Probe) bool { return !asked[p.Order] })
}

// probes returns the probes of a document that Only names, with their dependencies; nil without
// Only.
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

// Asked returns the documents of which something will be observed.
func (s *Selection) Asked(documents []*pipeline.Document) []*pipeline.Document {
	var asked []*pipeline.Document
	for _, d := range documents {
		if d.Shelved != nil || len(s.probes(d)) > 0 || len(s.Only) == 0 && len(s.Of(d)) > 0 {
			asked = append(asked, d)
		}
	}
	return asked
}

// Tasks returns those documents with what to observe of each.
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

// UnknownProbe returns the first name of Only that no document has; "" if there is none.
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
