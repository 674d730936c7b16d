package mock_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"assay/runner/mock"
)

func open(t testing.TB, o mock.Options) *mock.Fixtures {
	t.Helper()
	f, err := mock.Open("testdata/shop.fixture", o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// door is a way to the recorded answers: the RoundTripper, or a server on the
// loopback.
type door struct {
	name, base string
	client     *http.Client
}

func doors(t *testing.T, o mock.Options) []door {
	s := httptest.NewServer(open(t, o))
	t.Cleanup(s.Close)
	return []door{
		{"RoundTripper", "https://shop.example", open(t, o).Client()},
		{"server", s.URL, s.Client()},
	}
}

// ask sends a request with headers given as "Name: value".
func (d door) ask(t testing.TB, method, path, body string, headers ...string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	client := *d.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp, string(text), err
}

const story = ": a comment\n\ndata: once\n\ndata: upon\n\ndata: [DONE]\n\n"

func TestAnApplicationMeetsWhatWasRecorded(t *testing.T) {
	const json = "Content-Type: application/json; charset=utf-8"
	for _, d := range doors(t, mock.Options{}) {
		for name, c := range map[string]struct {
			method, path, body string
			headers            []string
			status             int
			text               string
		}{
			"any key":                       {"GET", "/orders/1", "", []string{"X-Api-Key: mine", "User-Agent: app/1", "Accept: */*"}, 200, `{"order": 1}`},
			"a key of the entry's own text": {"GET", "/orders/1", "", []string{"X-Api-Key: invented"}, 401, ""},
			"any value of a capture":        {"GET", "/orders/77", "", []string{"X-Api-Key: mine"}, 404, ""},
			"a reference in a body": {"POST", "/stories", `{"words": 3, "about": "the sea", "stream": true}`,
				[]string{json}, 200, story},
			"the entry of a probe": {"GET", "/orders/1", "", []string{"X-Api-Key: mine", "Assay-Probe: any-order"}, 404, ""},
		} {
			resp, text, err := d.ask(t, c.method, c.path, c.body, c.headers...)
			if err != nil || resp.StatusCode != c.status || text != c.text {
				t.Errorf("%s, %s: %v, %q, %v", d.name, name, resp, text, err)
			}
		}
		resp, _, _ := d.ask(t, "GET", "/orders/1", "", "X-Api-Key: mine")
		if got := resp.Header; resp.Status != "200 Fine" && d.name == "RoundTripper" || resp.ContentLength != 12 ||
			strings.Join(got.Values("X-Many"), ",") != "a,b" || got.Get("Content-Encoding") != "" || got.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %s %v", d.name, resp.Status, got)
		}
		resp, _, _ = d.ask(t, "HEAD", "/orders/1", "")
		if resp.ContentLength != 12 {
			t.Errorf("%s: HEAD gives the length %d", d.name, resp.ContentLength)
		}
	}
}

func TestSamplesAndAlternativesComeInTurn(t *testing.T) {
	recorded := open(t, mock.Options{})
	d := door{"RoundTripper", "https://shop.example", recorded.Client()}
	turns := func(path string) (out [3]int) {
		for i := range out {
			resp, _, err := d.ask(t, "GET", path, "")
			if err != nil {
				t.Fatal(err)
			}
			out[i] = resp.StatusCode
		}
		return out
	}
	if got := turns("/jobs/7"); got != [3]int{202, 200, 200} {
		t.Errorf("samples: %v", got)
	}
	if got := turns("/either"); got != [3]int{401, 429, 429} {
		t.Errorf("alternatives: %v", got)
	}
	recorded.Rewind()
	if got := turns("/jobs/8"); got != [3]int{202, 200, 200} {
		t.Errorf("samples, after Rewind: %v", got)
	}
}

func TestWhatWasNotRecorded(t *testing.T) {
	ds := doors(t, mock.Options{})
	_, _, err := ds[0].ask(t, "GET", "/orders/1", "", "Authorization: Bearer invented-secret")
	var miss *mock.Miss
	if !errors.As(err, &miss) || !strings.Contains(err.Error(), "the nearest entry is ") || !strings.Contains(err.Error(), "header Authorization: recorded none, asked `Bearer …`") {
		t.Errorf("RoundTripper: %v", err)
	}
	resp, text, err := ds[1].ask(t, "GET", "/orders/1", "", "Authorization: Bearer invented-secret")
	if err != nil || resp.StatusCode != http.StatusNotImplemented || !strings.Contains(text, "the nearest entry is ") {
		t.Errorf("server: %v, %q, %v", resp, text, err)
	}
	if _, _, err = (door{"", "https://another.example", ds[0].client}).ask(t, "GET", "/moved", ""); err == nil ||
		!strings.Contains(err.Error(), "host: recorded `https://shop.example`, asked `https://another.example`") {
		t.Errorf("another host: %v", err)
	}
}

// A recorded transport error is the same error for the client.
func TestRecordedFailures(t *testing.T) {
	ds := doors(t, mock.Options{})
	var op *net.OpError
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var timeout net.Error
	for path, is := range map[string]func(error) bool{
		"/down": func(err error) bool {
			return errors.Is(err, syscall.ECONNREFUSED) && errors.As(err, &op) && op.Op == "dial"
		},
		"/gone":      func(err error) bool { return errors.As(err, &dns) && dns.Name == "shop.example" && dns.IsNotFound },
		"/slow":      func(err error) bool { return errors.As(err, &timeout) && timeout.Timeout() },
		"/lost":      func(err error) bool { return errors.Is(err, syscall.ECONNRESET) },
		"/untrusted": func(err error) bool { return errors.As(err, &cert) },
	} {
		if _, _, err := ds[0].ask(t, "GET", path, ""); err == nil || !is(err) || !strings.Contains(err.Error(), "shop.example") {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{"/down", "/lost"} {
		if _, _, err := ds[1].ask(t, "GET", path, ""); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("server, %s: %v", path, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, ds[1].base+"/slow", http.NoBody)
	if _, err := ds[1].client.Do(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("server, /slow: %v", err)
	}
	for _, d := range ds {
		if resp, text, err := d.ask(t, "GET", "/torn", ""); !errors.Is(err, io.ErrUnexpectedEOF) || text != "half of" || resp.StatusCode != http.StatusOK {
			t.Errorf("%s, /torn: %q, %v", d.name, text, err)
		}
	}
}

// A file recorded at one host answers a client that is built for another, if it may.
func TestAnyHost(t *testing.T) {
	elsewhere := door{base: "http://staging.example:8080", client: open(t, mock.Options{AnyHost: true}).Client()}
	if resp, _, err := elsewhere.ask(t, "GET", "/orders/1", "", "X-Api-Key: k"); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("any host: %v, %v", resp, err)
	}
	elsewhere.client = open(t, mock.Options{}).Client()
	_, _, err := elsewhere.ask(t, "GET", "/orders/1", "", "X-Api-Key: k")
	var miss *mock.Miss
	if !errors.As(err, &miss) || !strings.HasSuffix(miss.Error(), "  host: recorded `https://shop.example`, asked `http://staging.example:8080`\n"+
		"record it at this host, or let any host be met: mock.Options{AnyHost: true}") {
		t.Errorf("the recorded host only: %v", err)
	}
}

// An escaped slash is part of a segment (RFC 3986, section 2.2).
func TestAnEscapedSlashIsNoSlash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "projects.fixture")
	if err := os.WriteFile(path, []byte("### app\nGET https://git.example/projects/team%2Fapp%20one\n\n### app response\nHTTP/1.1 200 OK\n\nfound\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := mock.Open(path, mock.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	for _, d := range []door{{"RoundTripper", "https://git.example", f.Client()}, {"server", s.URL, s.Client()}} {
		for _, same := range []string{"/projects/team%2Fapp%20one", "/projects/team%2fapp%20%6Fne"} {
			if resp, _, err := d.ask(t, "GET", same, ""); err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("%s, %s: %v, %v", d.name, same, resp, err)
			}
		}
		for _, other := range []string{"/projects/team/app%20one", "/projects/team%252Fapp%20one"} {
			if resp, text, err := d.ask(t, "GET", other, ""); err == nil && resp.StatusCode != http.StatusNotImplemented {
				t.Errorf("%s, %s is answered: %v, %q", d.name, other, resp, text)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	const json = "Content-Type: application/json"
	ask := `{"about": "a", "stream": true, "words": 3}`
	for fault, c := range map[string]struct {
		text string
		err  error
	}{
		"cut=1":       {": a comment\n\ndata: once\n\n", io.ErrUnexpectedEOF},
		"cut=2":       {": a comment\n\ndata: once\n\ndata: upon\n\n", io.ErrUnexpectedEOF},
		"cut":         {": a comment\n\ndata: once\n\n", io.ErrUnexpectedEOF},
		"reset":       {"", syscall.ECONNRESET},
		"cut=1,reset": {": a comment\n\ndata: once\n\n", syscall.ECONNRESET},
	} {
		one, err := mock.ParseFault(fault + ",probe=stor*,times=1")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range doors(t, mock.Options{Faults: []mock.Fault{one}}) {
			if resp, text, err := d.ask(t, "GET", "/orders/1", "", "X-Api-Key: k"); err != nil {
				t.Errorf("%s, %s, another probe: %v, %q, %v", d.name, fault, resp, text, err)
			}
			if _, text, err := d.ask(t, "POST", "/stories", ask, json); !errors.Is(err, c.err) || text != c.text && d.name == "RoundTripper" || !strings.HasPrefix(c.text, text) {
				t.Errorf("%s, %s: %q, %v", d.name, fault, text, err)
			}
			if _, text, err := d.ask(t, "POST", "/stories", ask, json); err != nil || text != story {
				t.Errorf("%s, %s, the second time: %q, %v", d.name, fault, text, err)
			}
		}
	}
	for _, d := range doors(t, mock.Options{}) {
		if _, text, err := d.ask(t, "GET", "/orders/1", "", "X-Api-Key: k", "Assay-Fault: cut=4"); !errors.Is(err, io.ErrUnexpectedEOF) || text != `{"or` {
			t.Errorf("%s, asked for: %q, %v", d.name, text, err)
		}
	}
}

// In time: a stream at its pace, delays before everything.
func TestTimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := door{"", "https://shop.example", open(t, mock.Options{Timed: true, Faults: []mock.Fault{{Delay: 10 * time.Second}}}).Client()}
		start := time.Now()
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, d.base+"/stories", strings.NewReader(`{"about": "a", "stream": true, "words": 3}`))
		r.Header.Set("Content-Type", "application/json")
		resp, err := d.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var at []time.Duration
		for buf := make([]byte, 100); ; {
			n, err := resp.Body.Read(buf)
			if n > 0 {
				at = append(at, time.Since(start))
			}
			if err != nil {
				break
			}
		}
		if len(at) != 3 || at[0] != 11*time.Second || at[1] != 12*time.Second || at[2] != 13*time.Second {
			t.Errorf("events came at %v", at)
		}
		if took := time.Since(start); took != 17*time.Second {
			t.Errorf("the stream was open for %s, want 4s after its end mark", took)
		}
		start = time.Now()
		if _, _, err := d.ask(t, "GET", "/orders/1", "", "X-Api-Key: k"); err != nil || time.Since(start) != 11*time.Second {
			t.Errorf("the order took %s, %v", time.Since(start), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		r, _ = http.NewRequestWithContext(ctx, http.MethodGet, d.base+"/moved", http.NoBody)
		if _, err := d.client.Do(r); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a client without patience: %v", err)
		}
	})
}

// A server sends each event when it is there, not when all are.
func TestEventsAreNotHeldBack(t *testing.T) {
	s := httptest.NewServer(open(t, mock.Options{Timed: true, Faults: []mock.Fault{{Cut: 1}}}))
	defer s.Close()
	d := door{"", s.URL, s.Client()}
	if _, text, err := d.ask(t, "POST", "/stories", `{"about": "a", "stream": true, "words": 3}`, "Content-Type: application/json"); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasSuffix(text, "data: once\n\n") {
		t.Errorf("%q, %v", text, err)
	}
}

// The host that answers, if the file has several.
func TestHosts(t *testing.T) {
	s := httptest.NewServer(open(t, mock.Options{}))
	defer s.Close()
	for host, want := range map[string]int{"shop.example": 501, "other.example": 418, "Other.Example": 418, "third.example": 418} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/orders/1", http.NoBody)
		r.Host = host
		resp, err := s.Client().Do(r)
		if err != nil || resp.StatusCode != want {
			t.Errorf("%s: %v, %v; want %d", host, resp, err, want)
		}
	}
	only := httptest.NewServer(open(t, mock.Options{Host: "other.example"}))
	defer only.Close()
	resp, _, err := door{"", only.URL, only.Client()}.ask(t, "GET", "/orders/1", "", "X-Api-Key: k")
	if err != nil || resp.StatusCode != http.StatusNotImplemented {
		t.Errorf("only the other: %v, %v", resp, err)
	}
	_, err = mock.Open("testdata/shop.fixture", mock.Options{Host: "shop.exmple"})
	if err == nil || err.Error() != `no entry was recorded from the host "shop.exmple"; the hosts are: [other.example shop.example]` {
		t.Error(err)
	}
}

