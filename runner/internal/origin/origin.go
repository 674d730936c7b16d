// Package origin reads the origin of a URL: scheme, host and port.
//
// Two URLs with the same origin go to the same server: schemes and hosts are case-insensitive, and
// a scheme's default port is optional (RFC 9110, section 4.2.3, and RFC 6454, section 4). Observing
// keeps a queue for each origin, a redirect to another one loses its credentials, and the history
// and fixtures name the origins of their entries.
//
// Goals: one spelling of an origin, and one function that splits a URL after it, even with
// ${references} in the URL. Non-goals: validating URLs; internationalized names, which the client
// converts to ASCII when it connects.
//
// A map of the files:
//
//	origin.go  origins and their parts
//	meant.go   the URL that an address without a scheme means
//	printable.go paths and queries as request lines have them
package origin

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/subst"
)

// Unix is the prefix of an origin that is a local socket; its path follows.
const Unix = "unix:"

// ports maps schemes to their default ports (RFC 9110, section 4.2; RFC 6455, section 3; RFC 1928).
var ports = map[string]string{"http": "80", "https": "443", "ws": "80", "wss": "443", "socks5": "1080", "socks5h": "1080"}

// Split splits a URL, as written, after its authority: "https://API.example:443" and
// "/orders?page=2". A reference at the start of a URL is its origin: "${base}" and "/orders". A URL
// with neither has the origin "".
func Split(address string) (origin, rest string) {
	from := schemeEnd(address)
	if from == 0 && !strings.HasPrefix(address, "${") {
		return "", address
	}
	end := from + subst.Outside(address[from:], "/?#")
	return address[:end], address[end:]
}

// schemeEnd returns the offset after "scheme://", 0 for a URL without a scheme.
func schemeEnd(address string) int {
	i := strings.Index(address, "://")
	if i < 0 || strings.ContainsAny(address[:i], "/?#") {
		return 0
	}
	return i + len("://")
}

// Of returns the origin of a URL in its canonical spelling: "https://api.example" for
// "HTTPS://me@API.example:443/orders", without user and password. An origin with a reference as its
// host stays as written, as does a socket's.
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

// Plain returns an origin from [Split] in its canonical spelling, including user and password.
func Plain(origin string) string {
	scheme := schemeEnd(origin)
	if scheme == 0 || subst.Has(origin) {
		return origin
	}
	if isPlain(origin, scheme) {
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

// isPlain reports whether an origin is in its canonical spelling, at little cost: most are. It may
// miss that one is.
func isPlain(origin string, scheme int) bool {
	for i := range len(origin) {
		if c := origin[i]; 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf || c == '@' {
			return false
		}
	}
	port := strings.LastIndexByte(origin, ':') + 1
	return port < scheme || port < len(origin) && origin[port:] != ports[origin[:scheme-len("://")]]
}

// Host returns the host of a URL, with its port unless that is the scheme's default: "api.example",
// "127.0.0.1:8080".
func Host(address string) string {
	o := Of(address)
	return o[schemeEnd(o):]
}

// Same reports whether two URLs have the same origin.
func Same(a, b *url.URL) bool {
	return Plain(a.Scheme+"://"+a.Host) == Plain(b.Scheme+"://"+b.Host)
}

// Port returns the port of a URL: its own, or its scheme's default; "" without either.
func Port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return ports[u.Scheme]
}
