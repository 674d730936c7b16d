package chutes_test

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// The suites, from here.
const (
	folder        = "../../../../suites/chutes"
	suiteFile     = folder + "/chutes.suite.yaml"
	inferenceFile = folder + "/inference.suite.yaml"
)

// basic encodes a key as the user name of basic authentication.
func basic(key string) string { return base64.StdEncoding.EncodeToString([]byte(key + ":")) }

// live returns the options of a run against the emulator.
func (e *emulator) live() engine.Options {
	return engine.Options{
		Mode: pipeline.Live, RatePerSecond: 10_000, Secret: secrets,
		Load: suite.Options{Env: secrets, Vars: map[string]string{"api": e.api.URL, "llm": e.llm.URL}},
	}
}

// open opens one of the suites for a run against the emulator.
func (e *emulator) open(t testing.TB, file string) *pipeline.Document {
	t.Helper()
	documents, err := engine.Open([]string{file}, e.live())
	if err != nil {
		t.Fatal(err)
	}
	return documents[0]
}

// askTable sends every probe of the table, in spite of the suite's cooldown: the test is of the
// emulator.
func (e *emulator) askTable(t testing.TB) *pipeline.Run {
	t.Helper()
	d := e.open(t, suiteFile)
	var probes []*plan.Probe
	for _, row := range table {
		p := d.Plan.Probe(row.probe)
		if p == nil {
			t.Fatalf("%s: the suite has no probe %q", row.row, row.probe)
		}
		probes = append(probes, p)
	}
	opts := e.live()
	opts.Budget = 100
	d.Suite.Limits.Cooldown = nil
	run, err := engine.Start(opts).Observe(context.Background(), engine.Task{Document: d, Probes: d.Plan.WithDeps(probes...)})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// called returns the short name of an answer in the table.
func called(run *pipeline.Run, probe string) string {
	o, name := run.Observation(probe), run.Evidence.Answer(run.Plan.Probe(probe))
	for short, long := range names {
		if long == name && (name != "" || o.Status == 200) {
			return short
		}
	}
	return name
}

func alike(a, b *exchange.Observation, v *exchange.Volatile) bool {
	differences, unknowns, _ := expect.Compare(a, b, []string{"status", "body"}, v)
	return len(differences)+len(unknowns) == 0
}

// Every world of the emulator answers as in the table, and its answers do not refute its own
// hypothesis.
func TestWorldsAnswerAsTheTable(t *testing.T) {
	for _, w := range worlds() {
		t.Run(w.name, func(t *testing.T) {
			run := emulate(t, w).askTable(t)
			column := slices.Index(columns, w.truth)
			no, header := run.Observation("no-credentials"), run.Observation("llm-x-api-key")
			same := alike(no, header, &run.Suite.Volatile)
			for _, row := range table {
				allowed := strings.Fields(row.cells[column])
				got := called(run, row.probe)
				for _, word := range allowed {
					if word == "=P3" && !same || word[0] == '!' && same {
						t.Errorf("%s: alike is %v, the table has %s", row.row, same, row.cells[column])
					}
				}
				if !run.Observation(row.probe).Missing.None() && row.row == "P10" && w.address {
					continue // no model is known for the request
				}
				if row.row != "P5" && !slices.Contains(allowed, got) {
					t.Errorf("%s %s is answered %s, the table has %s", row.row, row.probe, got, row.cells[column])
				}
			}
			h := run.Suite.Hypotheses[slices.IndexFunc(run.Suite.Hypotheses, func(h *suite.Hypothesis) bool { return h.ID == w.truth })]
			for _, prediction := range h.Predicts {
				for _, p := range run.Plan.Named(prediction.Probe.ID) {
					if run.Observation(p.ID) != nil && outcome(t, run.Evidence, p, prediction.Any) == expect.Unmet {
						t.Errorf("%s is true here, and %s refutes it", h.ID, p.ID)
					}
				}
			}
		})
	}
}

// outcome returns the outcome of a prediction's alternatives.
func outcome(t testing.TB, e *judge.Evidence, p *plan.Probe, any []*expect.Expectation) expect.Outcome {
	t.Helper()
	out := expect.Unmet
	for _, x := range any {
		bound, err := e.Bind(x, p)
		if err != nil {
			t.Fatal(err)
		}
		switch bound.Outcome(e.Observation(p), e.World(p)) {
		case expect.Met:
			return expect.Met
		case expect.Unknown:
			out = expect.Unknown
		case expect.Unmet:
		}
	}
	return out
}

// The suite's hypotheses predict exactly the table: the test checks each prediction on each known
// answer of the service.
func TestSuitePredictsTheTable(t *testing.T) {
	samples, document := sampled(t)
	if got := ids(document.Suite.Hypotheses); !slices.Equal(got, columns) {
		t.Fatalf("the suite has the hypotheses %v, the table %v", got, columns)
	}
	for column, h := range document.Suite.Hypotheses {
		for _, row := range table {
			i := slices.IndexFunc(h.Predicts, func(p suite.Prediction) bool { return p.Probe.ID == row.probe })
			if i < 0 {
				t.Errorf("%s predicts nothing of %s %s", h.ID, row.row, row.probe)
				continue
			}
			tries(t, document.Plan, samples, row.probe, h.Predicts[i].Any, h.ID, strings.Fields(row.cells[column]))
		}
	}
}

// tries checks a prediction on every pair of answers to its probe and to the probe that it may be
// compared with.
func tries(t *testing.T, p *plan.Plan, samples map[string]*exchange.Observation, probe string, prediction []*expect.Expectation, id string, cell []string) {
	t.Helper()
	other := map[string]string{"no-credentials": "llm-x-api-key", "llm-x-api-key": "no-credentials"}[probe]
	for short, sample := range samples {
		for short2, sample2 := range samples {
			observed := make([]*exchange.Observation, len(p.Probes))
			observed[p.Probe(probe).Order] = sample
			if other != "" {
				observed[p.Probe(other).Order] = sample2
			}
			want := expect.Unmet
			if fits(cell, short, short2) {
				want = expect.Met
			}
			if got := outcome(t, judge.NewEvidence(p, observed), p.Probe(probe), prediction); got != want {
				t.Errorf("%s of %s beside %s: predicted by %s: %v, the table has %v", short, probe, short2, id, got == expect.Met, cell)
			}
		}
	}
}

// fits reports whether an answer is in a cell of the table; other is the answer to the probe that
// the cell compares it with.
func fits(cell []string, short, other string) bool {
	named, compared := false, true
	for _, word := range cell {
		switch word[0] {
		case '=':
			named, compared = true, short == other
		case '!':
			named, compared = named || len(cell) == 1, short != other
		default:
			named = named || word == short
		}
	}
	return named && compared
}

// sampled returns one answer of each kind from the emulator.
func sampled(t *testing.T) (map[string]*exchange.Observation, *pipeline.Document) {
	t.Helper()
	samples := map[string]*exchange.Observation{}
	var document *pipeline.Document
	for _, w := range worlds() {
		run := emulate(t, w).askTable(t)
		document = run.Document
		for _, row := range table {
			if short := called(run, row.probe); short != "" && samples[short] == nil {
				samples[short] = run.Observation(row.probe)
			}
		}
	}
	if len(samples) != len(names) {
		t.Fatalf("the emulator gives %d kinds of answers, the table has %d", len(samples), len(names))
	}
	return samples, document
}

func ids(hypotheses []*suite.Hypothesis) []string {
	var out []string
	for _, h := range hypotheses {
		out = append(out, h.ID)
	}
	return out
}
