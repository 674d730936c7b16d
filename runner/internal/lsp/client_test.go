package lsp_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/lsp/rpc"
	"assay/runner/internal/testkit"
)

var assay = testkit.Assay()

func TestMain(m *testing.M) { os.Exit(testkit.Main(m, assay)) }

// session is a client of assay lsp over its standard input and output.
type session struct {
	testing.TB
	dir      string
	in       io.WriteCloser
	inbox    chan *rpc.Message
	kept     []*rpc.Message // notifications and requests not looked at yet
	asked    int
	versions map[string]int
	texts    map[string]string
	cmd      *exec.Cmd
	errors   bytes.Buffer
	answer   func(*rpc.Message) any // to requests of the server
}

// start starts the command in a folder with these files (name, text, …), and initializes it.
func start(t testing.TB, files ...string) *session {
	s := raw(t, files...)
	s.call("initialize", map[string]any{"rootUri": s.uri(""), "capabilities": map[string]any{}}, nil)
	s.notify("initialized", map[string]any{})
	return s
}

// raw starts the command without a message.
func raw(t testing.TB, files ...string) *session {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &session{TB: t, dir: dir, inbox: make(chan *rpc.Message, 1000), versions: map[string]int{}, texts: map[string]string{}}
	s.files(files...)
	s.cmd = exec.Command(assay.Path(t), "lsp")
	s.cmd.Dir = dir
	s.cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(dir, ".state"))
	s.cmd.Stderr = &s.errors
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read(out)
	t.Cleanup(func() { _ = s.in.Close(); _ = s.cmd.Wait() })
	return s
}

func (s *session) files(files ...string) {
	for i := 0; i+1 < len(files); i += 2 {
		path := filepath.Join(s.dir, files[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			s.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o600); err != nil {
			s.Fatal(err)
		}
	}
}

func (s *session) read(out io.Reader) {
	defer close(s.inbox)
	r := bufio.NewReader(out)
	for {
		content, err := rpc.ReadFrame(r)
		if err != nil {
			return
		}
		m, err := rpc.Parse(content)
		if err != nil {
			s.Errorf("the server wrote %s: %v", content, err)
			return
		}
		s.inbox <- m
	}
}

func (s *session) uri(name string) string {
	return "file://" + filepath.ToSlash(filepath.Join(s.dir, name))
}

func (s *session) send(m *rpc.Message) {
	s.Helper()
	content, err := rpc.Encode(m)
	if err == nil {
		err = rpc.WriteFrame(s.in, content)
	}
	if err != nil {
		s.Fatalf("%v: %s", err, s.errors.String())
	}
}

func encoded(t testing.TB, v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (s *session) notify(method string, params any) {
	s.Helper()
	s.send(&rpc.Message{Method: method, Params: encoded(s, params)})
}

// next returns the next message of the server.
func (s *session) next() *rpc.Message {
	s.Helper()
	select {
	case m, ok := <-s.inbox:
		if !ok {
			s.Fatalf("the server has ended: %s", s.errors.String())
		}
		return m
	case <-time.After(2 * time.Minute):
		s.Fatal("no message for two minutes")
	}
	return nil
}

// request sends a request and returns its response.
func (s *session) request(method string, params any) *rpc.Message {
	s.Helper()
	s.asked++
	id := fmt.Sprint(s.asked)
	s.send(&rpc.Message{ID: json.RawMessage(id), Method: method, Params: encoded(s, params)})
	for {
		m := s.next()
		switch {
		case m.Method == "" && string(m.ID) == id:
			return m
		case m.IsRequest():
			s.answered(m)
		default:
			s.kept = append(s.kept, m)
		}
	}
}

// answered answers a request of the server.
func (s *session) answered(m *rpc.Message) {
	var result any
	if s.answer != nil {
		result = s.answer(m)
	}
	s.send(&rpc.Message{ID: m.ID, Result: encoded(s, result)})
}

// call sends a request that succeeds and reads its result.
func (s *session) call(method string, params, result any) {
	s.Helper()
	m := s.request(method, params)
	if m.Error != nil {
		s.Fatalf("%s: %d %s", method, m.Error.Code, m.Error.Message)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(m.Result, result); err != nil {
		s.Fatalf("%s: %v in %s", method, err, m.Result)
	}
}

// refused sends a request that fails, and returns the message.
func (s *session) refused(method string, params any) string {
	s.Helper()
	m := s.request(method, params)
	if m.Error == nil {
		s.Fatalf("%s succeeded: %s", method, m.Result)
	}
	return m.Error.Message
}

// open opens a file of the folder, with its own text or another.
func (s *session) open(name string, text ...string) {
	s.Helper()
	if len(text) == 0 {
		own, err := os.ReadFile(filepath.Join(s.dir, name))
		if err != nil {
			s.Fatal(err)
		}
		text = []string{string(own)}
	}
	s.texts[name] = text[0]
	s.versions[name] = 1
	s.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": s.uri(name), "languageId": "yaml", "version": 1, "text": text[0],
	}})
}

