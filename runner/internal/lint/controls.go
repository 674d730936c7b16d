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
	for i, word := range words {
		if names.Spoken(word) && !ofText(words, i) {
			return true
		}
	}
	return false
}

// Words in front of "tokens" that make them credentials, and words around "token" that
// make it a piece of text, as language models count it.
var (
	credentialTokens = []string{"access", "api", "auth", "bearer", "expired", "id", "invalid", "invented", "personal", "refresh", "revoked", "session", "wrong"}
	beforePiece      = []string{"completion", "each", "every", "first", "input", "last", "next", "one", "output", "per", "prompt", "single"}
	behindPiece      = []string{"budget", "count", "counts", "limit", "usage"}
)

// ofText reports whether the word at i speaks of tokens as pieces of text.
func ofText(words []string, i int) bool {
	before, behind := "", ""
	if i > 0 {
		before = words[i-1]
	}
	if i+1 < len(words) {
		behind = words[i+1]
	}
	switch words[i] {
	case "tokens":
		return !slices.Contains(credentialTokens, before)
	case "token":
		return slices.Contains(beforePiece, before) || slices.Contains(behindPiece, behind)
	}
	return false
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
