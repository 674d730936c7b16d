package view_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// Drift that is accepted is in the fixture as the command writes it: with the reason, and what was
// not accepted as it was.
func TestAcceptWritesTheFixture(t *testing.T) {
	l := serve(t, "--live")
	v := l.enter()
	v.run(v.planned("drift"))
	text := v.page("run/1")
	for _, want := range []string{`<section id="drift"`, `"probes":["order"]`, "not compared with a fixture: list (never recorded: "} {
		if !strings.Contains(text, want) {
			t.Errorf("the comparison does not say %q:\n%s", want, text[strings.Index(text, "<main>"):])
		}
	}
	sent := len(l.requests())
	accept := func(probe, because string) map[string]any {
		return map[string]any{"run": 1, "file": "shop.suite.yaml", "probes": []string{probe}, "because": because}
	}
	if got := v.refused("accept", accept("order", " ")); got != "the reason is missing; say why the new answers are right" {
		t.Error(got)
	}
	if got := v.refused("accept", accept("none", "so")); got != `the answer of "none" came as recorded; choose one that drifted` {
		t.Error(got)
	}
	if l.read("shop.fixture") != strings.ReplaceAll(recorded, "TARGET", l.api.URL) {
		t.Error("what was refused changed the fixture")
	}
	var done struct{ Notes []string }
	if status, text := v.post("accept", accept("order", "orders are sent at once"), &done); status != 200 || len(done.Notes) != 1 || !strings.Contains(done.Notes[0], "accepted the answer of 1 probe into ") {
		t.Errorf("accepting answers %d: %s", status, text)
	}
	written := l.read("shop.fixture")
	for _, want := range []string{"# accepted: orders are sent at once", `"state": "sent"`, "the key ${key} is known", "no such order"} {
		if !strings.Contains(written, want) {
			t.Errorf("the fixture does not have %q:\n%s", want, written)
		}
	}
	if n := len(l.requests()); n > 0 {
		t.Errorf("accepting sent %d requests; the comparison sent %d", n, sent)
	}
	// As the command does it, up to the moment of the capture.
	l.write("shop.fixture", recorded)
	l.assay("run", "--drift", "--accept", "order", "--because", "orders are sent at once", "shop.suite.yaml")
	if got, want := withoutTimes(written), withoutTimes(l.read("shop.fixture")); got != want {
		t.Errorf("the page writes\n%s\nthe command writes\n%s", got, want)
	}
	if text := v.page("run/1"); !strings.Contains(text, `"accepted":{"order":"orders are sent at once"}`) {
		t.Error("the page of the run does not say what was accepted")
	}
}

// withoutTimes leaves out when a response was captured, and how long it took.
func withoutTimes(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if name, _, _ := strings.Cut(line, ":"); name != "# captured" && name != "Date" && name != "# duration" && name != "# first byte" {
			out.WriteString(line)
		}
	}
	return out.String()
}

// An answer is kept as assay answer keeps it, and taken back.
func TestAnswerIsKept(t *testing.T) {
	l := serve(t)
	v := l.enter()
	if text := v.page(""); !strings.Contains(text, "Is the key shown as active?") || !strings.Contains(text, `"checklists":[{"file":"shop.suite.yaml","items":[{"id":"active","answers":["yes","no"]}]}]`) {
		t.Error("the page does not have the item")
	}
	answer := func(text string, back bool) map[string]any {
		return map[string]any{"file": "shop.suite.yaml", "item": "active", "text": text, "back": back}
	}
	if got := v.refused("answer", answer("yess", false)); !strings.Contains(got, `active is answered by yes or no, got "yess"; did you mean "yes"?`) {
		t.Error(got)
	}
	if got := v.refused("answer", map[string]any{"file": "shop.suite.yaml", "item": "activ", "text": "yes", "back": false}); !strings.Contains(got, `did you mean "active"?`) {
		t.Error(got)
	}
	if got := v.refused("answer", map[string]any{"file": "../shop.suite.yaml", "item": "active", "text": "yes", "back": false}); got != `there is no suite "../shop.suite.yaml"; load the page again` {
		t.Error(got)
	}
	if status, text := v.post("answer", answer("YES", false), nil); status != 200 {
		t.Fatal(text)
	}
	if got := l.assay("answer"); !strings.Contains(got, "answered  active: yes (") {
		t.Errorf("the command says %s", got)
	}
	if text := v.page(""); !strings.Contains(text, "Answer: <b><bdi>yes</bdi></b>") {
		t.Error("the page does not have the answer")
	}
	if status, text := v.post("answer", answer("", true), nil); status != 200 {
		t.Fatal(text)
	}
	if got := l.assay("answer"); !strings.Contains(got, "open      active") {
		t.Errorf("the command says %s", got)
	}
}

