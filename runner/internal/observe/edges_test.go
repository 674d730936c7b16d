package observe_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/secret/redact"
)

// Probes that change state, and those that depend on them, are held back if the suite says so.
func TestWritesAreHeldBack(t *testing.T) {
	for ask, want := range map[string]map[string]string{
		"": {"read": "", "make": "", "after": "", "other": ""},
		"limits: {writes: ask}\n": {
			"read": "", "other": "",
			"make":  "not sent: it changes something (risk: writes), and the suite says limits.writes: ask; pass --allow-writes, or take `writes: ask` out of the suite",
			"after": "not sent: it comes after make, which changes something (risk: writes) and was not sent; pass --allow-writes, or take `writes: ask` out of the suite",
		},
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"id": 1}`) })
		p := planOf(t, s.URL, ask+`
probes:
  read: {path: /read}
  make: {path: /make, method: POST, risk: writes, capture: {id: {json: $.id}}}
  after: {path: "/made/${make.id}"}
  other: {path: /other, method: POST}
`)
		set := all(t, p, live(nil))
		got := map[string]string{}
		for id := range want {
			o := get(t, p, set, id)
			if got[id] = o.Missing.String(); !o.Missing.None() && o.Missing.Kind != exchange.WritesHeld {
				t.Errorf("%s: kind %v", id, o.Missing.Kind)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", ask, diff)
		}
		sent := 4
		if ask != "" {
			sent = 2
		}
		if asked := s.requests(); len(asked) != sent || set.Requests != sent {
			t.Errorf("%q: sent %v, counted %d", ask, asked, set.Requests)
		}
	}
}

// A secret that is captured late is masked in earlier responses.
func TestAnEarlierAnswerIsMaskedToo(t *testing.T) {
	const token = "invented-token-0123456789"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"token": %q, "seen": %q, "path": %q}`, token, token, r.URL.Path)
	})
	p := planOf(t, s.URL, `
limits: {concurrency: 1}
probes:
  early: {path: /early}
  login: {path: /login, after: [early], capture: {token: {json: $.token}}}
  then: {path: /then, auth: {bearer: "${login.token}"}}
`)
	opts := live(nil)
	r, err := redact.New([]redact.Secret{{Name: "other", Value: "invented-other-0123456789"}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	r.Learns()
	opts.Redact = r
	set := all(t, p, opts)
	for _, id := range []string{"early", "login"} {
		if body := string(get(t, p, set, id).Body); strings.Contains(body, token) || !strings.Contains(body, "${login.token}") {
			t.Errorf("%s holds the token: %s", id, body)
		}
	}
}

// A recorded sample that answers a probe without repeat is not a sample of it.
func TestASampleAnswersAProbeWithoutRepeat(t *testing.T) {
	f := index(t, entry("p", "# sample: 1\nGET http://api.example/p", "HTTP/1.1 201 Created")+entry("p", "# sample: 2\nGET http://api.example/p", "HTTP/1.1 202 Accepted"))
	p := planOf(t, "http://api.example", "probes: {p: {path: /p}}\n")
	o := get(t, p, replayed(p, f), "p")
	if o.Status != 201 || o.Sample != 0 || len(o.Samples) != 0 {
		t.Errorf("got status %d, sample %d of %d", o.Status, o.Sample, len(o.Samples))
	}
}

// Escaped references are unescaped everywhere in a request.
func TestEscapesAreUndone(t *testing.T) {
	s := serve(t, echo)
	p := planOf(t, s.URL, `
probes:
  path: {path: "/a?b=$${c}"}
  header: {path: /, headers: {X-Test: "$${c}"}}
  cookie: {path: /, cookies: {a: "$${c}"}}
  text: {path: /, body: "$${c}"}
  json: {path: /, json: {a: "$${c}"}}
  basic: {path: /, auth: {basic: ["$${c}", "d"]}}
`)
	set := all(t, p, live(nil))
	for id, want := range map[string]string{
		"path": `"uri":"/a?b=${c}"`, "header": `"X-Test":["${c}"]`, "cookie": `"Cookie":["a=${c}"]`, "text": `"body":"${c}"`,
		"json": `"body":"{\"a\":\"${c}\"}"`, "basic": `"Authorization":["Basic JHtjfTpk"]`,
	} {
		if body := string(get(t, p, set, id).Body); !strings.Contains(body, want) {
			t.Errorf("%s: want %s in %s", id, want, body)
		}
	}
}

// An empty recorded stream is also replayed at its original speed.
func TestTimedReplayOfAnEmptyStream(t *testing.T) {
	f := index(t, entry("p", "GET http://api.example/p", "# body: events\nHTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n: nothing"))
	p := planOf(t, "http://api.example", "probes: {p: {path: /p, stream: true}}\n")
	set := observe.Observe(context.Background(), of(f), p, p.Probes, observe.Options{Timed: true})
	if o := get(t, p, set, "p"); set.Crash != nil || o.Status != 200 || o.Stream == nil || len(o.Stream.Events) != 0 {
		t.Errorf("got %+v, crash %v", o, set.Crash)
	}
}
