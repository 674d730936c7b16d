package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"assay/runner/internal/report"
)

const linesSuite = `
suite: Shop
target: http://127.0.0.1:1
probes:
  slow: {path: /slow}
  early: {path: /early}
  login: {path: /login, after: [early], capture: {token: {json: $.token}}}
  me: {path: /me, after: [login], headers: {Authorization: "Bearer ${login.token}"}}
findings:
  slow: {claim: It is slow, probe: slow, expect: {status: 200}}
  early: {claim: It is early, probe: early, expect: {body: nothing}}
  me: {claim: It is me, probe: me, expect: {status: 418}}
  later: {claim: It will be, probe: me, pending: waits, expect: {status: 200}}
`

// linesShop answers /slow when released, and puts the token that /login gives into /early before.
func linesShop(t *testing.T, release <-chan struct{}) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/early", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "session 5e55-10n-0f-m1ne") })
	mux.HandleFunc("/login", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"token": "5e55-10n-0f-m1ne"}`) })
	mux.HandleFunc("/me", func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// assayIn returns the command, in a new folder with a suite and a state folder of its own.
func assayIn(t *testing.T, suite string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Dir = t.TempDir()
	c.Env = append(os.Environ(), "XDG_STATE_HOME="+c.Dir)
	if err := os.WriteFile(filepath.Join(c.Dir, "shop.suite.yaml"), []byte(suite), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// A second command with the same file is refused before it sends anything, and leaves the lines of
// the first as they are; once that has ended, the file is free.
func TestTwoCommandsOnOneFileOfLines(t *testing.T) {
	var asked atomic.Int32
	begun, release := make(chan struct{}, 9), make(chan struct{})
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		begun <- struct{}{}
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer shop.Close()
	const suite = "suite: One\ntarget: http://127.0.0.1:1\nprobes: {one: {path: /}}\nfindings: {one: {claim: It answers, probe: one, expect: {status: 200}}}\n"
	first := assayIn(t, suite, "run", "--live", "--no-history", "--json-lines", "run.jsonl", "--target", shop.URL)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = first.Process.Kill() })
	<-begun
	again := func() string {
		c := exec.Command(first.Path, first.Args[1:]...)
		c.Dir, c.Env = first.Dir, first.Env
		said, err := c.CombinedOutput()
		return fmt.Sprint(string(said), err)
	}
	want := "assay: --json-lines run.jsonl: another assay writes to it; nothing was sent; name another file, or append both: --json-lines - >> run.jsonl\nexit status 2"
	if said := again(); said != want || asked.Load() != 1 {
		t.Errorf("%d requests\ngot  %s\nwant %s", asked.Load(), said, want)
	}
	close(release)
	if err := first.Wait(); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(filepath.Join(first.Dir, "run.jsonl"))
	if err != nil || bytes.Count(text, []byte("\n")) != 3 || !bytes.HasPrefix(text, []byte(`{"type":"run"`)) || !bytes.Contains(text, []byte("\n"+`{"type":"end"`)) {
		t.Errorf("the first has %s, %v", text, err)
	}
	if said := again(); !strings.HasSuffix(said, "<nil>") {
		t.Error(said)
	}
}

// line is what the tests read of one.
type line struct {
	Type, ID, Verdict, Probe string
	Order, Status            int
	Holds, Broken, Pending   int
	ExitStatus               int `json:"exit_status"`
}

// A verdict is written while other probes are not answered yet; one that a secret could stand in
// which is not known yet waits for it. All lines meet the schema.
func TestLinesComeWhileTheRunGoesOn(t *testing.T) {
	release := make(chan struct{})
	c := assayIn(t, linesSuite, "run", "--live", "--json-lines", "-", "--json", "run.json", "--target", linesShop(t, release))
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	schema := lineSchema(t)
	var text string
	var got []line
	for in := bufio.NewScanner(out); in.Scan(); {
		text += in.Text() + "\n"
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(in.Text()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%v\n%s", err, in.Text())
		}
		var l line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		if got = append(got, l); l.ID == "me" {
			close(release) // not before its line was read
		}
	}
	if err := c.Wait(); err == nil || c.ProcessState.ExitCode() != exitBroken {
		t.Errorf("%v\n%s", err, said.String())
	}
	want := []line{
		{Type: "run"},
		{Type: "verdict", ID: "me", Verdict: "broken", Probe: "me", Order: 3, Status: 200},
		{Type: "verdict", ID: "slow", Verdict: "holds", Probe: "slow", Order: 1, Status: 200},
		{Type: "verdict", ID: "early", Verdict: "broken", Probe: "early", Order: 2, Status: 200},
		{Type: "verdict", ID: "later", Verdict: "pending", Probe: "me", Order: 4, Status: 200},
		{Type: "end", Holds: 1, Broken: 2, Pending: 1, ExitStatus: exitBroken},
	}
	if len(got) != len(want) {
		t.Fatalf("got %d lines:\n%s", len(got), text)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("line %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
	if strings.Contains(text, "5e55") || !strings.Contains(text, `session ${login.token}`) {
		t.Errorf("the token is not masked:\n%s", text)
	}
	if !strings.Contains(said.String(), "4 findings: 1 hold, 2 broken, 1 pending") {
		t.Errorf("standard error is\n%s", said.String())
	}
}

func lineSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := report.LinesSchema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(bytes.ReplaceAll(text, []byte(`"type": "object"`), []byte(`"type": "object", "additionalProperties": false`))))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("line.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("line.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// A reader that goes away, or a full disk, ends no run: it sends, judges and reports all, and says
// what is not written. A watch ends where its reader is gone.
func TestLinesThatCannotBeWritten(t *testing.T) {
	released := make(chan struct{})
	close(released)
	gone := "assay: --json-lines -: the reader went away before the first line; the run went on to its end: keep the reader, or name a file\n"
	full := "assay: --json-lines /dev/full: write /dev/full: no space left on device, before the first line; the run went on to its end\n"
	held := strings.NewReplacer("418", "200", "nothing", "{contains: session}").Replace(linesSuite)
	for name, c := range map[string]struct {
		suite  string
		args   []string
		status int
		said   string
	}{
		"gone":        {held, []string{"run", "--live", "--json-lines", "-", "--output", "quiet", "--json", "run.json"}, exitUsage, gone},
		"broken":      {linesSuite, []string{"run", "--live", "--json-lines", "-", "--output", "quiet", "--json", "run.json"}, exitBroken, gone},
		"full":        {held, []string{"run", "--live", "--json-lines", "/dev/full", "--output", "quiet", "--json", "run.json"}, exitUsage, full},
		"nightly":     {held, []string{"nightly", "--out", ".", "--json-lines", "-", "--output", "quiet"}, exitUsage, gone},
		"watch":       {held, []string{"watch", "--every", "1h", "--json-lines", "-", "--output", "quiet"}, exitUsage, gone},
		"a full disk": {held, []string{"watch", "--every", "1ms", "--rounds", "1", "--json-lines", "/dev/full", "--output", "quiet"}, exitHolds, strings.Replace(full, ":", ": warning:", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			a := assayIn(t, c.suite, append(c.args, "--target", linesShop(t, released))...)
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			read.Close()
			defer write.Close()
			var said bytes.Buffer
			a.Stdout, a.Stderr = write, &said
			var exit *exec.ExitError
			if err := a.Run(); err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			if status := a.ProcessState.ExitCode(); status != c.status || said.String() != c.said {
				t.Errorf("exit status %d, want %d; said\n%s", status, c.status, said.String())
			}
			if c.args[0] == "watch" {
				if n := keptRuns(t, filepath.Join(a.Dir, "assay", "history.db")); n != 1 {
					t.Errorf("%d runs are kept, want 1", n)
				}
				return
			}
			text, err := os.ReadFile(filepath.Join(a.Dir, "run.json"))
			if err != nil || bytes.Count(text, []byte(`"verdict":`)) != 4 {
				t.Errorf("the result is not whole: %v\n%s", err, text)
			}
		})
	}
}
