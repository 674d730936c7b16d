package runner_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner"
	"assay/runner/internal/report"
)

// written is the path of a suite with this text.
func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.suite.yaml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// run is a run that has a result.
func run(t *testing.T, o runner.Options) *runner.Result {
	t.Helper()
	result, err := runner.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// outcomes are those of the findings, by id.
func outcomes(r *runner.Result) map[string]runner.Outcome {
	out := map[string]runner.Outcome{}
	for _, f := range r.Findings {
		out[f.ID] = f.Outcome
	}
	return out
}

func TestTheExamplesHoldInReplay(t *testing.T) {
	result := run(t, runner.Options{
		Suites: []string{"../suites/examples"}, Strict: true,
		Env: func(string) (string, bool) { return "", false },
	})
	if len(result.Findings) < 20 || result.Count(runner.Holds) != len(result.Findings) {
		t.Errorf("%d of %d findings hold", result.Count(runner.Holds), len(result.Findings))
	}
	if result.ExitStatus() != 0 || result.Requests != 0 || len(result.Warnings) > 0 || result.Interrupted {
		t.Errorf("exit status %d, %d requests, %v", result.ExitStatus(), result.Requests, result.Warnings)
	}
}

const shop = `suite: Shop
target: http://127.0.0.1:1
secrets: {key: SHOP_KEY}
probes:
  pen: {path: /pen, headers: {X-Key: "${key}"}}
  ink: {path: /ink}
findings:
  found: {claim: A pen is sold, probe: pen, labels: [pens], expect: {status: 200, json: {$.price: 2}}}
  gone: {claim: Ink is not, probe: ink, expect: {status: 404}}
`

// selling is a shop that wants a key and sells everything.
func selling(t *testing.T) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/pen" && r.Header.Get("X-Key") != "invented-key-of-the-shop" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"price": 2, "key": "` + r.Header.Get("X-Key") + `"}`))
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func live(t *testing.T, url string) runner.Options {
	return runner.Options{
		Suites: []string{written(t, shop)}, Mode: runner.Live, Target: url,
		Env: func(name string) (string, bool) { return "invented-key-of-the-shop", name == "SHOP_KEY" },
	}
}

func TestALiveRun(t *testing.T) {
	url, asked := selling(t)
	result := run(t, live(t, url))
	want := map[string]runner.Outcome{"found": runner.Holds, "gone": runner.Broken}
	if diff := cmp.Diff(want, outcomes(result)); diff != "" {
		t.Error(diff)
	}
	if result.Requests != 2 || asked.Load() != 2 || result.ExitStatus() != 1 {
		t.Errorf("%d requests counted, %d asked, exit status %d", result.Requests, asked.Load(), result.ExitStatus())
	}
	gone := result.Findings[1]
	file, _, _ := strings.Cut(gone.At, ":")
	gone.At = strings.TrimPrefix(gone.At, file)
	for i := range gone.Failures {
		gone.Failures[i].At = strings.TrimPrefix(gone.Failures[i].At, file)
	}
	gone.Text = ""
	if diff := cmp.Diff(runner.Finding{
		ID: "gone", Suite: "Shop", Claim: "Ink is not", Probe: "ink", Outcome: runner.Broken, Kind: "unmet", At: ":9:3",
		Failures: []runner.Failure{{Subject: "status", Expected: "404", Actual: "200 OK", At: ":9:58"}},
	}, gone); diff != "" {
		t.Error(diff)
	}
	text := result.Findings[1].Text
	for _, part := range []string{"Ink is not", "expected  404", "actual    200 OK", "GET " + url + "/ink"} {
		if !strings.Contains(text, part) {
			t.Errorf("the failure lacks %q:\n%s", part, text)
		}
	}
}

// Every report is the command's, and none holds a secret.
func TestReportsOfAResult(t *testing.T) {
	url, _ := selling(t)
	result := run(t, live(t, url))
	for name, one := range map[string]struct {
		write func(*strings.Builder) error
		has   string
	}{
		"text":     {func(b *strings.Builder) error { return result.WriteText(b) }, "1 broken"},
		"JSON":     {func(b *strings.Builder) error { return result.WriteJSON(b) }, `"verdict":"broken"`},
		"JUnit":    {func(b *strings.Builder) error { return result.WriteJUnit(b) }, "<failure"},
		"Markdown": {func(b *strings.Builder) error { return result.WriteMarkdown(b) }, "Ink is not"},
	} {
		var b strings.Builder
		if err := one.write(&b); err != nil || !strings.Contains(b.String(), one.has) {
			t.Errorf("%s: %v, lacks %q:\n%s", name, err, one.has, b.String())
		}
		if strings.Contains(b.String(), "invented-key-of-the-shop") {
			t.Errorf("%s holds the secret:\n%s", name, b.String())
		}
		if name == "JSON" {
			if _, err := report.Read("result.json", []byte(b.String())); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestWhatIsSelectedIsSent(t *testing.T) {
	for option, change := range map[string]func(*runner.Options){
		"Focus":       func(o *runner.Options) { o.Focus = []string{"pen is"} },
		"Skip":        func(o *runner.Options) { o.Skip = []string{"Ink"} },
		"LabelFilter": func(o *runner.Options) { o.LabelFilter = "pens" },
		"Only":        func(o *runner.Options) { o.Only = []string{"pen"} },
	} {
		url, asked := selling(t)
		o := live(t, url)
		change(&o)
		result := run(t, o)
		if diff := cmp.Diff(map[string]runner.Outcome{"found": runner.Holds}, outcomes(result)); diff != "" || asked.Load() != 1 {
			t.Errorf("%s: %d asked\n%s", option, asked.Load(), diff)
		}
	}
}

func TestABudgetIsKept(t *testing.T) {
	url, asked := selling(t)
	o := live(t, url)
	o.Budget, o.Concurrency = 1, 1
	result := run(t, o)
	if asked.Load() != 1 || result.Findings[1].Kind != "budget_spent" {
		t.Errorf("%d asked, the other is %q", asked.Load(), result.Findings[1].Kind)
	}
}

func TestExitStatus(t *testing.T) {
	never := shop + "fixtures: never.fixture\n"
	ended, end := context.WithCancel(t.Context())
	end()
	for name, one := range map[string]struct {
		ctx  context.Context
		o    runner.Options
		want int
	}{
		"inconclusive":           {t.Context(), runner.Options{}, 0},
		"inconclusive, strictly": {t.Context(), runner.Options{Strict: true}, 3},
		"nothing selected":       {t.Context(), runner.Options{Focus: []string{"nothing"}}, 0},
		"strictly nothing":       {t.Context(), runner.Options{Focus: []string{"nothing"}, Strict: true}, 3},
		"interrupted":            {ended, runner.Options{}, 130},
	} {
		one.o.Suites = []string{written(t, never)}
		result, err := runner.Run(one.ctx, one.o)
		if err != nil || result.ExitStatus() != one.want {
			t.Errorf("%s: exit status %d, want %d: %v", name, result.ExitStatus(), one.want, err)
		}
	}
}

// An error in a suite has the command's text, and its values.
func TestASuiteWithAMistake(t *testing.T) {
	path := written(t, strings.Replace(shop, "probe: ink", "probe: inc", 1))
	result, err := runner.Run(t.Context(), runner.Options{Suites: []string{path}})
	var wrong *runner.SuiteError
	if result != nil || !errors.As(err, &wrong) {
		t.Fatalf("%v, %v", result, err)
	}
	want := path + `:9:36: probe: unknown probe "inc"; did you mean "ink"?
    9 |   gone: {claim: Ink is not, probe: inc, expect: {status: 404}}
      |                                    ^`
	if diff := cmp.Diff(want, wrong.Error()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]runner.Mistake{{File: path, Line: 9, Column: 36, Message: `probe: unknown probe "inc"`, DidYouMean: "ink"}}, wrong.Mistakes); diff != "" {
		t.Error(diff)
	}
	_, err = runner.Run(t.Context(), runner.Options{Suites: []string{"nowhere"}})
	if !errors.As(err, &wrong) || len(wrong.Mistakes) != 1 {
		t.Errorf("of a path with nothing: %v", err)
	}
}

func TestMistakesInOptions(t *testing.T) {
	suites := []string{written(t, shop)}
	for want, o := range map[string]runner.Options{
		`runner.Options.Suites: no suite is named: name files, or a folder with *.suite.yaml files`:                                     {},
		`runner.Options.Mode: "record" is no mode of this package: the modes are "replay" and "live"; the command records and compares`: {Suites: suites, Mode: "record"},
		`runner.Options.Budget: must not be negative, got -1; 0 is no budget`:                                                           {Suites: suites, Budget: -1},
		`runner.Options.RatePerSecond: must not be negative, got -0.5; 0 is no rate`:                                                    {Suites: suites, RatePerSecond: -0.5},
		`runner.Options.Concurrency: must not be negative, got -2; 0 leaves it to the suites`:                                           {Suites: suites, Concurrency: -2},
		`runner.Options.Timeout: must not be negative, got -1ns; 0 leaves it to the suites`:                                             {Suites: suites, Timeout: -1},
		"runner.Options.Skip: \"(\" is no regular expression: error parsing regexp: missing closing ): `(`":                             {Suites: suites, Skip: []string{"("}},
		`runner.Options.Only: "pencil": no suite has such a probe`:                                                                      {Suites: suites, Only: []string{"pencil"}},
	} {
		_, err := runner.Run(t.Context(), o)
		var wrong *runner.UsageError
		if !errors.As(err, &wrong) || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}
