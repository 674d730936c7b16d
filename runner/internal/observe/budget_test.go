package observe_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"

	"assay/runner/internal/observe"
)

// These tests count at the server: a run sends as many requests as it reports, and no more than its
// budget.

// counted observes a document and returns how many requests arrived.
func counted(t *testing.T, target, doc string, arrived *atomic.Int64) (*observe.Set, int) {
	t.Helper()
	arrived.Store(0)
	p := planOf(t, target, doc)
	set := all(t, p, live(map[string]string{"pw": "invented-password"}))
	return set, int(arrived.Load())
}

// Every further send of a request is taken from the budget before it goes out, also with many
// requests in flight.
func TestNeverMoreThanTheBudget(t *testing.T) {
	var arrived atomic.Int64
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived.Add(1)
		switch {
		case strings.HasPrefix(r.URL.Path, "/hop"):
			http.Redirect(w, r, "/hop/again", http.StatusFound)
		case r.URL.Path == "/digest" && r.Header.Get("Authorization") == "":
			w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth"`)
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/wait":
			w.WriteHeader(http.StatusAccepted)
		}
	})
	hops := "  h: {matrix: {n: [1, 2, 3, 4]}, path: '/hop/${n}', redirects: 9}\n"
	digest := "  d: {path: /digest, auth: {digest: [u, '${pw}']}, repeat: {times: 6, concurrency: 3}}\n"
	poll := "  w: {path: /wait, until: {expect: {status: 200}, every: 1ms, for: 1h}}\n"
	for _, c := range []struct {
		name, probes string
		budgets      []int
	}{
		{"redirects", hops, []int{1, 4, 5, 6, 8, 12, 39, 40}},
		{"digest", digest, []int{1, 2, 3, 7, 12}},
		{"polls", poll, []int{1, 5}},
		{"all together", hops + digest + poll, []int{1, 9, 20, 41}},
	} {
		for _, budget := range c.budgets {
			doc := fmt.Sprintf("secrets: {pw: PW}\nlimits: {requests: %d}\nprobes:\n%s", budget, c.probes)
			set, got := counted(t, s.URL, doc, &arrived)
			if got > budget || got != set.Requests {
				t.Errorf("%s with a budget of %d: %d arrived, %d told", c.name, budget, got, set.Requests)
			}
			if got < budget {
				t.Errorf("%s with a budget of %d: only %d arrived", c.name, budget, got)
			}
		}
	}
}

// A request that the budget ends in the middle is missing, and says how far it came.
func TestTheBudgetEndsInTheMiddle(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/digest" {
			w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, "/hop", http.StatusFound)
	})
	for _, c := range []struct{ probe, budget, want string }{
		{"{path: /hop, redirects: 9}", "3", "the request budget of 3 is spent with redirect 3 still to follow: raise limits.requests or --budget"},
		{"{path: /digest, auth: {digest: [u, '${pw}']}}", "1", "the request budget of 1 is spent with a digest challenge still to answer: raise limits.requests or --budget"},
	} {
		p := planOf(t, s.URL, "secrets: {pw: PW}\nlimits: {requests: "+c.budget+"}\nprobes: {p: "+c.probe+"}\n")
		set := all(t, p, live(map[string]string{"pw": "invented-password"}))
		if o := get(t, p, set, "p"); o.Missing.String() != c.want || o.Known() || o.Failure != nil {
			t.Errorf("missing %q, want %q; status %d", o.Missing, c.want, o.Status)
		}
	}
}

// connections is a server that passes each connection to a function, and counts requests.
func connections(t *testing.T, talk func(c net.Conn, next func() bool)) (target string, arrived, dialed *atomic.Int64) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	arrived, dialed = new(atomic.Int64), new(atomic.Int64)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			dialed.Add(1)
			go func() {
				defer c.Close()
				in := bufio.NewReader(c)
				talk(c, func() bool {
					req, err := http.ReadRequest(in)
					if err != nil {
						return false
					}
					_, _ = io.Copy(io.Discard, req.Body)
					arrived.Add(1)
					return true
				})
			}()
		}
	}()
	return "http://" + l.Addr().String(), arrived, dialed
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

