package spec

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/plan"
	"assay/runner/internal/session"
)

// filter decides which specs Ginkgo runs, by the same rules and libraries as Ginkgo itself. Ginkgo
// has no API for this while specs run, and a preview of the whole tree would cost as much as
// building it again.
//
// Specs that are focused in code (FIt) need no rule here: with one, no spec of a document runs.
type filter struct {
	description string
	labels      []string // of the whole suite

	once  sync.Once
	rules []func(s *plan.Spec, at []types.CodeLocation) bool
}

// suiteLabels returns the labels among the arguments of ginkgo.RunSpecs.
func suiteLabels(args []any) []string {
	var labels []string
	for _, arg := range args {
		if l, ok := arg.(ginkgo.Labels); ok {
			labels = append(labels, l...)
		}
	}
	return labels
}

// runs reports whether Ginkgo runs a spec; at are the locations of its containers
// and its own.
func (f *filter) runs(s *plan.Spec, at []types.CodeLocation) bool {
	f.once.Do(f.compile)
	for _, rule := range f.rules {
		if !rule(s, at) {
			return false
		}
	}
	return true
}

// compile reads Ginkgo's flags. Ginkgo has refused invalid ones before a spec runs.
func (f *filter) compile() {
	c, _ := ginkgo.GinkgoConfiguration()
	if c.LabelFilter != "" {
		if match, err := types.ParseLabelFilter(c.LabelFilter); err == nil {
			f.rule(func(s *plan.Spec, _ []types.CodeLocation) bool { return match(slices.Concat(f.labels, s.Labels)) })
		}
	}
	f.files(c.FocusFiles, true)
	f.files(c.SkipFiles, false)
	f.texts(c.FocusStrings, true)
	f.texts(c.SkipStrings, false)
}

func (f *filter) rule(r func(*plan.Spec, []types.CodeLocation) bool) { f.rules = append(f.rules, r) }

func (f *filter) files(names []string, want bool) {
	if len(names) == 0 {
		return
	}
	if match, err := types.ParseFileFilters(names); err == nil {
		f.rule(func(_ *plan.Spec, at []types.CodeLocation) bool { return match.Matches(at) == want })
	}
}

func (f *filter) texts(patterns []string, want bool) {
	joined := strings.Join(patterns, "|")
	if joined == "" {
		return
	}
	if re, err := regexp.Compile(joined); err == nil {
		f.rule(func(s *plan.Spec, _ []types.CodeLocation) bool {
			return re.MatchString(f.description+" "+s.FullText()) == want
		})
	}
}

// selected lists a document's specs that Ginkgo runs, pending ones included.
func (f *filter) selected(d *session.Document) []*plan.Spec {
	out := make([]*plan.Spec, 0, len(d.Plan.Specs))
	top := placesOf(d.Suite.File)
	var walk func(c *plan.Container, above []types.CodeLocation)
	walk = func(c *plan.Container, above []types.CodeLocation) {
		inside := top.inside()
		for _, n := range c.Nodes {
			at := slices.Concat(above, []types.CodeLocation{inside.next(n.At())})
			if n.Container != nil {
				walk(n.Container, at)
			} else if f.runs(n.Spec, at) {
				out = append(out, n.Spec)
			}
		}
	}
	walk(d.Plan.Tree, []types.CodeLocation{top.next(d.Plan.Tree.At)})
	return out
}
