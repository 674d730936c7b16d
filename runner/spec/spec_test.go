package spec_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/testkit"
)

// The compiled door, and the pinned Ginkgo.
var (
	compiled = testkit.Compiled("door.test", "test", "-c", "./testdata/door")
	runs     = testkit.Compiled("ginkgo", "build", "github.com/onsi/ginkgo/v2/ginkgo")
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m, compiled, runs)) }

// api counts the requests for each path.
type api struct {
	*httptest.Server
	mu      sync.Mutex
	counts  map[string]int
	arrived chan string // signals a request for "/slow"
}

func newAPI(t *testing.T) *api {
	a := &api{counts: map[string]int{}, arrived: make(chan string, 1)}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	return a
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.counts[r.URL.Path]++
	a.mu.Unlock()
	if r.URL.Path == "/hop" {
		http.Redirect(w, r, "/hop", http.StatusFound)
		return
	}
	if r.URL.Path == "/slow" {
		a.arrived <- r.URL.Path
		<-r.Context().Done()
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"path": %q, "token": "of-%s", "nothing": null}`, r.URL.Path, strings.Trim(r.URL.Path, "/"))
}

func (a *api) sent() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := map[string]int{}
	for path, n := range a.counts {
		out[path] = n
	}
	return out
}

// door is a folder with suites and the compiled test binary.
type door struct {
	t   *testing.T
	dir string
	env []string
}

func newDoor(t *testing.T, suites ...string) *door {
	t.Helper()
	d := &door{t: t, dir: t.TempDir()}
	if err := os.Link(compiled.Path(t), filepath.Join(d.dir, "door.test")); err != nil {
		t.Fatal(err)
	}
	for i, text := range suites {
		if err := os.WriteFile(filepath.Join(d.dir, fmt.Sprintf("s%d.suite.yaml", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// result is a run of Ginkgo.
type result struct {
	exit   int
	output string
	report types.Report
}

// command returns ginkgo run on the door; extra are the door's own flags.
func (d *door) command(args []string, extra ...string) *exec.Cmd {
	all := append([]string{"run", "--no-color", "--json-report", "report.json", "--output-dir", d.dir}, args...)
	all = append(append(all, "door.test", "--"), extra...)
	cmd := exec.Command(runs.Path(d.t), all...)
	cmd.Dir = d.dir
	cmd.Env = append(os.Environ(), "ASSAY_MODE=", "ASSAY_TARGET=", "ASSAY_STRICT=", "TMPDIR="+d.temp(), "XDG_STATE_HOME="+d.dir)
	cmd.Env = append(cmd.Env, d.env...)
	return cmd
}

// temp returns the folder in which processes exchange observations.
func (d *door) temp() string {
	path := filepath.Join(d.dir, "tmp")
	if err := os.MkdirAll(path, 0o755); err != nil {
		d.t.Fatal(err)
	}
	return path
}

func (d *door) run(args []string, extra ...string) result {
	d.t.Helper()
	var out bytes.Buffer
	cmd := d.command(args, extra...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	return d.wait(cmd, &out)
}

func (d *door) wait(cmd *exec.Cmd, out *bytes.Buffer) result {
	d.t.Helper()
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		d.t.Fatal(err)
	}
	r := result{exit: cmd.ProcessState.ExitCode(), output: out.String()}
	var reports []types.Report
	if raw, err := os.ReadFile(filepath.Join(d.dir, "report.json")); err == nil {
		if err := json.Unmarshal(raw, &reports); err != nil {
			d.t.Fatal(err)
		}
	}
	if len(reports) == 1 {
		r.report = reports[0]
	}
	if left, _ := filepath.Glob(filepath.Join(d.temp(), "assay-*")); len(left) > 0 {
		d.t.Errorf("left behind: %v", left)
	}
	return r
}

// states returns the outcomes of the document's specs by their text.
func (r result) states() map[string]string {
	out := map[string]string{}
	for _, s := range r.report.SpecReports {
		if s.LeafNodeType == types.NodeTypeIt && s.ContainerHierarchyTexts[0] != "by hand" {
			out[s.LeafNodeText] = s.State.String()
		}
	}
	return out
}

const contract = `
suite: Contract
target: TARGET
probes:
  p1: {path: /p1, capture: {token: {json: $.token}, nothing: {json: $.nothing}, status: {status: true}}}
  p2: {path: /p2}
  p3: {path: /p3}
  p4: {path: /p4}
  postponed: {path: /postponed}
  live: {path: /live}
  by-hand: {path: /by-hand}
  chained: {path: /chained, headers: {X-Token: "${p1.token}"}}
findings:
  first: {claim: One is right, probe: p1, expect: {status: 200}, labels: [quick]}
  again: {claim: One has a path, probe: p1, expect: {json: {$.path: /p1}}, labels: [quick]}
  second: {claim: Two is right, probe: p2, expect: {status: 200}, labels: [slow]}
  against: {claim: Three is not four, probe: p3, control: p4, expect: {status: 200}}
  captured: {claim: The token is told, probe: p2, expect: {body: {contains: p2}, json: {$.path: {not: "${p1.token}"}}}}
  later: {claim: Not yet, probe: postponed, expect: {status: 200}, pending: not built}
  only: {claim: Live only, probe: live, expect: {status: 200}, labels: [live-only]}
checklist:
  look: {ask: Is it active?, where: the dashboard}
`

func at(text, target string) string { return strings.ReplaceAll(text, "TARGET", target) }

// A probe is sent once, whatever the number of processes, findings and hand-written specs that need
// its observation.
func TestSentOnce(t *testing.T) {
	for _, procs := range []string{"--procs=1", "--procs=3"} {
		t.Run(procs, func(t *testing.T) {
			api := newAPI(t)
			d := newDoor(t, at(contract, api.URL))
			d.env = []string{"ASSAY_MODE=live", "DOOR_BY_HAND=1"}
			r := d.run([]string{procs, "--randomize-all", "--label-filter", "!mistyped"})
			if r.exit != 0 {
				t.Errorf("exit %d:\n%s", r.exit, r.output)
			}
			want := map[string]int{"/p1": 1, "/p2": 1, "/p3": 1, "/p4": 1, "/live": 1, "/by-hand": 1, "/chained": 1}
			if diff := cmp.Diff(want, api.sent()); diff != "" {
				t.Errorf("requests: %s", diff)
			}
			states := map[string]string{
				"One is right": "passed", "One has a path": "passed", "Two is right": "passed", "Three is not four": "passed",
				"The token is told": "passed", "Not yet": "pending", "Live only": "passed", "Is it active? (the dashboard)": "pending",
			}
			if diff := cmp.Diff(states, r.states()); diff != "" {
				t.Errorf("states: %s", diff)
			}
		})
	}
}

// The budget is for all processes together, including redirects.
func TestBudgetOfAllProcesses(t *testing.T) {
	for _, procs := range []string{"--procs=1", "--procs=4"} {
		t.Run(procs, func(t *testing.T) {
			api := newAPI(t)
			d := newDoor(t, at(`
suite: Hops
target: TARGET
limits: {requests: 12}
probes: {p: {matrix: {n: [1, 2, 3, 4, 5, 6]}, path: /hop, query: {n: "${n}"}, redirects: 9}}
findings: {p: {claim: It leads somewhere, probe: "p[*]", expect: {status: 200}}}
`, api.URL))
			d.env = []string{"ASSAY_MODE=live"}
			r := d.run([]string{procs, "--randomize-all"})
			if diff := cmp.Diff(map[string]int{"/hop": 12}, api.sent()); diff != "" {
				t.Errorf("requests: %s\n%s", diff, r.output)
			}
		})
	}
}

// Only the probes of specs that run are sent.
func TestSelected(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want []string
	}{
		{"dry run", []string{"--dry-run"}, nil},
		{"focus", []string{"--focus", "Contract Two is"}, []string{"/p2"}},
		{"focus on a control", []string{"--focus", "Three"}, []string{"/p3", "/p4"}},
		{"skip", []string{"--skip", "Three|Live|token"}, []string{"/p1", "/p2"}},
		{"label", []string{"--label-filter", "quick"}, []string{"/p1"}},
		{"label and focus", []string{"--label-filter", "quick || slow", "--focus", "Two"}, []string{"/p2"}},
		{"a place in the document", []string{"--focus-file", `s0\.suite\.yaml:14`}, []string{"/p1"}},
		{"none", []string{"--focus", "nothing of that text"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			api := newAPI(t)
			d := newDoor(t, at(contract, api.URL))
			r := d.run(c.args, "-mode=live")
			if r.exit != 0 {
				t.Errorf("exit %d:\n%s", r.exit, r.output)
			}
			want := map[string]int{}
			for _, path := range c.want {
				want[path] = 1
			}
			if diff := cmp.Diff(want, api.sent()); diff != "" {
				t.Errorf("requests: %s", diff)
			}
		})
	}
}

const broken = `
suite: Broken
target: TARGET
probes: {p1: {path: /p1}, p2: {path: /p2, after: p1}}
findings:
  wrong: {claim: One is missing, probe: p1, expect: {status: 404, json: {$.path: /other}}}
  right: {claim: Two is right, probe: p2, expect: {status: 200}}
`

// A broken finding fails its spec, with the expected and the actual value and the place in the
// suite; --fail-fast ends the run with it.
func TestBroken(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at(broken, api.URL))
	r := d.run(nil, "-mode=live")
	if diff := cmp.Diff(map[string]string{"One is missing": "failed", "Two is right": "passed"}, r.states()); r.exit != 1 || diff != "" {
		t.Errorf("exit %d: %s\n%s", r.exit, diff, r.output)
	}
	for _, want := range []string{"One is missing", "GET " + api.URL + "/p1", "s0.suite.yaml:6:", "404", "200", "/other", `"/p1"`} {
		if !strings.Contains(r.output, want) {
			t.Errorf("the output does not say %q:\n%s", want, r.output)
		}
	}
	before := api.sent()
	r = d.run([]string{"--fail-fast"}, "-mode=live")
	if got := r.states()["Two is right"]; r.exit != 1 || got != "skipped" {
		t.Errorf("--fail-fast: exit %d, the second spec is %s", r.exit, got)
	}
	if after := api.sent(); after["/p1"] != before["/p1"]+1 || after["/p2"] != before["/p2"] {
		t.Errorf("--fail-fast sent %v after %v", after, before)
	}
}

// An inconclusive finding is skipped, and fails if strict. Replay sends nothing.
func TestInconclusive(t *testing.T) {
	api := newAPI(t)
	refused := httptest.NewServer(nil)
	refused.Close()
	for _, c := range []struct {
		name, target string
		env, flags   []string
		exit         int
		state        string
		says         string
	}{
		{"refused", refused.URL, nil, []string{"-mode=live"}, 0, "skipped", "refused"},
		{"refused and strict", refused.URL, nil, []string{"-mode=live", "-strict"}, 1, "failed", "refused"},
		{"strict by the environment", refused.URL, []string{"ASSAY_STRICT=1", "ASSAY_MODE=live"}, nil, 1, "failed", "refused"},
		{"never recorded", api.URL, nil, nil, 0, "skipped", "recorded"},
		{"a flag wins over the environment", api.URL, []string{"ASSAY_MODE=live"}, []string{"-mode=replay"}, 0, "skipped", "recorded"},
		{"the target moved", "http://127.0.0.1:1", []string{"ASSAY_TARGET=" + refused.URL}, []string{"-mode=live", "-target=" + refused.URL}, 0, "skipped", "refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDoor(t, at(broken, c.target))
			d.env = c.env
			r := d.run([]string{"-v"}, c.flags...)
			want := map[string]string{"One is missing": c.state, "Two is right": c.state}
			if diff := cmp.Diff(want, r.states()); r.exit != c.exit || diff != "" {
				t.Errorf("exit %d: %s\n%s", r.exit, diff, r.output)
			}
			if !strings.Contains(r.output, "inconclusive: ") || !strings.Contains(r.output, c.says) {
				t.Errorf("the output does not say that it is inconclusive, %s:\n%s", c.says, r.output)
			}
		})
	}
	if sent := api.sent(); len(sent) > 0 {
		t.Errorf("replay sent %v", sent)
	}
}

// writing has a probe that changes something, and one after it.
const writing = `
suite: Writing
target: TARGET
limits: {writes: ask}
probes: {make: {method: POST, path: /made, risk: writes}, read: {path: /read, after: make}}
findings:
  make: {claim: One is made, probe: make, expect: {status: 200}}
  read: {claim: It is read, probe: read, expect: {status: 200}}
`

// With limits.writes: ask no write is sent without permission, by flag or by environment.
func TestWritesAskFirst(t *testing.T) {
	for _, c := range []struct {
		name, state string
		env, flags  []string
		sent        int
	}{
		{"nothing said", "skipped", nil, nil, 0},
		{"a flag", "passed", nil, []string{"-allow-writes"}, 2},
		{"the environment", "passed", []string{"ASSAY_ALLOW_WRITES=yes"}, nil, 2},
		{"a flag wins over the environment", "skipped", []string{"ASSAY_ALLOW_WRITES=yes"}, []string{"-allow-writes=false"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			api := newAPI(t)
			d := newDoor(t, at(writing, api.URL))
			d.env = c.env
			r := d.run([]string{"-v"}, append([]string{"-mode=live"}, c.flags...)...)
			if diff := cmp.Diff(map[string]string{"One is made": c.state, "It is read": c.state}, r.states()); r.exit != 0 || diff != "" || len(api.sent()) != c.sent {
				t.Errorf("exit %d, sent %v: %s\n%s", r.exit, api.sent(), diff, r.output)
			}
			if says := strings.Contains(r.output, "pass --allow-writes"); says != (c.sent == 0) {
				t.Errorf("the way out is told: %v\n%s", says, r.output)
			}
		})
	}
}

// Every problem of every document is reported, and no spec runs.
func TestWrongDocuments(t *testing.T) {
	d := newDoor(t,
		"suite: One\nprobes: {p: {pth: /}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
		"suite: Two\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /}}\nfindings: {f: {probe: q, expect: {statsu: 200}}}\n")
	r := d.run(nil)
	if r.exit == 0 || len(r.states()) > 0 {
		t.Errorf("exit %d, ran %v", r.exit, r.states())
	}
	for _, want := range []string{"s0.suite.yaml:2:", `"pth"`, "s1.suite.yaml:4:", `"q"`, `"statsu"`, `did you mean "status"?`} {
		if !strings.Contains(r.output, want) {
			t.Errorf("the output does not say %q:\n%s", want, r.output)
		}
	}
	if r = d.run(nil, "-mode=nonsense"); r.exit == 0 || !strings.Contains(r.output, `unknown mode "nonsense"`) {
		t.Errorf("exit %d for a mode that is none:\n%s", r.exit, r.output)
	}
}

// Specs run in document order, ten before two, and have their places in the document.
func TestDocumentOrder(t *testing.T) {
	var text strings.Builder
	text.WriteString("suite: Order\ntarget: http://127.0.0.1:1\nprobes:\n  p: {path: /, query: {n: \"${n}\"}, matrix: {n: [")
	for i := range 250 {
		fmt.Fprintf(&text, "%d, ", i)
	}
	text.WriteString("]}}\n  q: {path: /}\nfindings:\n")
	text.WriteString("  z: {claim: z, probe: q, expect: {status: 200}}\n  rows: {claim: rows, probe: p, expect: {status: 200}}\n")
	for i := range 120 {
		fmt.Fprintf(&text, "  f%d: {claim: c%d, probe: q, expect: {status: 200}}\n", i, 119-i)
	}
	text.WriteString("  a: {claim: a, probe: q, expect: {status: 200}}\n")
	want := []string{"z"}
	for i := range 250 {
		want = append(want, fmt.Sprintf("p[%d]", i))
	}
	for i := range 120 {
		want = append(want, fmt.Sprintf("c%d", 119-i))
	}
	want = append(want, "a")

	r := newDoor(t, text.String()).run([]string{"--seed=7"})
	var got []string
	places := map[string]string{}
	for _, s := range r.report.SpecReports {
		if s.LeafNodeType == types.NodeTypeIt && s.ContainerHierarchyTexts[0] == "Order" {
			got = append(got, s.LeafNodeText)
			places[s.LeafNodeText] = s.LeafNodeLocation.String()
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order: %s", diff)
	}
	for text, line := range map[string]string{"z": ":7", "p[0]": ":8", "p[249]": ":8", "c119": ":9", "a": ":129"} {
		if !strings.HasSuffix(places[text], "s0.suite.yaml"+line) {
			t.Errorf("%s stands at %s, want line %s", text, places[text], line)
		}
	}
}

// Ctrl-C ends a run that waits for an answer, and Ginkgo still reports.
func TestInterrupted(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at("suite: Slow\ntarget: TARGET\nprobes: {slow: {path: /slow}}\nfindings: {f: {claim: waits, probe: slow, expect: {status: 200}}}\n", api.URL))
	var out bytes.Buffer
	cmd := exec.Command(filepath.Join(d.dir, "door.test"), "--ginkgo.grace-period=1m", "--ginkgo.json-report=report.json", "-mode=live")
	cmd.Dir = d.dir
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+d.dir)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-api.arrived:
	case <-time.After(time.Minute):
		t.Fatal("the request never came")
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	r := d.wait(cmd, &out)
	if r.exit == 0 || r.states()["waits"] != "interrupted" {
		t.Errorf("exit %d, the spec is %q:\n%s", r.exit, r.states()["waits"], r.output)
	}
}
