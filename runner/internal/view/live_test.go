package view_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type finding struct {
	File  string `json:"file"`
	ID    string `json:"id"`
	Probe string `json:"probe"`
}

type plan struct {
	Plan     string
	Requests int
	Left     *int
	Suites   []struct {
		Suite, Target, Limits, Cooling string
		Requests                       int
		Writes                         []string
		Held                           bool
	}
}

// planned asks what a live run would send.
func (v *visitor) planned(mode string, findings ...finding) plan {
	v.Helper()
	var p plan
	if status, text := v.post("plan", map[string]any{"mode": mode, "findings": findings}, &p); status != http.StatusOK {
		v.Fatalf("a plan is refused: %s", text)
	}
	return p
}

// run sends a plan, and waits for the end.
func (v *visitor) run(p plan) int {
	v.Helper()
	var begun struct{ Run int }
	if status, text := v.post("run", map[string]string{"plan": p.Plan}, &begun); status != http.StatusOK {
		v.Fatalf("a run is refused: %s", text)
	}
	v.until("the run ends", func(s *state) bool { return s.Busy == nil })
	return begun.Run
}

// refused expects a refusal, and returns its text.
func (v *visitor) refused(path string, in any) string {
	v.Helper()
	var why struct{ Message, Next string }
	if status, text := v.post(path, in, &why); status != http.StatusUnprocessableEntity {
		v.Errorf("%s %v answers %d: %s", path, in, status, text)
	}
	return why.Message + "; " + why.Next
}

var noneAndOrder = []finding{{"shop.suite.yaml", "none", "none"}, {"shop.suite.yaml", "order", "order"}}

// A live run sends what was shown before, keeps what the command keeps, and a plan is good for one
// run.
func TestLiveRunSendsWhatWasShown(t *testing.T) {
	l := serve(t, "--live")
	v := l.enter()
	p := v.planned("live", noneAndOrder...)
	if p.Requests != 2 || len(p.Suites) != 1 || p.Suites[0].Requests != 2 || p.Suites[0].Target != l.api.URL || p.Left != nil {
		t.Errorf("the plan is %+v", p)
	}
	if want := "limits: 100 a second, 1 at once, with a cooldown"; p.Suites[0].Limits != want {
		t.Errorf("the limits are %q, want %q", p.Suites[0].Limits, want)
	}
	if sent := l.requests(); len(sent) > 0 {
		t.Errorf("planning sent %q", sent)
	}
	n := v.run(p)
	sent := l.requests()
	slices.Sort(sent)
	if want := []string{"GET /orders/0", "GET /orders/1"}; !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
	if text := v.page("run/1"); n != 1 || !strings.Contains(text, "<dt>Mode</dt><dd><bdi>live</bdi>") || !strings.Contains(text, "2 requests") {
		t.Error("the page of the run is not there")
	}
	if got := v.refused("run", map[string]string{"plan": p.Plan}); got != "another run was planned since, or this one was sent; look at the plan again" {
		t.Error(got)
	}
	if all := v.planned("live"); all.Requests != 5 || len(all.Suites) != 2 {
		t.Errorf("all findings are %+v, want 5 requests: a repeat has 2, each suite counts", all)
	}
	if got := l.assay("history"); !strings.Contains(got, "An order has a number") {
		t.Errorf("the history does not have the run: %s", got)
	}
	if got := l.assay("report", "--output", "json"); !strings.Contains(got, `"mode":"live"`) {
		t.Errorf("assay report does not have the run: %s", got)
	}
}

// The budget is that of all runs together.
func TestBudgetOfAllRuns(t *testing.T) {
	l := serve(t, "--live", "--budget", "3")
	v := l.enter()
	if p := v.planned("live", noneAndOrder...); p.Requests != 2 || *p.Left != 3 {
		t.Errorf("the first plan is %+v", p)
	} else {
		v.run(p)
	}
	p := v.planned("live", noneAndOrder...)
	if p.Requests != 1 || *p.Left != 1 {
		t.Errorf("the second plan is %+v", p)
	}
	v.run(p)
	if sent := l.requests(); len(sent) != 3 {
		t.Errorf("%d requests were sent with a budget of 3: %q", len(sent), sent)
	}
	if got := v.refused("plan", map[string]any{"mode": "live"}); got != "the budget of 3 requests is spent; start assay view again, or with a larger --budget" {
		t.Error(got)
	}
}

// The last 20 runs have their pages; those before are let go of.
func TestOldRunsAreLetGoOf(t *testing.T) {
	l := serve(t, "--live")
	v := l.enter()
	for range 21 {
		v.run(v.planned("live", noneAndOrder[0]))
	}
	if r, text := v.get(v.base+"run/1", v.with); r.StatusCode != http.StatusNotFound {
		t.Errorf("the first of 21 runs answers %s: %s", r.Status, text)
	}
	if text := v.page("run/2"); strings.Contains(text, "Run 1: ") || !strings.Contains(text, "Run 2: ") || !strings.Contains(text, "Run 21: ") {
		t.Error("the pages are not those of the runs from 2 to 21")
	}
}

