package observe_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/observe"
	"assay/runner/internal/observe/recorded"
)

// index reads fixtures from a file, as a run does.
func index(t testing.TB, text string) *fixture.Index {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.fixture")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := fixture.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return fixture.NewIndex(f)
}

// entry is one exchange of a fixture file.
func entry(name, request, response string) string {
	return "### " + name + "\n" + request + "\n\n### " + name + " response\n" + response + "\n\n"
}

// The recorded response is the complete observation of the planned request; nothing is filled in,
// and nothing is sent.
func TestReplay(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, `
secrets: {api_key: KEY}
probes:
  login: {path: /login, headers: {X-Key: "${api_key}"}, capture: {token: {json: $.token}}}
  me: {path: "/me/${login.token}?at=${now}"}
  odd: {path: /odd, method: PURGE}
  down: {path: /down}
  unknown: {path: /unknown}
`)
	recorded := index(t,
		entry("login", "GET "+s.URL+"/login\nX-Key: ${api_key}",
			"# captured: 2026-11-24T03:00:00Z from "+s.URL+" in 120ms by assay 0.1.0\nHTTP/1.1 201 Created\nX-A: 1\nX-A: 2\n\n"+`{"token": "t0ken"}`)+
			entry("me", "GET "+s.URL+"/me/${login.token}?at=${now}", "# transcribed from: a note\n# reported: status\nHTTP/1.1 200 OK")+
			entry("odd", "PURGE "+s.URL+"/odd", "HTTP/1.1 200 OK")+
			entry("down", "GET "+s.URL+"/down", "# error: refused connection refused"))
	set := replayed(p, recorded)
	if len(s.requests()) != 0 || set.Requests != 0 {
		t.Errorf("%d requests were sent, %d counted", len(s.requests()), set.Requests)
	}
	want := &exchange.Observation{
		Probe: "login", Request: p.Probe("login").Request, Status: 201, Reason: "Created", Proto: "HTTP/1.1",
		Header: exchange.Header{{Name: "X-A", Value: "1"}, {Name: "X-A", Value: "2"}},
		Body:   []byte(`{"token": "t0ken"}`), Size: 18,
		Sent: time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC), Duration: 120 * time.Millisecond,
		Captured: map[string]any{"token": "t0ken"},
		Provenance: exchange.Provenance{
			Kind: "captured", At: time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC), From: s.URL, Tool: "assay 0.1.0",
		},
	}
	ignored := cmpopts.IgnoreUnexported(exchange.Observation{})
	if diff := cmp.Diff(want, get(t, p, set, "login"), ignored); diff != "" {
		t.Error(diff)
	}
	if o := get(t, p, set, "me"); o.Status != 200 || o.Reported == nil || o.Provenance.Kind != "transcribed" {
		t.Errorf("me: %+v", o)
	}
	if o := get(t, p, set, "odd"); o.Status != 200 {
		t.Errorf("odd: %+v", o)
	}
	if o := get(t, p, set, "down"); o.Failure == nil || o.Failure.Kind != exchange.Refused {
		t.Errorf("down: %+v", o)
	}
	if o := get(t, p, set, "unknown"); !strings.HasPrefix(o.Missing.String(), "never recorded") || o.Request != p.Probe("unknown").Request {
		t.Errorf("unknown: %+v", o)
	}
}

// A probe that depends on a value that was not recorded is missing, in replay and live.
func TestReplayedChain(t *testing.T) {
	p := planOf(t, "http://api.example", `probes:
  login: {path: /login, capture: {token: {json: $.token}}}
  me: {path: "/me/${login.token}"}
`)
	recorded := index(t, entry("login", "GET http://api.example/login", "HTTP/1.1 401 Unauthorized\n\n{}")+
		entry("me", "GET http://api.example/me/${login.token}", "HTTP/1.1 200 OK"))
	o := get(t, p, replayed(p, recorded), "me")
	if want := "needs ${login.token}: login: $.token is not in the answer (401 Unauthorized)"; o.Missing.String() != want {
		t.Errorf("got %q, want %q", o.Missing, want)
	}
}

