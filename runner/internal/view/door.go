package view

import (
	"crypto/rand"
	"crypto/subtle"
	"mime"
	"net"
	"net/http"
	"strings"
	"sync"

	"assay/runner/internal/report/page"
)

// door lets in who may ask.
type door struct {
	host    string // where the server listens, as clients must name it
	token   string // of the address in the terminal
	session string // value of the cookie
	base    string // the path of everything, and of the cookie: "/s/…/"

	mu      sync.Mutex
	tickets map[string]bool // tokens for one use that nobody used yet
}

// cookie is the cookie's name.
const cookie = "assay-view"

func newDoor(host string) *door {
	return &door{host: host, token: rand.Text(), session: rand.Text(), base: "/s/" + strings.ToLower(rand.Text()[:12]) + "/", tickets: map[string]bool{}}
}

func (d *door) address(token string) string { return "http://" + d.host + "/?token=" + token }

// ticket returns a token for one use.
func (d *door) ticket() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := rand.Text()
	d.tickets[t] = true
	return t
}

// admits reports whether a token is the right one. A ticket is used up by that.
func (d *door) admits(token string) bool {
	if same(token, d.token) {
		return true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for t := range d.tickets {
		if same(token, t) {
			delete(d.tickets, t)
			return true
		}
	}
	return false
}

// same compares two texts in a time that does not depend on where they differ.
func same(one, other string) bool { return subtle.ConstantTimeCompare([]byte(one), []byte(other)) == 1 }

// guard lets requests through to next, and refuses others with a text that names the next step.
func (d *door) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers(w.Header())
		switch {
		case !d.named(r.Host):
			plain(w, http.StatusForbidden, "The request names the host "+quoted(r.Host)+", and this server is "+d.host+".",
				"Open the address that assay view printed.")
		case r.URL.Path == "/":
			d.enter(w, r)
		case !d.known(r):
			plain(w, http.StatusForbidden, "Only who has the token of this server may see this page.",
				"Open the address that assay view printed in its terminal, with ?token=…; it changes with each start.")
		case !d.own(r):
			plain(w, http.StatusForbidden, "The request comes from another page ("+quoted(from(r))+"), which may not ask here.",
				"Open the address that assay view printed in a tab of its own.")
		case r.Method == http.MethodPost && !isJSON(r):
			plain(w, http.StatusUnsupportedMediaType, "The request has the type "+quoted(r.Header.Get("Content-Type"))+", expected application/json.",
				"Use the page; it sends what is expected.")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// headers are those of every response.
func headers(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", page.ServedPolicy()+"; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// named reports whether a request names this server: by its address or, for the usual one, as
// localhost.
func (d *door) named(host string) bool {
	if host == d.host {
		return true
	}
	_, port, err := net.SplitHostPort(d.host)
	return err == nil && host == "localhost:"+port
}

// enter gives who has a token the cookie, and leads on to the page. A redirect would not do: after
// a link on another page, browsers do not send the cookie then.
func (d *door) enter(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	switch {
	case token == "":
		plain(w, http.StatusForbidden, "This address lacks its token.", "Open the address that assay view printed in its terminal, with ?token=…")
		return
	case r.Method != http.MethodGet:
		plain(w, http.StatusMethodNotAllowed, "This address is asked with GET, got "+quoted(r.Method)+".", "Open it in a browser.")
		return
	case !d.admits(token):
		plain(w, http.StatusForbidden, "The token is not that of this server.", "Open the address that assay view printed last; it changes with each start.")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: d.session, Path: d.base, HttpOnly: true, SameSite: http.SameSiteStrictMode}) //nolint:gosec // the loopback has no TLS
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(`<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=` + d.base + `"><title>Assay</title><p><a href="` + d.base + "\">The page</a>\n"))
}

// known reports whether a request has the cookie.
func (d *door) known(r *http.Request) bool {
	if !strings.HasPrefix(r.URL.Path, d.base) {
		return false
	}
	for _, c := range r.CookiesNamed(cookie) {
		if same(c.Value, d.session) {
			return true
		}
	}
	return false
}

// own reports whether a request comes from a page of this server. Other origins may be on the same
// machine; browsers name them.
func (d *door) own(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return origin == "" || origin == "http://"+r.Host
	}
	return origin == "http://"+r.Host
}

// from is what a request says of the page that it comes from.
func from(r *http.Request) string {
	if origin := r.Header.Get("Origin"); origin != "" {
		return origin
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site
	}
	return "no Origin"
}

func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}
