package proxy_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/proxy"
	"assay/runner/internal/suite"
)

// limited returns the limits of a suite that declares them so.
func limited(t *testing.T, declared string) func(*proxy.Options, *proxy.RecordOptions) {
	t.Helper()
	text := "suite: Limits\ntarget: http://api.example\nlimits: {" + declared + "}\nprobes: {a: {path: /}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n"
	s, err := suite.Parse(filepath.Join(t.TempDir(), "limits.suite.yaml"), []byte(text), suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.File.Name = "limits.suite.yaml"
	return func(o *proxy.Options, _ *proxy.RecordOptions) { o.Limits = proxy.LimitsOf(s) }
}

// Without limits, a 429 is passed on, and so is the next request. With a cooldown, the proxy
// answers in the API's place until it is over, and says when that is.
func TestCooldown(t *testing.T) {
	var asked atomic.Int32
	busy := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, "busy")
	})
	b := start(t, busy)
	for range 2 {
		if resp, body := b.ask("GET", "/", ""); resp.StatusCode != http.StatusTooManyRequests || body != "busy" {
			t.Errorf("%s: %s", resp.Status, body)
		}
	}
	if asked.Swap(0) != 2 {
		t.Error("a request was held back without limits")
	}
	b = start(t, busy, limited(t, "cooldown: {on: 429, wait: told}"))
	b.ask("GET", "/", "")
	resp, body := b.ask("GET", "/", "")
	if after := resp.Header.Get("Retry-After"); resp.StatusCode != http.StatusTooManyRequests || after != "60" && after != "59" {
		t.Errorf("%s, Retry-After: %s", resp.Status, after)
	}
	if want := "assay proxy: cooling down: the API answered 429, and limits.cooldown of limits.suite.yaml sends nothing until 20"; !strings.HasPrefix(body, want) {
		t.Error(body)
	}
	if asked.Load() != 1 {
		t.Errorf("%d requests were passed on", asked.Load())
	}
	if _, _, findings := b.replays(); findings != 1 {
		t.Errorf("%d findings: what the proxy answers itself is no part of the API", findings)
	}
}

// With a rate of one in an hour the first request passes at once, and the next waits: a client that
// gives up meanwhile has cost nothing at the API, and its request is no part of the recording.
func TestRate(t *testing.T) {
	var asked atomic.Int32
	b := start(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }), limited(t, "rate: 1/h"))
	b.ask("GET", "/first", "")
	b.logged(1)
	c, in := b.dial()
	fmt.Fprint(c, "GET /second HTTP/1.1\r\nHost: x\r\n\r\n")
	if err := c.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := in.ReadByte(); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the second request was answered: %v", err)
	}
	c.Close()
	b.logged(1)
	if last := b.passed[1]; last.Why != "held back" || asked.Load() != 1 {
		t.Errorf("%+v, %d passed on", last, asked.Load())
	}
	if _, _, findings := b.replays(); findings != 1 {
		t.Errorf("%d findings", findings)
	}
}

func TestBudgetAndConcurrency(t *testing.T) {
	var asked, inside, most atomic.Int32
	b := start(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked.Add(1)
		most.Store(max(most.Load(), inside.Add(1)))
		inside.Add(-1)
	}), limited(t, "requests: 20, concurrency: 1"))
	var held atomic.Int32
	var group crash.Group
	for i := range 30 {
		group.Go(func() {
			resp, body := b.ask("GET", fmt.Sprintf("/%d", i), "")
			if resp.StatusCode == http.StatusTooManyRequests && resp.Header.Get("Retry-After") == "" && strings.Contains(body, "limits.requests of limits.suite.yaml allows no more") {
				held.Add(1)
			}
		})
	}
	group.Wait()
	if asked.Load() != 20 || held.Load() != 10 || most.Load() != 1 {
		t.Errorf("%d passed on, %d held back, %d at once", asked.Load(), held.Load(), most.Load())
	}
}

// A budget of one request is one, and what is held back leaves its place to the next.
func TestBudgetOfOne(t *testing.T) {
	var asked atomic.Int32
	b := start(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }), limited(t, "requests: 1, concurrency: 1"))
	for i, want := range []int{http.StatusOK, http.StatusTooManyRequests, http.StatusTooManyRequests} {
		if resp, body := b.ask("GET", "/", ""); resp.StatusCode != want {
			t.Errorf("request %d: %s, %s", i+1, resp.Status, body)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("%d were passed on", asked.Load())
	}
}