func TestNothingRecorded(t *testing.T) {
	p := planOf(t, "http://api.example", "probes: {p: {path: /}}\n")
	for name, want := range map[string]string{
		"":            "never recorded: the suite names no fixtures; let `fixtures:` name a file, then assay run --record",
		"api.fixture": "never recorded: api.fixture does not exist yet; assay run --record writes it",
	} {
		set := observe.Observe(context.Background(), recorded.New(nil, name, nil), p, p.Probes, observe.Options{})
		if o := get(t, p, set, "p"); o.Missing.String() != want {
			t.Errorf("got %q, want %q", o.Missing, want)
		}
	}
}

// Polls and samples are replayed as recorded, without waiting.
func TestReplayedSamples(t *testing.T) {
	var text strings.Builder
	for _, e := range []struct {
		probe        string
		sample, code int
	}{
		{"each", 1, 202}, {"each", 2, 202}, {"each", 3, 200}, {"each", 4, 500},
		{"last", 0, 200}, {"never", 0, 202}, {"three", 1, 201}, {"three", 2, 202}, {"same", 0, 204},
	} {
		number := ""
		if e.sample > 0 {
			number = fmt.Sprintf("# sample: %d\n", e.sample)
		}
		text.WriteString(entry(e.probe, number+"GET http://api.example/"+e.probe, fmt.Sprintf("HTTP/1.1 %d OK", e.code)))
	}
	text.WriteString(entry("other", "# sample: 1\nGET http://api.example/other", "HTTP/1.1 202 Accepted"))
	text.WriteString(entry("anything", "# matches: method, url\nGET http://api.example/other", "HTTP/1.1 204 No Content"))
	until := "until: {expect: {status: 200}, every: 1h, for: 9h}"
	p := planOf(t, "http://api.example", `probes:
  each: {path: /each, `+until+`}
  last: {path: /last, `+until+`}
  never: {path: /never, `+until+`}
  other: {path: /other, `+until+`}
  three: {path: /three, repeat: {times: 3, every: 1h}}
  same: {path: /same, repeat: 2}
`)
	set := replayed(p, index(t, text.String()))
	for id, want := range map[string]int{"each": 200, "last": 200, "never": 202, "other": 202, "three": 201, "same": 204} {
		if o := get(t, p, set, id); o.Status != want || !o.Missing.None() || o.Attempts != 0 {
			t.Errorf("%s: %d after %d attempts, missing %q; want %d", id, o.Status, o.Attempts, o.Missing, want)
		}
	}
	three := get(t, p, set, "three").Samples
	if len(three) != 3 || three[1].Status != 202 || three[1].Sample != 2 || !strings.Contains(three[2].Missing.String(), "sample 3") {
		t.Errorf("three: %+v", three)
	}
	if same := get(t, p, set, "same").Samples; len(same) != 2 || same[1].Status != 204 {
		t.Errorf("same: %+v", same)
	}
}

// A stream is replayed at its original speed on demand, but no longer than the run.
func TestTimedReplay(t *testing.T) {
	p := planOf(t, "http://api.example", "probes: {p: {path: /p, stream: true}, q: {path: /p, stream: true, after: [p]}}\n")
	recorded := index(t, entry("p", "GET http://api.example/p", `# captured: 2026-11-24T03:00:00Z from http://api.example in 3s
# body: events
HTTP/1.1 200 OK
Content-Type: text/event-stream

@1s
data: a

@2500ms
data: b`))
	for _, c := range []struct {
		timed   bool
		end     time.Duration
		took    time.Duration
		missing string
	}{{false, time.Hour, 0, ""}, {true, time.Hour, 6 * time.Second, ""}, {true, 4 * time.Second, 4 * time.Second, "interrupted"}} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), c.end)
			defer cancel()
			start := time.Now()
			set := observe.Observe(ctx, of(recorded), p, p.Probes, observe.Options{Timed: c.timed})
			if took := time.Since(start); took != c.took {
				t.Errorf("took %s, want %s", took, c.took)
			}
			if o := get(t, p, set, "p"); o.Stream == nil || string(o.Body) != "data: a\n\ndata: b\n\n" {
				t.Errorf("p: %+v", o)
			}
			if o := get(t, p, set, "q"); o.Missing.String() != c.missing {
				t.Errorf("q: %q", o.Missing)
			}
		})
	}
}