// The host of an entry has no case, and the port of its scheme may be left out.
func TestHostSpelledOtherwise(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.fixture")
	text := "### order\nGET https://Shop.example:443/orders/1\n\n### order response\nHTTP/1.1 200 OK\n\nfirst\n" +
		"\n### other\nGET http://other.example/orders/1\n\n### other response\nHTTP/1.1 200 OK\n\nother\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := mock.Open(path, mock.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(f)
	defer s.Close()
	for host, want := range map[string]string{"shop.example": "first", "SHOP.example": "first", "other.example": "other", "other.example:80": "other"} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/orders/1", http.NoBody)
		r.Host = host
		resp, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if strings.TrimSpace(string(got)) != want || err != nil {
			t.Errorf("%s: %d %q, %v; want %q", host, resp.StatusCode, got, err, want)
		}
	}
}

// A client that follows a recorded redirect stays with the server.
func TestRedirectsStayHere(t *testing.T) {
	for _, d := range doors(t, mock.Options{}) {
		resp, _, err := d.ask(t, "GET", "/moved", "")
		want := "https://shop.example/orders/1?from=moved"
		if d.name == "server" {
			want = "/orders/1?from=moved"
		}
		if err != nil || resp.StatusCode != http.StatusFound || resp.Header.Get("Location") != want {
			t.Errorf("%s: %v, %v", d.name, resp, err)
		}
	}
}

