package transport

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/origin"
	"assay/runner/internal/secret/names"
)

// carriesSecret returns the error of a redirect that would send a body with a secret to another
// origin. A server must not be able to cause that.
func carriesSecret(status int, name, origin string) error {
	return denied{exchange.Missing{Kind: exchange.SecretRedirect, Detail: fmt.Sprintf(
		"the redirect (%d) to %s would send the body, filled from ${%s}, to another origin, and was not followed: "+
			"say `redirects: 0` to judge the redirect itself, or let a probe of its own ask %s", status, origin, name, origin)}}
}

// follow returns the next request of a redirect; nil if resp is the response to judge: not a
// redirect, one too many, or one without a valid Location. The error is denied.
func (x *send) follow(m *message, resp *http.Response) (*message, error) {
	if len(x.hops) >= x.r.Redirects || !isRedirect(resp.StatusCode) {
		return nil, nil
	}
	location := resp.Header.Get("Location")
	to, err := destination(m.url, location)
	if err != nil {
		x.odd = append(x.odd, fmt.Sprintf("its Location was not followed: %v", err))
		return nil, nil
	}
	leaves, get := !origin.Same(m.url, to), becomesGet(resp.StatusCode, m.method)
	if leaves && !get && m.body != nil && x.r.SecretBody != "" {
		return nil, carriesSecret(resp.StatusCode, x.r.SecretBody, to.Scheme+"://"+to.Host)
	}
	x.hops = append(x.hops, exchange.Hop{
		Status: resp.StatusCode, URL: address(m.url), Location: location, Header: Fields(resp.Header),
	})
	to.RawQuery = origin.Printable(to.RawQuery)
	next := &message{method: m.method, url: to, header: m.header, body: m.body, trusted: m.trusted}
	if get {
		if next.method != http.MethodHead {
			next.method = http.MethodGet
		}
		next.body, next.header = nil, without(next.header, describesBody)
	}
	if leaves {
		next.trusted = false
		next.header = without(next.header, staysHome)
	}
	return next, nil
}

// destination resolves a Location against u. The error says why it is invalid.
func destination(u *url.URL, location string) (*url.URL, error) {
	if location == "" {
		return nil, errors.New("there is none")
	}
	to, err := parseURL(location)
	if err != nil {
		var what *url.Error // its text repeats the URL
		if errors.As(err, &what) {
			err = what.Err
		}
		return nil, fmt.Errorf("%q is no address: %w", location, err)
	}
	to = u.ResolveReference(to)
	if to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "" {
		return nil, fmt.Errorf("%q is no address of http or https", location)
	}
	return to, nil
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// becomesGet reports whether a redirect changes the method to GET (RFC 9110, section 15.4, with the
// choices of the Fetch standard): 303 always, 301 and 302 after a POST.
func becomesGet(status int, method string) bool {
	switch status {
	case http.StatusSeeOther:
		return true
	case http.StatusMovedPermanently, http.StatusFound:
		return method == http.MethodPost
	}
	return false
}

func without(h exchange.Header, drop func(exchange.Field) bool) exchange.Header {
	var kept exchange.Header
	for _, f := range h {
		if !drop(f) {
			kept = append(kept, f)
		}
	}
	return kept
}

func describesBody(f exchange.Field) bool {
	name := strings.ToLower(f.Name)
	return strings.HasPrefix(name, "content-") || name == "transfer-encoding"
}

// staysHome reports whether another origin must not see a field: the first one's Host, any field
// with a secret in it, and those with a credential's name.
func staysHome(f exchange.Field) bool {
	return f.Secret || strings.EqualFold(f.Name, "host") || names.Likely(f.Name)
}
