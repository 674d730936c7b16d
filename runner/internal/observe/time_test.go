package observe_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
)

// These tests use fake time (testing/synctest), so they have no network, which has its own clock,
// but a transport below the real client.

// clocked is a transport that records its requests and their times.
type clocked struct {
	mu     sync.Mutex
	start  time.Time
	asked  []string // "2s /path"
	answer func(n int, req *http.Request) (*http.Response, error)
}

func (c *clocked) RoundTrip(req *http.Request) (*http.Response, error) {
	c.mu.Lock()
	n := len(c.asked)
	c.asked = append(c.asked, fmt.Sprintf("%s %s", time.Since(c.start), req.URL.Path))
	c.mu.Unlock()
	return c.answer(n, req)
}

func status(code int, header ...string) *http.Response {
	r := &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}"))}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

// timed observes a document in fake time.
func timed(t *testing.T, doc string, answer func(n int, req *http.Request) (*http.Response, error)) (asked []string, p *plan.Plan, set *observe.Set) {
	t.Helper()
	p = planOf(t, "http://api.example", doc)
	synctest.Test(t, func(t *testing.T) {
		c := &clocked{start: time.Now(), answer: answer}
		opts := observe.Options{Live: true, Limits: p.Suite.Limits}
		set = askedBy(t.Context(), p, p.Probes, opts, c)
		asked = c.asked
	})
	return asked, p, set
}

