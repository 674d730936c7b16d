package lint

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// uncontrolled warns, once for a document, of findings about authentication without a control.
// Findings that expect a refusal, whose probe sends no credentials, or whose probe asks for a
// token, need none.
func (w *warnings) uncontrolled(d *pipeline.Document) {
	var about, alone []*suite.Finding
	for _, f := range d.Suite.Findings {
		if f.Pending == "" && aboutAuthentication(f) {
			about = append(about, f)
		}
	}
	if len(about) == 0 {
		return
	}
	specs, beside := firstSpecs(d), controls(d.Plan.Specs)
	for _, f := range about {
		s := specs[f]
		if !beside.compared(f) && !beside.askedLive(f) &&
			(s == nil || !refuses(s) && sendsCredentials(d.Suite, s.Probe) && !s.Probe.Of.CapturesSecret()) {
			alone = append(alone, f)
		}
	}
	if len(alone) == 0 {
		return
	}
	next := "add control: PROBE, the same request without the key"
	if len(alone) == 1 {
		w.warn(alone[0].At, next, "the finding %q is about authentication and has no control: a public endpoint would pass too", alone[0].ID)
		return
	}
	ids := make([]string, len(alone))
	for i, f := range alone {
		ids[i] = strconv.Quote(f.ID)
	}
	w.warn(alone[0].At, next+", to each", "%d findings are about authentication and have no control (%s): a public endpoint would pass too",
		len(alone), text.Line(strings.Join(ids, ", "), mostAlone))
}

// mostAlone limits the ids that one warning names, in characters.
const mostAlone = 120

// refuses reports whether a spec expects that the credentials are refused: 401 or 403, no public
// endpoint's answer.
func refuses(s *plan.Spec) bool {
	if s.Expect == nil {
		return false
	}
	examples := s.Expect.Examples(nil)
	return len(examples) > 0 && !slices.ContainsFunc(examples, func(o *exchange.Observation) bool {
		return o.Status != http.StatusUnauthorized && o.Status != http.StatusForbidden
	})
}

// sendsCredentials reports whether a probe sends a secret, or something in a credential's place.
func sendsCredentials(s *suite.Suite, p *plan.Probe) bool {
	r := p.Request
	inPlace := func(f exchange.Field) bool { return names.Credential(f.Name) }
	return r.Auth != nil || len(r.Cookies) > 0 || r.Jar != "" || slices.ContainsFunc(r.Header, inPlace) ||
		slices.ContainsFunc(p.Refs, func(ref string) bool {
			return slices.ContainsFunc(s.Secrets, func(secret suite.Secret) bool { return secret.Name == ref })
		})
}

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
