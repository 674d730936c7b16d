package chutes_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
)

// alikes are the hypotheses with the same column in the table: no probe separates them, and both
// may be true.
var alikes = []string{"key-header-ignored", "wrong-host"}

// In every world the live diagnosis keeps the truth and refutes every rival that the table
// separates from it, in at most five requests, none of them to a host that had limited it.
func TestLiveDiagnosisFindsTheTruth(t *testing.T) {
	for _, w := range worlds() {
		t.Run(w.name, func(t *testing.T) {
			e := emulate(t, w)
			opts := e.live()
			opts.Budget = 5
			got := diagnosed(t, e.open(t, suiteFile), opts, engine.Beside{})
			want, together := []string{w.truth}, [][]string(nil)
			if slices.Contains(alikes, w.truth) {
				want, together = alikes, [][]string{alikes}
			}
			if diff := cmp.Diff(want, standing(got.Diagnosis)); diff != "" {
				t.Errorf("standing: -want +got:\n%s", diff)
			}
			if diff := cmp.Diff(together, got.Diagnosis.Alike); diff != "" {
				t.Errorf("not to be told apart: -want +got:\n%s", diff)
			}
			if got.Stopped != "" {
				t.Errorf("stopped: %s", got.Stopped)
			}
			if n := len(e.asks()); n > 5 {
				t.Errorf("%d requests", n)
			}
			polite(t, "asked", e.asks(), got.Run)
		})
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

func standing(d *diagnose.Diagnosis) []string {
	var out []string
	for _, h := range d.Standing() {
		out = append(out, h.Of.ID)
	}
	return out
}

// The transcribed notes (F1 to F6) refute four explanations by themselves, if F2 and F3 were sent
// at about the same time, and one more free request reveals the most.
func TestNotesAlone(t *testing.T) {
	documents, err := engine.Open([]string{suiteFile}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := diagnosed(t, documents[0], engine.Options{}, engine.Beside{})
	want := []string{"key-header-ignored", "quota-used-up", "wrong-host", "x-api-key-authenticates"}
	if diff := cmp.Diff(want, standing(got.Diagnosis)); diff != "" {
		t.Errorf("standing: -want +got:\n%s", diff)
	}
	for _, h := range got.Diagnosis.Hypotheses {
		if h.Stands() {
			continue
		}
		if len(h.Because) == 0 || h.Because[0].Probe == nil || h.Because[0].Probe.ID != "bearer" {
			t.Errorf("%s is refuted by %+v, not by F3", h.Of.ID, h.Because)
		}
		if len(h.Warnings) == 0 {
			t.Errorf("%s: nothing says that nobody wrote down when F3 was asked", h.Of.ID)
		}
	}
	next := got.Diagnosis.Next[0]
	if len(next.Probes) != 1 || !slices.Contains([]string{"unknown-model", "account-x-api-key"}, next.Probes[0].ID) || next.Requests != 1 || next.Cost != 1 || next.Risk != "" {
		t.Errorf("next: %+v", next)
	}
}

// If a limit prevents further requests, the diagnosis says so, and lists the requests for the time
// after the cooldown.
func TestDiagnosisWaitsForTheCooldown(t *testing.T) {
	e := emulate(t, world{name: "one host", truth: "ip-limited", address: true})
	opts := e.live()
	opts.Budget, opts.Load.Vars = 5, map[string]string{"api": e.llm.URL, "llm": e.llm.URL}
	documents, err := engine.Open([]string{suiteFile}, opts)
	if err != nil {
		t.Fatal(err)
	}
	got := diagnosed(t, documents[0], opts, engine.Beside{})
	polite(t, "one host", e.asks(), got.Run)
	if diff := cmp.Diff([]string{"account-limited", "ip-limited"}, standing(got.Diagnosis)); diff != "" {
		t.Errorf("standing: -want +got:\n%s", diff)
	}
	want := "cooling down: bearer was answered edge-limit, and asking the same host again may lengthen the limit (limits.cooldown)"
	if got.Stopped != want {
		t.Errorf("stopped: %q, want %q", got.Stopped, want)
	}
	if len(got.Diagnosis.Next) == 0 || len(got.Diagnosis.Alike) > 0 {
		t.Errorf("next: %+v, not to be told apart: %v; a later request would tell", got.Diagnosis.Next, got.Diagnosis.Alike)
	}
}
