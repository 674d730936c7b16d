package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"assay/runner"
	"assay/runner/plan"
)

// selection says which findings a run judges, in the way of Ginkgo: any focus,
// no skip, the label filter.
type selection struct {
	focus, skip []*regexp.Regexp
	labels      types.LabelFilter // nil: all
	described   string            // the flags, for messages; "" selects everything
}

func (f *flags) selection() (*selection, error) {
	s := &selection{}
	var err error
	if s.focus, err = patterns("focus", f.focus); err != nil {
		return nil, err
	}
	if s.skip, err = patterns("skip", f.skip); err != nil {
		return nil, err
	}
	if f.labelFilter != "" {
		if s.labels, err = types.ParseLabelFilter(f.labelFilter); err != nil {
			return nil, usagef("--label-filter %q: %s", f.labelFilter, filterMistake(err))
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

// filterMistake is what Ginkgo says of a label filter, without the colors and
// the copy of the filter that stand around it.
func filterMistake(err error) string {
	text := err.Error()
	var ginkgo types.GinkgoError
	if errors.As(err, &ginkgo) {
		text = ginkgo.Message[strings.LastIndexByte(ginkgo.Message, '\n')+1:]
	}
	return text
}

// of lists the specs of a document that are selected.
func (s *selection) of(d *runner.Document) []*plan.Spec {
	if s.described == "" {
		return d.Plan.Specs
	}
	selected := make([]*plan.Spec, 0, len(d.Plan.Specs))
	for _, spec := range d.Plan.Specs {
		if s.selects(spec) {
			selected = append(selected, spec)
		}
	}
	return selected
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
