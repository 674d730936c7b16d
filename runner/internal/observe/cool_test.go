package observe_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
)

// refusing is a server that answers 429 on /limited, nothing on /silent, and 200
// elsewhere.
func refusing(t *testing.T) *server {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/limited":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/silent":
			<-r.Context().Done()
		}
	})
}

// After a response that a cooldown matches, a run sends no more requests to that host; other hosts
// and other responses are unaffected.
func TestNothingIsAskedWhileCoolingDown(t *testing.T) {
	for _, c := range []struct {
		name, doc string
		asked     []string
		cooling   []string
	}{
		{
			name:  "by status",
			doc:   "limits: {concurrency: 1, cooldown: {on: 429, wait: 24h}}\nprobes: {a: {path: /a}, b: {path: /limited}, c: {path: /c}, d: {path: /d, risk: bans}}\n",
			asked: []string{"GET /a", "GET /limited"}, cooling: []string{"c", "d"},
		},
		{
			name:  "by name",
			doc:   "answers: {edge: {status: 429}}\nlimits: {concurrency: 1, cooldown: {on: edge, wait: 24h}}\nprobes: {a: {path: /limited}, b: {path: /b}}\n",
			asked: []string{"GET /limited"}, cooling: []string{"b"},
		},
		{
			name:  "another answer",
			doc:   "limits: {concurrency: 1, cooldown: {on: 503, wait: 24h}}\nprobes: {a: {path: /limited}, b: {path: /b}}\n",
			asked: []string{"GET /limited", "GET /b"},
		},
		{
			name:  "no answer in time",
			doc:   "limits: {concurrency: 1, timeout: 50ms, cooldown: {on: {any: [{status: 429}, {error: timeout}]}, wait: 24h}}\nprobes: {a: {path: /a}, b: {path: /silent}, c: {path: /c}}\n",
			asked: []string{"GET /a", "GET /silent"}, cooling: []string{"c"},
		},
		{
			name:  "another host",
			doc:   "limits: {concurrency: 1, cooldown: {on: 429, wait: 24h}}\nprobes: {a: {path: /limited}, b: {url: OTHER/b, after: a}, c: {path: /c, after: b}}\n",
			asked: []string{"GET /limited", "GET /b"}, cooling: []string{"c"},
		},
		{
			name:  "a poll ends with it",
			doc:   "limits: {concurrency: 1, cooldown: {on: 429, wait: 24h}}\nprobes: {a: {path: /limited, until: {expect: {status: 200}, every: 1ms, for: 1m}}}\n",
			asked: []string{"GET /limited"},
		},
		{
			name:  "the samples after it are not sent",
			doc:   "limits: {concurrency: 1, cooldown: {on: 429, wait: 24h}}\nprobes: {a: {path: /limited, repeat: 5}}\n",
			asked: []string{"GET /limited"},
		},
		{
			name:  "what waits for the rate stays",
			doc:   "limits: {concurrency: 8, rate: 2/s, cooldown: {on: 429, wait: 24h}}\nprobes: {a: {path: /limited}, b: {path: /b}, c: {path: /c}}\n",
			asked: []string{"GET /limited"}, cooling: []string{"b", "c"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := refusing(t)
			// The same server by another name is another host.
			other := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
			p := planOf(t, s.URL, strings.ReplaceAll(c.doc, "OTHER", other))
			set := all(t, p, observe.Options{Live: true})
			if diff := cmp.Diff(c.asked, s.requests()); diff != "" {
				t.Errorf("asked: -want +got:\n%s", diff)
			}
			var cooling []string
			for _, o := range set.ByProbe {
				if strings.HasPrefix(o.Missing.String(), "cooling down: ") {
					cooling = append(cooling, o.Probe)
				} else if !o.Missing.None() {
					t.Errorf("%s: %q", o.Probe, o.Missing)
				}
			}
			if diff := cmp.Diff(c.cooling, cooling); diff != "" {
				t.Errorf("cooling down: -want +got:\n%s", diff)
			}
			if set.Requests != len(c.asked) {
				t.Errorf("%d requests counted, %d sent", set.Requests, len(c.asked))
			}
		})
	}
}

// A poll that the response to another probe ends before its time has no last response: what came by
// then is none that was waited for.
func TestAPollEndedByAnotherProbeIsNotJudged(t *testing.T) {
	polled, cooled := make(chan struct{}), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/job" {
			close(polled)
			<-cooled
			return
		}
		<-polled
		w.WriteHeader(http.StatusTooManyRequests)
	})
	p := planOf(t, s.URL, "limits: {concurrency: 2, cooldown: {on: 429, wait: 24h}}\n"+
		"probes: {job: {path: /job, until: {expect: {status: 201}, every: 1ms, for: 1h}}, limited: {path: /limited}}\n")
	set := all(t, p, observe.Options{Live: true, Cooled: func(string, exchange.Missing, time.Time) { close(cooled) }})
	if o := get(t, p, set, "job"); o.Missing.Kind != exchange.CoolingDown {
		t.Errorf("status %d, missing %q; want none, as its host cools down", o.Status, o.Missing)
	}
	if o := get(t, p, set, "limited"); o.Status != http.StatusTooManyRequests {
		t.Errorf("status %d, missing %q", o.Status, o.Missing)
	}
}

// The same holds for a run that continues with the observations of an earlier one.
func TestKnownAnswersCoolDown(t *testing.T) {
	s := refusing(t)
	p := planOf(t, s.URL, "limits: {cooldown: {on: 429, wait: 24h}}\nprobes: {a: {path: /limited}, b: {path: /b}}\n")
	opts := observe.Options{Live: true, Limits: p.Suite.Limits}
	first := asked(context.Background(), p, p.Probes[:1], opts)
	opts.Known = first.ByProbe
	set := asked(context.Background(), p, p.Probes, opts)
	want := "cooling down: a was answered status 429, and asking the same host again may lengthen the limit (limits.cooldown)"
	if got := get(t, p, set, "b").Missing; got.String() != want {
		t.Errorf("b: %q, want %q", got, want)
	}
	if diff := cmp.Diff([]string{"GET /limited"}, s.requests()); diff != "" {
		t.Error(diff)
	}
}