func TestUntil(t *testing.T) {
	// accepted answers 202 until the n-th request, which it answers 200.
	accepted := func(n int, header ...string) func(int, *http.Request) (*http.Response, error) {
		return func(i int, _ *http.Request) (*http.Response, error) {
			if i+1 < n {
				return status(202, header...), nil
			}
			return status(200), nil
		}
	}
	date := func(start, at string) []string { return []string{"Date", start, "Retry-After", at} }
	for _, c := range []struct {
		name, until string
		answer      func(int, *http.Request) (*http.Response, error)
		asked       string
		status      int
	}{
		{"met at once", "every: 2s", accepted(1), "0s", 200},
		{"a second by default", "for: 5s", accepted(3), "0s 1s 2s", 200},
		{"every", "every: 2s", accepted(4), "0s 2s 4s 6s", 200},
		{"never met", "every: 2s, for: 5s", accepted(99), "0s 2s 4s", 202},
		{"backoff", "every: 1s, backoff: 2", accepted(5), "0s 1s 3s 7s 15s", 200},
		{"backoff of a fraction", "every: 1s, backoff: 1.5, for: 4s", accepted(5), "0s 1s 2.5s", 202},
		{"Retry-After in seconds", "every: 2s", accepted(3, "Retry-After", "5"), "0s 5s 10s", 200},
		{"Retry-After shorter than every", "every: 2s", accepted(3, "Retry-After", "1"), "0s 2s 4s", 200},
		{"Retry-After as a date", "every: 2s", accepted(2, date("Sat, 01 Jan 2000 08:00:00 GMT", "Sat, 01 Jan 2000 08:00:30 GMT")...), "0s 30s", 200},
		{"Retry-After as a date in the past", "every: 2s", accepted(2, date("Sat, 01 Jan 2000 08:00:00 GMT", "Sat, 01 Jan 2000 07:00:00 GMT")...), "0s 2s", 200},
		{"Retry-After as a date, no Date", "every: 2s", accepted(2, "Retry-After", "Sat, 01 Jan 2000 00:00:10 GMT"), "0s 10s", 200},
		{"Retry-After beyond for", "every: 2s, for: 10s", accepted(2, "Retry-After", "3600"), "0s", 202},
		{"Retry-After that is none", "every: 2s", accepted(2, "Retry-After", "soon"), "0s 2s", 200},
		{"Retry-After of more seconds than 31 bits", "every: 2s, for: 10s", accepted(2, "Retry-After", "2147483648"), "0s", 202},
		{"Retry-After of more seconds than a duration", "every: 2s, for: 10s", accepted(2, "Retry-After", "9007199254741"), "0s", 202},
		{"Retry-After of a fraction", "every: 2s", accepted(2, "Retry-After", "2.5"), "0s 2.5s", 200},
		{"Retry-After in UTC", "every: 2s", accepted(2, "Retry-After", "Sat, 01 Jan 2000 00:00:10 UTC"), "0s 10s", 200},
		{"Retry-After twice in a field", "every: 2s", accepted(2, "Retry-After", "3, 3"), "0s 3s", 200},
		{"two fields of Retry-After", "every: 2s", accepted(2, "Retry-After", "3", "Retry-After", "5"), "0s 5s", 200},
		{"retry-after-ms", "every: 2s", accepted(2, "retry-after-ms", "2500"), "0s 2.5s", 200},
		{"X-Retry-In", "every: 2s", accepted(2, "X-Retry-In", "2.9s"), "0s 2.9s", 200},
		{"a quota with something left", "every: 2s", accepted(2, "X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "9"), "0s 2s", 200},
		{"a quota with nothing left", "every: 2s", accepted(2, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "9"), "0s 9s", 200},
		{"RateLimit", "every: 2s", accepted(2, "RateLimit", `"d";r=0;t=7`), "0s 7s", 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, p, set := timed(t, "probes: {p: {path: /p, until: {expect: {status: 200}, "+c.until+"}, capture: {s: {status: true}}}}\n", c.answer)
			if got := strings.ReplaceAll(strings.Join(asked, " "), " /p", ""); got != c.asked {
				t.Errorf("asked at %s, want %s", got, c.asked)
			}
			o := get(t, p, set, "p")
			if o.Status != c.status || o.Attempts != len(asked) || fmt.Sprint(o.Captured["s"]) != fmt.Sprint(c.status) {
				t.Errorf("the last answer is %d after %d attempts, captured %v; want %d after %d", o.Status, o.Attempts, o.Captured, c.status, len(asked))
			}
		})
	}
}

// The expectation of a poll may refer to other responses.
func TestUntilRefersToCaptures(t *testing.T) {
	asked, p, set := timed(t, `
probes:
  job: {path: /job, capture: {code: {status: true}}}
  poll: {path: /poll, until: {expect: {status: "${job.code}"}}}
`, func(n int, _ *http.Request) (*http.Response, error) { return status(200 + n%3), nil })
	if diff := cmp.Diff([]string{"0s /job", "0s /poll", "1s /poll", "2s /poll"}, asked); diff != "" || get(t, p, set, "poll").Status != 200 {
		t.Error(diff)
	}
}

// While a probe waits to poll again, another uses its slot.
func TestPollingKeepsNoSlot(t *testing.T) {
	asked, _, _ := timed(t, one+`
probes:
  poll: {path: /poll, until: {expect: {status: 200}, every: 10s}}
  b: {path: /b}
  c: {path: /c}
`, func(n int, req *http.Request) (*http.Response, error) {
		if req.URL.Path == "/poll" && n < 3 {
			return status(202), nil
		}
		return status(200), nil
	})
	if diff := cmp.Diff([]string{"0s /poll", "0s /b", "0s /c", "10s /poll"}, asked); diff != "" {
		t.Error(diff)
	}
}

// Only requests without a response are sent again.
func TestRetry(t *testing.T) {
	reset := errors.New("connection reset by peer")
	for _, c := range []struct {
		name   string
		fails  int
		status int
		asked  string
		failed bool
	}{
		{"answered", 0, 200, "0s", false},
		{"an error status is an answer", 0, 503, "0s", false},
		{"once", 1, 200, "0s 2s", false},
		{"as often as it may", 3, 200, "0s 2s 4s 6s", false},
		{"more often than it may", 9, 200, "0s 2s 4s 6s", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, p, set := timed(t, "probes: {p: {path: /p, retry: {times: 3, every: 2s}}}\n",
				func(n int, _ *http.Request) (*http.Response, error) {
					if n < c.fails {
						return nil, reset
					}
					return status(c.status), nil
				})
			o := get(t, p, set, "p")
			if got := strings.ReplaceAll(strings.Join(asked, " "), " /p", ""); got != c.asked || o.Attempts != len(asked) {
				t.Errorf("asked at %s in %d attempts, want %s", got, o.Attempts, c.asked)
			}
			if (o.Failure != nil) != c.failed || !c.failed && o.Status != c.status {
				t.Errorf("got %d, failure %v", o.Status, o.Failure)
			}
		})
	}
}

