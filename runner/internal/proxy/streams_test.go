package proxy_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/proxy"
)

// open sends a GET and returns its response, whose body the caller reads.
func (b *between) open(ctx context.Context, path string) *http.Response {
	b.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip") // by hand, so that net/http does not decode
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp
}

// recorded returns the observations of the fixtures.
func (b *between) recorded() []*exchange.Observation {
	b.t.Helper()
	f, err := fixture.Open(b.close().Fixtures)
	if err != nil {
		b.t.Fatal(err)
	}
	var out []*exchange.Observation
	for _, e := range f.Entries {
		out = append(out, e.Observation)
	}
	return out
}

// An event reaches the client before the API sends the next one, compressed or not, and has its
// time in the recording.
func TestAStreamIsPassedOnEventByEvent(t *testing.T) {
	got := make(chan string)
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		var to io.Writer = w
		flush := func() { _ = http.NewResponseController(w).Flush() }
		if r.URL.Path == "/gzip" {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer z.Close()
			to = z
			plain := flush
			flush = func() { _ = z.Flush(); plain() }
		}
		for _, event := range []string{"one", "two", "[DONE]"} {
			fmt.Fprintf(to, "data: %s\n\n", event)
			flush()
			if seen := <-got; seen != event {
				t.Errorf("the client has %q, not %q", seen, event)
			}
		}
	}))
	for _, path := range []string{"/plain", "/gzip"} {
		resp := b.open(t.Context(), path)
		var from io.Reader = resp.Body
		if path == "/gzip" {
			z, err := gzip.NewReader(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			from = z
		}
		for lines := bufio.NewScanner(from); lines.Scan(); {
			if event, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				got <- event
			}
		}
		resp.Body.Close()
	}
	b.replays()
	for _, o := range b.recorded() {
		if o.Stream == nil || !o.Stream.Done || len(o.Stream.Events) != 3 {
			t.Fatalf("%s: %+v", o.Request.URL, o.Stream)
		}
		e := o.Stream.Events
		if e[0].At <= 0 || e[1].At <= e[0].At || e[2].At <= e[1].At || o.Duration < e[2].At {
			t.Errorf("%s: events at %v, %v, %v of %v", o.Request.URL, e[0].At, e[1].At, e[2].At, o.Duration)
		}
	}
}

// As many streams as there are run side by side: each goes on only when all have begun.
func TestParallelStreams(t *testing.T) {
	const streams = 200
	begun := make(chan bool, streams)
	all := make(chan bool)
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprintf(w, "data: %s\n\n", r.URL.RawQuery)
		_ = http.NewResponseController(w).Flush()
		<-all
		fmt.Fprint(w, "data: [DONE]\n\n")
	}))
	go func() {
		for range streams {
			<-begun
		}
		close(all)
	}()
	var group crash.Group
	for i := range streams {
		group.Go(func() {
			resp, err := http.Get(fmt.Sprintf("%s/stream?n=%d", b.url, i))
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			lines := bufio.NewReader(resp.Body)
			if first, _ := lines.ReadString('\n'); first != fmt.Sprintf("data: n=%d\n", i) {
				t.Errorf("stream %d begins with %q", i, first)
			}
			begun <- true
			rest, err := io.ReadAll(lines)
			if string(rest) != "\ndata: [DONE]\n\n" || err != nil {
				t.Errorf("stream %d goes on with %q, %v", i, rest, err)
			}
		})
	}
	group.Wait()
	if _, _, findings := b.replays(); findings != streams {
		t.Errorf("%d findings", findings)
	}
}

// A client that goes away ends the request to the API. What it did not take is not recorded, unless
// the stream had ended.
func TestClientsThatGoAway(t *testing.T) {
	ended := make(chan string, 3)
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: one\n\n")
		if r.URL.Path == "/done" {
			fmt.Fprint(w, "data: [DONE]\n\n")
		}
		if r.URL.Path == "/stop" {
			fmt.Fprint(w, "event: message_stop\ndata: {}\n\n")
		}
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		ended <- r.URL.Path
	}))
	for path, last := range map[string]string{"/done": "data: [DONE]\n", "/stop": "data: {}\n", "/half": "data: one\n"} {
		ctx, leave := context.WithCancel(t.Context())
		resp := b.open(ctx, path)
		lines := bufio.NewReader(resp.Body)
		for line := ""; line != last; {
			line, _ = lines.ReadString('\n')
		}
		_, _ = lines.ReadString('\n') // the end of the event
		leave()
		resp.Body.Close()
		if got := <-ended; got != path {
			t.Errorf("%s ended, not %s", got, path)
		}
	}
	b.logged(3)
	suite, _, findings := b.replays()
	if want := "# - 1 exchange, the first of them GET /half: the client went away before the end\n"; findings != 2 || !strings.Contains(suite, want) {
		t.Errorf("%d findings in\n%s", findings, suite)
	}
	for _, o := range b.recorded() {
		if o.Cut != "" || o.Stream.Cut != "" || o.Stream.Done != strings.HasSuffix(o.Request.URL, "/done") {
			t.Errorf("%s, cut: %q, its stream: %+v", o.Request.URL, o.Cut, o.Stream)
		}
	}
}