// The page follows the files; a mistake is shown, with what was before.
func TestEditedSuites(t *testing.T) {
	l := serve(t)
	v := l.enter()
	v.page("")
	var before, after string
	v.until("a version", func(s *state) bool { before = s.Version; return true })
	v.until("the same version", func(s *state) bool { return s.Version == before })
	l.write("shop.suite.yaml", strings.Replace(shop, "clai", "clam", 1))
	v.until("another version", func(s *state) bool { after = s.Version; return after != before })
	text := v.page("")
	for _, want := range []string{`unknown key \"clamm\"`, "An order has a number"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of a wrong suite does not say %q:\n%.3000s", want, text)
		}
	}
	l.write("shop.suite.yaml", strings.Replace(shop, "An order has a number", "An order is numbered", 1))
	if text := v.page(""); !strings.Contains(text, "An order is numbered") || strings.Contains(text, `"wrong"`) {
		t.Error("the page does not follow the mended suite")
	}
	l.write("shop.fixture", strings.Replace(recorded, "404 Not Found", "410 Gone", 1))
	if text := v.page(""); !strings.Contains(text, "1 finding broken") {
		t.Error("the page does not follow the fixture")
	}
}

// The answers of a probe: in the fixture, in the last live run, in runs of this server; none has
// the secret that the API repeats.
func TestAnswersOfAFinding(t *testing.T) {
	l := serve(t, "--live")
	v := l.enter()
	v.page("")
	l.assay("run", "--live", "shop.suite.yaml")
	l.mu.Lock()
	l.state = "lost"
	l.mu.Unlock()
	v.run(v.planned("live", noneAndOrder...))
	q := url.Values{"suite": {"Shop"}, "file": {"shop.suite.yaml"}, "id": {"order"}, "probe": {"order"}}
	var known struct {
		Past []struct {
			Target   string
			Verdicts []string
			Held     int
		}
		Answers []struct {
			Title  string
			Answer struct{ Body string }
		}
	}
	text := v.page("finding?" + q.Encode())
	if err := json.Unmarshal([]byte(text), &known); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if len(known.Past) != 1 || known.Past[0].Held != 2 || known.Past[0].Target != l.api.URL {
		t.Errorf("the past is %+v, want two runs in which it held", known.Past)
	}
	if len(known.Answers) != 2 || known.Answers[0].Title != "fixture, captured, 2026-11-01 00:00 UTC" || !strings.HasPrefix(known.Answers[1].Title, "run 1 of this page, ") {
		t.Fatalf("the answers are %+v", known.Answers)
	}
	if !strings.Contains(known.Answers[0].Answer.Body, `"state": "open"`) || !strings.Contains(known.Answers[1].Answer.Body, `"state": "lost", "note": "the key ${key} is known"`) {
		t.Errorf("the answers are %+v", known.Answers)
	}
	// Reading changes nothing that the page would have to be loaded again for.
	var before state
	if err := json.Unmarshal([]byte(v.page("state")), &before); err != nil {
		t.Fatal(err)
	}
	v.page("finding?" + q.Encode())
	v.page("past")
	v.until("the same version", func(s *state) bool { return s.Version == before.Version })
	for _, path := range []string{"", "past", "run/1", "state"} {
		v.page(path) // each answer is searched for the secret
	}
	l.end()
	if strings.Contains(l.errors.String(), canary) {
		t.Errorf("the secret is on standard error: %s", l.errors)
	}
}
