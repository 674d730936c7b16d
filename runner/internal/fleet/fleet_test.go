package fleet_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/fleet"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// open writes files into a folder of their own project, and reads the suite a.suite.yaml of them.
func open(t *testing.T, files map[string]string) *pipeline.Document {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	documents, err := engine.Open([]string{filepath.Join(dir, "a.suite.yaml")}, engine.Options{Mode: pipeline.Live})
	if err != nil {
		t.Fatal(err)
	}
	return documents[0]
}

const head = "suite: A\ntarget: http://127.0.0.1:1\n"

// Probes that depend on one another, by whatever way, or share cookies, are one agent's.
func TestGroups(t *testing.T) {
	d := open(t, map[string]string{"a.suite.yaml": head + `
probes:
  login: {path: /login, capture: {at: {json: $.at}}}
  order: {path: "/orders/${login.at}"}
  alone: {path: /alone}
  later: {path: /later, after: [alone]}
  first: {path: /first, jar: one}
  second: {path: /second, jar: one}
  wrong: {path: /wrong, risk: bans}
findings: {all: {probe: "*", expect: {status: 200}}}
`})
	ids := func(orders []int) string {
		var out []string
		for _, order := range orders {
			out = append(out, d.Plan.Probes[order].ID)
		}
		return strings.Join(out, " ")
	}
	none := func(*plan.Probe) bool { return false }
	var got []string
	groups := fleet.GroupsOf(d.Plan, d.Plan.Probes, none)
	for _, g := range groups {
		got = append(got, ids(g.Orders))
	}
	if diff := cmp.Diff([]string{"login order", "alone later", "first second", "wrong"}, got); diff != "" {
		t.Error(diff)
	}
	login := func(p *plan.Probe) bool { return p.ID == "login" }
	if got := ids(fleet.GroupsOf(d.Plan, d.Plan.Probes, login)[0].Orders); got != "order" {
		t.Errorf("with login known the first group is %q", got)
	}
	calm, bans := fleet.Jobs(groups, 1, 2)
	if len(calm) != 3 || ids(bans) != "wrong" {
		t.Errorf("one document is %d jobs and %q last, expected 3 and wrong", len(calm), ids(bans))
	}
	if calm, _ = fleet.Jobs(groups, 10, 2); len(calm) != 1 {
		t.Errorf("one of ten documents is %d jobs, expected 1", len(calm))
	}
}

// A chunk is what an agent that falls may lose: it stays small, however large a suite is.
func TestManyGroupsAreDivided(t *testing.T) {
	groups := make([]*fleet.Group, 10_000)
	for i := range groups {
		groups[i] = &fleet.Group{Orders: []int{i}, Bans: i%1000 == 0}
	}
	for _, test := range []struct{ documents, agents, jobs, chunks, size int }{
		{documents: 1, agents: 2, jobs: 157, chunks: 1, size: 64},   // each agent has many jobs
		{documents: 1, agents: 0, jobs: 157, chunks: 1, size: 64},   // as long as there is none
		{documents: 1, agents: 500, jobs: 4995, chunks: 1, size: 2}, // and enough for all of them
		{documents: 3, agents: 2, jobs: 1, chunks: 79, size: 128},   // one agent reads a document
	} {
		calm, bans := fleet.Jobs(groups, test.documents, test.agents)
		next, size := 0, 0
		for _, job := range calm {
			if len(job) != test.chunks {
				t.Fatalf("%+v: a job has %d chunks", test, len(job))
			}
			for _, chunk := range job {
				size = max(size, len(chunk))
				for _, order := range chunk {
					if next%1000 == 0 {
						next++
					}
					if order != next {
						t.Fatalf("%+v: %d comes where %d should", test, order, next)
					}
					next++
				}
			}
		}
		if len(calm) != test.jobs || size != test.size || next != len(groups) || len(bans) != 10 {
			t.Errorf("%+v: %d jobs, %d in the largest chunk, %d and %d last", test, len(calm), size, next, len(bans))
		}
	}
}

