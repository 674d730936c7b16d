package observe_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
)

// A poll gives its slot away while it waits, and gets the next one that is free.
func TestAPollWaitsForASlot(t *testing.T) {
	polls := 0
	asked, p, set := timed(t, `limits: {concurrency: 1}
probes:
  poll: {path: /poll, until: {expect: {status: 201}, every: 1s, for: 1m}}
  slow: {path: /slow}
  next: {path: /next}
`, func(_ int, req *http.Request) (*http.Response, error) {
		switch req.URL.Path {
		case "/poll":
			polls++
			return status(199 + polls), nil
		case "/slow":
			time.Sleep(10 * time.Second)
		}
		return status(200), nil
	})
	if diff := cmp.Diff([]string{"0s /poll", "0s /slow", "10s /poll", "10s /next"}, asked); diff != "" {
		t.Error(diff)
	}
	if o := get(t, p, set, "poll"); o.Status != 201 || o.Attempts != 2 || o.GaveUp != "" {
		t.Errorf("poll: %+v", o)
	}
}

// Two that wait for a slot get it in the order in which they began to wait.
func TestSlotsAreHandedOnInOrder(t *testing.T) {
	polls := map[string]int{}
	asked, _, _ := timed(t, `limits: {concurrency: 1}
probes:
  a: {path: /a, until: {expect: {status: 201}, every: 1s, for: 1m}}
  b: {path: /b, until: {expect: {status: 201}, every: 2s, for: 1m}}
  slow: {path: /slow}
`, func(_ int, req *http.Request) (*http.Response, error) {
		path := req.URL.Path
		if polls[path]++; path == "/slow" {
			time.Sleep(10 * time.Second)
		}
		return status(199 + polls[path]), nil
	})
	if diff := cmp.Diff([]string{"0s /a", "0s /b", "0s /slow", "10s /a", "10s /b"}, asked); diff != "" {
		t.Error(diff)
	}
}

// Rows that wait for the same probes wait for each of them once.
func TestRowsThatWaitForRows(t *testing.T) {
	asked, _, _ := timed(t, `probes:
  first: {path: "/first/${n}", matrix: {n: [1, 2]}}
  then: {path: "/then/${m}", matrix: {m: [x, y, z]}, after: first}
`, func(_ int, req *http.Request) (*http.Response, error) {
		if req.URL.Path == "/first/2" {
			time.Sleep(time.Second)
		}
		return status(200), nil
	})
	late := 0
	for _, a := range asked {
		if strings.HasPrefix(a, "1s /then/") {
			late++
		}
	}
	if len(asked) != 5 || late != 3 {
		t.Errorf("asked %v", asked)
	}
}

// What a probe that waits for another's limit is told where there was no answer to name it.
func TestAWaitForWhatWasNotSent(t *testing.T) {
	for secret, want := range map[string]exchange.Missing{
		"":   {Kind: exchange.NoSecret, Probe: "full", Detail: `wait: full: secret "k" is not set: export K`},
		"k1": {Kind: exchange.NeedsAnswer, Probe: "full", Detail: "wait: full was not answered: reset: "},
	} {
		s := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		p := planOf(t, s.URL, `secrets: {k: K}
probes: {full: {path: /full, headers: {X-Key: "${k}"}}, reset: {path: /, wait: {told_by: full}}}
`)
		o := get(t, p, all(t, p, live(map[string]string{"k": secret})), "reset")
		if o.Missing.Kind != want.Kind || o.Missing.Probe != want.Probe || !strings.HasPrefix(o.Missing.Detail, want.Detail) {
			t.Errorf("with %q: %+v, want %+v", secret, o.Missing, want)
		}
	}
}

// A budget that cleaning up needs a part of says so.
func TestABudgetWithAPartForCleanups(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, "limits: {requests: 3, concurrency: 1}\nprobes: {a: {path: /a}, b: {path: /b}, c: {path: /c}}\n")
	for kept, want := range map[int]string{
		0: "", 1: "the request budget of 3 is spent but for 1 kept for cleanup: raise limits.requests or --budget",
		3: "the request budget of 3 is spent but for 3 kept for cleanup: raise limits.requests or --budget",
	} {
		opts := live(nil)
		opts.Kept = kept
		set := all(t, p, opts)
		if o := get(t, p, set, "c"); o.Missing.Detail != want || set.Requests != 3-kept {
			t.Errorf("%d kept: %d sent, %q", kept, set.Requests, o.Missing.Detail)
		}
	}
}

// A part of a value is what the group of a regular expression matches; a long body and one that
// is not whole give what they have.
func TestPartsOfCapturedValues(t *testing.T) {
	long := strings.Repeat("x", 70<<10)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Order", "order-7 of 9")
		fmt.Fprintf(w, `{"order": "order-7 of 9", "n": 42, "long": %q}`, long)
	})
	p := planOf(t, s.URL, `probes:
  p:
    path: /
    capture:
      number: {json: $.order, regex: "order-(\\d+)"}
      header: {header: X-Order, regex: "of (\\d)"}
      digit: {json: $.n, regex: "(\\d)$"}
  none: {path: /none, capture: {of: {json: $.order, regex: "invoice-(\\d+)"}}}
  maybe: {path: /maybe, capture: {of: {json: $.order, regex: "order|invoice-(\\d+)"}}}
  uses: {path: "/${p.number}/${p.header}/${p.digit}"}
  cannot: {path: "/${none.of}"}
  cannot-either: {path: "/${maybe.of}"}
`)
	set := all(t, p, live(nil))
	if diff := cmp.Diff(map[string]any{"number": "7", "header": "9", "digit": "2"}, get(t, p, set, "p").Captured); diff != "" {
		t.Errorf("captured (-want +got):\n%s", diff)
	}
	if o := get(t, p, set, "uses"); o.Status != http.StatusOK {
		t.Errorf("uses: %+v", o.Missing)
	}
	for _, id := range []string{"cannot", "cannot-either"} {
		if o := get(t, p, set, id); o.Missing.Kind != exchange.Unfilled || o.Missing.Probe == "" {
			t.Errorf("%s: %+v", id, o.Missing)
		}
	}
}

