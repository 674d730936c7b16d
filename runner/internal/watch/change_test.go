package watch_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"assay/runner/internal/engine"
	"assay/runner/internal/history"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/watch"
)

const shop = `
suite: Shop
target: http://127.0.0.1:1
probes:
  order: {path: /orders}
  cart: {path: /cart}
findings:
  order: {claim: There are orders, probe: order, unless: {status: 503}, expect: {status: 200}}
  cart: {claim: There is a cart, probe: cart, unless: {status: 503}, expect: {status: 200}}
  later: {claim: There is more, probe: cart, pending: not built, expect: {status: 200}}
checklist: {billing: {ask: Is it paid?}}
`

// lab watches a server that answers by path.
type lab struct {
	t       *testing.T
	docs    []*pipeline.Document
	opts    engine.Options
	status  map[string]*atomic.Int64
	changes watch.Changes
	hour    int
}

func newLab(t *testing.T) *lab {
	t.Helper()
	l := &lab{t: t, status: map[string]*atomic.Int64{"/orders": {}, "/cart": {}}}
	l.answer(200, 200)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := int(l.status[r.URL.Path].Load())
		if status == 0 {
			panic(http.ErrAbortHandler) // no response
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	file := filepath.Join(t.TempDir(), "shop.suite.yaml")
	if err := os.WriteFile(file, []byte(shop), 0o600); err != nil {
		t.Fatal(err)
	}
	l.opts = engine.Options{Mode: pipeline.Live}
	l.opts.Load.Target = s.URL
	var err error
	if l.docs, err = engine.Open([]string{file}, l.opts); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *lab) answer(order, cart int64) {
	l.status["/orders"].Store(order)
	l.status["/cart"].Store(cart)
}

// round runs everything once and returns what changed: the first lines of the text, one for each
// group.
func (l *lab) round() string {
	l.t.Helper()
	run, err := engine.Observe(context.Background(), l.docs[0], l.docs[0].Plan.Specs, l.opts)
	if err != nil {
		l.t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, l.hour, 0, 0, 0, time.UTC)
	l.hour++
	changes := l.changes.Round(at, []report.Judged{{Run: run, Verdicts: run.Verdicts(l.docs[0].Plan.Specs)}})
	var b strings.Builder
	if err := watch.Text(&b, changes, report.Style{Width: 100}); err != nil {
		l.t.Fatal(err)
	}
	var heads []string
	for _, line := range strings.Split(b.String(), "\n") {
		if strings.HasPrefix(line, "2026") || strings.HasPrefix(line, "    because") {
			heads = append(heads, strings.TrimSpace(line))
		}
	}
	return strings.Join(heads, "\n")
}

func TestOnlyWhatChangedIsTold(t *testing.T) {
	l := newLab(t)
	for i, c := range []struct {
		order, cart int64
		want        string
	}{
		{200, 200, ""},
		{200, 200, ""},
		{200, 500, "2026-03-01 02:00 UTC  BROKEN        There is a cart  (was holds since 2026-03-01 00:00 UTC)"},
		{200, 500, ""},
		{503, 503, "2026-03-01 04:00 UTC  inconclusive  There are orders  (was holds since 2026-03-01 00:00 UTC)\n" +
			"because   unless status 503: it is answered 503\n" +
			"2026-03-01 04:00 UTC  inconclusive  There is a cart  (was broken since 2026-03-01 02:00 UTC)\n" +
			"because   unless status 503: it is answered 503"},
		{503, 503, ""},
		{200, 200, "2026-03-01 06:00 UTC  holds         2 findings of Shop: order, cart  (was inconclusive since 2026-03-01 04:00 UTC)"},
		{503, 503, "2026-03-01 07:00 UTC  inconclusive  2 findings of Shop: order, cart  (was holds since 2026-03-01 06:00 UTC)\n" +
			"because   unless status 503: it is answered 503"},
	} {
		l.answer(c.order, c.cart)
		if got := l.round(); got != c.want {
			t.Errorf("round %d:\n%s\nwant:\n%s", i, got, c.want)
		}
	}
}

// A verdict is never reported since a later time than now, although the clock was set back.
func TestSinceIsNotLaterThanNow(t *testing.T) {
	l := newLab(t)
	l.changes.Start([]*history.Finding{
		{Suite: "Shop", Finding: "order", Target: l.opts.Load.Target, Verdict: history.Broken, Since: time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)},
		{Suite: "Shop", Finding: "cart", Target: l.opts.Load.Target, Verdict: history.Holds},
	})
	l.answer(200, 500)
	want := "2026-03-01 00:00 UTC  holds         There are orders  (was broken)\n2026-03-01 00:00 UTC  BROKEN        There is a cart  (was holds)"
	if got := l.round(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The last verdicts in the history are not reported again; a finding without any is reported if it
// does not hold.
func TestChangesSinceTheHistory(t *testing.T) {
	l := newLab(t)
	l.answer(500, 500)
	l.changes.Start([]*history.Finding{
		{Suite: "Shop", Finding: "order", Target: l.opts.Load.Target, Verdict: history.Broken, Since: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)},
		{Suite: "Shop", Finding: "cart", Target: "http://elsewhere.example", Verdict: history.Broken},
	})
	if got, want := l.round(), "2026-03-01 00:00 UTC  BROKEN        There is a cart"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	l.answer(200, 500)
	if got, want := l.round(), "2026-03-01 01:00 UTC  holds         There are orders  (was broken since 2026-02-01 00:00 UTC)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// An inconclusive finding is new if its reason is of another kind, whatever its words; in a history
// without kinds that is unknown.
func TestAnotherKindOfReasonIsNew(t *testing.T) {
	for _, c := range []struct {
		kind, want string
	}{
		{"unless", ""},
		{"", ""},
		{"no_answer", "2026-03-01 00:00 UTC  inconclusive  There are orders\nbecause   unless status 503: it is answered 503"},
	} {
		l := newLab(t)
		l.changes.Start([]*history.Finding{{
			Suite: "Shop", Finding: "order", Target: l.opts.Load.Target, Verdict: history.Inconclusive, Kind: c.kind,
			Reason: "unless status 503", Since: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC),
		}})
		l.answer(503, 200)
		if got := l.round(); got != c.want {
			t.Errorf("before it was %q:\n%s\nwant:\n%s", c.kind, got, c.want)
		}
		if got := l.round(); got != "" {
			t.Errorf("before it was %q, again: %s", c.kind, got)
		}
	}
}

// So is one without a response, if the transport error is of another kind; a history that has only
// no_answer does not say.
func TestAnotherTransportErrorIsNew(t *testing.T) {
	for _, c := range []struct {
		kind string
		told bool
	}{
		{"no_answer refused", true},
		{"no_answer reset", false},
		{"no_answer", false},
		{"", false},
	} {
		l := newLab(t)
		l.changes.Start([]*history.Finding{{
			Suite: "Shop", Finding: "order", Target: l.opts.Load.Target, Verdict: history.Inconclusive, Kind: c.kind,
			Reason: "no answer (refused)", Since: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC),
		}})
		l.answer(0, 200)
		if got := l.round(); (got != "") != c.told {
			t.Errorf("before it was %q: %q", c.kind, got)
		}
		if got := l.round(); got != "" {
			t.Errorf("before it was %q, again: %s", c.kind, got)
		}
	}
}

// An issue shows the first five failures of a finding, and the first 500 characters of each.
func TestAnIssueShowsTheFirstFailures(t *testing.T) {
	c := watch.Change{Finding: report.Finding{Verdict: report.Broken}}
	for i := range 7 {
		c.Failures = append(c.Failures, report.Failure{Subject: fmt.Sprintf("$.n%d", i), Expected: "1", Actual: strings.Repeat("ä", 600)})
	}
	var b strings.Builder
	if err := watch.Markdown(&b, []watch.Change{c}); err != nil {
		t.Fatal(err)
	}
	var shown []string
	for line := range strings.Lines(b.String()) {
		if text, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "    "); ok {
			shown = append(shown, text)
		}
	}
	if len(shown) != 5 || !strings.HasPrefix(shown[4], "$.n4: expected 1, got ää") || utf8.RuneCountInString(shown[4]) != 500 {
		t.Errorf("%d failures are shown:\n%s", len(shown), b.String())
	}
}