func TestMatchesForAllEntries(t *testing.T) {
	if _, err := mock.Open("testdata/shop.fixture", mock.Options{Matches: "methods"}); err == nil {
		t.Error("what matches nothing is no error")
	}
	for _, d := range doors(t, mock.Options{Matches: "method, url"}) {
		resp, text, err := d.ask(t, "POST", "/stories", "anything", "Authorization: Bearer k")
		if err != nil || resp.StatusCode != http.StatusOK || text != story {
			t.Errorf("%s: %v %q %v", d.name, resp, text, err)
		}
	}
}

func TestEveryRequestIsTold(t *testing.T) {
	var mu sync.Mutex
	var lines []string
	o := mock.Options{Log: func(a mock.Asked) {
		mu.Lock()
		defer mu.Unlock()
		_, line, _ := strings.Cut(a.String(), "  ")
		lines = append(lines, line)
	}}
	for _, d := range doors(t, o) {
		lines = nil
		_, _, _ = d.ask(t, "GET", "/orders/sk-invented-0123456789abcdefgh", "", "X-Api-Key: k")
		_, _, _ = d.ask(t, "GET", "/jobs/1", "", "Assay-Fault: delay=1ms")
		_, _, _ = d.ask(t, "GET", "/down", "")
		_, _, _ = d.ask(t, "GET", "/order/1?api_key=invented", "", "X-Api-Key: k")
		_, _, _ = d.ask(t, "GET", "/none/sk-invented-0123456789abcdefgh", "")
		_, _, _ = d.ask(t, "GET", "/either", "", "Assay-Fault: lag=1s")
		want := []string{
			"404  GET /orders/${list.id}  any-order", "202  GET /jobs/${start.id}  poll #1  fault: delay=1ms",
			"---  GET /down  down  recorded error: refused",
			"501  GET /order/1?api_key=…  never recorded; the nearest is order",
			"501  GET /none/${redacted:sk}  never recorded",
			`400  GET /either  header Assay-Fault: unknown fault "lag"; the words are: delay, cut, reset, probe, times`,
		}
		mu.Lock()
		lines = slices.Compact(lines) // net/http sends again if a used connection is lost
		for i := range want {
			if i >= len(lines) || lines[i] != want[i] {
				t.Errorf("%s, line %d: got %q, want %q", d.name, i, lines[min(i, len(lines)-1)], want[i])
			}
		}
		mu.Unlock()
	}
}
