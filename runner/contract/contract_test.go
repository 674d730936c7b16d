package contract_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/secret/canary"
	"assay/runner/internal/testkit"
)

// plain is the compiled test.
var plain = testkit.Compiled("plain.test", "test", "-c", "./testdata/plain")

func TestMain(m *testing.M) { os.Exit(testkit.Main(m, plain)) }

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
	if r.URL.Path == "/slow" {
		a.arrived <- r.URL.Path
		<-r.Context().Done()
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"path": %q}`, r.URL.Path)
}

// sent returns the requests since its last call.
func (a *api) sent() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := a.counts
	a.counts = map[string]int{}
	return out
}

// folder is the folder of a test package with suites.
type folder struct {
	t   *testing.T
	dir string
	env []string
}

func newFolder(t *testing.T, suites ...string) *folder {
	t.Helper()
	f := &folder{t: t, dir: t.TempDir()}
	for i, text := range suites {
		f.write(fmt.Sprintf("s%d.suite.yaml", i), text)
	}
	return f
}

func (f *folder) write(name, text string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

// command returns the compiled test in the folder.
func (f *folder) command(args ...string) *exec.Cmd {
	cmd := exec.Command(plain.Path(f.t), append([]string{"-test.v", "-test.paniconexit0"}, args...)...)
	cmd.Dir = f.dir
	cmd.Env = append(os.Environ(), "ASSAY_MODE=", "ASSAY_TARGET=", "ASSAY_STRICT=", "XDG_STATE_HOME="+f.dir)
	cmd.Env = append(cmd.Env, f.env...)
	return cmd
}

// result is a run of the test.
type result struct {
	exit   int
	output string
}

func (f *folder) run(args ...string) result {
	f.t.Helper()
	var out bytes.Buffer
	cmd := f.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		f.t.Fatal(err)
	}
	return result{exit: cmd.ProcessState.ExitCode(), output: out.String()}
}

var outcome = regexp.MustCompile(`(?m)^ *--- (\w+): TestContracts/(\S+) \(`)

// states returns the outcomes of the subtests by name.
func (r result) states() map[string]string {
	out := map[string]string{}
	for _, m := range outcome.FindAllStringSubmatch(r.output, -1) {
		out[m[2]] = m[1]
	}
	return out
}

const contracts = `
suite: The API
target: TARGET
probes:
  p1: {path: /p1}
  p2: {path: /p2}
  p3: {path: /p3}
  p4: {path: /p4}
  row: {path: "/${r}", matrix: {r: [a, b]}}
  postponed: {path: /postponed}
  live: {path: /live}
  before: {path: /before}
  after: {path: /after}
findings:
  first: {claim: One is right, probe: p1, expect: {status: 200}}
  again: {claim: One has a path, probe: p1, expect: {json: {$.path: /p1}}}
  second: {claim: Two is right, probe: p2, expect: {status: 200}}
  against: {claim: Three is not four, probe: p3, control: p4, expect: {json: {$.path: /p3}}}
  rows: {claim: Every row is right, probe: "row[*]", expect: {status: 200}}
  several: {claim: Two probes are right, probe: [p2, "row[a]"], expect: {status: 200}}
  later: {claim: Not yet, probe: postponed, expect: {status: 200}, pending: not built}
  only: {claim: Live only, probe: live, expect: {status: 200}, labels: [live-only]}
checklist:
  look: {ask: Is it active?, where: the dashboard}
`

func at(text, target string) string { return strings.ReplaceAll(text, "TARGET", target) }

// Every finding is a subtest, next to hand-written ones; each probe is sent once.
func TestSentOnce(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(contracts, api.URL))
	f.env = []string{"ASSAY_MODE=live", "PLAIN_BY_HAND=1"}
	r := f.run("-test.skip=Misspelt")
	want := map[string]int{"/p1": 1, "/p2": 1, "/p3": 1, "/p4": 1, "/a": 1, "/b": 1, "/live": 1, "/before": 1, "/after": 1}
	if diff := cmp.Diff(want, api.sent()); diff != "" || r.exit != 0 {
		t.Errorf("exit %d, requests %s\n%s", r.exit, diff, r.output)
	}
	states := map[string]string{
		"The_API": "PASS", "The_API/first": "PASS", "The_API/again": "PASS", "The_API/second": "PASS", "The_API/against": "PASS",
		"The_API/rows": "PASS", "The_API/rows/a": "PASS", "The_API/rows/b": "PASS",
		"The_API/several": "PASS", "The_API/several/p2": "PASS", "The_API/several/row/a": "PASS",
		"The_API/later": "SKIP", "The_API/only": "PASS", "The_API/checklist": "PASS", "The_API/checklist/look": "SKIP",
	}
	if diff := cmp.Diff(states, r.states()); diff != "" {
		t.Error(diff)
	}
	for _, want := range []string{
		"plain_test.go:20: holds: One is right\n", "pending: The API Not yet: not built\n",
		"pending: The API checklist Is it active? (the dashboard): to look up: the dashboard\n",
	} {
		if !strings.Contains(r.output, want) {
			t.Errorf("-v does not show %q:\n%s", want, r.output)
		}
	}
}

// Only the probes of the subtests that package testing runs by -run and -skip are sent.
func TestSelected(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(contracts, api.URL), at("suite: Other\ntarget: TARGET\nprobes: {p: {path: /other}}\nfindings: {f: {probe: p, claim: c, expect: {status: 200}}}\n", api.URL))
	f.env = []string{"ASSAY_MODE=live"}
	most := []string{"/p1", "/p2", "/p3", "/p4", "/a", "/b", "/live"}
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"-test.run=TestContracts/The_API/second"}, []string{"/p2"}},
		{[]string{"-test.run=TestContracts/The API/second"}, []string{"/p2"}},
		{[]string{"-test.run=TestContracts/The_API/(first|against)$"}, []string{"/p1", "/p3", "/p4"}},
		{[]string{"-test.run=TestContracts/The_API/first|TestContracts/Other"}, []string{"/p1", "/other"}},
		{[]string{"-test.run=TestContracts/The_API/rows/b"}, []string{"/b"}},
		{[]string{"-test.run=TestContracts/The_API/several/row/a"}, []string{"/a"}},
		{[]string{"-test.run=TestContracts/The_API/^[fs]"}, []string{"/p1", "/p2", "/a"}},
		{[]string{`-test.run=TestContracts/The_API/[|/]|TestContracts/The_API/f\w+t`}, []string{"/p1"}},
		{[]string{"-test.run=TestContracts/The_API/first/deeper"}, []string{"/p1"}},
		{[]string{"-test.run=TestContracts/Other"}, []string{"/other"}},
		{[]string{"-test.run=TestContracts//^f$"}, []string{"/other"}},
		{[]string{"-test.skip=TestContracts/The_API"}, []string{"/other"}},
		{[]string{"-test.skip=TestContracts/The_API/rows/a|TestContracts/Other|TestContracts/The_API/several"}, most[:0:0]},
		{[]string{"-test.run=TestContracts/The_API", "-test.skip=//first|//(again|second|several|against|only)"}, []string{"/a", "/b"}},
		{[]string{"-test.run=TestContracts/nowhere"}, nil},
		{[]string{"-test.list=."}, nil},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			want := map[string]int{}
			for _, path := range c.want {
				want[path] = 1
			}
			if c.want != nil && len(c.want) == 0 { // all except the skipped row
				for _, path := range most {
					want[path] = 1
				}
				delete(want, "/a")
			}
			r := f.run(append(c.args, "-mode=live")...)
			if diff := cmp.Diff(want, api.sent()); diff != "" {
				t.Errorf("exit %d, requests %s\n%s", r.exit, diff, r.output)
			}
		})
	}
}

const broken = `
suite: Broken
target: TARGET
limits: {concurrency: 1}
probes: {p1: {path: /p1}, p2: {path: /p2, after: p1}}
findings:
  wrong: {claim: One is missing, probe: p1, expect: {status: 404, json: {$.path: /other}}}
  right: {claim: Two is right, probe: p2, expect: {status: 200}}
`

// A broken finding fails its subtest with the command's whole message, at the test's line;
// -failfast sends nothing more.
func TestBroken(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(broken, api.URL))
	r := f.run("-test.run=Contracts", "-mode=live")
	want := map[string]string{"Broken": "FAIL", "Broken/wrong": "FAIL", "Broken/right": "PASS"}
	if diff := cmp.Diff(want, r.states()); r.exit != 1 || diff != "" {
		t.Errorf("exit %d: %s\n%s", r.exit, diff, r.output)
	}
	for _, want := range []string{"plain_test.go:20: broken: One is missing\n", "GET " + api.URL + "/p1", "s0.suite.yaml:7:", "404", "200", "/other", `"/p1"`} {
		if !strings.Contains(r.output, want) {
			t.Errorf("the output does not say %q:\n%s", want, r.output)
		}
	}
	api.sent()
	r = f.run("-test.run=Contracts", "-test.failfast", "-mode=live")
	if diff := cmp.Diff(map[string]int{"/p1": 1}, api.sent()); r.exit != 1 || diff != "" {
		t.Errorf("-failfast: exit %d, requests %s\n%s", r.exit, diff, r.output)
	}
}

// An inconclusive finding is skipped, and fails if strict. One line has the number and the reasons.
func TestInconclusive(t *testing.T) {
	refused := httptest.NewServer(nil)
	refused.Close()
	for _, c := range []struct {
		name        string
		env, flags  []string
		exit        int
		state, says string
	}{
		{"refused", nil, []string{"-mode=live"}, 0, "SKIP", "assay: 2 of 2 inconclusive: "},
		{"strict", []string{"ASSAY_MODE=live"}, []string{"-strict"}, 1, "FAIL", "inconclusive: One is missing"},
		{"strict by the environment", []string{"ASSAY_STRICT=1", "ASSAY_MODE=live"}, nil, 1, "FAIL", "refused"},
		{"never recorded", nil, nil, 0, "SKIP", "testing: warning: no tests to run"},
		{"a flag wins", []string{"ASSAY_MODE=live"}, []string{"-mode=replay"}, 0, "SKIP", "recorded"},
		{"moved", nil, []string{"-mode=live", "-target=http://127.0.0.1:1"}, 0, "SKIP", "GET http://127.0.0.1:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFolder(t, at(broken, refused.URL))
			f.env = c.env
			r := f.run(append([]string{"-test.run=Contracts"}, c.flags...)...)
			states := r.states()
			delete(states, "Broken")
			if diff := cmp.Diff(map[string]string{"Broken/wrong": c.state, "Broken/right": c.state}, states); r.exit != c.exit || diff != "" {
				t.Errorf("exit %d: %s\n%s", r.exit, diff, r.output)
			}
			if c.name != "moved" && !strings.Contains(r.output, c.says) {
				t.Errorf("the output does not say %q:\n%s", c.says, r.output)
			}
		})
	}
}

// Invalid documents fail the test with every problem; so do an invalid mode, a missing file and an
// undeclared probe.
func TestWrong(t *testing.T) {
	f := newFolder(t,
		"suite: One\nprobes: {p: {pth: /}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
		"suite: Two\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /}}\nfindings: {f: {probe: q, expect: {statsu: 200}}}\n")
	r := f.run("-test.run=Contracts")
	for _, want := range []string{"plain_test.go:20: the documents are wrong:", "s0.suite.yaml:2:", `"pth"`, "s1.suite.yaml:4:", `"q"`, `did you mean "status"?`} {
		if r.exit != 1 || !strings.Contains(r.output, want) {
			t.Errorf("exit %d, the output does not say %q:\n%s", r.exit, want, r.output)
		}
	}
	other := newFolder(t, "suite: Other\ntarget: http://127.0.0.1:1\nprobes: {a: {path: /}, b: {path: /}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n")
	if r := other.run("-test.run=Misspelt"); r.exit != 1 || !strings.Contains(r.output, `no document of this suite has a probe "bfore"; the probes are: a, b`) {
		t.Errorf("exit %d\n%s", r.exit, r.output)
	}
	for _, c := range []struct{ run, flag, want string }{
		{"Contracts", "-mode=nonsense", `unknown mode "nonsense"`},
		{"Misspelt", "-mode=replay", `no document of this suite has a probe "bfore"; did you mean "before"?`},
	} {
		f := newFolder(t, at(contracts, "http://127.0.0.1:1"))
		if r := f.run("-test.run="+c.run, c.flag); r.exit != 1 || !strings.Contains(r.output, c.want) {
			t.Errorf("%s: exit %d\n%s", c.run, r.exit, r.output)
		}
	}
	if r := newFolder(t).run("-test.run=Contracts"); r.exit != 1 || !strings.Contains(r.output, `contract.Documents("*.suite.yaml") names no file in `) {
		t.Errorf("no file: exit %d\n%s", r.exit, r.output)
	}
}

// A second round of -count sends again; within one, nothing is sent twice.
func TestCount(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(contracts, api.URL))
	r := f.run("-test.run=Contracts/The_API/(first|again$)", "-test.count=2", "-mode=live")
	if diff := cmp.Diff(map[string]int{"/p1": 2}, api.sent()); diff != "" || r.exit != 0 {
		t.Errorf("exit %d, requests %s\n%s", r.exit, diff, r.output)
	}
}

// Observations for every caller are recorded, and replayed; drift is reported.
func TestRecordReplayDrift(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, strings.Replace(at(contracts, api.URL), "target:", "fixtures: api.fixture\ntarget:", 1))
	f.env = []string{"ASSAY_MODE=record", "PLAIN_BY_HAND=1"}
	if r := f.run("-test.skip=Misspelt"); r.exit != 0 || !strings.Contains(r.output, "The API: ") {
		t.Fatalf("exit %d\n%s", r.exit, r.output)
	}
	api.sent()
	f.env = []string{"PLAIN_BY_HAND=1", "ASSAY_STRICT=1"}
	if r := f.run("-test.skip=Misspelt"); r.exit != 0 || len(api.sent()) > 0 {
		t.Errorf("the replay: exit %d\n%s", r.exit, r.output)
	}
	path := filepath.Join(f.dir, "api.fixture")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f.write("api.fixture", strings.Replace(string(text), `"path": "/p2"`, `"path": "/p2", "lost": 1`, 1))
	const told = "breaking  $.lost: 1 (number) → absent"
	if r := f.run("-test.run=Contracts", "-mode=drift", "-strict=false"); r.exit != 1 || !strings.Contains(r.output, told) || !strings.Contains(r.output, "the fixtures are stale") {
		t.Errorf("drift, strict by the environment: exit %d\n%s", r.exit, r.output)
	}
	f.env = nil
	if r := f.run("-test.run=Contracts", "-mode=drift"); r.exit != 0 || !strings.Contains(r.output, told) {
		t.Errorf("drift: exit %d\n%s", r.exit, r.output)
	}
}

// An interrupt ends a run that waits for an answer; the rest is reported, and the run fails.
func TestInterrupted(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at("suite: Slow\ntarget: TARGET\nprobes: {slow: {path: /slow}}\nfindings: {f: {claim: waits, probe: slow, expect: {status: 200}}}\n", api.URL))
	var out bytes.Buffer
	cmd := f.command("-test.run=Contracts", "-mode=live")
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
	err := cmd.Wait()
	r := result{output: out.String()}
	if err == nil || r.states()["Slow/f"] != "SKIP" || !strings.Contains(r.output, "interrupted: what was not answered by then is not judged") {
		t.Errorf("%v\n%s", err, r.output)
	}
}

// A panic of our own fails its subtest, masked, and the others continue.
func TestAMistakeOfOurOwn(t *testing.T) {
	api := newAPI(t)
	secret := canary.Secrets[1]
	f := newFolder(t, strings.Replace(at(broken, api.URL), "probes:", "secrets: {s: CANARY}\nprobes:", 1))
	f.env = []string{"CANARY=" + secret, "PLAIN_FALLS=" + canary.Transforms["hex"](secret)}
	r := f.run("-test.run=Contracts", "-mode=live")
	want := map[string]string{"Broken": "FAIL", "Broken/wrong": "FAIL", "Broken/right": "FAIL"}
	if diff := cmp.Diff(want, r.states()); r.exit != 1 || diff != "" || strings.Contains(r.output, canary.Transforms["hex"](secret)) {
		t.Errorf("exit %d: %s\n%s", r.exit, diff, r.output)
	}
	for _, want := range []string{"assay: internal error: no bytes for ${s}", "This is a bug in assay", "by way of go test"} {
		if !strings.Contains(r.output, want) {
			t.Errorf("the output does not say %q:\n%s", want, r.output)
		}
	}
}

// A test package without Ginkgo links none of it.
func TestNoGinkgo(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "onsi/") {
			t.Errorf("links %s", line)
		}
	}
}
