package lint

import (
	"slices"
	"strings"
	"unicode"

	"assay/runner/internal/plan"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/suite"
)

// aboutAuthentication reports whether a finding claims something about credentials.
func aboutAuthentication(f *suite.Finding) bool {
	for _, label := range f.Labels {
		if l := strings.ToLower(label); l == "auth" || l == "authentication" {
			return true
		}
	}
	words := strings.FieldsFunc(strings.ToLower(f.Claim), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	return slices.ContainsFunc(words, names.Spoken)
}

// controlled is what the specs of a suite set beside a control.
type controlled struct {
	specs map[*suite.Finding][]*plan.Spec
	// live are the probes that a live-only finding sets beside another.
	live map[*plan.Probe]bool
}

func controls(specs []*plan.Spec) *controlled {
	c := &controlled{specs: map[*suite.Finding][]*plan.Spec{}, live: map[*plan.Probe]bool{}}
	for _, s := range specs {
		if s.Finding == nil {
			continue
		}
		c.specs[s.Finding] = append(c.specs[s.Finding], s)
		if s.LiveOnly() && s.Pending == "" && compares(s) {
			c.live[s.Probe] = true
		}
	}
	return c
}

// compares reports whether a spec sets its probe beside another: by a control, or
// because what it expects is a comparison.
func compares(s *plan.Spec) bool {
	return s.Control != nil || s.Expect != nil && len(s.Expect.Probes()) > 0
}

// compared reports whether every spec of f compares.
func (c *controlled) compared(f *suite.Finding) bool {
	return !slices.ContainsFunc(c.specs[f], func(s *plan.Spec) bool { return !compares(s) })
}

// askedLive reports whether every probe of f has its control in a finding that is
// judged in live runs only. What was transcribed without a control cannot be
// given one in a replay: it would be inconclusive there.
func (c *controlled) askedLive(f *suite.Finding) bool {
	return !slices.ContainsFunc(c.specs[f], func(s *plan.Spec) bool { return s.LiveOnly() || !c.live[s.Probe] })
}
