package observe_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
)

// telling refuses /burst with these headers and answers other requests.
func telling(header ...string) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, req *http.Request) (*http.Response, error) {
		if req.URL.Path == "/burst" {
			return status(429, header...), nil
		}
		return status(200), nil
	}
}

// A probe with a wait is not sent before it is over; other probes are.
func TestWait(t *testing.T) {
	for _, c := range []struct {
		name, probes string
		answer       func(int, *http.Request) (*http.Response, error)
		asked        string
	}{
		{"a duration", "a: {path: /a, wait: 2s}, b: {path: /b}", telling(), "0s /b 2s /a"},
		{"a duration behind another probe", "a: {path: /a}, b: {path: /b, wait: 3s, after: [c]}, c: {path: /c, wait: 2s, after: [a]}", telling(), "0s /a 2s /c 5s /b"},
		{"no slot is kept", "a: {path: /a, wait: 2s}, b: {path: /b, wait: 3s}, c: {path: /c, wait: 1s}", telling(), "1s /c 2s /a 3s /b"},
		{"what risks a ban waits, too", "a: {path: /a, wait: 2s, risk: bans}, b: {path: /b, after: [a]}", telling(), "2s /a 2s /b"},
		{"told", "burst: {path: /burst}, a: {path: /a, wait: {told_by: burst}}", telling("Retry-After", "4"), "0s /burst 4s /a"},
		{"told, and some more", "burst: {path: /burst}, a: {path: /a, wait: {told_by: burst, plus: 1s}}", telling("Retry-After", "4"), "0s /burst 5s /a"},
		{"just before", "burst: {path: /burst}, a: {path: /a, wait: {told_by: burst, plus: -1s}}", telling("Retry-After", "4"), "0s /burst 3s /a"},
		{"before now", "burst: {path: /burst}, a: {path: /a, wait: {told_by: burst, plus: -9s}}", telling("Retry-After", "4"), "0s /burst 0s /a"},
		{"a moment", "burst: {path: /burst}, a: {path: /a, wait: {told_by: burst}}", telling("Retry-After", "Sat, 01 Jan 2000 00:00:07 GMT"), "0s /burst 7s /a"},
		{"the header that the suite names", "burst: {path: /burst}, a: {path: /a, wait: {told_by: burst, at: X-Again}}", telling("Retry-After", "4", "X-Again", "6"), "0s /burst 6s /a"},
		{"its form", "burst: {path: /burst}, a: {path: /a, wait: {told_by: burst, at: X-Again, as: milliseconds}}", telling("X-Again", "6000"), "0s /burst 6s /a"},
		{"as far as at_most", "burst: {path: /burst}, a: {path: /a, wait: {told_by: burst, at_most: 4s}}", telling("Retry-After", "4"), "0s /burst 4s /a"},
		{"the latest of samples", "burst: {path: /burst, repeat: {times: 3, every: 1s}}, a: {path: /a, wait: {told_by: burst}}", telling("Retry-After", "4"), "0s /burst 1s /burst 2s /burst 6s /a"},
		{
			"the row of the same name", "burst: {path: /burst, each: {x: , y: {path: /burst}}}, a: {path: /a, each: {x: , y: }, wait: {told_by: burst}}",
			telling("Retry-After", "4"), "0s /burst 0s /burst 4s /a 4s /a",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, p, set := timed(t, one+"probes: {"+c.probes+"}\n", c.answer)
			if got := strings.Join(asked, " "); got != c.asked {
				t.Errorf("asked at %s, want %s", got, c.asked)
			}
			for _, one := range p.Probes {
				if o := set.ByProbe[one.Order]; !o.Known() {
					t.Errorf("%s: %+v", one.ID, o)
				}
			}
		})
	}
}

