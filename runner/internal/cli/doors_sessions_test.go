package cli

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/secret/canary"
)

// No secret leaves by what an editor is told, about each place of a suite and after live runs.
func TestNoSecretLeavesByAnEditor(t *testing.T) {
	d := openDoors(t)
	d.record()
	e := d.edit("edited")
	text := d.ring.Suite(d.server.URL)
	uri := "file://" + filepath.ToSlash(filepath.Join(d.dir, "ring.suite.yaml"))
	document := map[string]any{"uri": uri, "version": 1}
	e.ask("initialize", map[string]any{"rootUri": "file://" + d.dir, "capabilities": map[string]any{}})
	e.tell("initialized", map[string]any{})
	e.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
	for _, finding := range []string{"login", "captured", "basic", "granted", "refused", "unproxied", "json-1", "echoed"} {
		for _, command := range []string{"assay.run", "assay.live"} {
			e.ask("workspace/executeCommand", map[string]any{"command": command, "arguments": []string{uri, finding}})
		}
	}
	for n, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "-1") { // the many probes that are alike
			continue
		}
		for _, column := range regexp.MustCompile(`\w+`).FindAllStringIndex(line, -1) {
			at := map[string]any{"line": n, "character": column[0] + 1}
			place := map[string]any{"textDocument": document, "position": at, "newName": "x", "range": map[string]any{"start": at, "end": at}, "context": map[string]any{"diagnostics": []any{}}}
			e.ask("textDocument/hover", place)
			if n > 30 {
				break
			}
			for _, method := range []string{"completion", "codeAction", "definition", "references", "rename"} {
				e.ask("textDocument/"+method, place)
			}
		}
	}
	for _, method := range []string{"codeLens", "documentSymbol", "formatting"} {
		e.ask("textDocument/"+method, map[string]any{"textDocument": document})
	}
	e.end()
	d.shut("edited.out")
}

// editor is a client of assay lsp. What the server says is kept.
type editor struct {
	*doors
	c     *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	said  io.Writer
	asked int
}

func (d *doors) edit(name string) *editor {
	d.Helper()
	c := d.command(name, "lsp", canary.Filed+"="+d.ring[canary.Filed])
	e := &editor{doors: d, c: c, said: c.Stdout}
	c.Stdout = nil
	in, err := c.StdinPipe()
	if err != nil {
		d.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		d.Fatal(err)
	}
	e.in, e.out = in, bufio.NewReader(out)
	if err := c.Start(); err != nil {
		d.Fatal(err)
	}
	return e
}

func (e *editor) send(m *rpc.Message) {
	e.Helper()
	content, err := rpc.Encode(m)
	if err == nil {
		err = rpc.WriteFrame(e.in, content)
	}
	if err != nil {
		e.Fatal(err)
	}
}

func (e *editor) tell(method string, params any) {
	e.Helper()
	text, _ := json.Marshal(params)
	e.send(&rpc.Message{Method: method, Params: text})
}

// ask waits for the response. The user agrees to whatever the server asks.
func (e *editor) ask(method string, params any) {
	e.Helper()
	e.asked++
	text, _ := json.Marshal(params)
	id := json.RawMessage(fmt.Sprint(e.asked))
	e.send(&rpc.Message{ID: id, Method: method, Params: text})
	for {
		content, err := rpc.ReadFrame(e.out)
		if err != nil {
			e.Fatalf("%s: %v", method, err)
		}
		fmt.Fprintf(e.said, "%s\n", content)
		m, err := rpc.Parse(content)
		switch {
		case err != nil:
			e.Fatal(err)
		case m.IsRequest():
			e.send(&rpc.Message{ID: m.ID, Result: json.RawMessage(`{"title": "Send"}`)})
		case bytes.Equal(m.ID, id):
			return
		}
	}
}

func (e *editor) end() {
	e.Helper()
	e.ask("shutdown", nil)
	e.tell("exit", nil)
	if err := e.c.Wait(); err != nil {
		e.Error(err)
	}
}

// serving starts a server, returns the address that it prints, and what ends it.
func (d *doors) serving(name, args string, env ...string) (address string, end func()) {
	d.Helper()
	c := d.command(name, args, env...)
	said := c.Stdout
	c.Stdout = nil
	pipe, err := c.StdoutPipe()
	if err != nil {
		d.Fatal(err)
	}
	if err := c.Start(); err != nil {
		d.Fatal(err)
	}
	out := bufio.NewReader(pipe)
	first, _ := out.ReadString('\n')
	fmt.Fprint(said, first)
	address = regexp.MustCompile(`http://\S+`).FindString(first)
	if address == "" {
		d.Fatalf("%s printed %q", name, first)
	}
	return address, func() {
		_ = c.Process.Signal(os.Interrupt)
		_, _ = io.Copy(said, out)
		if err := c.Wait(); err != nil {
			text, _ := os.ReadFile(filepath.Join(d.dir, name+".err"))
			d.Errorf("%s: %v: %s", name, err, text)
		}
	}
}

