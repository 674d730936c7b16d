package transport_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// closing is a server that answers the first request of its first connection, closes that
// connection instead of answering the next one, and then answers every request.
type closing struct {
	url     string
	respond func(*http.Request) (status string) // with fields; nil: 200

	mu      sync.Mutex
	asked   []string // method and path of each request, with credentials if it has some
	refused bool     // a request was not answered
}

const ok = "200 OK\r\n"

func (s *closing) start(t *testing.T) {
	t.Helper()
	s.url = "http://" + listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		reader := bufio.NewReader(c)
		for n := 0; ; n++ {
			r, err := http.ReadRequest(reader)
			if err != nil {
				return
			}
			if s.refuses(r, n) {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			status := ok
			if s.respond != nil {
				status = s.respond(r)
			}
			fmt.Fprintf(c, "HTTP/1.1 %sContent-Length: 0\r\n\r\n", status)
		}
	})
}

// received returns the requests so far.
func (s *closing) received() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// refuses notes a request, and reports whether it is the one to leave unanswered.
func (s *closing) refuses(r *http.Request, n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := r.Method + " " + r.URL.Path
	if r.Header.Get("Authorization") != "" {
		asked += " with credentials"
	}
	s.asked = append(s.asked, asked)
	if n == 0 || s.refused {
		return false
	}
	s.refused = true
	return true
}

// A request on a kept connection that ends before a byte of the response is sent again with
// permission where its method is safe, and counted both times: the server may have received it.
// One of another method takes no kept connection.
func TestAKeptConnectionThatEnds(t *testing.T) {
	for _, method := range []string{"GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "DELETE", "PATCH", "QUERY"} {
		safe := slices.Contains([]string{"GET", "HEAD", "OPTIONS", "TRACE"}, method)
		for _, permitted := range []bool{true, false} {
			s := &closing{}
			s.start(t)
			c := transport.New(transport.Options{})
			defer c.Close()
			c.Do(t.Context(), get(s.url+"/first"))
			var further []exchange.Cause
			refusal := exchange.Missing{Kind: exchange.BudgetSpent, Detail: "the budget is spent"}
			got, sent := c.Send(t.Context(), exchange.Call{Request: &exchange.Request{Method: method, URL: s.url + "/next"}, Leave: func(f exchange.Further) exchange.Missing {
				if further = append(further, f.Why); permitted {
					return exchange.Missing{}
				}
				return refusal
			}})
			want, wantSent, asked := exchange.Missing{}, 1, []string{"GET /first", method + " /next"}
			var causes []exchange.Cause
			switch {
			case safe && permitted:
				wantSent, asked, causes = 2, append(asked, method+" /next"), []exchange.Cause{exchange.Redial}
			case safe:
				want, causes = refusal, []exchange.Cause{exchange.Redial}
			}
			if got.Missing != want || got.Missing.None() && got.Status != http.StatusOK || sent != wantSent || !slices.Equal(further, causes) {
				t.Errorf("%s, permitted %t: missing %q, status %d, failure %v, %d sent, asked for %v; want missing %q, %d sent, asked for %v",
					method, permitted, got.Missing, got.Status, got.Failure, sent, further, want, wantSent, causes)
			}
			if diff := cmp.Diff(asked, s.received()); diff != "" {
				t.Errorf("%s, permitted %t: -want +received:\n%s", method, permitted, diff)
			}
		}
	}
}

// challenged answers requests without credentials with a challenge.
func challenged(status string) func(*http.Request) string {
	return func(r *http.Request) string {
		if r.Header.Get("Authorization") != "" {
			return ok
		}
		return status + "\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"
	}
}

