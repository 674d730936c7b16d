package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/fixture"
	"assay/runner/mock"
)

// limit is how long a case may take from its first request on, start how long until then.
const (
	limit = 10 * time.Second
	start = time.Minute
)

// rig is where cases are measured.
type rig struct {
	dir   string // with node_modules, clients.mjs, and the program of the Go clients
	assay string // the command

	proxied bool // clients ask by way of assay proxy
}

// seen is what a client's caller saw, as its program prints it, and what the server saw.
type seen struct {
	Text    string  `json:"text"`
	Error   *string `json:"error"`
	Network bool    `json:"network"`
	Late    bool    `json:"late"` // the error was told beside the stream, which ended as usual
	Calls   []call  `json:"calls"`

	waits bool        // still waiting at the limit
	asked []time.Time // the requests
	due   time.Time   // the date that the first answer named
}

// measure measures one case with one client; false if the client's format has no such case.
func (r *rig) measure(ctx context.Context, p *program, s *scene) (*seen, bool, error) {
	c := p.column
	answers := s.answers(c.format)
	if len(answers) == 0 {
		return nil, false, nil
	}
	dir, err := os.MkdirTemp(r.dir, "case")
	if err != nil {
		return nil, false, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "answers.fixture")
	if err := os.WriteFile(path, recorded(s.mode.method(), c.path(s.mode), c.format, answers), 0o600); err != nil { //nolint:forbidigo // a scratch folder
		return nil, false, err
	}
	log := &requests{first: make(chan struct{})}
	base, end, err := r.serve(ctx, path, s, log)
	if err != nil {
		return nil, false, err
	}
	inFront := func() error { return nil }
	if r.proxied {
		if base, inFront, err = r.proxy(ctx, base, dir); err != nil {
			end()
			return nil, false, err
		}
	}
	o, err := p.ask(ctx, s.mode, base, log.first)
	err = errors.Join(err, inFront())
	end()
	if err != nil {
		return nil, false, fmt.Errorf("%s, %s: %w", s.title, c.Head, err)
	}
	o.asked = log.at
	if len(log.at) == 0 {
		return nil, false, fmt.Errorf("%s, %s: the server was not asked", s.title, c.Head)
	}
	for _, h := range answers[0].headers {
		if h[0] == "Retry-After" {
			o.due, _ = http.ParseTime(h[1])
		}
	}
	return o, true, nil
}

// recorded returns answers to one request as a fixture, to be handed out in turn.
func recorded(method, path string, f *format, answers []answer) []byte {
	file := &fixture.File{}
	for i, a := range answers {
		o := &exchange.Observation{
			Probe: "chat", Request: &exchange.Request{Method: method, URL: "http://127.0.0.1:1" + path},
			Status: a.status, Body: []byte(a.body), Size: int64(len(a.body)), Provenance: exchange.Provenance{Kind: "transcribed"},
		}
		if a.status == 0 {
			o.Status = http.StatusOK
		}
		for _, h := range a.headers {
			o.Header = append(o.Header, exchange.Field{Name: h[0], Value: h[1]})
		}
		if a.streams {
			p := sse.NewReader(f.framing, func() time.Duration { return 0 })
			_, _ = p.Write(o.Body)
			o.Stream = p.Close("")
		}
		e := fixture.EntryOf(o)
		e.Matches = &fixture.Matches{}
		if len(answers) > 1 {
			e.Sample = i + 1
		}
		file.Entries = append(file.Entries, e)
	}
	return file.Format()
}

// requests are the times of the requests that a server got.
type requests struct {
	mu    sync.Mutex
	at    []time.Time
	first chan struct{} // closed at the first
}

func (l *requests) add() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at = append(l.at, time.Now()); len(l.at) == 1 {
		close(l.first)
	}
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serve serves a fixture until end is called.
func (r *rig) serve(ctx context.Context, path string, s *scene, log *requests) (base string, end func(), err error) {
	if s.open {
		return serveOpen(path, log)
	}
	args := []string{"serve", path}
	if s.fault != "" {
		args = append(args, "--fault", s.fault)
	}
	server := exec.CommandContext(ctx, r.assay, args...)
	out, err := server.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	lines, err := server.StderrPipe()
	if err != nil {
		return "", nil, err
	}
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	read := make(chan struct{})
	go func() { // a line for each request
		defer close(read)
		for each := bufio.NewScanner(lines); each.Scan(); {
			log.add()
		}
	}()
	end = func() {
		_ = server.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, out)
		<-read
		_ = server.Wait()
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	if base = address.FindString(first); base == "" {
		end()
		return "", nil, fmt.Errorf("assay serve printed no address: %q: %w", first, err)
	}
	return base, end, nil
}

// serveOpen serves a fixture, and keeps each connection open after the answer.
func serveOpen(path string, log *requests) (base string, end func(), err error) {
	answers, err := mock.Open(path, mock.Options{Log: func(mock.Asked) { log.add() }})
	if err != nil {
		return "", nil, err
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers.ServeHTTP(w, r)
		<-r.Context().Done()
	}))
	return s.URL, func() { s.CloseClientConnections(); s.Close() }, nil
}
