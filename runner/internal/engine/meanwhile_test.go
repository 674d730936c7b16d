package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// recordedSuites are suites with recorded answers: two share a small recording, two by turns large
// ones; one has no finding, one has a checklist alone.
func recordedSuites() map[string]string {
	const suite = "suite: %s\ntarget: http://127.0.0.1:1\nfixtures: %s.fixture\nprobes: {p: {path: /%[1]s}, q: {path: /none}}\n" +
		"findings: {f: {probe: p, expect: {status: 200}}, g: {probe: q, expect: {status: 200}}, h: {probe: p, pending: later, expect: {status: 201}}}\n"
	const answer = "### %[1]s\nGET http://127.0.0.1:1/%[1]s\n\n### %[1]s response\nHTTP/1.1 %[2]d OK\n\n%[3]s\n\n"
	large := strings.Repeat("x", 9<<20)
	return map[string]string{
		"a.suite.yaml":   fmt.Sprintf(suite, "a", "small"),
		"b.suite.yaml":   fmt.Sprintf(suite, "b", "small") + "hypotheses: {y: {claim: It is up, predicts: {p: {status: 200}}}}\n",
		"c.suite.yaml":   "suite: c\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /c}}\n",
		"d.suite.yaml":   "suite: d\ntarget: http://127.0.0.1:1\nchecklist: {c: {ask: Who?}}\n",
		"e.suite.yaml":   fmt.Sprintf(suite, "e", "large"),
		"f.suite.yaml":   fmt.Sprintf(suite, "f", "larger"),
		"g.suite.yaml":   fmt.Sprintf(suite, "g", "large"),
		"small.fixture":  fmt.Sprintf(answer, "a", 200, "a") + fmt.Sprintf(answer, "b", 500, "b"),
		"large.fixture":  fmt.Sprintf(answer, "e", 200, large),
		"larger.fixture": fmt.Sprintf(answer, "f", 404, large),
	}
}

// replayed replays the suites of a folder, each judged while others are opened or after all of
// them, and returns the verdicts, how many there were once all were opened, and the result.
func replayed(ctx context.Context, t *testing.T, dir string, meanwhile bool, with ...func(*engine.Options)) (verdicts []string, early int, result *report.Result, documents []*pipeline.Document, err error) {
	t.Helper()
	about := report.Options{Counted: true}
	result = report.Of(about, nil)
	opts := engine.Options{Mode: pipeline.Replay, Sparse: true, Release: true}
	opts.Judged = func(one pipeline.Judged) {
		for _, v := range one.Verdicts {
			verdicts = append(verdicts, fmt.Sprintf("%s %s: %s %s", one.Run.Suite.Name, v.Spec.ID, v.Outcome, v.Reason.String()))
		}
		if one.Diagnosis != nil {
			verdicts = append(verdicts, fmt.Sprint(one.Run.Suite.Name, " hypotheses: ", len(one.Diagnosis.Hypotheses)))
		}
		result.Add(about, &one)
	}
	for _, f := range with {
		f(&opts)
	}
	course := engine.Start(opts)
	if meanwhile {
		documents, err = course.Open(ctx, []string{dir})
	} else {
		documents, err = engine.Open([]string{dir}, opts)
	}
	early = len(verdicts)
	if err != nil {
		return verdicts, early, nil, nil, err
	}
	all := &engine.Selection{}
	_, result.NotRun, err = course.Judge(ctx, all.Tasks(documents))
	return verdicts, early, result, documents, err
}