// A server may close a connection after any answer without saying so (RFC 9112, section 9.3.1). It
// is dialed again, which does not count as another request.
func TestAServerClosesAfterItsAnswer(t *testing.T) {
	target, arrived, _ := connections(t, func(c net.Conn, next func() bool) {
		if next() {
			_, _ = io.WriteString(c, ok)
		}
	})
	told, budget := 40, 40
	if runtime.GOOS != "linux" { // where it is unknown whether the server read anything
		told, budget = 0, 400
	}
	for _, method := range []string{"GET", "POST", "DELETE"} {
		for _, concurrency := range []int{1, 8} {
			set, got := counted(t, target, fmt.Sprintf(
				"limits: {requests: %d, concurrency: %d}\nprobes: {p: {method: %s, path: /p, repeat: {times: 40, concurrency: 8}}}\n", budget, concurrency, method), arrived)
			for _, o := range set.ByProbe[0].Samples {
				if !o.Known() || o.Status != 200 {
					t.Errorf("%s, %d at a time: missing %q, failure %v", method, concurrency, o.Missing, o.Failure)
				}
			}
			if got != 40 || told != 0 && set.Requests != told {
				t.Errorf("%s, %d at a time: %d arrived, %d told, want 40", method, concurrency, got, set.Requests)
			}
		}
	}
}

// A server that takes a second request and closes has received it: safe requests are sent again,
// counted, and within the budget; others are sent once.
func TestAServerTakesARequestAndCloses(t *testing.T) {
	target, arrived, _ := connections(t, func(c net.Conn, next func() bool) {
		if next() {
			_, _ = io.WriteString(c, ok)
			next()
		}
	})
	for _, method := range []string{"GET", "POST", "DELETE"} {
		for _, budget := range []int{1, 2, 3, 5, 6, 20} {
			doc := fmt.Sprintf("limits: {concurrency: 1, requests: %d}\nprobes: {p: {matrix: {n: [1, 2, 3, 4, 5]}, method: %s, path: '/${n}', headers: {Idempotency-Key: k}}}\n", budget, method)
			set, got := counted(t, target, doc, arrived)
			if got > budget || got != set.Requests {
				t.Errorf("%s with a budget of %d: %d arrived, %d told", method, budget, got, set.Requests)
			}
			if method != "GET" && got != min(5, budget) {
				t.Errorf("%s with a budget of %d: %d arrived", method, budget, got)
			}
			for _, o := range set.ByProbe {
				if o.Failure != nil {
					t.Errorf("%s with a budget of %d: %s: %s", method, budget, o.Probe, o.Failure.Message)
				}
			}
		}
	}
}

// A server that has begun to answer has received a request: it is not sent again, though its
// connection is a kept one and ends.
func TestAServerBreaksOffItsAnswer(t *testing.T) {
	target, arrived, dialed := connections(t, func(c net.Conn, next func() bool) {
		if next() {
			_, _ = io.WriteString(c, ok)
		}
		if next() {
			_, _ = io.WriteString(c, "HTTP/1.1 2")
		}
	})
	set, got := counted(t, target, "limits: {concurrency: 1}\nprobes: {p: {matrix: {n: [1, 2, 3]}, path: '/${n}'}}\n", arrived)
	if got != 3 || set.Requests != 3 || dialed.Load() != 2 {
		t.Errorf("%d arrived over %d connections, %d told, want 3 over 2", got, dialed.Load(), set.Requests)
	}
	for i, o := range set.ByProbe {
		if (o.Failure != nil) != (i == 1) {
			t.Errorf("%s: %v", o.Probe, o.Failure)
		}
	}
}

// A request is sent again over a new connection, not over another kept one.
func TestAllKeptConnectionsEnd(t *testing.T) {
	var first sync.WaitGroup
	first.Add(2)
	var met atomic.Int64
	target, arrived, dialed := connections(t, func(c net.Conn, next func() bool) {
		if next() {
			if met.Add(1) <= 2 {
				first.Done()
				first.Wait()
			}
			_, _ = io.WriteString(c, ok)
			next()
		}
	})
	set, got := counted(t, target, "limits: {concurrency: 2}\nprobes: {a: {path: /a}, b: {path: /b}, c: {path: /c, after: [a, b]}}\n", arrived)
	if got != 4 || set.Requests != 4 || dialed.Load() != 3 {
		t.Errorf("%d arrived over %d connections, %d told, want 4 over 3", got, dialed.Load(), set.Requests)
	}
	for _, o := range set.ByProbe {
		if o.Failure != nil {
			t.Errorf("%s: %s", o.Probe, o.Failure.Message)
		}
	}
}

// Connections are still shared if the server keeps them.
func TestConnectionsAreKept(t *testing.T) {
	target, arrived, dialed := connections(t, func(c net.Conn, next func() bool) {
		for next() {
			_, _ = io.WriteString(c, ok)
		}
	})
	set, got := counted(t, target, "limits: {concurrency: 4}\nprobes: {p: {path: /p, repeat: {times: 100, concurrency: 4}}}\n", arrived)
	if got != 100 || set.Requests != 100 || dialed.Load() > 4 {
		t.Errorf("%d requests over %d connections, want 100 over 4", got, dialed.Load())
	}
}

