package transport

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"assay/runner/internal/exchange"
)

// proxyFunc chooses the proxy of a request; a nil URL means no proxy.
type proxyFunc = func(*http.Request) (*url.URL, error)

// environmentProxy follows HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case; nil if
// they name none. Loopback addresses are reached directly.
func environmentProxy() proxyFunc {
	config := httpproxy.FromEnvironment()
	all := cmp.Or(os.Getenv("ALL_PROXY"), os.Getenv("all_proxy"))
	config.HTTPProxy = cmp.Or(config.HTTPProxy, all)
	config.HTTPSProxy = cmp.Or(config.HTTPSProxy, all)
	if config.HTTPProxy == "" && config.HTTPSProxy == "" {
		return nil
	}
	choose := config.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) { return choose(r.URL) }
}

// proxyOf returns the proxy of r, of the client, or of the environment. A named one is used for
// every address, loopback included.
func (c *Client) proxyOf(r *exchange.Request) (proxyFunc, error) {
	named := cmp.Or(r.Proxy, c.opts.Proxy)
	if named == "" {
		return c.proxy, nil
	}
	u, err := ProxyURL(named)
	if err != nil {
		return nil, err
	}
	return http.ProxyURL(u), nil
}

// ProxyURL returns the URL of a proxy: http, https, socks5 or socks5h, or HOST:PORT, which is http.
func ProxyURL(named string) (*url.URL, error) {
	if !strings.Contains(named, "://") {
		named = "http://" + named
	}
	u, err := url.Parse(named)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
	default:
		return nil, fmt.Errorf("proxy: expected http, https or socks5 in %q, got %q", u.Redacted(), u.Scheme)
	}
	if u.Hostname() == "" {
		return nil, fmt.Errorf("proxy: no host in %q; write it as http://host:port", u.Redacted())
	}
	return u, nil
}

// proxied reports whether a request to u goes to a proxy as such: plain HTTP through an HTTP proxy.
func (x *send) proxied(u *url.URL) bool {
	if u.Scheme != "http" || x.r.Unix != "" || x.client.opts.Transport != nil {
		return false
	}
	choose, err := x.client.proxyOf(x.r)
	if choose == nil || err != nil {
		return false
	}
	proxy, err := choose(&http.Request{URL: u})
	return err == nil && proxy != nil && (proxy.Scheme == "http" || proxy.Scheme == "https")
}
