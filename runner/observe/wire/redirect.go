package wire

import (
	"net/http"
	"net/url"
	"strings"

	"assay/runner/exchange"
)

// follow is the request that a redirect leads to; nil where resp is the answer
// to judge: no redirect, none left to follow, or one that leads nowhere.
func (x *send) follow(m *message, resp *http.Response) *message {
	if len(x.hops) >= x.r.Redirects || !isRedirect(resp.StatusCode) {
		return nil
	}
	location := resp.Header.Get("Location")
	to, err := m.url.Parse(location)
	if location == "" || err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "" {
		return nil
	}
	x.hops = append(x.hops, exchange.Hop{
		Status: resp.StatusCode, URL: m.url.String(), Location: location, Header: received(resp.Header),
	})
	to.RawQuery = printable(to.RawQuery)
	next := &message{method: m.method, url: to, header: m.header, body: m.body, trusted: m.trusted}
	if becomesGet(resp.StatusCode, m.method) {
		if next.method != http.MethodHead {
			next.method = http.MethodGet
		}
		next.body, next.header = nil, without(next.header, describesBody)
	}
	if !sameOrigin(m.url, to) {
		next.trusted = false
		next.header = without(next.header, staysHome)
	}
	return next
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// becomesGet is the rule of RFC 9110, section 15.4, as the Fetch standard fixes
// what that leaves open: 303 always, 301 and 302 after a POST.
func becomesGet(status int, method string) bool {
	switch status {
	case http.StatusSeeOther:
		return true
	case http.StatusMovedPermanently, http.StatusFound:
		return method == http.MethodPost
	}
	return false
}

// sameOrigin compares scheme, host and port, as curl and browsers do.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

func without(h exchange.Header, drop func(name string) bool) exchange.Header {
	var kept exchange.Header
	for _, f := range h {
		if !drop(strings.ToLower(f.Name)) {
			kept = append(kept, f)
		}
	}
	return kept
}

func describesBody(name string) bool {
	return strings.HasPrefix(name, "content-") || name == "transfer-encoding"
}

// staysHome tells which fields another origin must not see: the Host of the
// first, and everything whose name says that it is a credential. APIs carry keys
// in fields of their own (X-API-Key), so the standard ones are not enough.
func staysHome(name string) bool {
	if name == "host" {
		return true
	}
	if name == "idempotency-key" {
		return false
	}
	for word := range strings.FieldsFuncSeq(name, func(c rune) bool { return c == '-' || c == '_' }) {
		switch word {
		case "authorization", "authentication", "auth", "cookie", "cookie2", "key", "apikey", "token", "secret",
			"password", "credential", "credentials", "session", "signature", "jwt":
			return true
		}
	}
	return false
}