// framed is a server of HTTP/2 without TLS that counts requests and answers each by
// answer.
func framed(t *testing.T, answer func(f *http2.Framer, stream uint32, n int64)) (target string, arrived *atomic.Int64) {
	t.Helper()
	arrived = new(atomic.Int64)
	target, _, _ = connections(t, func(c net.Conn, _ func() bool) {
		_, _ = io.CopyN(io.Discard, c, int64(len(http2.ClientPreface)))
		f := http2.NewFramer(c, c)
		_ = f.WriteSettings()
		for {
			frame, err := f.ReadFrame()
			if err != nil {
				return
			}
			if h, isHeaders := frame.(*http2.HeadersFrame); isHeaders {
				answer(f, h.StreamID, arrived.Add(1))
			}
		}
	})
	return target, arrived
}

// Over HTTP/2 a server may refuse a request and say that it did not process it. It still received
// it, so it is not sent again.
func TestHTTP2Refuses(t *testing.T) {
	for name, answer := range map[string]func(f *http2.Framer, stream uint32, n int64){
		"GOAWAY":         func(f *http2.Framer, _ uint32, _ int64) { _ = f.WriteGoAway(0, http2.ErrCodeNo, nil) },
		"REFUSED_STREAM": func(f *http2.Framer, s uint32, _ int64) { _ = f.WriteRSTStream(s, http2.ErrCodeRefusedStream) },
	} {
		target, arrived := framed(t, answer)
		for _, probe := range []string{"path: '/${n}'", "path: '/${n}', method: POST, json: {a: 1}"} {
			set, got := counted(t, target, "limits: {requests: 4, concurrency: 1}\nprobes: {p: {matrix: {n: [1, 2, 3]}, http: 2, "+probe+"}}\n", arrived)
			if got != 3 || set.Requests != 3 {
				t.Errorf("%s, %s: %d arrived, %d told, want 3", name, probe, got, set.Requests)
			}
			for _, o := range set.ByProbe {
				if o.Failure == nil || o.Failure.Kind != "reset" {
					t.Errorf("%s, %s: want the failure reset, got missing %q, %+v", name, probe, o.Missing, o.Failure)
				}
			}
		}
	}
}

// An HTTP/2 connection that has answered and is then drained is dialed again for safe requests,
// within the budget.
func TestHTTP2Drains(t *testing.T) {
	noContent := []byte{0x89} // :status 204, by the static table of RFC 7541
	target, arrived := framed(t, func(f *http2.Framer, stream uint32, _ int64) {
		if stream > 1 {
			_ = f.WriteGoAway(1, http2.ErrCodeNo, nil)
			return
		}
		_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: noContent, EndHeaders: true, EndStream: true})
	})
	for _, c := range []struct {
		method          string
		budget, arrived int
		last            string
	}{
		{"GET", 9, 3, "204"},
		{"GET", 2, 2, "the request budget of 2 is spent with the request still to be sent on a new connection, as its server closed the one before: raise limits.requests or --budget"},
		{"POST", 9, 2, "the connection was kept from an earlier answer"},
	} {
		set, got := counted(t, target, fmt.Sprintf(
			"limits: {requests: %d, concurrency: 1}\nprobes: {p: {matrix: {n: [1, 2]}, http: 2, path: '/${n}', method: %s}}\n", c.budget, c.method), arrived)
		if got != c.arrived || set.Requests != got {
			t.Errorf("%s with a budget of %d: %d arrived, %d told, want %d", c.method, c.budget, got, set.Requests, c.arrived)
		}
		last := set.ByProbe[1]
		said := fmt.Sprint(last.Status, last.Missing)
		if last.Failure != nil {
			said += last.Failure.Message
		}
		if !strings.Contains(said, c.last) {
			t.Errorf("%s with a budget of %d: the second is %q, want %q", c.method, c.budget, said, c.last)
		}
	}
}

// Whenever a run is interrupted, its count includes all requests that arrived.
func TestInterruptedIsCounted(t *testing.T) {
	for at := range int64(25) {
		ctx, stop := context.WithCancel(t.Context())
		var arrived atomic.Int64
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if arrived.Add(1) == at+1 {
				stop()
			}
			http.Redirect(w, r, "/hop", http.StatusFound)
		})
		p := planOf(t, s.URL, "limits: {requests: 25}\nprobes: {p: {matrix: {n: ["+numbers(8)+"]}, path: '/${n}', redirects: 9}}\n")
		set := asked(ctx, p, p.Probes, observe.Options{Live: true, Limits: p.Suite.Limits})
		s.Close() // waits for its requests
		stop()
		if got := arrived.Load(); got > 25 || got > int64(set.Requests) {
			t.Errorf("interrupted at request %d: %d arrived, %d told", at+1, got, set.Requests)
		}
	}
}