// After the answer that a cooldown is on, a plan says until when nothing is sent, and nothing is.
func TestCooldownIsShownAndKept(t *testing.T) {
	l := serve(t, "--live")
	v := l.enter()
	l.mu.Lock()
	l.status = http.StatusTooManyRequests
	l.mu.Unlock()
	list := finding{"shop.suite.yaml", "list", "list"}
	v.run(v.planned("live", list))
	l.requests()
	p := v.planned("live", list)
	if got := p.Suites[0].Cooling; !strings.HasPrefix(got, "cooling down until ") || !strings.Contains(got, "assay view --now sends all the same") {
		t.Errorf("the cooldown is shown as %q", got)
	}
	v.run(p)
	if sent := l.requests(); len(sent) > 0 {
		t.Errorf("while it cools down, %q was sent", sent)
	}
	text := v.page("past")
	for _, want := range []string{"Limits: told and observed", "429, "} {
		if !strings.Contains(text, want) {
			t.Errorf("the history does not say %q", want)
		}
	}
}

// A plan that is refused leaves the one that is shown as it was: the history of the new one, which
// is closed, is not asked for the cooldowns of the other.
func TestARefusedPlanLeavesTheShownOne(t *testing.T) {
	l := serve(t, "--live")
	v := l.enter()
	p := v.planned("live", finding{"shop.suite.yaml", "list", "list"})
	v.refused("plan", map[string]any{"mode": "live", "findings": []finding{{"shop.suite.yaml", "gone", "gone"}}})
	n := v.run(p)
	if sent := l.requests(); len(sent) != p.Requests {
		t.Errorf("%q was sent", sent)
	}
	v.page("run/" + strconv.Itoa(n))
}

// Without --live nothing is sent, whatever the environment says.
func TestNothingIsSentWithoutLive(t *testing.T) {
	t.Setenv("ASSAY_MODE", "live")
	l := serve(t)
	v := l.enter()
	v.page("")
	if got := v.refused("plan", map[string]any{"mode": "live"}); got != "this page may not ask the network; start assay view --live for that" {
		t.Error(got)
	}
	if sent := l.requests(); len(sent) > 0 {
		t.Errorf("%q was sent", sent)
	}
	l.end()
	if sent := l.requests(); len(sent) > 0 {
		t.Errorf("%q was sent", sent)
	}
}

// A run under way can be stopped, and refuses a second one; its page says that it ended early.
func TestStop(t *testing.T) {
	l := serve(t, "--live")
	v := l.enter()
	l.mu.Lock()
	l.held = make(chan struct{})
	l.mu.Unlock()
	p := v.planned("drift", noneAndOrder...)
	if status, text := v.post("run", map[string]string{"plan": p.Plan}, nil); status != http.StatusOK {
		t.Fatal(text)
	}
	v.until("a request is under way", func(s *state) bool { return s.Busy != nil && s.Busy.Sent == 1 && s.Busy.Most == 2 })
	if got := v.refused("plan", map[string]any{"mode": "live"}); got != "a live run is under way; wait for it, or stop it" {
		t.Error(got)
	}
	if status, text := v.post("stop", map[string]any{}, nil); status != http.StatusOK {
		t.Fatal(text)
	}
	v.until("the run is stopped", func(s *state) bool { return s.Busy == nil && s.Runs == 1 })
	if text := v.page("run/1"); !strings.Contains(text, "<h1>") || !strings.Contains(text, "Interrupted: ") {
		t.Error("the page of the run does not say that it was interrupted")
	}
	if got := v.refused("accept", map[string]any{"run": 1, "file": "shop.suite.yaml", "probes": []string{"order"}, "because": "so"}); got != "run 1 ended early: nothing of it is accepted; compare with the fixtures again" {
		t.Error(got)
	}
	if got := v.refused("stop", map[string]any{}); got != "no live run is under way; load the page again" {
		t.Error(got)
	}
}

// What changes something is named, and held back where the suite asks for a word.
func TestWritesAreNamed(t *testing.T) {
	l := newLab(t)
	l.write("shop.suite.yaml", "suite: Shop\ntarget: TARGET\nlimits: {writes: ask, requests: 7}\nprobes: {made: {path: /orders, method: POST, risk: writes}}\nfindings: {made: {claim: It is made, probe: made, expect: {status: 200}}}\n")
	l.start("--live", "shop.suite.yaml")
	v := l.enter()
	p := v.planned("live")
	if s := p.Suites[0]; !s.Held || !slices.Equal(s.Writes, []string{"made"}) || !strings.Contains(s.Limits, "7 requests a run") {
		t.Errorf("the plan is %+v", p)
	}
	v.run(p)
	if sent := l.requests(); len(sent) > 0 {
		t.Errorf("%q was sent", sent)
	}
}

// The history names the rows of a matrix; a run takes its names as well. It is that of the suites.
func TestRowsOfTheHistory(t *testing.T) {
	l := newLab(t)
	l.write("shop.suite.yaml", "suite: Shop\ntarget: TARGET\nprobes: {order: {path: \"/orders/${id}\", each: {one: {vars: {id: 1}}, none: {vars: {id: 0}}}}}\nfindings: {order: {claim: It answers, probe: \"order[*]\", expect: {status: {lt: 500}}}}\n")
	l.start("--live", "shop.suite.yaml")
	v := l.enter()
	l.assay("run", "--live", ".")
	text := v.page("past")
	if !strings.Contains(text, `"order[one]"`) || !strings.Contains(text, `"file":"shop.suite.yaml"`) || strings.Contains(text, "An order is gone") {
		t.Error("the history is not that of the suite")
	}
	l.requests()
	v.run(v.planned("live", finding{"shop.suite.yaml", "order[one]", "order[one]"}))
	if sent := l.requests(); !slices.Equal(sent, []string{"GET /orders/1"}) {
		t.Errorf("sent %q", sent)
	}
}