// Credentials that answer a challenge are sent again with the request when its connection ends.
func TestAKeptConnectionThatEndsAfterAChallenge(t *testing.T) {
	s := &closing{respond: challenged("401 Unauthorized")}
	s.start(t)
	c := transport.New(transport.Options{})
	defer c.Close()
	var further []exchange.Cause
	got, sent := c.Send(t.Context(), exchange.Call{
		Request: &exchange.Request{Method: "GET", URL: s.url + "/", Auth: &exchange.Auth{Scheme: "digest", User: "u", Password: "p"}},
		Leave: func(f exchange.Further) exchange.Missing {
			further = append(further, f.Why)
			return exchange.Missing{}
		},
	})
	if want := []exchange.Cause{exchange.Challenge, exchange.Redial}; got.Status != http.StatusOK || sent != 3 || !slices.Equal(further, want) {
		t.Errorf("status %d, failure %v, %d sent, asked for %v; want 200, 3 sent, asked for %v", got.Status, got.Failure, sent, further, want)
	}
	if diff := cmp.Diff([]string{"GET /", "GET / with credentials", "GET / with credentials"}, s.received()); diff != "" {
		t.Errorf("-want +received:\n%s", diff)
	}
}

// Only a 401 demands credentials (RFC 9110, section 15.5.2).
func TestAChallengeOfAnotherStatus(t *testing.T) {
	s := &closing{respond: challenged("403 Forbidden")}
	s.start(t)
	c := transport.New(transport.Options{})
	defer c.Close()
	got, sent := c.Send(t.Context(), exchange.Call{Request: &exchange.Request{
		Method: "GET", URL: s.url, Auth: &exchange.Auth{Scheme: "digest", User: "u", Password: "p"}}})
	if got.Status != http.StatusForbidden || sent != 1 {
		t.Errorf("status %d, %d sent; want 403 and 1", got.Status, sent)
	}
}

// A connection that fails counts as a request sent, one that the end of the run prevents does not.
func TestWhatCountsAsSent(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close() // nobody listens there any more
	url := "http://" + l.Addr().String()
	c := transport.New(transport.Options{})
	defer c.Close()
	if got, sent := c.Send(t.Context(), exchange.Call{Request: get(url)}); got.Failure == nil || got.Failure.Kind != exchange.Refused || sent != 1 {
		t.Errorf("refused: %+v, %d sent; want 1", got.Failure, sent)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if got, sent := c.Send(ended, exchange.Call{Request: get(url)}); got.Missing != exchange.InterruptedRun || sent != 0 {
		t.Errorf("interrupted: missing %q, %d sent; want %q and 0", got.Missing, sent, exchange.InterruptedRun)
	}
}

// The wait for permission is no time of the server's: a deadline is later by as much.
func TestTheDeadlineWaitsForPermission(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/there", http.StatusFound)
		}
	})
	c := transport.New(transport.Options{})
	defer c.Close()
	r := get(s.URL)
	r.Redirects, r.Timeout = 1, time.Second
	over, cancel := context.WithTimeout(t.Context(), r.Timeout)
	defer cancel()
	got, _ := c.Send(t.Context(), exchange.Call{Request: r, Leave: func(exchange.Further) exchange.Missing {
		<-over.Done()
		return exchange.Missing{}
	}})
	if got.Status != http.StatusOK || got.Duration >= r.Timeout {
		t.Errorf("status %d after %s, failure %v; want 200 within %s", got.Status, got.Duration, got.Failure, r.Timeout)
	}
}

// A server that has closed a kept connection once, while it was idle or in use, gets a new one for
// each later request: one of them would be the next to be lost.
func TestNoConnectionIsKeptAfterOneThatEnded(t *testing.T) {
	for name, within := range map[string]bool{"while it was idle": false, "within a request": true} {
		var mu sync.Mutex
		connections, closed := 0, make(chan struct{})
		url := "http://" + listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
			mu.Lock()
			connections++
			first := connections == 1
			mu.Unlock()
			reader := bufio.NewReader(c)
			for n := 0; ; n++ {
				if _, err := http.ReadRequest(reader); err != nil || first && n > 0 {
					return
				}
				fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
				if first && !within {
					c.Close()
					close(closed)
					return
				}
			}
		})
		c := transport.New(transport.Options{})
		defer c.Close()
		for n := range 4 {
			if got := c.Do(t.Context(), get(url)); got.Status != http.StatusOK {
				t.Fatalf("%s: status %d, failure %v", name, got.Status, got.Failure)
			}
			if n == 0 && !within {
				<-closed
			}
		}
		mu.Lock()
		if connections != 4 {
			t.Errorf("%s: 4 requests took %d connections, want 4", name, connections)
		}
		mu.Unlock()
	}
}