// Samples are in order of sending, paced by their starts, with limited concurrency.
func TestRepeat(t *testing.T) {
	slow := func(n int, _ *http.Request) (*http.Response, error) {
		time.Sleep(time.Second)
		return status(200 + n), nil
	}
	for _, c := range []struct{ limits, repeat, asked string }{
		{"", "3", "0s 1s 2s"},
		{"", "{times: 4, concurrency: 2}", "0s 0s 1s 1s"},
		{"", "{times: 4, concurrency: 9}", "0s 0s 0s 0s"},
		{"limits: {concurrency: 2}\n", "{times: 4, concurrency: 9}", "0s 0s 1s 1s"},
		{"", "{times: 3, every: 300ms}", "0s 1s 2s"},
		{"", "{times: 3, every: 3s}", "0s 3s 6s"},
		{"", "{times: 4, concurrency: 4, every: 300ms}", "0s 300ms 600ms 900ms"},
	} {
		asked, p, set := timed(t, c.limits+"probes: {p: {path: /p, repeat: "+c.repeat+"}}\n", slow)
		if got := strings.ReplaceAll(strings.Join(asked, " "), " /p", ""); got != c.asked {
			t.Errorf("repeat %s: asked at %s, want %s", c.repeat, got, c.asked)
		}
		o := get(t, p, set, "p")
		if len(o.Samples) != len(asked) || o.Attempts != len(asked) || o.Status != o.Samples[0].Status {
			t.Errorf("repeat %s: %d samples in %d attempts, want %d", c.repeat, len(o.Samples), o.Attempts, len(asked))
		}
		statuses := map[int]bool{}
		for i, s := range o.Samples {
			statuses[s.Status] = true
			if s.Sample != i+1 || s.Probe != "p" {
				t.Errorf("repeat %s: sample %d is number %d of %s", c.repeat, i+1, s.Sample, s.Probe)
			}
		}
		if len(statuses) != len(asked) {
			t.Errorf("repeat %s: %d different answers of %d", c.repeat, len(statuses), len(asked))
		}
	}
}

// The first request is sent at once, every further one to the same host in its turn, in document
// order; another host has its own rate.
func TestRate(t *testing.T) {
	var waiting []string
	var start time.Time
	p := planOf(t, "http://api.example", `
limits: {rate: 2/s}
probes: {a: {path: /a}, b: {path: /b, repeat: 2}, other: {url: "http://API.example:80/same"}, c: {url: "http://other.example/c"}}
`)
	synctest.Test(t, func(t *testing.T) {
		start = time.Now()
		c := &clocked{start: start, answer: func(int, *http.Request) (*http.Response, error) { return status(200), nil }}
		opts := observe.Options{Live: true, Limits: p.Suite.Limits, Progress: func(now observe.Progress) {
			if !now.WaitingUntil.IsZero() {
				waiting = append(waiting, now.WaitingUntil.Sub(start).String())
			}
		}}
		askedBy(t.Context(), p, p.Probes, opts, c)
		c.mu.Lock()
		defer c.mu.Unlock()
		got := strings.Join(c.asked, " ")
		if want := "500ms /b 1s /same 1.5s /b"; !strings.HasSuffix(got, want) || !strings.Contains(got, "0s /a") || !strings.Contains(got, "0s /c") {
			t.Errorf("sent %s; want /a and /c at 0s, then %s", got, want)
		}
	})
	if all := strings.Join(waiting, " "); !strings.HasPrefix(all, "500ms") || !strings.Contains(all, "1.5s") {
		t.Errorf("told to wait until %s", all)
	}
}

