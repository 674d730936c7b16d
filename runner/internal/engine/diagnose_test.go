package engine_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

const explained = `
suite: Explained
target: http://127.0.0.1:1
secrets: {key: KEY}
limits: {requests: 20}
probes:
  keyed: {path: /keyed, headers: {X-Key: "${key}"}, capture: {id: {json: $.id}}}
  inside: {path: "/inside/${keyed.id}", headers: {X-Key: "${key}"}}
  open: {path: /open, risk: bans}
  unneeded: {path: /unneeded}
findings:
  f: {probe: unneeded, expect: {status: 200}}
hypotheses:
  limited: {predicts: {keyed: {status: 429}, open: {status: 200}}}
  blocked: {predicts: {keyed: {status: 429}, open: {status: 429}}}
  outside: {predicts: {keyed: {status: 200}, inside: {status: 404}}}
  inside: {predicts: {keyed: {status: 200}, inside: {status: 200}}}
`

// answering is a server that answers paths with statuses and records them.
func answering(t *testing.T, statuses map[string]int) (url string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path)
		w.WriteHeader(statuses[r.URL.Path])
		fmt.Fprint(w, `{"id": 7}`)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// A live diagnosis sends the probes that distinguish hypotheses, one after the other, and no
// others.
func TestDiagnoseLive(t *testing.T) {
	for _, c := range []struct {
		name     string
		statuses map[string]int
		opts     engine.Options
		asked    []string
		stand    []string
		stopped  string
	}{
		{
			"decided by the second, which waits for the first", map[string]int{"/keyed": 200, "/inside/7": 404}, engine.Options{},
			[]string{"/keyed", "/inside/7"},
			[]string{"outside"},
			"",
		},
		{
			"what may lengthen a ban comes last", map[string]int{"/keyed": 429, "/open": 429}, engine.Options{},
			[]string{"/keyed", "/open"},
			[]string{"blocked"},
			"",
		},
		{
			"nothing is left after one", map[string]int{"/keyed": 500}, engine.Options{}, []string{"/keyed"}, nil, "",
		},
		{
			"the budget does not suffice", map[string]int{"/keyed": 429}, engine.Options{Budget: 1}, []string{"/keyed"}, []string{"limited", "blocked"},
			"the request budget of 1 is spent: raise limits.requests or --budget",
		},
		{
			"without the secret", map[string]int{"/open": 429}, engine.Options{Secret: func(string) (string, bool) { return "", false }}, []string{"/open"}, []string{"blocked", "outside", "inside"},
			`secret "key" is not set: export KEY`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			url, asked := answering(t, c.statuses)
			c.opts.Mode, c.opts.Load.Target = pipeline.Live, url
			if c.opts.Secret == nil {
				c.opts.Secret = func(string) (string, bool) { return "invented", true }
			}
			documents, err := engine.Open([]string{folder(t, map[string]string{"a.suite.yaml": explained})}, c.opts)
			if err != nil {
				t.Fatal(err)
			}
			var steps []string
			d := diagnosed(t, documents[0], c.opts, engine.Beside{Asking: func(p *plan.Probe) {
				steps = append(steps, strings.ReplaceAll(strings.TrimPrefix(p.Request.URL, url), "${keyed.id}", "7"))
			}})
			var stand []string
			for _, h := range d.Diagnosis.Standing() {
				stand = append(stand, h.Of.ID)
			}
			if !slices.Equal(steps, *asked) {
				t.Errorf("told of asking %v, asked %v", steps, *asked)
			}
			if !slices.Equal(*asked, c.asked) || d.Run.Requests != len(c.asked) {
				t.Errorf("asked %v, counted %d, want %v; steps %v", *asked, d.Run.Requests, c.asked, steps)
			}
			if !slices.Equal(stand, c.stand) || d.Stopped != c.stopped {
				t.Errorf("%v stand, stopped %q; want %v, %q", stand, d.Stopped, c.stand, c.stopped)
			}
		})
	}
}

// An experiment of more requests than are left is not begun.
func TestDiagnoseLiveWithTooFewRequestsLeft(t *testing.T) {
	url, asked := answering(t, map[string]int{"/keyed": 429})
	opts := engine.Options{Mode: pipeline.Live, Budget: 2, Secret: func(string) (string, bool) { return "invented", true }}
	opts.Load.Target = url
	twice := strings.Replace(explained, "path: /open, ", "path: /open, repeat: 2, ", 1)
	documents, err := engine.Open([]string{folder(t, map[string]string{"a.suite.yaml": twice})}, opts)
	if err != nil {
		t.Fatal(err)
	}
	d := diagnosed(t, documents[0], opts, engine.Beside{})
	want := "the next experiment needs 2 requests, and 1 of the request budget of 2 is left: raise limits.requests or --budget"
	if d.Stopped != want || !slices.Equal(*asked, []string{"/keyed"}) {
		t.Errorf("asked %v, stopped %q", *asked, d.Stopped)
	}
}

// diagnosed tests the hypotheses of a document.
func diagnosed(t *testing.T, d *pipeline.Document, opts engine.Options, with engine.Beside) *pipeline.Judged {
	t.Helper()
	runs, _, err := engine.Judge(context.Background(), []engine.Task{{Document: d, Hypotheses: &with}}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return &runs[0]
}

// In replay everything recorded is evidence, and nothing is sent.
func TestDiagnoseReplay(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.suite.yaml": strings.Replace(explained, "target:", "fixtures: a.fixture\ntarget:", 1),
		"a.fixture":    "### keyed\nGET http://127.0.0.1:1/keyed\nX-Key: ${key}\n\n### keyed response\nHTTP/1.1 429 Too Many Requests\n",
	})
	documents, err := engine.Open([]string{dir}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := diagnosed(t, documents[0], engine.Options{}, engine.Beside{})
	if n := len(d.Diagnosis.Standing()); n != 2 || len(d.Diagnosis.Next) != 1 || d.Diagnosis.Next[0].Probes[0].ID != "open" {
		t.Errorf("%d stand, next %+v", n, d.Diagnosis.Next)
	}
}
