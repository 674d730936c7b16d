package proxy_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/lint"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/proxy"
)

// between is an API, a proxy in front of it, and what that records.
type between struct {
	t        testing.TB
	url, api string
	folder   string
	recorder *proxy.Recorder
	mu       sync.Mutex
	passed   []proxy.Passed
	ended    chan bool // one for each
	closed   bool
	front    *httptest.Server
	stop     func() // ends the requests under way, as the end of the command does
	summary  *proxy.Summary
}

// start starts a proxy in front of an API.
func start(t testing.TB, api http.Handler, change ...func(*proxy.Options, *proxy.RecordOptions)) *between {
	t.Helper()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return startAt(t, server.URL, change...)
}

// startAt starts a proxy in front of the API at a URL.
func startAt(t testing.TB, at string, change ...func(*proxy.Options, *proxy.RecordOptions)) *between {
	t.Helper()
	upstream, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	b := &between{t: t, api: at, folder: t.TempDir(), ended: make(chan bool, 1000)}
	record := proxy.RecordOptions{Folder: b.folder, Name: "shop", Upstream: at, Tool: "assay test"}
	front := httptest.NewUnstartedServer(nil)
	_, port, _ := net.SplitHostPort(front.Listener.Addr().String())
	o := proxy.Options{Upstream: upstream, Port: port, Log: func(p proxy.Passed) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.passed = append(b.passed, p)
		select {
		case b.ended <- true:
		default: // a benchmark waits for none
		}
	}}
	for _, c := range change {
		c(&o, &record)
	}
	b.recorder, err = proxy.NewRecorder(record)
	if err != nil {
		t.Fatal(err)
	}
	o.Recorder = b.recorder
	p := proxy.New(o)
	front.Config.Handler = p
	p.Attach(front.Config)
	base, stop := context.WithCancelCause(t.Context())
	front.Config.BaseContext = func(net.Listener) context.Context { return base }
	b.stop = func() { stop(proxy.ErrStopped) }
	b.front = front
	front.Start()
	b.url = front.URL
	t.Cleanup(func() {
		front.CloseClientConnections()
		front.Close()
		p.Close()
		b.close()
	})
	return b
}

// close ends the recording.
func (b *between) close() *proxy.Summary {
	b.t.Helper()
	if !b.closed {
		b.closed = true
		summary, err := b.recorder.Close()
		if err != nil {
			b.t.Error(err)
		}
		b.summary = summary
	}
	return b.summary
}

// ask sends a request and returns its response, whose body is read.
func (b *between) ask(method, path, body string, header ...string) (*http.Response, string) {
	b.t.Helper()
	r, err := http.NewRequest(method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp, string(text)
}

// replays requires that the suite lints clean and that each of its findings holds in replay; it
// returns the texts of the suite and the fixtures, and how many findings there are.
func (b *between) replays() (suite, fixtures string, findings int) {
	b.t.Helper()
	b.front.Close() // a client has an empty body before the proxy has seen its end
	s := b.close()
	if s.Suite == "" {
		b.t.Fatal("nothing was recorded")
	}
	documents, err := engine.Open([]string{s.Suite}, engine.Options{})
	if err != nil {
		b.t.Fatal(err)
	}
	if warnings := lint.Check(documents); len(warnings) > 0 {
		b.t.Errorf("lint: %v", warnings)
	}
	runs := b.judged(pipeline.Replay)
	for _, run := range runs {
		for i := range run.Verdicts {
			v := &run.Verdicts[i]
			if findings++; v.Outcome != judge.Holds {
				b.t.Errorf("%s: %s, %v %v", v.Spec.ID, v.Outcome, v.Failures, v.Reason)
			}
		}
	}
	return read(b.t, s.Suite), read(b.t, s.Fixtures), findings
}

// judged judges the suite that was recorded.
func (b *between) judged(mode pipeline.Mode) []pipeline.Judged {
	b.t.Helper()
	return judged(b.t, b.close().Suite, mode)
}

// judged judges the suite at path.
func judged(t testing.TB, path string, mode pipeline.Mode) []pipeline.Judged {
	t.Helper()
	documents, err := engine.Open([]string{path}, engine.Options{Mode: mode})
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), engine.Options{Mode: mode})
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// logged waits until as many requests have ended.
func (b *between) logged(n int) {
	for range n {
		<-b.ended
	}
}
