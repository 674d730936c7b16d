package observe_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
)

// roundTrip is a transport that calls a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A panic of this program ends a run: requests in flight end, no more are sent, responses are kept,
// and waiting probes get the reason.
func TestAMistakeOfOurOwnEndsTheRun(t *testing.T) {
	const doc = `
limits: {concurrency: 3}
probes:
  first: {path: /first, capture: {one: {status: true}}}
  falls: {path: "/falls/${first.one}"}
  waits: {path: "/waits/${first.one}"}
  many: {path: "/many/${first.one}", repeat: {times: 6, concurrency: 3}}
  after: {path: "/after", after: falls}
  risky: {path: /risky, risk: bans}
`
	for _, falls := range []string{"/falls/200", "/many/200"} {
		p := planOf(t, "http://127.0.0.1:1", doc)
		opts := live(nil)
		opts.Limits = p.Suite.Limits
		set := askedBy(context.Background(), p, p.Probes, opts, roundTrip(func(r *http.Request) (*http.Response, error) {
			switch r.URL.Path {
			case "/first":
				return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Header: http.Header{}, Body: http.NoBody, Request: r}, nil
			case falls:
				panic("out of " + r.URL.Path)
			case "/after", "/risky":
				t.Errorf("%s was sent", r.URL.Path)
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))
		if set.Crash == nil || !strings.Contains(set.Crash.Error(), "internal error: out of "+falls) {
			t.Errorf("%s: told was %v", falls, set.Crash)
		}
		if o := get(t, p, set, "first"); o.Status != 200 {
			t.Errorf("%s: what was answered is lost: %+v", falls, o)
		}
		for _, probe := range p.Probes[1:] {
			if get(t, p, set, probe.ID).Missing.None() {
				t.Errorf("%s: %s is not missing", falls, probe.ID)
			}
		}
		if o := get(t, p, set, "after"); o.Missing.String() != "assay itself failed before there was an answer" {
			t.Errorf("%s: of what was not sent it says %q", falls, o.Missing)
		}
	}
}

// So does a panic in a function of Options, whenever it is called.
func TestAMistakeInADoorsFunction(t *testing.T) {
	p := planOf(t, serve(t, nil).URL, "probes: {a: {path: /a}, b: {path: /b, after: a}}\n")
	for name, fall := range map[string]func(o *observe.Options){
		"before a send":   func(o *observe.Options) { o.Before = beforePanics(2) },
		"at the start":    func(o *observe.Options) { o.Progress = progressPanics(1) },
		"in a worker":     func(o *observe.Options) { o.Progress = progressPanics(3) },
		"again and again": func(o *observe.Options) { o.Progress = func(observe.Progress) { panic("fell") } },
	} {
		opts := live(nil)
		fall(&opts)
		set := all(t, p, opts)
		if set.Crash == nil || set.Crash.Error() != "internal error: fell" {
			t.Errorf("%s: told was %v", name, set.Crash)
		}
		for _, probe := range p.Probes {
			get(t, p, set, probe.ID)
		}
	}
}

func beforePanics(call int) func(*plan.Probe) exchange.Missing {
	return func(*plan.Probe) exchange.Missing {
		if call--; call == 0 {
			panic("fell")
		}
		return exchange.Missing{}
	}
}

func progressPanics(call int) func(observe.Progress) {
	return func(observe.Progress) {
		if call--; call == 0 {
			panic("fell")
		}
	}
}