// got keeps a response.
func (d *doors) got(name string, r *http.Request) (*http.Response, []byte) {
	d.Helper()
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		d.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	f, err := os.OpenFile(filepath.Join(d.dir, name+".responses"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		d.Fatal(err)
	}
	defer f.Close()
	_ = resp.Header.Write(f)
	fmt.Fprintf(f, "%s\n", body)
	return resp, body
}

// No secret leaves by a page of assay view, or by what the page's script is answered.
func TestNoSecretLeavesByAView(t *testing.T) {
	d := openDoors(t)
	d.record()
	d.run("night", "nightly --env-file .env --drift")
	address, end := d.serving("viewed", "view --live --env-file .env")
	origin, _, _ := strings.Cut(address, "/?")
	var entered *http.Cookie
	ask := func(method, at string, body any) []byte {
		text, _ := json.Marshal(body)
		r, err := http.NewRequest(method, at, bytes.NewReader(text))
		if err != nil {
			d.Fatal(err)
		}
		r.Header.Set("Origin", origin)
		r.Header.Set("Content-Type", "application/json")
		r.AddCookie(entered)
		_, got := d.got("viewed", r)
		return got
	}
	entry, err := http.Get(address)
	if err != nil {
		d.Fatal(err)
	}
	entry.Body.Close()
	entered = entry.Cookies()[0]
	base := origin + entered.Path
	ask("GET", base, nil)
	for run, mode := range []string{"live", "drift"} {
		var plan struct{ Plan string }
		if err := json.Unmarshal(ask("POST", base+"plan", map[string]any{"mode": mode}), &plan); err != nil {
			d.Fatal(err)
		}
		ask("POST", base+"run", plan)
		for deadline := time.Now().Add(time.Minute); strings.Contains(string(ask("GET", base+"state", nil)), `"busy"`); {
			if time.Now().After(deadline) {
				d.Fatal("the run does not end")
			}
		}
		ask("GET", fmt.Sprintf("%srun/%d", base, run+1), nil)
	}
	for _, id := range []string{"login", "captured", "basic", "granted", "refused", "json-1", "error-0"} {
		ask("GET", base+"finding?suite=Ring&file=ring.suite.yaml&id="+id+"&probe="+id, nil)
	}
	ask("POST", base+"answer", map[string]any{"file": "ring.suite.yaml", "item": "active", "text": "yes, it is " + d.ring[canary.Header]})
	ask("POST", base+"accept", map[string]any{"run": 2, "file": "ring.suite.yaml", "probes": []string{"json-1", "basic"}, "because": "the key " + d.ring[canary.Header]})
	ask("POST", base+"accept", map[string]any{"run": 2, "file": "ring.suite.yaml", "probes": []string{"none"}, "because": "x"})
	ask("POST", base+"plan", map[string]any{"mode": "none"})
	for _, page := range []string{"", "past", "run/9", "run/1", "none"} {
		ask("GET", base+page, nil)
	}
	ask("POST", base+"replay", map[string]any{})
	end()
	d.shut("viewed.responses")
}

// No secret leaves by what assay proxy tells while clients send and are answered credentials.
func TestNoSecretLeavesByAProxy(t *testing.T) {
	d := openDoors(t)
	ring := d.ring
	for _, kind := range []string{canary.Proxied, canary.West} { // of suites
		delete(ring, kind)
		delete(d.open, kind)
	}
	address, end := d.serving("passing", "proxy --out recorded --name mine --upstream "+d.server.URL)
	elsewhere, ended := d.serving("unreached", "proxy --out unreached --upstream http://127.0.0.1:1")
	query := "?every&client_secret=" + url.QueryEscape(ring[canary.Client]) + "&api_key=" + url.QueryEscape(ring[canary.Filed])
	for _, path := range []string{"/login", "/token", "/json/0", "/text/1", "/stream/2", "/pieces/0", "/redirect/0", "/problem/3", "/error/0", "/reason/0", "/trailer/0", "/none"} {
		for _, at := range []string{address, elsewhere} {
			r, err := http.NewRequest(http.MethodPost, at+path+query, strings.NewReader(`{"password": "`+ring[canary.Signing]+`"}`))
			if err != nil {
				d.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("X-Api-Key", ring[canary.Header])
			r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("me:"+ring[canary.Password])))
			if path == "/text/1" {
				r.Header.Set("Authorization", "Bearer "+ring[canary.Captured])
			}
			r.Header.Set("Cookie", "sid="+ring[canary.Cookie])
			resp, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				continue
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
	}
	end()
	ended()
	d.shut("recorded/mine.fixture", "recorded/mine.suite.yaml")
}

// A recording that was written before something in all of it was known as a secret is removed.
func TestARecordingThatHoldsASecretIsRemoved(t *testing.T) {
	d := openDoors(t)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "/login") {
			fmt.Fprintf(w, `{"token": "%s"}`, d.ring[canary.Captured])
		}
	}))
	t.Cleanup(api.Close)
	address, end := d.serving("passing", "proxy --out recorded --name mine --upstream "+api.URL)
	for _, path := range []string{"/me", "/login"} {
		resp, err := http.Get(address + "/" + d.ring[canary.Captured] + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		written := filepath.Join(d.dir, "recorded", "mine.suite.yaml")
		for deadline := time.Now().Add(time.Minute); path == "/me" && !exists(written); {
			if time.Now().After(deadline) {
				t.Fatal("nothing is written")
			}
			runtime.Gosched()
		}
	}
	end()
	told, err := os.ReadFile(filepath.Join(d.dir, "passing.err"))
	want := "assay: warning: recorded/mine.suite.yaml and its fixtures are removed: a secret that became known stands in the recording of each exchange\n"
	if err != nil || !strings.Contains(string(told), want) {
		t.Errorf("told is %s, %v", told, err)
	}
	if left, err := os.ReadDir(filepath.Join(d.dir, "recorded")); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}
