package llm_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/integration/llm"
	"assay/runner/internal/judge"
	"assay/runner/internal/mutate"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/testkit"
)

const (
	strength = "testdata/strength.json"
	// enough is the share of mutants that a pack must notice.
	enough = 0.9
)

// The packs notice the mutants of answers that keep the contract, on every server, and no fewer
// than before on any recording; UPDATE_GOLDEN=1 rewrites the scores.
func TestStrength(t *testing.T) {
	dir := t.TempDir()
	var suites []*mutate.Suite
	file := map[*mutate.Suite]string{}
	killed, mutants := map[string]int{}, map[string]int{}
	for _, s := range llm.Servers {
		if testing.Short() && s.Name != "upstream" {
			break
		}
		if err := s.Write(dir, recordings); err != nil {
			t.Fatal(err)
		}
		for _, pack := range s.Packs {
			d, run := replayed(t, filepath.Join(dir, s.Name, pack+".suite.yaml"))
			m := mutate.Judge(context.Background(), d.Plan, run.Evidence, faultless(run, d.Plan.Specs), mutate.Options{})
			suites, file[m] = append(suites, m), s.Name+"/"+pack
			if s.Name == "upstream" {
				strong(t, pack, m)
			}
			killed[pack] += m.Killed
			mutants[pack] += m.Mutants()
		}
	}
	for pack, all := range mutants {
		score := float64(killed[pack]) / float64(all)
		t.Logf("%-20s %.3f of %d mutants of faultless answers", pack, score, all)
		if score < enough {
			t.Errorf("the pack %s notices %.3f of what changes in answers that it finds no fault with, of %d mutants", pack, score, all)
		}
	}
	compare(t, suites, func(s *mutate.Suite) string { return file[s] })
}

// replayed returns a suite, and its verdicts on the recordings.
func replayed(t *testing.T, path string) (*pipeline.Document, *pipeline.Run) {
	t.Helper()
	documents, err := engine.Open([]string{path}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	run, err := engine.Observe(context.Background(), documents[0], documents[0].Plan.Specs, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return documents[0], run
}

// faultless returns the specs whose probes have no broken finding: an answer that breaks one is
// unfit to measure a contract by.
func faultless(run *pipeline.Run, specs []*plan.Spec) []*plan.Spec {
	broken := map[*plan.Probe]bool{}
	for _, v := range run.Verdicts(specs) {
		if v.Outcome == judge.Broken {
			broken[v.Spec.Probe] = true
		}
	}
	var out []*plan.Spec
	for _, s := range specs {
		if !broken[s.Probe] {
			out = append(out, s)
		}
	}
	return out
}

// strong fails if a pack is weak, or a finding of it is vacuous, on the recording of the server
// that keeps the contract.
func strong(t *testing.T, pack string, s *mutate.Suite) {
	t.Helper()
	if s.Score() < enough {
		t.Errorf("the pack %s notices %.3f of what changes", pack, s.Score())
	}
	for _, one := range s.Survivors {
		t.Errorf("%s: nobody notices %s of %s: add %s, or say under mutation why it does not matter", pack, one.At, one.Probe.ID, one.Suggest)
	}
	for _, f := range s.Findings {
		if f.Vacuous() {
			t.Errorf("%s: no change breaks %s", pack, f.ID)
		}
	}
}

// compare compares the scores with the golden ones.
func compare(t *testing.T, suites []*mutate.Suite, file func(*mutate.Suite) string) {
	t.Helper()
	if testkit.Update() {
		b := mutate.NewBaseline(mutate.Options{}, suites, file)
		text, err := json.MarshalIndent(b, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		testkit.Write(t, strength, string(text)+"\n")
	}
	text, err := os.ReadFile(strength)
	if err != nil {
		t.Fatal(err)
	}
	b, err := mutate.ReadBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	falls, unknown, err := b.Compare(mutate.Options{}, suites, file)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range falls {
		t.Errorf("%s: %d of %d mutants are noticed, before it were %d of %d; UPDATE_GOLDEN=1 accepts. Survivors:\n%s",
			file(f.Suite), f.Suite.Killed, f.Suite.Mutants(), f.Was.Killed, f.Was.Mutants, strings.Join(f.New[:min(len(f.New), 20)], "\n"))
	}
	for _, s := range unknown {
		t.Errorf("%s has no score in %s, UPDATE_GOLDEN=1 writes it", file(s), strength)
	}
}