// edit replaces a text that the file has once by another.
func (s *session) edit(name, old, now string) {
	s.Helper()
	text := s.texts[name]
	if strings.Count(text, old) != 1 {
		s.Fatalf("%q is %d times in %s", old, strings.Count(text, old), name)
	}
	at := strings.Index(text, old)
	s.texts[name] = text[:at] + now + text[at+len(old):]
	s.versions[name]++
	s.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": s.uri(name), "version": s.versions[name]},
		"contentChanges": []any{map[string]any{"range": protocol.Range{Start: place(text, at), End: place(text, at+len(old))}, "text": now}},
	})
}

// place returns the position of an offset of a text of characters of one UTF-16 code unit.
func place(text string, offset int) protocol.Position {
	before := text[:offset]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return protocol.Position{Line: strings.Count(before, "\n"), Character: len([]rune(line))}
}

// published waits for the diagnostics of the newest version of a file.
func (s *session) published(name string) *protocol.PublishDiagnosticsParams {
	s.Helper()
	for {
		if p := s.diagnostics(s.notified("textDocument/publishDiagnostics")); p.URI == s.uri(name) && (p.Version == nil || *p.Version == s.versions[name]) {
			return p
		}
	}
}

func (s *session) diagnostics(m *rpc.Message) *protocol.PublishDiagnosticsParams {
	p := &protocol.PublishDiagnosticsParams{}
	if err := json.Unmarshal(m.Params, p); err != nil {
		s.Fatal(err)
	}
	return p
}

// notified waits for a notification.
func (s *session) notified(method string) *rpc.Message {
	s.Helper()
	for i, m := range s.kept {
		if m.Method == method {
			s.kept = append(s.kept[:i:i], s.kept[i+1:]...)
			return m
		}
	}
	for {
		m := s.next()
		switch {
		case m.IsRequest():
			s.answered(m)
		case m.Method == method:
			return m
		default:
			s.kept = append(s.kept, m)
		}
	}
}

// shown returns diagnostics as lines: LINE:COLUMN-COLUMN, the text there, the message.
func (s *session) shown(name string, p *protocol.PublishDiagnosticsParams) string {
	var b strings.Builder
	lines := strings.Split(s.texts[name], "\n")
	for _, d := range p.Diagnostics {
		at := ""
		if d.Range.Start.Line == d.Range.End.Line && d.Range.Start.Line < len(lines) {
			line := []rune(lines[d.Range.Start.Line])
			at = string(line[d.Range.Start.Character:min(len(line), d.Range.End.Character)])
		}
		fmt.Fprintf(&b, "%d:%d %d `%s` %s\n", d.Range.Start.Line+1, d.Range.Start.Character+1, d.Severity, at, d.Message)
	}
	return b.String()
}