// An unreadable wait, or one that is too long, keeps the probe from being sent, and the reason says
// what the response named.
func TestWaitThatIsNone(t *testing.T) {
	body := func(text string) func(int, *http.Request) (*http.Response, error) {
		return func(int, *http.Request) (*http.Response, error) {
			r := status(429)
			r.Body = http.NoBody
			if text != "" {
				r.Body = io.NopCloser(strings.NewReader(text))
			}
			return r, nil
		}
	}
	const headers = "Retry-After, retry-after-ms, x-ms-retry-after-ms, X-RateLimit-Reset, RateLimit, RateLimit-Reset, anthropic-ratelimit-*-reset, X-Retry-In, …"
	for _, c := range []struct {
		name, wait string
		answer     func(int, *http.Request) (*http.Response, error)
		kind       exchange.MissingKind
		want       string
	}{
		{"too far", "at_most: 2m", telling("Retry-After", "3600"), exchange.WaitTooLong, "burst told Retry-After: 3600 s; sending is due in 1h0m0s, and wait.at_most is 2m"},
		{"ten minutes where the suite does not say", "", telling("Retry-After", "601"), exchange.WaitTooLong, "burst told Retry-After: 601 s; sending is due in 10m1s, and wait.at_most is 10m"},
		{"ages", "plus: -1s", telling("Retry-After", "9007199254741"), exchange.WaitTooLong, "burst told Retry-After: 9007199254741 s; sending is due in over 100 years, and wait.at_most is 10m"},
		{"nothing", "", telling(), exchange.NothingTold, "burst told no reset: its answer (429) has no time that can be read in " + headers},
		{"soon", "", telling("Retry-After", "soon"), exchange.NothingTold, "burst told no reset: its answer (429) has no time that can be read in " + headers},
		{"no such header", "at: X-Again", telling("Retry-After", "1"), exchange.NothingTold, "burst told no reset: header X-Again is not in the answer (429)"},
		{"no time", "at: X-Again, as: epoch", telling("X-Again", "soon"), exchange.NothingTold, `burst told no reset: X-Again is "soon": it is not of the form epoch, as 1767323045 is`},
		{"no such path", "at: $.error.reset", body(`{"error": {}}`), exchange.NothingTold, "burst told no reset: $.error.reset is not in the answer (429)"},
		{"no JSON", "at: $.error.reset", body("later"), exchange.NothingTold, "burst told no reset: $.error.reset is not in the answer (429): not JSON"},
		{"no answer", "", func(int, *http.Request) (*http.Response, error) { return nil, errors.New("connection reset by peer") }, exchange.NeedsAnswer, "wait: burst was not answered: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, p, set := timed(t, "probes: {burst: {path: /burst}, a: {path: /a, wait: {told_by: burst, "+c.wait+"}}, b: {path: /b, after: [a]}}\n", c.answer)
			why := get(t, p, set, "a").Missing
			if why.Kind != c.kind || why.Probe != "burst" || !strings.HasPrefix(why.Detail, c.want) {
				t.Errorf("%+v\nwant %s of burst: %s", why, c.kind, c.want)
			}
			if len(asked) != 2 {
				t.Errorf("asked %s, want /burst and /b", asked)
			}
		})
	}
}

// The body can name the time, too.
func TestWaitToldByTheBody(t *testing.T) {
	asked, _, _ := timed(t, "probes: {burst: {path: /burst}, a: {path: /a, wait: {told_by: burst, at: $.error.reset}}}\n",
		func(int, *http.Request) (*http.Response, error) {
			r := status(429)
			r.Body = io.NopCloser(strings.NewReader(`{"error": {"reset": 2.5}}`))
			return r, nil
		})
	if diff := cmp.Diff([]string{"0s /burst", "2.5s /a"}, asked); diff != "" {
		t.Error(diff)
	}
}

// A wait is reported with its reason, and is not part of the response's duration.
func TestWaitIsTold(t *testing.T) {
	p := planOf(t, "http://api.example", "limits: {timeout: 1s}\nprobes: {burst: {path: /burst}, a: {path: /a, wait: {told_by: burst}}, b: {path: /b, wait: 9s, after: [a]}}\n")
	synctest.Test(t, func(t *testing.T) {
		var told []string
		start := time.Now()
		opts := observe.Options{Live: true, Limits: p.Suite.Limits, Progress: func(now observe.Progress) {
			if line := now.WaitingUntil.Sub(start).String() + " " + now.Waiting; !now.WaitingUntil.IsZero() && (len(told) == 0 || told[len(told)-1] != line) {
				told = append(told, line)
			}
		}}
		set := askedBy(t.Context(), p, p.Probes, opts, &clocked{start: start, answer: telling("Retry-After", "4")})
		if diff := cmp.Diff([]string{"4s for the reset that burst told", "13s before b"}, told); diff != "" {
			t.Error(diff)
		}
		if o := get(t, p, set, "a"); o.Duration != 0 || o.Failure != nil {
			t.Errorf("took %s: %v", o.Duration, o.Failure)
		}
	})
}

