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

// Words before "tokens" that make them credentials, and words around "token" that make it a piece
// of text, as language models count them.
var (
	credentialTokens = []string{"access", "api", "auth", "bearer", "expired", "id", "invalid", "invented", "personal", "refresh", "revoked", "session", "wrong"}
	beforePiece      = []string{"completion", "each", "every", "first", "input", "last", "next", "one", "output", "per", "prompt", "single"}
	behindPiece      = []string{"budget", "count", "counts", "limit", "usage"}
)

// ofText reports whether the word at i means tokens as pieces of text.
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

// controlled holds what the specs of a suite compare with a control.
type controlled struct {
	specs map[*suite.Finding][]*plan.Spec
	// live holds the probes that a live-only finding compares with another.
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

// compares reports whether a spec compares its probe with another: by a control, or in its
// expectation.
func compares(s *plan.Spec) bool {
	return s.Control != nil || s.Expect != nil && len(s.Expect.Probes()) > 0
}

// compared reports whether every spec of f compares.
func (c *controlled) compared(f *suite.Finding) bool {
	return !slices.ContainsFunc(c.specs[f], func(s *plan.Spec) bool { return !compares(s) })
}

// askedLive reports whether every probe of f has its control in a finding that is judged in live
// runs only. A transcribed response without a control cannot get one in a replay: it would be
// inconclusive there.
func (c *controlled) askedLive(f *suite.Finding) bool {
	return !slices.ContainsFunc(c.specs[f], func(s *plan.Spec) bool { return s.LiveOnly() || !c.live[s.Probe] })
}
