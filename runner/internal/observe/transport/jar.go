package transport

import (
	"net/http"
	"net/http/cookiejar"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// jar returns the cookie jar of that name, made on first use; nil without a name.
func (c *Client) jar(name string) http.CookieJar {
	if name == "" {
		return nil
	}
	c.jarsMu.Lock()
	defer c.jarsMu.Unlock()
	if c.jars == nil {
		c.jars = map[string]http.CookieJar{}
	}
	jar := c.jars[name]
	if jar == nil {
		jar, _ = cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // never fails
		c.jars[name] = jar
	}
	return jar
}

// setCookies sends the request's own cookies and those of its jar as one Cookie field; if both have
// a name, the request's own is sent. Own cookies are sent as written, quotes and spaces included,
// and never to another origin.
func (x *send) setCookies(req *http.Request, m *message) {
	jar := x.client.jar(x.r.Jar)
	if len(x.r.Cookies) == 0 && jar == nil {
		return
	}
	pairs := req.Header["Cookie"]
	own := map[string]bool{}
	if m.trusted {
		for _, c := range x.r.Cookies {
			pairs = append(pairs, c.Name+"="+c.Value)
			own[c.Name] = true
		}
	}
	if jar != nil {
		for _, c := range jar.Cookies(m.url) {
			if own[c.Name] {
				continue
			}
			if c.Quoted { // the quotes are part of the value (RFC 6265, section 5.2)
				c.Value = `"` + c.Value + `"`
			}
			pairs = append(pairs, c.Name+"="+c.Value)
		}
	}
	if len(pairs) > 0 {
		req.Header["Cookie"] = []string{strings.Join(pairs, "; ")}
	}
}