// Suites that are judged while others are opened have the verdicts of those that are judged after
// all were, in their order, and are let go of.
func TestJudgedMeanwhile(t *testing.T) {
	dir := folder(t, recordedSuites())
	want, early, whole, before, err := replayed(context.Background(), t, dir, false)
	if err != nil || early != 0 || len(want) == 0 {
		t.Fatalf("%d early verdicts of %q, error %v", early, want, err)
	}
	got, early, counted, documents, err := replayed(context.Background(), t, dir, true)
	if err != nil || early != len(want) {
		t.Errorf("%d early verdicts of %d, error %v", early, len(want), err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("judged:\n%s", diff)
	}
	if diff := cmp.Diff([]any{whole.Tally(), whole.NotRun, whole.Untold(before, "")}, []any{counted.Tally(), counted.NotRun, counted.Untold(documents, "")}); diff != "" {
		t.Errorf("counted and told:\n%s", diff)
	}
	var here []string
	for _, d := range documents {
		if len(d.Plan.Probes)+len(d.Plan.Specs) > 0 {
			here = append(here, d.Suite.Name)
		}
		if d.Fixture != nil {
			t.Errorf("the recording of %s is held", d.Suite.Name)
		}
	}
	if want := []string{"c", "d"}; !slices.Equal(want, here) { // without a finding: a warning names them
		t.Errorf("%v are held, want %v", here, want)
	}
}

// A mistake in a later suite is told as without.
func TestMistakesMeanwhile(t *testing.T) {
	dir := folder(t, recordedSuites())
	for name, text := range map[string]string{
		"f.suite.yaml":   "suite: f\nprobes: {p: {paht: /}}\n",
		"large.fixture":  "### p\nGET http://127.0.0.1:1/e\n\n### p response\nHTTP/1.1 twohundred\n\n",
		"zz.suite.yaml":  "suite: z\ntarget: http://127.0.0.1:1\nprobes: {p: {path: \"/${x}\"}}\n",
		"zzz.suite.yaml": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, _, _, _, want := replayed(context.Background(), t, dir, false)
	_, _, _, _, got := replayed(context.Background(), t, dir, true)
	if want == nil || fmt.Sprint(want) != fmt.Sprint(got) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// A mistake that only those find who read all of a recording is told where two suites name it, also
// if it was let go of between them.
func TestMistakesInWhatWasLetGoOf(t *testing.T) {
	files := recordedSuites()
	files["large.fixture"] += "### spare\nGET http://127.0.0.1:1/spare\n\n### spare response\nHTTP/1.1 twohundred\n\n"
	dir := folder(t, files)
	_, _, _, _, want := replayed(context.Background(), t, dir, false)
	_, _, _, _, got := replayed(context.Background(), t, dir, true)
	if want == nil || fmt.Sprint(want) != fmt.Sprint(got) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// After a panic no further suite is judged, and the panic is told as without.
func TestACrashMeanwhile(t *testing.T) {
	dir := folder(t, recordedSuites())
	falls := func(o *engine.Options) {
		o.Progress = func(d *pipeline.Document, now observe.Progress) {
			if d.Suite.Name == "b" && now.Total > 0 { // something is asked
				panic("fell")
			}
		}
	}
	want, _, _, _, wrong := replayed(context.Background(), t, dir, false, falls)
	got, early, _, _, err := replayed(context.Background(), t, dir, true, falls)
	if wrong == nil || fmt.Sprint(wrong) != fmt.Sprint(err) {
		t.Errorf("error %v, want %v", err, wrong)
	}
	if diff := cmp.Diff(want, got); diff != "" || early != 3 {
		t.Errorf("%d verdicts meanwhile, of the first suite alone; judged:\n%s", early, diff)
	}
}

// A run that is interrupted judges no further suite meanwhile.
func TestInterruptedMeanwhile(t *testing.T) {
	dir := folder(t, recordedSuites())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	want, _, whole, _, err := replayed(ctx, t, dir, false)
	got, early, counted, _, other := replayed(ctx, t, dir, true)
	if err != nil || other != nil || early != 0 {
		t.Fatalf("%d early verdicts, errors %v, %v", early, err, other)
	}
	if diff := cmp.Diff([]any{want, whole.NotRun}, []any{got, counted.NotRun}); diff != "" {
		t.Error(diff)
	}
}
