package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/secret/canary"
)

// doors is a folder with the suite of a ring of secrets, whose server gives all of them back.
type doors struct {
	*testing.T
	ring   canary.Ring
	open   canary.Ring // what the target has of it
	dir    string
	server *httptest.Server // of the suite's target
	locked *httptest.Server // whose address has a password
}

func openDoors(t *testing.T) *doors {
	t.Helper()
	d := &doors{T: t, ring: canary.NewRing(), dir: t.TempDir()}
	d.open = maps.Clone(d.ring)
	delete(d.open, canary.Target)
	d.server, d.locked = httptest.NewServer(d.open), httptest.NewServer(d.ring)
	t.Cleanup(d.server.Close)
	t.Cleanup(d.locked.Close)
	d.write("ring.suite.yaml", d.ring.Suite(d.server.URL))
	d.write(".env", canary.Filed+"="+fmt.Sprintf("'%s'\n", d.ring[canary.Filed]))
	return d
}

func (d *doors) write(name, text string) {
	d.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
}

// target is the address with a password.
func (d *doors) target() string {
	return strings.Replace(d.locked.URL, "//", "//me:"+d.ring[canary.Target]+"@", 1)
}

// command returns assay with the arguments; what it writes goes to files of that name.
func (d *doors) command(name, args string, env ...string) *exec.Cmd {
	d.Helper()
	c := exec.Command("assay", strings.Fields(args)...)
	c.Dir = d.dir
	c.Env = append(append(os.Environ(), "HOME="+d.dir, "XDG_STATE_HOME="+d.dir, "TMPDIR="+d.dir), d.ring.Environ()...)
	c.Env = append(c.Env, env...)
	c.Stdout, c.Stderr = create(d.T, d.dir, name+".out"), create(d.T, d.dir, name+".err")
	return c
}

// run runs it to its end.
func (d *doors) run(name, args string, env ...string) {
	d.Helper()
	d.ended(name, d.command(name, args, env...))
}

func (d *doors) ended(name string, c *exec.Cmd) {
	d.Helper()
	if err := c.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		d.Fatalf("%s: %v", name, err)
	}
	if code := c.ProcessState.ExitCode(); code == exitUsage || code == exitCrashed {
		text, _ := os.ReadFile(filepath.Join(d.dir, name+".err"))
		d.Fatalf("%s: exit status %d\n%s", name, code, text)
	}
}

// shut searches everything that was written. What the named files have of secrets is masked.
func (d *doors) shut(told ...string) {
	d.Helper()
	for _, name := range told {
		if text, err := os.ReadFile(filepath.Join(d.dir, name)); err != nil || !strings.Contains(string(canary.Unpacked(text)), "${") {
			d.Errorf("%s has no mask: %v, %d bytes", name, err, len(text))
		}
	}
	leaks, err := canary.Search(d.dir, d.ring.Values(), ".env")
	if err != nil {
		d.Fatal(err)
	}
	for _, leak := range leaks {
		d.Error(leak)
	}
}

// received keeps what a hook is sent.
func (d *doors) received(name string, status int) string {
	d.Helper()
	f := create(d.T, d.dir, name+".received")
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.Write(f)
		w.WriteHeader(status)
	}))
	d.Cleanup(hook.Close)
	return hook.URL + "/hook"
}

