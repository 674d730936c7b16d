package cli

import (
	"fmt"
	"regexp"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/labelfilter"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
)

// selection is what the flags select, with their text.
type selection struct {
	engine.Selection
	described string // the flags, for messages; "" selects everything
}

func (f *flags) selection() (*selection, error) {
	s := &selection{Selection: engine.Selection{Only: f.only}}
	var err error
	for flag, value := range map[string]string{"failed": f.failed, "shard": f.shard} {
		if value != "" && len(f.only) > 0 {
			return nil, usagef("--only and --%s select different things: probes, findings", flag).but("leave one out; --focus and --label-filter select findings")
		}
	}
	if s.Focus, err = patterns("focus", f.focus); err != nil {
		return nil, err
	}
	if s.Skip, err = patterns("skip", f.skip); err != nil {
		return nil, err
	}
	if f.labelFilter != "" {
		if s.Labels, err = labelfilter.Parse(f.labelFilter); err != nil {
			return nil, usagef("--label-filter %q: %v", f.labelFilter, err)
		}
	}
	s.described = f.described()
	return s, nil
}

// described returns the selecting flags as they were given.
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
	switch f.failed {
	case "":
	case lastTime:
		parts = append(parts, "--failed: the last run left nothing broken or inconclusive")
	default:
		parts = append(parts, fmt.Sprintf("--failed=%s: it has nothing broken or inconclusive", f.failed))
	}
	if f.shard != "" {
		parts = append(parts, "--shard "+f.shard)
	}
	return strings.Join(parts, " ")
}

// also adds a condition.
func (s *selection) also(condition func(*pipeline.Document, *plan.Spec) bool) {
	before := s.Also
	s.Also = func(d *pipeline.Document, spec *plan.Spec) bool {
		return (before == nil || before(d, spec)) && condition(d, spec)
	}
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

// check rejects a name of --only that no document has.
func (s *selection) check(documents []*pipeline.Document) error {
	if name := s.UnknownProbe(documents); name != "" {
		return unknownProbe("only", name, documents)
	}
	return nil
}

// unknownProbe returns the error of a flag that names an unknown probe.
func unknownProbe(flag, name string, documents []*pipeline.Document) error {
	var ids []string
	for _, d := range documents {
		for _, p := range d.Plan.Probes {
			if !p.Of.Token {
				ids = append(ids, p.Of.ID, p.ID)
			}
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
