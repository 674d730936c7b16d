package judge

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// refusal is a kind of refusal that says nothing about what was requested: the server, or a proxy
// in front of it, serves no client for now. "" means not refused. A 401, 403 or 404 of the API
// itself does not count: it answers the request, and contradicts a claim that expects something
// else. The body of a refusal does not matter: two bodies differ in their numbers and times.
type refusal string

const (
	noRefusal   refusal = ""
	limited     refusal = "limited"      // 429 (RFC 6585), or another 4xx that says when to ask again (RFC 9110, 10.2.3)
	serverError refusal = "server error" // 5xx
	banPage     refusal = "ban page"     // 403 with a page for people, as firewalls and content networks write them
	cooling     refusal = "cooling"      // the suite's answer that limits.cooldown names
	unreachable refusal = "no answer "   // and the kind of failure
)

// refusedAlike reports whether the probe of s and its control are known to have met the same
// refusal. For a probe that waited for the end of a limit, a refusal by it is the response.
func (e *Evidence) refusedAlike(s *plan.Spec, o *exchange.Observation) bool {
	if s.Probe.Of != nil && s.Probe.Of.Wait != nil && s.Probe.Of.Wait.ToldBy != nil {
		if kind := e.refusalOf(s.Probe, o); kind == limited || kind == cooling {
			return false
		}
	}
	return s.Control != nil && e.sameRefusal(s.Probe, o, s.Control, e.Observation(s.Control))
}

func (e *Evidence) sameRefusal(p *plan.Probe, o *exchange.Observation, q *plan.Probe, other *exchange.Observation) bool {
	kind := e.refusalOf(p, o)
	return kind != noRefusal && kind == e.refusalOf(q, other)
}

// bothRefused says that the probe called id got the same refusal.
func (e *Evidence) bothRefused(id, row string, other *exchange.Observation) Reason {
	detail := fmt.Sprintf("both get the same refusal: %s is answered %s too, and what refuses both tells nothing of what differs", id, e.answered(id, row, other))
	if other.Failure != nil {
		detail = fmt.Sprintf("both get the same refusal: %s got %s too, which tells nothing of what differs", id, other.Failure.String())
	}
	return Reason{Kind: SameRefusal, Probe: id, Detail: detail}
}

// refusalOf returns the refusal that an observation is known to be; with repeat, one that every
// sample is.
func (e *Evidence) refusalOf(p *plan.Probe, o *exchange.Observation) refusal {
	kind := e.refusalOfOne(p, o)
	if kind == noRefusal {
		return noRefusal
	}
	for _, sample := range o.Samples {
		if e.refusalOfOne(p, sample) != kind {
			return noRefusal
		}
	}
	return kind
}

func (e *Evidence) refusalOfOne(p *plan.Probe, o *exchange.Observation) refusal {
	switch {
	case o == nil || !o.Missing.None():
		return noRefusal
	case o.Failure != nil:
		return unreachable + refusal(o.Failure.Kind)
	}
	if kind := refusalByStatus(o); kind != noRefusal {
		return kind
	}
	if c := e.plan.Suite.Limits.Cooldown; c != nil && c.On != nil && c.On.Outcome(o, e.World(p)) == expect.Met {
		return cooling
	}
	return noRefusal
}

// suggestUnless adds a next step to a finding that the response of limits.cooldown breaks, and that
// has no unless to name it: the suite knows a refusal, and the finding may not be about it.
func (e *Evidence) suggestUnless(s *plan.Spec, v *Verdict) {
	c := e.plan.Suite.Limits.Cooldown
	if s.Unless != nil || c == nil || c.On == nil || c.On.Outcome(v.Observation, e.World(s.Probe)) != expect.Met {
		return
	}
	unless := cmp.Or(v.Answer, fmt.Sprintf("{status: %d}", v.Observation.Status))
	for i := range v.Failures {
		if f := &v.Failures[i]; f.Next == "" || f.Limited {
			f.Next = "limits.cooldown is on this answer; if it tells nothing of the claim, add unless: " + unless + ", which makes the finding inconclusive"
			return
		}
	}
}

// refusalByStatus returns the refusal that o is for each of its possible statuses, if a transcribed
// response left several open.
func refusalByStatus(o *exchange.Observation) refusal {
	kind := noRefusal
	for i, status := range statusesOf(o) {
		if of := refusalBy(status, o); i == 0 {
			kind = of
		} else if of != kind {
			return noRefusal
		}
	}
	return kind
}

// statusesOf returns the possible statuses of a response; none if no status was reported.
func statusesOf(o *exchange.Observation) []int {
	switch r := o.Reported; {
	case r != nil && len(r.StatusAny) > 0:
		return r.StatusAny
	case r != nil && !r.Status:
		return nil
	}
	return []int{o.Status}
}

func refusalBy(status int, o *exchange.Observation) refusal {
	switch {
	case status >= 500:
		return serverError
	case status < 400:
		return noRefusal
	case status == http.StatusTooManyRequests, o.Header.Has("Retry-After"):
		return limited
	case status == http.StatusForbidden && isPage(o.Header.Get("Content-Type")):
		return banPage
	}
	return noRefusal
}

func isPage(contentType string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	kind = strings.TrimSpace(kind)
	return kind == "text/html" || kind == "application/xhtml+xml"
}
