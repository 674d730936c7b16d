package cli

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/labelfilter"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
)

// selection says which findings a run judges, in the way of Ginkgo: any focus,
// no skip, the label filter.
type selection struct {
	focus, skip []*regexp.Regexp
	labels      labelfilter.Filter // nil: all
	only        []string           // names of probes; nil: those that the findings need
	described   string             // the flags, for messages; "" selects everything
}

func (f *flags) selection() (*selection, error) {
	s := &selection{only: f.only}
	var err error
	if s.focus, err = patterns("focus", f.focus); err != nil {
		return nil, err
	}
	if s.skip, err = patterns("skip", f.skip); err != nil {
		return nil, err
	}
	if f.labelFilter != "" {
		if s.labels, err = labelfilter.Parse(f.labelFilter); err != nil {
			return nil, usagef("--label-filter %q: %v", f.labelFilter, err)
		}
	}
	s.described = f.described()
	return s, nil
}

// described is the selecting flags as they were given.
func (f *flags) described() string {
	var parts []string
	for _, focus := range f.focus {
		parts = append(parts, fmt.Sprintf("--focus %q", focus))
	}
	for _, skip := range f.skip {
		parts = append(parts, fmt.Sprintf("--skip %q", skip))
	}
	for _, only := range f.only {
		parts = append(parts, fmt.Sprintf("--only %q", only))
	}
	if f.labelFilter != "" {
		parts = append(parts, fmt.Sprintf("--label-filter %q", f.labelFilter))
	}
	return strings.Join(parts, " ")
}

func patterns(flag string, texts []string) ([]*regexp.Regexp, error) {
	var out []*regexp.Regexp
	for _, text := range texts {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, usagef("--%s: %v", flag, err)
		}
		out = append(out, re)
	}
	return out, nil
}

// of lists the specs of a document that are selected.
func (s *selection) of(d *pipeline.Document) []*plan.Spec {
	if s.described == "" {
		return d.Plan.Specs
	}
	selected := make([]*plan.Spec, 0, len(d.Plan.Specs))
	asked := marked(d, s.probes(d))
	for _, spec := range d.Plan.Specs {
		if s.selects(spec) && (len(s.only) == 0 || among(spec, asked)) {
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

// probes lists those of a document that --only names, with what they depend on;
// nil without --only.
func (s *selection) probes(d *pipeline.Document) []*plan.Probe {
	var named []*plan.Probe
	for _, name := range s.only {
		named = append(named, d.Plan.Named(name)...)
	}
	if len(named) == 0 {
		return nil
	}
	return d.Plan.WithDeps(named...)
}

// asked lists the documents of which something will be observed.
func (s *selection) asked(documents []*pipeline.Document) []*pipeline.Document {
	var asked []*pipeline.Document
	for _, d := range documents {
		if len(s.probes(d)) > 0 || len(s.only) == 0 && len(s.of(d)) > 0 {
			asked = append(asked, d)
		}
	}
	return asked
}

// tasks are those documents with what is asked of each.
func (s *selection) tasks(documents []*pipeline.Document) []engine.Task {
	var tasks []engine.Task
	for _, d := range s.asked(documents) {
		tasks = append(tasks, engine.Task{Document: d, Specs: s.of(d), Probes: s.probes(d)})
	}
	return tasks
}

// check refuses a name of --only that no document knows.
func (s *selection) check(documents []*pipeline.Document) error {
	for _, name := range s.only {
		if !slices.ContainsFunc(documents, func(d *pipeline.Document) bool { return len(d.Plan.Named(name)) > 0 }) {
			return unknownProbe("only", name, documents)
		}
	}
	return nil
}

// unknownProbe is the mistake of a flag that names no probe.
func unknownProbe(flag, name string, documents []*pipeline.Document) error {
	var ids []string
	for _, d := range documents {
		for _, p := range d.Plan.Probes {
			ids = append(ids, p.Of.ID, p.ID)
		}
	}
	err := usagef("--%s %q: no suite has such a probe", flag, name)
	if near := source.Nearest(name, ids); near != "" {
		return err.but("did you mean %q?", near)
	}
	if len(ids) > 0 {
		return err.but("write an id such as %q, a row of one, or a glob", ids[0])
	}
	return err
}

func (s *selection) selects(spec *plan.Spec) bool {
	if s.labels != nil && !s.labels(spec.Labels) {
		return false
	}
	if len(s.focus)+len(s.skip) == 0 {
		return true
	}
	text := spec.FullText()
	return (len(s.focus) == 0 || anyMatches(s.focus, text)) && !anyMatches(s.skip, text)
}

func anyMatches(patterns []*regexp.Regexp, text string) bool {
	for _, re := range patterns {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}