// When sending ends, waiting probes stop waiting.
func TestWaitEndsWithTheSending(t *testing.T) {
	p := planOf(t, "http://api.example", "probes: {a: {path: /a, wait: 1h}, b: {path: /b}, c: {path: /c, after: [a]}}\n")
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		stopped := exchange.Missing{Kind: exchange.FailedFast, Detail: "enough"}
		opts := observe.Options{Live: true, Settled: func(p *plan.Probe, _ *exchange.Observation) exchange.Missing {
			if p.ID == "b" {
				return stopped
			}
			return exchange.Missing{}
		}}
		set := askedBy(t.Context(), p, p.Probes, opts, &clocked{start: start, answer: telling()})
		if took := time.Since(start); took != 0 || get(t, p, set, "a").Missing != stopped || get(t, p, set, "c").Missing != stopped {
			t.Errorf("after %s: %+v, %+v", took, get(t, p, set, "a").Missing, get(t, p, set, "c").Missing)
		}
	})
}

// Nothing waits for a host that cools down for the rest of the run.
func TestWaitWhileCoolingDown(t *testing.T) {
	asked, p, set := timed(t, "limits: {cooldown: {on: 429, wait: 24h}}\nprobes: {burst: {path: /burst}, a: {path: /a, wait: {told_by: burst}}}\n", telling("Retry-After", "4"))
	if o := get(t, p, set, "a"); len(asked) != 1 || o.Missing.Kind != exchange.CoolingDown {
		t.Errorf("asked %s; %+v", asked, o.Missing)
	}
}

// A cooldown with the response's own time can end within the run; probes before its end are not
// sent.
func TestCooldownThatIsTold(t *testing.T) {
	const probes = "probes: {burst: {path: /burst}, soon: {path: /soon, after: [burst]}, later: {path: /later, wait: 3s, after: [burst]}}\n"

	for _, c := range []struct {
		name, cooldown string
		header         []string
		asked, because string
	}{
		{"told", "", []string{"Retry-After", "2"}, "0s /burst 3s /later", "cooling down: burst was answered status 429, told Retry-After: 2 s, and nothing is asked of the same host for 2s after that (limits.cooldown)"},
		{"longer", "", []string{"Retry-After", "4"}, "0s /burst", "cooling down: burst was answered status 429, told Retry-After: 4 s, and nothing is asked of the same host for 4s after that (limits.cooldown)"},
		{"at most", ", at_most: 1s", []string{"Retry-After", "4"}, "0s /burst 3s /later", "cooling down: burst was answered status 429, told Retry-After: 4 s, and nothing is asked of the same host for 1s after that (limits.cooldown)"},
		{"else", ", else: 2s", nil, "0s /burst 3s /later", "cooling down: burst was answered status 429, and nothing is asked of the same host for 2s after that (limits.cooldown)"},
		{"a minute where the suite does not say", "", nil, "0s /burst", "cooling down: burst was answered status 429, and nothing is asked of the same host for 1m after that (limits.cooldown)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, p, set := timed(t, "limits: {cooldown: {on: 429, wait: told"+c.cooldown+"}}\n"+probes, telling(c.header...))
			if got := strings.Join(asked, " "); got != c.asked {
				t.Errorf("asked at %s, want %s", got, c.asked)
			}
			if got := get(t, p, set, "soon").Missing; got.Kind != exchange.CoolingDown || got.Detail != c.because {
				t.Errorf("got  %s\nwant %s", got.Detail, c.because)
			}
		})
	}
}

// In a replay nothing waits, whatever the responses name.
func TestReplayDoesNotWait(t *testing.T) {
	p := planOf(t, "http://api.example", "probes: {burst: {path: /burst}, a: {path: /a, wait: {told_by: burst}}, b: {path: /b, wait: 1h}}\n")
	f := index(t, `### burst
GET http://api.example/burst

### burst response
HTTP/1.1 429 Too Many Requests

### a
GET http://api.example/a

### a response
HTTP/1.1 200 OK

### b
GET http://api.example/b

### b response
HTTP/1.1 200 OK
`)
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		set := observe.Observe(context.Background(), of(f), p, p.Probes, observe.Options{})
		if took := time.Since(start); took != 0 || !get(t, p, set, "a").Known() || !get(t, p, set, "b").Known() {
			t.Errorf("after %s: %+v, %+v", took, get(t, p, set, "a"), get(t, p, set, "b"))
		}
	})
}
