package mcpserver

import (
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
)

// chosen is which findings a call is about.
type chosen struct {
	Suite    string   `json:"suite,omitempty" jsonschema:"a suite, by its name or file; all suites without it"`
	Findings []string `json:"findings,omitempty" jsonschema:"ids of findings; all of them without it"`
}

// options returns the options of a run in a mode.
func (s *Session) options(mode pipeline.Mode) engine.Options {
	return engine.Options{Mode: mode, Load: s.Load, Secret: s.Load.Env, Hooks: engine.Hooks{Masks: s.Masks}}
}

// open reads the suites anew: an agent may have edited them. It returns those that a call is about.
func (s *Session) open(c chosen, opts engine.Options) ([]*pipeline.Document, *engine.Selection, error) {
	all, err := engine.Open(s.Paths, opts)
	if err != nil {
		return nil, nil, err
	}
	documents := all
	if c.Suite != "" {
		documents = slices.DeleteFunc(slices.Clone(all), func(d *pipeline.Document) bool { return !isCalled(d, c.Suite) })
		if len(documents) == 0 {
			var names []string
			for _, d := range all {
				names = append(names, d.Suite.Name)
			}
			return nil, nil, unknown("suite", c.Suite, names)
		}
	}
	selected := &engine.Selection{}
	if len(c.Findings) > 0 {
		if err := knows(documents, c.Findings); err != nil {
			return nil, nil, err
		}
		selected.Also = func(_ *pipeline.Document, spec *plan.Spec) bool {
			return spec.Finding != nil && (slices.Contains(c.Findings, spec.ID) || slices.Contains(c.Findings, spec.Finding.ID))
		}
	}
	return documents, selected, nil
}

func isCalled(d *pipeline.Document, name string) bool {
	return d.Suite.Name == name || d.Suite.File != nil && (d.Suite.File.Name == name || filepath.Clean(d.Suite.File.Name) == filepath.Clean(name))
}

// knows reports a finding that no document has.
func knows(documents []*pipeline.Document, findings []string) error {
	var ids []string
	for _, d := range documents {
		for _, spec := range d.Plan.Specs {
			if spec.Finding != nil {
				ids = append(ids, spec.ID, spec.Finding.ID)
			}
		}
	}
	for _, id := range findings {
		if !slices.Contains(ids, id) {
			return unknown("finding", id, ids)
		}
	}
	return nil
}

func unknown(what, name string, known []string) *fault {
	f := &fault{Code: codeUnknown, Message: "there is no " + what + " " + short(name)}
	if near := source.Nearest(name, known); near != "" {
		f.Next = "did you mean " + near + "?"
		return f
	}
	slices.Sort(known)
	list, more := first(slices.Compact(known), mostListed)
	f.Next = "there are: " + strings.Join(list, ", ") + left(more, what)
	return f
}