// The files of a suite are those that it reads, wherever they are named, and no other.
func TestBundle(t *testing.T) {
	d := open(t, map[string]string{
		"go.mod": "module x\n",
		"a.suite.yaml": head + `
include: [parts/more.yaml]
probes:
  send: {method: POST, path: /, file: parts/body.bin}
  each: {path: "/${id}", each: {file: rows.csv}}
findings:
  all: {probe: send, expect: {json: {$: {schema: {file: schemas/a.json}}}}}
`,
		"parts/more.yaml":  "probes: {other: {path: /other}}\n",
		"parts/body.bin":   "a body",
		"rows.csv":         "id\n1\n",
		"schemas/a.json":   `{"$ref": "b.json#/x"}`,
		"schemas/b.json":   `{"x": {"type": "object"}}`,
		"schemas/not.json": `{}`,
		".env":             "KEY=value",
	})
	b, file, err := fleet.BundleOf(d)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a.suite.yaml", "parts/body.bin", "parts/more.yaml", "rows.csv", "schemas/a.json", "schemas/b.json"}, b.Paths); diff != "" || file != "a.suite.yaml" {
		t.Error(file, diff)
	}
	raw, hash, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	there := t.TempDir()
	got, err := fleet.ReadBundle(raw, hash)
	if err == nil {
		err = got.Write(there)
	}
	if err != nil {
		t.Fatal(err)
	}
	again, err := engine.Open([]string{filepath.Join(there, file)}, engine.Options{Mode: pipeline.Live})
	if err != nil || len(again[0].Plan.Probes) != len(d.Plan.Probes) {
		t.Errorf("it cannot be read there: %v", err)
	}
	var other fleet.HashError
	if _, err := fleet.ReadBundle(append(slices.Clone(raw), 0), hash); !errors.As(err, &other) || other.Want != hash || other.Got == hash {
		t.Errorf("changed files: %v", err)
	}
}

// What is sent to an agent stays in the folder that it makes for it.
func TestABundleWritesNothingElsewhere(t *testing.T) {
	for _, name := range []string{"../out", "/etc/out", "go.mod", "", "a/../../out"} {
		b := fleet.Bundle{Paths: []string{name}, Texts: [][]byte{[]byte("x")}}
		raw, hash, err := b.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fleet.ReadBundle(raw, hash); !errors.Is(err, fleet.PathError{Path: name}) {
			t.Errorf("%q: %v", name, err)
		}
	}
	odd := fleet.Bundle{Paths: []string{"a", "b"}, Texts: [][]byte{[]byte("x")}}
	raw, hash, err := odd.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fleet.ReadBundle(raw, hash); !errors.Is(err, fleet.CountError{Paths: 2, Texts: 1}) {
		t.Errorf("two names for one text: %v", err)
	}
}

// A message is what was sent, whichever came before it; a damaged one is an error, and nothing of
// it is left for the next.
func TestMessages(t *testing.T) {
	for n := range 3 {
		observed, err := packed.Of([]*exchange.Observation{{Probe: "p", Status: 200 + n}})
		if err != nil {
			t.Fatal(err)
		}
		sent := &fleet.Outcome{Agent: fmt.Sprint("a", n), Orders: []int{n}, Observed: observed}
		raw, err := sent.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for cut := n; cut < len(raw); cut += 17 {
			if got, err := fleet.ReadOutcome(raw[:cut]); err == nil {
				t.Errorf("%d of %d bytes are read as %+v", cut, len(raw), got)
			}
		}
		if _, err := fleet.ReadOutcome(append(slices.Clone(raw), 0)); err == nil {
			t.Error("a message with a byte too many is read")
		}
		for i := n; i < len(raw); i += 17 {
			damaged := slices.Clone(raw)
			damaged[i] ^= 0xff
			_, _ = fleet.ReadOutcome(damaged) // some values are other values
		}
		got, err := fleet.ReadOutcome(raw)
		if err != nil || got.Agent != sent.Agent || !slices.Equal(got.Orders, sent.Orders) || !slices.Equal(got.Observed.Numbers, observed.Numbers) {
			t.Errorf("got %+v (%v), sent %+v", got, err, sent)
		}
	}
	if _, err := fleet.ReadJob([]byte("no message")); err == nil || !strings.HasPrefix(err.Error(), "a message of the fleet: ") {
		t.Errorf("a text as a job: %v", err)
	}
}

// A private key is sent to no agent.
func TestAPrivateKeyStaysHere(t *testing.T) {
	d := open(t, map[string]string{"a.suite.yaml": head + "probes: {a: {path: /}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n"})
	d.Plan.Probes[0].Request.TLS = &exchange.TLSOptions{Cert: "client.pem", Key: "key.pem"}
	if _, _, err := fleet.BundleOf(d); err == nil || !strings.HasSuffix(err.Error(), "a has the private key of a certificate (tls.key), which is sent to no agent") {
		t.Errorf("%v", err)
	}
}
