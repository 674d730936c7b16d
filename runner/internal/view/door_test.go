package view_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"assay/runner/internal/testkit"
)

// Who has not the token, or asks from elsewhere, is refused with a text that says what to do.
func TestDoor(t *testing.T) {
	l := serve(t)
	v := l.enter()
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	wrong := &http.Cookie{Name: v.cookie.Name, Value: strings.Repeat("A", len(v.cookie.Value))}
	at := l.origin()
	var said strings.Builder
	for _, c := range []struct {
		name, method, address string
		change                []func(*http.Request)
	}{
		{"no token", "GET", at + "/", nil},
		{"a wrong token", "GET", at + "/?token=AAAAAAAAAAAAAAAAAAAAAAAAAA", nil},
		{"the token of another method", "POST", l.address, nil},
		{"no cookie", "GET", v.base, nil},
		{"a wrong cookie", "GET", v.base, []func(*http.Request){func(r *http.Request) { r.AddCookie(wrong) }}},
		{"another path", "GET", at + "/s/elsewhere/", []func(*http.Request){v.with}},
		{"another host", "GET", v.base, []func(*http.Request){v.with, host("shop.example")}},
		{"another host with a port", "GET", l.address, []func(*http.Request){host("shop.example:80")}},
		{"another port of this machine", "POST", v.base + "replay", []func(*http.Request){v.with, header("Origin", "http://127.0.0.1:1"), header("Content-Type", "application/json")}},
		{"another origin that reads", "GET", v.base + "state", []func(*http.Request){v.with, header("Origin", "https://evil.example")}},
		{"no origin", "POST", v.base + "replay", []func(*http.Request){v.with, header("Content-Type", "application/json")}},
		{"a page of another port", "GET", v.base, []func(*http.Request){v.with, header("Sec-Fetch-Site", "same-site")}},
		{"a form", "POST", v.base + "replay", []func(*http.Request){v.with, header("Origin", at), header("Content-Type", "text/plain")}},
		{"nothing there", "GET", v.base + "elsewhere", []func(*http.Request){v.with}},
	} {
		r, text := l.send(c.method, c.address, nil, c.change...)
		text = strings.NewReplacer(strings.TrimPrefix(at, "http://"), "HOST", strings.TrimPrefix(v.base, at), "BASE").Replace(text)
		said.WriteString(c.name + ": " + r.Status + "\n" + text + "\n")
		if r.StatusCode < 400 {
			t.Errorf("%s is let in", c.name)
		}
	}
	testkit.Golden(t, "testdata/door.golden", strings.TrimSuffix(said.String(), "\n"))

	// Who is known comes in, by either name of the machine.
	v.page("")
	r, _ := l.get(v.base, v.with, host(strings.Replace(strings.TrimPrefix(at, "http://"), "127.0.0.1", "localhost", 1)))
	if r.StatusCode != http.StatusOK {
		t.Errorf("as localhost it answers %s", r.Status)
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff"} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if p := r.Header.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'; ") || strings.Contains(p, "unsafe") || !strings.Contains(p, "connect-src 'self'; frame-ancestors 'none'") {
		t.Errorf("the policy is loose: %s", p)
	}
	if c := v.cookie; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path == "/" {
		t.Errorf("the cookie is %s", c)
	}
}

// A ticket for a browser that is opened is good for one use.
func TestTicketForOneUse(t *testing.T) {
	opening := make(chan string, 1)
	tell := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { opening <- r.URL.Query().Get("opened") }))
	t.Cleanup(tell.Close)
	t.Setenv("BROWSER", os.Args[0])
	t.Setenv("VIEW_TEST_BROWSER", tell.URL+"/?opened=")
	l := serve(t, "--open")
	opened := <-opening
	if opened == l.address || !strings.HasPrefix(opened, l.origin()+"/?token=") {
		t.Fatalf("the browser is opened with %q", opened)
	}
	for i, want := range []int{http.StatusOK, http.StatusForbidden} {
		if r, text := l.get(opened); r.StatusCode != want {
			t.Errorf("use %d of the ticket: %s, want %d: %s", i+1, r.Status, want, text)
		}
	}
	l.enter()
}