// Without a duration a stream lasts until its last event.
func TestTimedReplayWithoutADuration(t *testing.T) {
	p := planOf(t, "http://api.example", "probes: {p: {path: /p, stream: true}}\n")
	recorded := index(t, entry("p", "GET http://api.example/p", "# body: events\nHTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n@1s\ndata: a\n\n@2500ms\ndata: b"))
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		observe.Observe(t.Context(), of(recorded), p, p.Probes, observe.Options{Timed: true})
		if took := time.Since(start); took != 2500*time.Millisecond {
			t.Errorf("took %s", took)
		}
	})
}

// A repeat that was not recorded is no sample, and a replay needs no token that was recorded.
func TestReplayOfWhatIsMissing(t *testing.T) {
	p := planOf(t, "http://api.example", `secrets: {secret: SECRET}
probes:
  many: {path: /many, repeat: 2}
  free: {path: /free}
  guarded: {path: /guarded, auth: {oauth2: {token_url: /token, client: c, secret: "${secret}"}}}
`)
	set := replayed(p, index(t, entry("guarded", "GET http://api.example/guarded\nAuthorization: Bearer ${oauth2.access_token}", "HTTP/1.1 200 OK")))
	if o := get(t, p, set, "many"); o.Sample != 0 || o.Samples != nil || o.Missing.Kind != exchange.NeverRecorded {
		t.Errorf("many: %+v", o)
	}
	if o := get(t, p, set, "guarded"); o.Status != 200 {
		t.Errorf("guarded: %+v", o.Missing)
	}
}

// A recorded poll ends with the first answer that another probe's answer, the suite's name for it
// or a captured value says; a value that was not captured is a reason.
func TestRecordedPolls(t *testing.T) {
	for until, want := range map[string]int{
		"same_as: {probe: other, in: [body]}":     202,
		"body: {contains: \"${other.word}\"}":     202,
		"status: 203":                             203,
		"body: never":                             203,
		"differs_from: {probe: poll, in: [body]}": 203,
	} {
		p := planOf(t, "http://api.example", "probes:\n  other: {path: /other, capture: {word: {json: $.word}}}\n  poll: {path: /poll, after: other, until: {expect: {"+until+"}, every: 1s, for: 1m}}\n")
		text := entry("other", "GET http://api.example/other", `HTTP/1.1 200 OK

{"word": "b"}`)
		for i, body := range []string{"a", `{"word": "b"}`, "c"} {
			text += entry("poll", "# sample: "+fmt.Sprint(i+1)+"\nGET http://api.example/poll", fmt.Sprintf("HTTP/1.1 %d OK\n\n%s", 201+i, body))
		}
		if o := get(t, p, replayed(p, index(t, text)), "poll"); o.Status != want || o.Sample != 0 {
			t.Errorf("%s: status %d, sample %d, %s; want %d", until, o.Status, o.Sample, o.Missing, want)
		}
	}
	p := planOf(t, "http://api.example", `answers: {done: {status: 202}}
probes: {poll: {path: /poll, until: {expect: done, every: 1s, for: 1m}}}
`)
	text := ""
	for i := range 3 {
		text += entry("poll", "# sample: "+fmt.Sprint(i+1)+"\nGET http://api.example/poll", fmt.Sprintf("HTTP/1.1 %d OK", 201+i))
	}
	if o := get(t, p, replayed(p, index(t, text)), "poll"); o.Status != 202 {
		t.Errorf("by name: status %d, %s", o.Status, o.Missing)
	}
}

// A known observation keeps every field: a new field of Observation must be kept too.
func TestEveryPartIsTakenOver(t *testing.T) {
	p := planOf(t, "http://api.example", "probes: {p: {path: /p, repeat: 1}}\n")
	set := replayed(p, index(t, entry("p", "GET http://api.example/p", `# captured: 2026-11-24T03:00:00Z from http://api.example in 3s
# tls: 1.3, subject "a", issuer "b"
# hop: 302 http://api.example/o to /p
HTTP/1.1 200 OK
X-A: b

{}`)))
	whole := get(t, p, set, "p")
	sample := reflect.ValueOf(whole.Samples[0]).Elem()
	copied := reflect.ValueOf(whole).Elem()
	for i := range copied.NumField() {
		name := copied.Type().Field(i).Name
		if !copied.Type().Field(i).IsExported() || name == "Samples" {
			continue
		}
		if diff := cmp.Diff(sample.Field(i).Interface(), copied.Field(i).Interface()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