// A finding on a whole stream expects its end, whatever mark the API has for it. Chunks that are
// all alike have none.
func TestFindingsExpectTheEndOfAStream(t *testing.T) {
	streams := map[string]string{
		"/anthropic": "event: message_start\ndata: {\"type\": \"message_start\"}\n\nevent: message_stop\ndata: {\"type\": \"message_stop\"}\n\n",
		"/gemini":    "data: {\"candidates\": [{\"index\": 0}]}\n\ndata: {\"candidates\": [{\"index\": 0, \"finishReason\": \"STOP\"}]}\n\n",
		"/ollama":    "data: {\"done\": false}\n\ndata: {\"done\": true}\n\n",
		"/alike":     "data: {\"candidates\": [{\"finishReason\": \"STOP\"}]}\n\ndata: {\"candidates\": [{\"finishReason\": \"STOP\"}]}\n\n",
		"/broken":    "event: content_block_stop\ndata: {}\n\n",
	}
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, streams[r.URL.Path])
	}))
	for path := range streams {
		b.ask("GET", path, "")
	}
	suite, _, findings := b.replays()
	for _, want := range []string{"stream: {last: {event: message_stop}}", "stream: {last: {json: {\"$.candidates[0].finishReason\": present}}}", "stream: {last: {json: {$.done: true}}}"} {
		if !strings.Contains(suite, want) {
			t.Errorf("no %s in\n%s", want, suite)
		}
	}
	if n := strings.Count(suite, "stream: {last"); findings != len(streams) || n != 3 {
		t.Errorf("%d findings, %d of them on an end:\n%s", findings, n, suite)
	}
}

// A response that is under way when the proxy is stopped is no client's doing.
func TestResponsesUnderWayWhenItIsStopped(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/whole" {
			return
		}
		fmt.Fprint(w, "one")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	b.ask("GET", "/whole", "")
	resp := b.open(t.Context(), "/under-way")
	b.stop()
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	resp.Body.Close()
	b.logged(2)
	suite, _, _ := b.replays()
	if want := "# - 1 exchange, the first of them GET /under-way: the proxy was stopped before the end\n"; !strings.Contains(suite, want) {
		t.Errorf("the suite does not list it:\n%s", suite)
	}
}

// A response that the API breaks off is broken off for the client, and recorded so.
func TestResponsesThatAreCut(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/length" {
			w.Header().Set("Content-Length", "100")
		}
		if r.URL.Path == "/stream" {
			w.Header().Set("Content-Type", "text/event-stream")
		}
		fmt.Fprint(w, "data: one\n\n")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}))
	for _, path := range []string{"/length", "/chunks", "/stream"} {
		resp := b.open(t.Context(), path)
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(body) != "data: one\n\n" || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %q, %v", path, body, err)
		}
	}
	if _, _, findings := b.replays(); findings != 3 {
		t.Errorf("%d findings", findings)
	}
	for _, o := range b.recorded() {
		if o.Cut != exchange.CutLost || string(o.Body) != "data: one\n\n" {
			t.Errorf("%s: %q, cut: %q", o.Request.URL, o.Body, o.Cut)
		}
	}
}

// A long body passes whole; the recording has its beginning, and says so. A request that cannot be
// kept whole is none that could be sent again.
func TestLongBodies(t *testing.T) {
	long := strings.Repeat("0123456789", 1000)
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprint(w, len(body))
		if r.Method == http.MethodGet {
			fmt.Fprint(w, long)
		}
	}), func(_ *proxy.Options, r *proxy.RecordOptions) { r.Body = 512 })
	if _, body := b.ask("GET", "/long", ""); body != "0"+long {
		t.Errorf("%d bytes came", len(body))
	}
	if _, body := b.ask("POST", "/long", long); body != "10000" {
		t.Errorf("%s bytes went", body)
	}
	suite, _, _ := b.replays()
	if want := "# - 1 exchange, the first of them POST /long: the body of the request is longer than is kept\n"; !strings.Contains(suite, want) {
		t.Errorf("the suite does not list it:\n%s", suite)
	}
	if all := b.recorded(); len(all) != 1 || all[0].Cut != exchange.CutLimit || string(all[0].Body) != ("0" + long)[:512] {
		t.Errorf("%d responses: %+v", len(all), all[0])
	}
}
