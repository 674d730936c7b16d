package transport_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// redirects answers /STATUS with that redirect to /, and / with the request.
func redirects(w http.ResponseWriter, r *http.Request) {
	var status int
	if _, err := fmt.Sscanf(r.URL.Path, "/%d", &status); err == nil {
		w.Header().Set("Location", "../?from="+r.URL.Path[1:])
		w.WriteHeader(status)
		return
	}
	b, _ := io.ReadAll(r.Body)
	w.Header().Set("X-Method", r.Method)
	fmt.Fprintf(w, "%s %s %q %q", r.Method, r.URL, b, r.Header.Get("Content-Type"))
}

func TestRedirectsRewriteTheMethodAsBrowsersDo(t *testing.T) {
	s := serve(t, redirects)
	get, kept := ` "" ""`, ` "{}" "application/json"`
	for _, c := range []struct {
		status       int
		method, want string
	}{
		{301, "POST", "GET /?from=301" + get},
		{302, "POST", "GET /?from=302" + get},
		{303, "POST", "GET /?from=303" + get},
		{307, "POST", "POST /?from=307" + kept},
		{308, "POST", "POST /?from=308" + kept},
		{301, "PUT", "PUT /?from=301" + kept},
		{302, "DELETE", "DELETE /?from=302" + kept},
		{303, "PUT", "GET /?from=303" + get},
		{303, "HEAD", "HEAD"},
	} {
		got := answer(t, transport.Options{}, &exchange.Request{
			Method: c.method, URL: fmt.Sprintf("%s/%d", s.URL, c.status), Body: []byte("{}"), Redirects: 1,
			Header: exchange.Header{{Name: "content-type", Value: "application/json"}},
		})
		if c.method == "HEAD" {
			got.Body = []byte(got.Header.Get("X-Method"))
		}
		if string(got.Body) != c.want {
			t.Errorf("%d after %s: got %s, want %s", c.status, c.method, got.Body, c.want)
		}
	}
}

func TestEachHopIsKept(t *testing.T) {
	s := serve(t, redirects)
	front := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.URL+"/307", http.StatusMovedPermanently)
	})
	got := answer(t, transport.Options{}, &exchange.Request{URL: front.URL + "/a?b", Redirects: 5})
	want := []exchange.Hop{
		{Status: 301, URL: front.URL + "/a?b", Location: s.URL + "/307"},
		{Status: 307, URL: s.URL + "/307", Location: "../?from=307"},
	}
	if diff := cmp.Diff(want, got.Hops, cmpopts.IgnoreFields(exchange.Hop{}, "Header")); diff != "" {
		t.Error("(-want +got)\n", diff)
	}
	if got.Status != 200 || got.Hops[0].Header.Get("location") != s.URL+"/307" || got.Provenance.From != front.URL {
		t.Errorf("got status %d from %s, first hop %v", got.Status, got.Provenance.From, got.Hops[0].Header)
	}
}

func TestARedirectNotFollowedIsTheAnswer(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			w.Header().Set("Location", to)
		}
		w.WriteHeader(http.StatusFound)
	})
	for name, c := range map[string]struct {
		query        string
		follow, hops int
	}{
		"none allowed":     {"?to=/?to=/", 0, 0},
		"used up":          {"?to=/?to=/", 1, 1},
		"no Location":      {"", 5, 0},
		"another scheme":   {"?to=mailto:a@b.example", 5, 0},
		"no URL":           {"?to=http://%5B", 5, 0},
		"a URL no host in": {"?to=http:///x", 5, 0},
	} {
		got := answer(t, transport.Options{}, &exchange.Request{URL: s.URL + "/" + c.query, Redirects: c.follow})
		if got.Status != http.StatusFound || len(got.Hops) != c.hops {
			t.Errorf("%s: got %d after %d hops, want 302 after %d", name, got.Status, len(got.Hops), c.hops)
		}
	}
}

// TestCredentialsStayHome sends every kind of credential to an origin that redirects to another,
// and back.
func TestCredentialsStayHome(t *testing.T) {
	report := func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("User-Agent")
		r.Header.Del("Accept-Encoding")
		fmt.Fprint(w, r.Host, " ", r.Header)
	}
	away := serve(t, report)
	home := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch to := r.URL.Query().Get("to"); to {
		case "":
			report(w, r)
		default:
			http.Redirect(w, r, to, http.StatusFound)
		}
	})
	r := exchange.Request{
		Redirects: 2, Cookies: []exchange.Field{{Name: "sid", Value: "1"}},
		Auth: &exchange.Auth{Scheme: "basic", User: "u", Password: "p"},
		Header: exchange.Header{
			{Name: "X-API-Key", Value: "invented-key"}, {Name: "Proxy-Authorization", Value: "x"}, {Name: "x_auth_token", Value: "x"},
			{Name: "Host", Value: "named.example"}, {Name: "Idempotency-Key", Value: "i"}, {Name: "X-Author", Value: "a"},
			{Name: "X-Plain", Value: "filled", Secret: true},
		},
	}
	for name, c := range map[string]struct{ url, want string }{
		"the same origin": {home.URL + "/?to=/", "named.example map[Authorization:[Basic dTpw] Cookie:[sid=1] Idempotency-Key:[i] " +
			"Proxy-Authorization:[x] X-Api-Key:[invented-key] X-Author:[a] X-Plain:[filled] X_auth_token:[x]]"},
		"another": {home.URL + "/?to=" + away.URL, strings.TrimPrefix(away.URL, "http://") + " map[Idempotency-Key:[i] X-Author:[a]]"},
	} {
		r.URL = c.url
		got := string(answer(t, transport.Options{}, &r).Body)
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// A body that was filled from a secret is not sent to another origin. If the redirect drops the
// body, or stays at the origin, it is followed.
func TestABodyOfASecretStaysHome(t *testing.T) {
	away := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Method) })
	home := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/home":
			http.Redirect(w, r, "/end", http.StatusTemporaryRedirect)
		case "/end":
			fmt.Fprint(w, r.Method)
		default:
			var status int
			_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
			http.Redirect(w, r, away.URL, status)
		}
	})
	for path, want := range map[string]string{"/home": "POST", "/303": "GET", "/302": "GET"} {
		got := answer(t, transport.Options{}, &exchange.Request{Method: "POST", URL: home.URL + path, Body: []byte("x"), SecretBody: "k", Redirects: 2})
		if string(got.Body) != want {
			t.Errorf("%s: got %s, want %s", path, got.Body, want)
		}
	}
	for _, path := range []string{"/307", "/308"} {
		got := do(t, transport.Options{}, &exchange.Request{Method: "POST", URL: home.URL + path, Body: []byte("x"), SecretBody: "k", Redirects: 2})
		if !strings.Contains(got.Missing.String(), "would send the body, filled from ${k}, to another origin") {
			t.Errorf("%s: got %+v", path, got)
		}
	}
}

func TestARedirectIntoNothingKeepsItsHops(t *testing.T) {
	gone := "http://" + closed(t)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, gone, http.StatusFound) })
	got := do(t, transport.Options{}, &exchange.Request{URL: s.URL, Redirects: 1})
	if got.Failure == nil || got.Failure.Kind != exchange.Refused || len(got.Hops) != 1 || !strings.Contains(got.Failure.Message, gone[7:]) {
		t.Errorf("got %+v after %d hops, want refused by %s after 1", got.Failure, len(got.Hops), gone)
	}
}
