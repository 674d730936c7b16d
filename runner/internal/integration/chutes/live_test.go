package chutes_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/testkit"
)

// Both suites run live in every world, and politely. testdata/live.golden shows their verdicts,
// readably, for worlds that differ in them. Each suite runs against a fresh service.
func TestLive(t *testing.T) {
	var b strings.Builder
	all := append(worlds(), world{name: "streams break off", truth: "key-header-ignored", breaks: true})
	for _, w := range all {
		for _, file := range []string{suiteFile, inferenceFile} {
			e := emulate(t, w)
			run, verdicts := e.judged(t, file)
			if w.shown() {
				fmt.Fprintf(&b, "# %s: %s\n%srequests: %d\n\n", w.name, filepath.Base(file), outcomes(verdicts), run.Requests)
			}
			polite(t, w.name+": "+filepath.Base(file), e.asks(), run)
		}
	}
	testkit.Golden(t, "testdata/live.golden", b.String())
}

// shown reports whether a world is in the golden file.
func (w *world) shown() bool {
	return !w.everywhere && (!w.anonymous || w.truth == "key-header-ignored")
}

// judged runs every finding of a suite live against the emulator.
func (e *emulator) judged(t testing.TB, file string) (*pipeline.Run, []judge.Verdict) {
	t.Helper()
	documents := []*pipeline.Document{e.open(t, file)}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), e.live())
	if err != nil {
		t.Fatal(err)
	}
	return runs[0].Run, runs[0].Verdicts
}

// outcomes lists the findings by verdict: a line for those that hold, and one for each of the
// others, or for each shared reason.
func outcomes(verdicts []judge.Verdict) string {
	var lines []string
	byLine := map[string][]string{}
	for i := range verdicts {
		v := &verdicts[i]
		if v.Spec.Item != nil {
			continue
		}
		key := string(v.Outcome)
		switch {
		case v.Outcome == judge.Broken:
			key += ": " + v.Failures[0].Subject.String() + " is " + v.Failures[0].Actual
		case !v.Reason.None():
			key += ": " + v.Reason.String()
		}
		if byLine[key] == nil {
			lines = append(lines, key)
		}
		byLine[key] = append(byLine[key], v.Spec.ID)
	}
	slices.Sort(lines)
	var b strings.Builder
	for _, key := range lines {
		fmt.Fprintf(&b, "%s\n    %s\n", key, strings.Join(byLine[key], " "))
	}
	return b.String()
}

// polite checks the requests: no repetition, none to a host that had answered with its limit,
// requests without an account last, and no more than the suite allows.
func polite(t *testing.T, name string, asks []asked, run *pipeline.Run) {
	t.Helper()
	seen, limited, anonymous := map[string]bool{}, map[string]bool{}, ""
	for _, a := range asks {
		if seen[a.text] {
			t.Errorf("%s: asked twice: %s", name, a.text)
		}
		if limited[a.host] {
			t.Errorf("%s: asked of %s, which is limited: %s", name, a.host, a.text)
		}
		if anonymous != "" && !a.anonymous() {
			t.Errorf("%s: asked after what names no account (%s): %s", name, anonymous, a.text)
		}
		seen[a.text] = true
		limited[a.host] = limited[a.host] || a.limited
		if a.anonymous() && !a.public() {
			anonymous = a.text
		}
	}
	if len(asks) != run.Requests || len(asks) > run.Suite.Limits.Requests {
		t.Errorf("%s: %d requests seen, %d counted, %d allowed", name, len(asks), run.Requests, run.Suite.Limits.Requests)
	}
}
