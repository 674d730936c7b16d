package integration

import (
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/judge"
)

// reply is an answer of the world to a probe.
type reply struct {
	fails  bool // no answer: the connection ends
	status int
	page   bool // text/html
	later  bool // Retry-After
	token  bool // the body holds the token
	nonce  bool // the body is unique

	// The origin of a recorded answer; transcribed answers occur in replays only.
	by       string // "", "captured" with the token's name, "unmasked", "transcribed"
	statuses []int  // the possible ones of a transcribed answer; empty: unknown
	untold   bool   // the body is unknown too
	sendsKey bool   // the request refers to the token
}

// claim is a finding, as a value.
type claim struct {
	status  int    // 0: none
	token   string // "", "shown", "hidden"
	failing bool   // error: [reset, protocol]
}

func (c claim) yaml() string {
	var parts []string
	if c.status != 0 {
		parts = append(parts, fmt.Sprintf("status: %d", c.status))
	}
	switch c.token {
	case "shown":
		parts = append(parts, `body: {contains: "${token}"}`)
	case "hidden":
		parts = append(parts, `body: {not: {contains: "${token}"}}`)
	}
	if c.failing {
		parts = append(parts, "error: [reset, protocol]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// finding is a claim about a reply, with its unless and its control.
type finding struct {
	of      reply
	control *reply
	expect  claim
	unless  *claim
}

const tokenValue = "sesame-open-4711"

// world is the runner's knowledge in one run.
type world struct {
	set  bool // the token has a value now
	then bool // it had one when the answers were recorded; live: as now
}

// asked reports whether a request could be sent at all.
func (w world) asked(r *reply) bool { return !r.sendsKey || w.then || r.by != "" }

// tells reports whether the runner can decide if the token is in the body.
func (w world) tells(r *reply) bool {
	return w.set || w.then && r.by == "" || r.by != "" && r.masked()
}

// masked reports whether the recorder searched an answer for the token, as it does if the request
// had it.
func (r *reply) masked() bool { return r.by != "unmasked" || r.sendsKey }

func (w world) truth(c claim, r *reply) truth {
	switch {
	case !w.asked(r):
		return unknown
	case r.fails && c.failing:
		return met
	case r.fails:
		return unknown
	}
	out := met
	if c.failing {
		out = unmet
	}
	if c.status != 0 {
		out = out.and(r.statusIs(c.status))
	}
	if c.token != "" {
		shown := unknown
		if !r.untold && w.tells(r) {
			shown = truthOf(r.token)
		}
		if c.token == "hidden" {
			shown = shown.not()
		}
		out = out.and(shown)
	}
	return out
}

// may returns the possible statuses of an answer.
func (r *reply) may() []int {
	if r.by == "transcribed" {
		return r.statuses
	}
	return []int{r.status}
}

func (r *reply) statusIs(want int) truth {
	switch all := r.may(); {
	case !slices.Contains(all, want) && len(all) > 0:
		return unmet
	case len(all) == 1:
		return met
	}
	return unknown
}

// refusal returns the kind of an inconclusive refusal, "" for none.
func (r *reply) refusal() string {
	if r.fails {
		return "no answer"
	}
	kind := ""
	for i, status := range r.may() {
		one := ""
		switch {
		case status >= 500:
			one = "5xx"
		case status == 429, status >= 400 && r.later:
			one = "limited"
		case status == 403 && r.page:
			one = "page"
		}
		if i > 0 && one != kind {
			return ""
		}
		kind = one
	}
	return kind
}

// besides compares the control's answer with the probe's.
func (w world) besides(f *finding) beside {
	a, b := &f.of, f.control
	switch {
	case b == nil:
		return noControl
	case !w.asked(b):
		return noneKnown
	case a.refusal() != "" && a.refusal() == b.refusal():
		return sameRefusal
	case b.fails:
		return noneKnown
	case a.fails:
		return another
	}
	bodies := unknown
	if !a.untold && !b.untold {
		bodies = truthOf(!a.nonce && !b.nonce && w.shows(a) == w.shows(b))
	}
	statuses := unknown
	common := slices.ContainsFunc(a.may(), func(s int) bool { return slices.Contains(b.may(), s) })
	switch {
	case len(a.may()) == 0 || len(b.may()) == 0:
	case !common:
		statuses = unmet
	case len(a.may()) == 1 && len(b.may()) == 1:
		statuses = met
	}
	switch statuses.and(bodies) {
	case met:
		return theSame
	case unmet:
		return another
	}
	return noneKnown
}

// shows returns the token as the runner sees it in a body: its name if it was masked.
func (w world) shows(r *reply) string {
	switch {
	case !r.token:
		return ""
	case w.set || r.by != "" && r.masked() || r.by == "" && w.then:
		return "${token}"
	}
	return tokenValue
}

func (w world) verdict(f *finding) judge.Outcome {
	unless := unmet
	if f.unless != nil && !f.of.fails { // without an answer it is unmet
		unless = w.truth(*f.unless, &f.of)
	}
	if !w.asked(&f.of) {
		return judge.Inconclusive
	}
	return reference(unless, w.truth(f.expect, &f.of), w.besides(f))
}
