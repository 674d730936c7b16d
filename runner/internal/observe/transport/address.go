package transport

import (
	"net/url"
	"strings"
)

// stray replaces in a url.URL a percent sign that does not begin an escape (/p%zz), which package
// url rejects. Browsers and curl send it unchanged (WHATWG URL, path state). It is the escape of
// bytes that are not UTF-8, so it does not occur in URLs by itself.
const stray = "%FE%FF%FD"

// parseURL is url.Parse that also accepts paths and fragments with stray percent signs.
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

// markStrays puts stray for each percent sign of path or fragment that does not begin an escape. A
// query may have any, an authority none.
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

// authority returns the index where scheme and authority of a reference end (RFC 3986, section 3).
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

// target returns the request target of u: path and query, with stray percent signs restored.
func target(u *url.URL) string { return strings.ReplaceAll(u.RequestURI(), stray, "%") }

// address returns u as text, with stray percent signs restored.
func address(u *url.URL) string { return strings.ReplaceAll(u.String(), stray, "%") }

// hasStray reports whether the path of u has stray percent signs.
func hasStray(u *url.URL) bool { return strings.Contains(u.EscapedPath(), stray) }

// asSent returns u, which has stray percent signs, in the form for net/http to send to its host, or
// to a proxy.
func asSent(u *url.URL, proxied bool) *url.URL {
	sent := *u
	sent.Opaque = strings.ReplaceAll(u.EscapedPath(), stray, "%")
	if proxied || strings.HasPrefix(sent.Opaque, "//") {
		sent.Opaque = "//" + u.Host + sent.Opaque
	}
	return &sent
}