// No secret leaves by what tells others of a night: hooks, commands, the job's summary, an issue.
func TestNoSecretLeavesByANight(t *testing.T) {
	d := openDoors(t)
	env := []string{"ASSAY_TARGET=" + d.target(), "GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + filepath.Join(d.dir, "summary.md"), "GITHUB_WORKFLOW_REF=a/b/.github/workflows/n.yml@refs/heads/main"}
	flags := ""
	for _, kind := range []string{"slack", "teams", "webhook"} {
		env = append(env, strings.ToUpper(kind)+"="+d.received(kind, http.StatusNoContent), "NOT_"+strings.ToUpper(kind)+"="+d.received("not-"+kind, http.StatusNotFound))
		flags += fmt.Sprintf(" --notify %s=%s --notify %[1]s=NOT_%[2]s", kind, strings.ToUpper(kind))
	}
	d.run("night", "nightly -v --env-file .env --page page --on-change cat"+flags, env...)
	d.run("watched", "watch -v --rounds 1 --env-file .env --page watched --json-lines lines.jsonl --on-change cat"+flags, env...)
	d.run("as-json", "watch --rounds 1 --env-file .env --output json --history other.db"+flags, env...)
	d.shut("slack.received", "not-teams.received", "webhook.received", "nightly/changes.md", "summary.md", "page/index.html", "watched.out", "watched.err", "as-json.out")
}

// No secret leaves by what an agent or a shell is told.
func TestNoSecretLeavesByAnAgent(t *testing.T) {
	d := openDoors(t)
	d.record()
	d.run("night", "nightly --env-file .env")
	var asking strings.Builder
	n := 0
	ask := func(method, params string) {
		n++
		fmt.Fprintf(&asking, `{"jsonrpc": "2.0", "id": %d, "method": "%s", "params": %s}`+"\n", n, method, params)
	}
	ask("initialize", `{"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "agent", "version": "1"}}`)
	asking.WriteString(`{"jsonrpc": "2.0", "method": "notifications/initialized"}` + "\n")
	tool := func(name, arguments string) { ask("tools/call", `{"name": "`+name+`", "arguments": `+arguments+`}`) }
	for _, name := range []string{"lint", "run", "survivors", "next_experiment", "history", "none"} {
		tool(name, `{}`)
	}
	ids := []string{"login", "captured", "basic", "digest", "granted", "signed", "named", "proxied", "refused", "unproxied", "echoed", "error-0", "json-1"}
	for _, id := range ids {
		tool("explain", `{"finding": "`+id+`"}`)
	}
	named, _ := json.Marshal(ids)
	tool("ask_live", `{"findings": `+string(named)+`}`)
	tool("explain", `{"finding": "`+d.ring[canary.Header][:20]+`"}`)
	for name, more := range map[string][]string{"mcp": nil, "mcp-there": {"ASSAY_TARGET=" + d.target()}, "mcp-wrong": {"ASSAY_TARGET=" + strings.Replace(d.target(), "http:", "htp:", 1)}} {
		c := d.command(name, "mcp --live-budget 100 --env-file .env", more...)
		c.Stdin = strings.NewReader(asking.String())
		d.ended(name, c)
	}
	for _, flag := range []string{"run --focus", "run --env", "run --label-filter", "run", "answer", "lint"} {
		d.run("completed-"+strings.ReplaceAll(flag, " ", ""), "__complete "+flag+" ")
	}
	d.shut("mcp.out", "mcp-there.out")
}

// record records the suite's answers.
func (d *doors) record() {
	d.Helper()
	d.run("recorded", "run --record -v --env-file .env")
}

// No secret leaves by what compares targets, or asks step by step.
func TestNoSecretLeavesByAComparison(t *testing.T) {
	d := openDoors(t)
	d.record()
	d.run("compared", "compare -v --env-file .env --json c.json --markdown c.md --html c.html --share-secrets --target a="+d.server.URL+" --target b="+d.target())
	d.run("places", "compare -v --env-file .env --json p.json --markdown p.md --html p.html --env east --env west")
	d.run("asked", "diagnose -v --live --env-file .env --json d.json --markdown d.md --html d.html --report support.md --target "+d.target())
	d.run("accepted", "run --drift --accept --because new -v --env-file .env")
	d.run("reported", "report --github")
	d.run("refused", "run --live -v --env-file .env --proxy http://me:"+d.ring[canary.Target]+"@127.0.0.1:1 --html refused.html")
	d.run("passed", "run --live -v --env-file .env --proxy http://me:"+d.ring[canary.Proxied]+"@"+strings.TrimPrefix(d.server.URL, "http://")+" --html passed.html")
	d.shut("c.html", "p.html", "asked.out", "d.html", "support.md", "refused.out", "passed.html")
}