// A redirect waits for its turn like any request, at the rate of the host that it leads to. Neither
// the timeout nor the duration of the response includes the wait.
func TestRateOfRedirects(t *testing.T) {
	p := planOf(t, "http://api.example", `
limits: {rate: 1/m, timeout: 3s}
probes: {a: {path: /a, redirects: 9}}
`)
	synctest.Test(t, func(t *testing.T) {
		c := &clocked{start: time.Now(), answer: func(n int, _ *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return [](*http.Response){
				status(302, "Location", "/b"), status(302, "Location", "http://other.example/c"),
				status(302, "Location", "/d"), status(200),
			}[n], nil
		}}
		var waiting bool
		opts := observe.Options{Live: true, Limits: p.Suite.Limits, Progress: func(now observe.Progress) {
			waiting = waiting || !now.WaitingUntil.IsZero()
		}}
		set := askedBy(t.Context(), p, p.Probes, opts, c)
		if diff := cmp.Diff([]string{"0s /a", "1m0s /b", "1m1s /c", "2m1s /d"}, c.asked); diff != "" {
			t.Error(diff)
		}
		o := get(t, p, set, "a")
		if o.Status != 200 || o.Duration != 4*time.Second || o.FirstByte != 4*time.Second {
			t.Errorf("got %d after %s, first byte after %s, failure %v; want 200 after 4s", o.Status, o.Duration, o.FirstByte, o.Failure)
		}
		if !waiting {
			t.Error("nobody was told of the wait")
		}
	})
}

// The end of the context ends waits of every kind.
func TestInterruptedWhileWaiting(t *testing.T) {
	never := func(int, *http.Request) (*http.Response, error) { return status(202), nil }
	fails := func(int, *http.Request) (*http.Response, error) { return nil, errors.New("reset") }
	hangs := func(_ int, req *http.Request) (*http.Response, error) {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	for _, c := range []struct {
		doc    string
		answer func(int, *http.Request) (*http.Response, error)
	}{
		{"probes: {p: {path: /p, until: {expect: {status: 200}, every: 1h, for: 9h}}}\n", never},
		{"probes: {p: {path: /p, retry: {times: 3, every: 1h}}}\n", fails},
		{"probes: {p: {path: /p}}\n", hangs},
		{"probes: {first: {path: /f}, p: {path: /p, wait: 1h}}\n", never},
		{"limits: {rate: 1/m}\nprobes: {first: {path: /f}, p: {path: /p}}\n", never},
		{one + "probes: {first: {path: /f, until: {expect: {status: 200}, every: 1h, for: 9h}}, p: {path: /p, after: [first]}}\n", never},
	} {
		p := planOf(t, "http://api.example", c.doc)
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			start := time.Now()
			clock := &clocked{start: start, answer: c.answer}
			set := askedBy(ctx, p, p.Probes, observe.Options{Live: true, Limits: p.Suite.Limits}, clock)
			if took := time.Since(start); took != 10*time.Second {
				t.Errorf("%s took %s", c.doc, took)
			}
			if o := get(t, p, set, "p"); o.Missing.String() != "interrupted" {
				t.Errorf("%s: %+v", c.doc, o)
			}
			if set.Requests != len(clock.asked) {
				t.Errorf("%s: %d requests counted, %d sent", c.doc, set.Requests, len(clock.asked))
			}
		})
	}
}

// Samples that the run had no time for are missing; answered ones are kept.
func TestInterruptedSamples(t *testing.T) {
	p := planOf(t, "http://api.example", "probes: {p: {path: /p, repeat: {times: 3, every: 6s}}}\n")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		set := askedBy(ctx, p, p.Probes, observe.Options{Live: true}, &clocked{
			answer: func(int, *http.Request) (*http.Response, error) { return status(200), nil },
		})
		o := get(t, p, set, "p")
		var missing []string
		for _, s := range o.Samples {
			missing = append(missing, s.Missing.String())
		}
		if diff := cmp.Diff([]string{"", "", "interrupted"}, missing); diff != "" || !o.Missing.None() {
			t.Errorf("%q: %s", o.Missing, diff)
		}
	})
}