// What is sent only elsewhere is not sent; what a run makes fills requests; a probe with a
// condition is sent once that is met.
func TestWhatIsSentWhere(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, `vars: {order: {make: uuid}}
environments: {here: {}, there: {}}
probes:
  elsewhere: {path: /elsewhere, only: {env: there}}
  behind: {path: /behind, after: elsewhere}
  made: {path: "/made/${order}"}
  if: {path: /if, when: {probe: made, expect: {status: 200}}}
  if-not: {path: /if-not, when: {probe: made, expect: {status: 404}}}
  after: {path: /after, after: if-not}
`)
	opts := live(nil)
	opts.Made = map[string]string{"order": "o-1"}
	opts.Limits.Concurrency = 1
	set := all(t, p, opts)
	for id, want := range map[string]exchange.MissingKind{
		"elsewhere": exchange.Elsewhere, "behind": exchange.Elsewhere, "made": "", "if": "", "if-not": exchange.WhenUnmet, "after": "",
	} {
		if o := get(t, p, set, id); o.Missing.Kind != want {
			t.Errorf("%s: %d, %+v, want %q", id, o.Status, o.Missing, want)
		}
	}
	if got := strings.Join(s.requests(), ", "); !strings.Contains(got, "GET /made/o-1") || strings.Contains(got, "elsewhere") || len(s.requests()) != 3 {
		t.Errorf("the requests are %s", got)
	}
}

// A probe that risks a ban waits for what is sent to other hosts, and is sent then.
func TestARiskWaitsForOtherHosts(t *testing.T) {
	for _, slots := range []string{"1", "2"} {
		asked, p, set := timed(t, "limits: {concurrency: "+slots+`}
probes:
  risky: {path: /risky, risk: bans}
  risky-too: {path: /risky-too, risk: bans}
  calm: {url: "http://other.example/calm"}
`, func(_ int, req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return status(200), nil
		})
		if len(asked) != 3 || asked[0] != "0s /calm" || !strings.HasPrefix(asked[1], "1s /risky") {
			t.Errorf("%s at a time: asked %v", slots, asked)
		}
		for _, id := range []string{"risky", "risky-too"} {
			if o := get(t, p, set, id); o.Status != 200 {
				t.Errorf("%s at a time: %s: %+v", slots, id, o.Missing)
			}
		}
	}
}

// Samples start at least the time of `every` apart, also after one that took longer.
func TestSamplesAfterALateOne(t *testing.T) {
	asked, _, _ := timed(t, "probes: {p: {path: /p, repeat: {times: 4, every: 1s}}}\n", func(n int, _ *http.Request) (*http.Response, error) {
		if n == 0 {
			time.Sleep(5 * time.Second)
		}
		return status(200), nil
	})
	if diff := cmp.Diff([]string{"0s /p", "5s /p", "6s /p", "7s /p"}, asked); diff != "" {
		t.Error(diff)
	}
}

// A poll that gives up says after how many requests, and what it would have had to wait for.
func TestWhyAPollGaveUp(t *testing.T) {
	for every, c := range map[string]struct{ told, want string }{
		"10s": {"", "gave up after 1 request: `for` is 5s"},
		"4s":  {"", "gave up after 2 requests: `for` is 5s"},
		"1s":  {"60", "gave up after 1 request: Retry-After told 60 s, `for` is 5s"},
	} {
		_, p, set := timed(t, "probes: {p: {path: /p, until: {expect: {status: 201}, every: "+every+", for: 5s}}}\n", func(int, *http.Request) (*http.Response, error) {
			if c.told == "" {
				return status(200), nil
			}
			return status(200, "Retry-After", c.told), nil
		})
		if got := get(t, p, set, "p").GaveUp; got != c.want {
			t.Errorf("every %s: %q, want %q", every, got, c.want)
		}
	}
}

// No more is in progress at a target than Room returns, which may change; one probe always is.
func TestRoom(t *testing.T) {
	p := planOf(t, "http://api.example", `limits: {concurrency: 4}
probes:
  a: {path: /a}
  b: {path: /b}
  c: {path: /c}
  d: {path: /d}
  e: {path: /e}
  f: {path: /f}
`)
	room := 0
	synctest.Test(t, func(t *testing.T) {
		c := &clocked{start: time.Now(), answer: func(_ int, req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			if req.URL.Path == "/b" {
				room = 3
			}
			return status(200), nil
		}}
		opts := observe.Options{Live: true, Limits: p.Suite.Limits, Room: func(target string) int {
			if target != "http://api.example" {
				t.Errorf("the target is %s", target)
			}
			return room
		}}
		askedBy(t.Context(), p, p.Probes, opts, c)
		if diff := cmp.Diff([]string{"0s /a", "1s /b", "2s /c", "2s /d", "2s /e", "3s /f"}, c.asked, cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
			t.Error(diff)
		}
	})
}
