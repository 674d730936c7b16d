package transport

import (
	"net/url"
	"strings"
)

// stray stands in a url.URL for a percent sign that begins no escape (/p%zz), which
// package url refuses. Browsers and curl send it as it stands (WHATWG URL, path
// state). It is the escape of bytes that are no text, so no address has it of
// itself.
const stray = "%FE%FF%FD"

// parseURL reads what url.Parse reads, and paths and fragments with stray percent
// signs besides.
func parseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err == nil {
		return u, nil
	}
	if marked := markStrays(raw); marked != raw {
		if u, err := url.Parse(marked); err == nil {
			return u, nil
		}
	}
	return nil, err
}

// markStrays puts stray where a percent sign of path or fragment begins no escape.
// In a query any may stand, and in an authority none.
func markStrays(raw string) string {
	var b strings.Builder
	from := authority(raw)
	b.WriteString(raw[:from])
	query := false
	for i := from; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '%' && !query && !isEscape(raw[i:]):
			b.WriteString(stray)
			continue
		case c == '?':
			query = true
		case c == '#':
			query = false
		}
		b.WriteByte(raw[i])
	}
	return b.String()
}

// authority is where scheme and authority of a reference end (RFC 3986, section 3).
func authority(raw string) int {
	rest := raw
	if i := strings.IndexAny(raw, ":/?#"); i > 0 && raw[i] == ':' {
		rest = raw[i+1:]
	}
	if !strings.HasPrefix(rest, "//") {
		return len(raw) - len(rest)
	}
	if i := strings.IndexAny(rest[2:], "/?#"); i >= 0 {
		return len(raw) - len(rest) + 2 + i
	}
	return len(raw)
}

func isEscape(s string) bool {
	return len(s) > 2 && isHex(s[1]) && isHex(s[2])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// target is what a request line says of u: path and query, stray percent signs as
// they came.
func target(u *url.URL) string { return strings.ReplaceAll(u.RequestURI(), stray, "%") }

// address is u as text, stray percent signs as they came.
func address(u *url.URL) string { return strings.ReplaceAll(u.String(), stray, "%") }

// hasStray reports whether the path of u has stray percent signs.
func hasStray(u *url.URL) bool { return strings.Contains(u.EscapedPath(), stray) }

// asSent is u, which has stray percent signs, as net/http is to send it: to its
// host, or to a proxy.
func asSent(u *url.URL, proxied bool) *url.URL {
	sent := *u
	sent.Opaque = strings.ReplaceAll(u.EscapedPath(), stray, "%")
	if proxied || strings.HasPrefix(sent.Opaque, "//") {
		sent.Opaque = "//" + u.Host + sent.Opaque
	}
	return &sent
}
