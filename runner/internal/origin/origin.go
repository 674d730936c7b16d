// Package origin knows whom a URL asks: scheme, host and port.
//
// Two URLs ask the same server where their origins are the same: schemes and hosts have no
// case, and a port that is the scheme's own may be left out (RFC 9110, section 4.2.3, and
// RFC 6454, section 4). Observing keeps a queue for each origin, a redirect to another one
// loses its credentials, the history and fixtures name the origin of what they keep.
//
// Goals: one spelling of an origin, and one place where a URL is cut behind it, whether or
// not ${references} wait in it. Non-goals: checking that a URL is one; internationalized
// names, which the client turns into ASCII when it connects.
//
// Files: origin.go is all there is.
package origin

import (
	"net/url"
	"strings"

	"assay/runner/internal/subst"
)

// Unix begins the origin of a request to a socket of this machine; its path follows.
const Unix = "unix:"

// ports are the schemes' own (RFC 9110, section 4.2; RFC 6455, section 3; RFC 1928).
var ports = map[string]string{"http": "80", "https": "443", "ws": "80", "wss": "443", "socks5": "1080", "socks5h": "1080"}

// Split cuts a URL behind its authority, as it is written: "https://API.example:443" and
// "/orders?page=2". A reference that a URL starts with is its origin: "${base}" and
// "/orders". A URL with neither has the origin "".
func Split(address string) (origin, rest string) {
	from := schemeEnd(address)
	if from == 0 && !strings.HasPrefix(address, "${") {
		return "", address
	}
	end := from + subst.Outside(address[from:], "/?#")
	return address[:end], address[end:]
}

// schemeEnd is the offset behind "scheme://", 0 where a URL has no scheme.
func schemeEnd(address string) int {
	i := strings.Index(address, "://")
	if i < 0 || strings.ContainsAny(address[:i], "/?#") {
		return 0
	}
	return i + len("://")
}

// Of is the origin of a URL in its one spelling: "https://api.example" for
// "HTTPS://me@API.example:443/orders", without user and password. Of a URL in which the
// host is a reference it is what is written. A socket's origin stays as it is.
func Of(address string) string {
	if strings.HasPrefix(address, Unix) {
		return address
	}
	o, _ := Split(address)
	scheme := schemeEnd(o)
	if at := strings.LastIndexByte(o[scheme:], '@'); scheme > 0 && at >= 0 {
		o = o[:scheme] + o[scheme+at+1:]
	}
	return Plain(o)
}

// Plain is an origin that [Split] gave in its one spelling, the user and password with it.
func Plain(origin string) string {
	scheme := schemeEnd(origin)
	if scheme == 0 || subst.Has(origin) {
		return origin
	}
	host := scheme + strings.LastIndexByte(origin[scheme:], '@') + 1
	server := strings.ToLower(origin[host:])
	name := strings.ToLower(origin[:scheme])
	if i := strings.LastIndexByte(server, ':'); i >= 0 && (i == len(server)-1 || server[i+1:] == ports[name[:len(name)-len("://")]]) {
		server = server[:i]
	}
	return name + origin[scheme:host] + server
}

// Host is the host of a URL with its port, where that is not the scheme's own:
// "api.example", "127.0.0.1:8080".
func Host(address string) string {
	o := Of(address)
	return o[schemeEnd(o):]
}

// Same reports whether two URLs have the same origin.
func Same(a, b *url.URL) bool {
	return Plain(a.Scheme+"://"+a.Host) == Plain(b.Scheme+"://"+b.Host)
}

// Port is the port that a URL asks: its own, or that of its scheme; "" where it has
// neither.
func Port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return ports[u.Scheme]
}
