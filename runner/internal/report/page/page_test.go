package page_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"assay/runner/internal/report"
)

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A page whose policy does not name its own scripts and style shows nothing.
func TestPolicyNamesWhatThePageRuns(t *testing.T) {
	text := read(t, written(t, sample()))
	policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)
	if policy == nil {
		t.Fatal("the page has no policy")
	}
	allowed := html.UnescapeString(policy[1])
	parts := regexp.MustCompile(`(?s)<(?:script|style)>(.*?)</(?:script|style)>`).FindAllStringSubmatch(text, -1)
	if len(parts) != 3 {
		t.Fatalf("the page has %d scripts and styles, want 3", len(parts))
	}
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p[1]))
		if hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(allowed, hash) {
			t.Errorf("the policy %s does not allow what the page has: %.60q", allowed, p[1])
		}
	}
	if !strings.HasPrefix(allowed, "default-src 'none'; ") || strings.Contains(allowed, "unsafe") {
		t.Errorf("the policy is loose: %s", allowed)
	}
}

func TestHeadSaysTheVerdict(t *testing.T) {
	only := func(verdicts ...string) *report.Result {
		r := &report.Result{Mode: "replay", Suites: []report.Suite{{Suite: "S"}}}
		for _, v := range verdicts {
			r.Suites[0].Findings = append(r.Suites[0].Findings, report.Finding{ID: v, Verdict: v})
		}
		return r
	}
	interrupted := only(report.Holds)
	interrupted.Interrupted = true
	for want, r := range map[string]*report.Result{
		"1 finding broken":                        only(report.Holds, report.Broken, report.Inconclusive),
		"Nothing broken, 2 findings inconclusive": only(report.Holds, report.Inconclusive, report.Inconclusive),
		"Everything holds":                        only(report.Holds, report.Holds),
		"Everything judged holds":                 only(report.Holds, report.Pending),
		"Nothing judged":                          only(report.Pending),
		"No findings":                             only(),
		"Interrupted: Everything holds":           interrupted,
	} {
		want += ": S"
		if text := read(t, written(t, r)); !strings.Contains(text, "<title>"+want+"</title>") {
			t.Errorf("the page is not titled %q", want)
		}
	}
}

// The head links to the job and its commit, and says how old the fixtures were.
func TestHeadNamesTheJobAndTheAgeOfFixtures(t *testing.T) {
	text := read(t, written(t, sample()))
	for _, want := range []string{
		`<dt>Commit</dt><dd><a href="https://ci.example/shop/commit/3f786850e387550fdab836ed7e6dc881de23001b" rel="noreferrer"><bdi>3f786850e387…</bdi></a></dd>`,
		`<dt>Job</dt><dd><a href="https://ci.example/shop/actions/runs/7" rel="noreferrer"><bdi>GitHub Actions</bdi></a></dd>`,
		"<dt>Fixtures</dt><dd><bdi>23 days old</bdi></dd>",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the head does not have %s", want)
		}
	}
	r := sample()
	r.Suites[0].Observations[0].Provenance, r.Suites[0].Observations[0].Recorded = "captured", "2026-11-23T22:00:00.000Z"
	for _, address := range []string{"javascript:alert(1)", "//ci.example/7", "https://user:word@ci.example/7", "ci.example", "file:///etc/7", "http://%zz/"} {
		r.Job.URL, r.Job.CommitURL = address, address
		head, _, _ := strings.Cut(read(t, written(t, r)), "<nav")
		if strings.Contains(head, "<dd><a") {
			t.Errorf("the head links to %s", address)
		}
		if want := "<dt>Fixtures</dt><dd><bdi>23 days to 5 hours old</bdi></dd>"; !strings.Contains(head, want) {
			t.Errorf("the head does not have %s", want)
		}
	}
}

// Without scripts (an artifact server's own policy), the findings that do not hold are still in
// the page.
func TestReadersWithoutScriptsSeeWhatDoesNotHold(t *testing.T) {
	text := read(t, written(t, sample()))
	plain := regexp.MustCompile(`(?s)<noscript>(.*)</noscript>`).FindString(text)
	for _, want := range []string{
		"broken: <bdi>An order that does not exist is answered 404 &#34;no such order&#34;</bdi>", shopFile + ":44:15",
		"expected: <code>404</code>", "actual: <code>500 Internal Server Error</code>", "fixture: <code>404</code>",
		"needs: <bdi>an answer: does anything listen at https://shop.example?</bdi>", "inconclusive: <bdi>A paid key has no limit</bdi>",
	} {
		if !strings.Contains(plain, want) {
			t.Errorf("readers without scripts do not see %q", want)
		}
	}
	if strings.Contains(plain, "A receipt is a PNG picture") {
		t.Error("what holds stands among what does not")
	}
}

// The sections have the words of the result.
func TestSectionsAreComplete(t *testing.T) {
	text := read(t, written(t, sample()))
	for _, want := range []string{
		// the next experiment, the hypotheses
		"POST https://shop.example/v1/chat", "with <code>no-key</code>", "the budget of the run is spent", "404 model-not-found", "observations lie 14 minutes apart",
		"the source did not report the body", "live 2026-11-24T03:00:00Z from home", "429, Content-Type: text/html",
		// drift
		"5 probes compared with the fixtures", "contract broken", "as the finding says", "<code>$.trace</code>",
		// mutation
		"98.5 %", "list shortened (9 times)", "$.orders: {count: {at_least: 3}}", "no mutant of its answers can break it",
		// history, API, checklist
		"1 finding held whenever judged", "verdicts of 40 runs, oldest first: 36 holds, 4 broken", "429s lasted between 55 and 65 s",
		"latency of order over 33 runs: from 19 ms to 120 ms", "401 never", "Is the key shown as active?", "Answer: <b><bdi>no</bdi></b>",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no section says %q", want)
		}
	}
}

func TestPartsWithoutDataAreLeftOut(t *testing.T) {
	text := read(t, written(t, &report.Result{Suites: []report.Suite{{Suite: "S", Findings: []report.Finding{{ID: "a", Verdict: report.Holds}}}}}))
	for _, part := range []string{"diagnosis", "drift", "mutation", "history", "api", "checklist", "notes"} {
		if strings.Contains(text, `id="`+part+`"`) {
			t.Errorf("a run without %s has a section for it", part)
		}
		if full := read(t, written(t, sample())); !strings.Contains(full, `id="`+part+`"`) {
			t.Errorf("a run with %s has no section for it", part)
		}
	}
}
