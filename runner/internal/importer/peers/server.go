package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// server answers what the constructs ask, and keeps the requests.
type server struct {
	*httptest.Server
	answers map[string]answer

	exact bool // requests are kept byte by byte

	mu       sync.Mutex
	received []request
	asked    map[string]int // requests by path
	made     answer         // of /made, by the construct
}

// answer is one of answers.txtar.
type answer struct {
	status int
	fields [][2]string
	body   []byte
}

// raw are the bodies that answers.txtar, which is UTF-8, cannot hold, by their stand-ins.
var raw = map[string]string{"LATIN": "caf\xe9", "BYTES": "a\xffb"}

// slowness is how long /slow waits.
const slowness = 400 * time.Millisecond

func newServer() (*server, error) {
	text, err := data.ReadFile("answers.txtar")
	if err != nil {
		return nil, err
	}
	s := &server{answers: map[string]answer{}, asked: map[string]int{}}
	for _, file := range txtar.Parse(text).Files {
		s.answers[file.Name] = parsed(file.Data)
	}
	s.Server = httptest.NewUnstartedServer(s)
	if s.Listener, err = new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	s.Start()
	return s, nil
}

// parsed reads a status, fields and a body; the last line's end is the archive's.
func parsed(text []byte) answer {
	head, body, _ := bytes.Cut(text, []byte("\n\n"))
	lines := bufio.NewScanner(bytes.NewReader(head))
	lines.Scan()
	a := answer{body: bytes.TrimSuffix(body, []byte("\n"))}
	a.status, _ = strconv.Atoi(lines.Text())
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		a.fields = append(a.fields, [2]string{name, strings.TrimSpace(value)})
	}
	if other, ok := raw[string(a.body)]; ok {
		a.body = []byte(other)
	}
	return a
}

// restart forgets all requests, and sets the answer of /made.
func (s *server) restart(made answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received, s.asked, s.made = nil, map[string]int{}, made
}

// requests returns the requests since the last restart.
func (s *server) requests() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.received
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	if s.exact {
		s.received = append(s.received, exactly(r, body))
	} else {
		s.received = append(s.received, requestOf(r, body))
	}
	s.asked[r.URL.Path]++
	n, a := s.asked[r.URL.Path], s.made
	s.mu.Unlock()

	first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	listed, ok := s.answers[first]
	if ok {
		a = listed
	}
	if ok || first == "made" {
		for _, f := range a.fields {
			w.Header().Add(f[0], f[1])
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body)
		return
	}
	s.reactive(w, r, first, rest, n)
}

// reactive answers by what was asked: n is how often this path was.
func (s *server) reactive(w http.ResponseWriter, r *http.Request, first, rest string, n int) {
	w.Header().Set("Content-Type", "application/json")
	switch first {
	case "echo":
		_ = json.NewEncoder(w).Encode(map[string]string{"method": r.Method, "path": r.RequestURI})
	case "count":
		_ = json.NewEncoder(w).Encode(map[string]int{"n": n})
	case "third":
		if n < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	case "slow":
		select {
		case <-time.After(slowness):
		case <-r.Context().Done():
		}
	case "sets-cookie":
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: "abc", Path: "/"})
	case "needs-cookie":
		if c, err := r.Cookie("sid"); err != nil || c.Value != "abc" {
			w.WriteHeader(http.StatusPreconditionFailed)
		}
	case "redirect":
		if left, _ := strconv.Atoi(rest); left > 0 {
			w.Header().Set("Location", "/redirect/"+strconv.Itoa(left-1))
			w.WriteHeader(http.StatusFound)
		}
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}
