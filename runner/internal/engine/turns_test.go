package engine_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
)

// places are servers that note the requests to all of them in order, as "NAME METHOD PATH".
type places struct {
	mu    sync.Mutex
	asked []string
}

func (p *places) start(t *testing.T, name string) string {
	made := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked = append(p.asked, name+" "+r.Method+" "+r.URL.Path)
		if r.Method == http.MethodPost {
			made++
			fmt.Fprintf(w, `{"id": "%s-%d"}`, name, made)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

const orders = `
suite: Orders
limits: {concurrency: 1, requests: 12}
probes:
  list: {path: /orders}
  make: {method: POST, path: /orders, capture: {id: {json: $.id}}}
  read: {path: "/orders/${make.id}"}
  drop: {method: DELETE, path: "/orders/${make.id}", cleanup: true}
findings:
  list: {claim: Orders are listed, probe: list, expect: {status: 200}}
  read: {claim: An order can be read, probe: read, expect: {status: 200}}
`

// turn opens the suite for a target.
func turn(t *testing.T, file, target string, of *engine.Turn, change func(*engine.Options)) engine.Turn {
	t.Helper()
	opts := engine.Options{Mode: pipeline.Live, Load: suite.Options{Target: target}}
	if change != nil {
		change(&opts)
	}
	docs, err := engine.Open([]string{file}, opts)
	if err != nil {
		t.Fatal(err)
	}
	course := engine.Start(opts)
	if of != nil {
		course = of.Course.Again(map[*pipeline.Document]*pipeline.Document{docs[0]: of.Task.Document})
	}
	return engine.Turn{Course: course, Task: engine.Whole(docs)[0]}
}

func TestInTurns(t *testing.T) {
	file := filepath.Join(folder(t, map[string]string{"o.suite.yaml": orders}), "o.suite.yaml")
	var p places
	a, b := p.start(t, "a"), p.start(t, "b")
	first := turn(t, file, a, nil, nil)
	turns := []engine.Turn{first, turn(t, file, b, nil, nil), turn(t, file, a, &first, nil)}
	runs, err := engine.InTurns(context.Background(), turns)
	if err != nil {
		t.Fatal(err)
	}
	// A probe at a, at b, at a again; each course reads and deletes the order that it made itself.
	want := "a GET /orders, b GET /orders, a GET /orders, " +
		"a POST /orders, b POST /orders, a POST /orders, " +
		"a GET /orders/a-1, b GET /orders/b-1, a GET /orders/a-2, " +
		"a DELETE /orders/a-1, b DELETE /orders/b-1, a DELETE /orders/a-2"
	if diff := cmp.Diff(want, strings.Join(p.asked, ", ")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for i, run := range runs {
		if run.Requests != 4 || run.Observation("read").Status != 200 {
			t.Errorf("run %d: %d requests, read %+v", i, run.Requests, run.Observation("read"))
		}
	}
}

// Both samples of a target take from one budget, and something of it is kept for their cleanups.
func TestInTurnsWithinOneBudget(t *testing.T) {
	file := filepath.Join(folder(t, map[string]string{"o.suite.yaml": orders}), "o.suite.yaml")
	var p places
	a, b := p.start(t, "a"), p.start(t, "b")
	tight := func(o *engine.Options) { o.Budget = 6 }
	first := turn(t, file, a, nil, tight)
	runs, err := engine.InTurns(context.Background(), []engine.Turn{first, turn(t, file, b, nil, nil), turn(t, file, a, &first, tight)})
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string]int{}
	for _, one := range p.asked {
		sent[one[:1]]++
	}
	if sent["a"] > 6 || sent["b"] != 4 {
		t.Errorf("sent %v, want at most 6 to a and 4 to b: %q", sent, p.asked)
	}
	if o := runs[2].Observation("read"); o.Missing.Kind != exchange.BudgetSpent {
		t.Errorf("the last probe of the second sample: %+v", o.Missing)
	}
	if o := runs[1].Observation("read"); !o.Known() {
		t.Errorf("the last probe of b, whose budget is its own: %+v", o.Missing)
	}
}

// A large suite takes few turns.
func TestInTurnsOfALargeSuite(t *testing.T) {
	var text strings.Builder
	text.WriteString("suite: Large\nlimits: {concurrency: 1}\nprobes:\n")
	for i := range 240 {
		fmt.Fprintf(&text, "  p%d: {path: /%d}\n", i, i)
	}
	text.WriteString("findings: {f: {claim: All are there, probe: 'p*', expect: {status: 200}}}\n")
	file := filepath.Join(folder(t, map[string]string{"l.suite.yaml": text.String()}), "l.suite.yaml")
	var p places
	if _, err := engine.InTurns(context.Background(), []engine.Turn{turn(t, file, p.start(t, "a"), nil, nil), turn(t, file, p.start(t, "b"), nil, nil)}); err != nil {
		t.Fatal(err)
	}
	changes := 0
	for i := 1; i < len(p.asked); i++ {
		if p.asked[i][:1] != p.asked[i-1][:1] {
			changes++
		}
	}
	if len(p.asked) != 480 || changes != 47 {
		t.Errorf("%d requests, %d changes of the target, want 480 in 24 turns each", len(p.asked), changes)
	}
}

func TestSecretsOfTheCommandLine(t *testing.T) {
	file := filepath.Join(folder(t, map[string]string{"s.suite.yaml": `
suite: Keys
target: http://127.0.0.1:1
secrets: {key: FIRST_KEY}
probes: {p: {path: /, headers: {X-Key: "${key}"}}}
findings: {f: {claim: It is let in, probe: p, expect: {status: 200}}}
`}), "s.suite.yaml")
	s, err := suite.Load(file, suite.Options{Secrets: map[string]string{"key": "SECOND_KEY", "other": "X"}})
	if err != nil || s.Secrets[0].Env != "SECOND_KEY" {
		t.Errorf("%v, %v", s, err)
	}
}
