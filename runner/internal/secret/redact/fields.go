package redact

import (
	"strings"

	"assay/runner/internal/secret/names"
)

// issuedIn adds the credential that the value of a header of an answer is, or has in a place of
// its own, to what was found in it as in any text.
func issuedIn(name, value string, hits []hit) []hit {
	switch {
	case strings.EqualFold(name, "Set-Cookie"):
		return cookie(value, hits)
	case strings.EqualFold(name, "Authentication-Info"), strings.EqualFold(name, "Proxy-Authentication-Info"):
		return proofs(value, hits)
	case strings.EqualFold(name, "WWW-Authenticate"), strings.EqualFold(name, "Proxy-Authenticate"):
		return challenge(value, hits)
	}
	own := bare(value)
	if kind := kindAt(name, own); kind != "" {
		hits = append(hits, issuedHit(value, len(value)-len(own), len(value), kind))
	}
	return hits
}

// cookie finds the value of a cookie (RFC 6265, section 4.1) that may be a credential by its name,
// or looks random. Its attributes stay.
func cookie(field string, hits []hit) []hit {
	pair, _, _ := strings.Cut(field, ";")
	name, value, ok := strings.Cut(pair, "=")
	if !ok {
		return hits
	}
	value = strings.TrimRight(value, " \t")
	start := len(name) + 1
	if inner := strings.TrimLeft(value, " \t\""); len(inner) < len(value) {
		start += len(value) - len(inner)
		value = strings.TrimSuffix(inner, `"`)
	}
	name = strings.TrimSpace(name)
	if value == "" || isMask(value) {
		return hits
	}
	if names.Likely(name) && canBeCookie(value) || LooksRandom(value) && canBe("credential", value) {
		hits = append(hits, issuedHit(field, start, start+len(value), "cookie"))
	}
	return hits
}

// canBeCookie reports whether the value of a cookie with the name of a credential is one: what
// deletes a cookie, or a word of few letters, is none.
func canBeCookie(value string) bool {
	return len(value) >= leastDigits || len(value) >= shortest && strings.ContainsAny(value, "0123456789")
}

// proofs finds the values by which a server authenticates itself, and those of the next request
// (RFC 7615).
func proofs(value string, hits []hit) []hit {
	for _, name := range [...]string{"nextnonce", "rspauth", "cnonce"} {
		if i := strings.Index(strings.ToLower(value), name+"="); i >= 0 && len(strings.ToLower(value)) == len(value) {
			if start, end := pairText(value, i+len(name)+1); start < end && !isMask(value[start:end]) {
				hits = append(hits, issuedHit(value, start, end, "credential"))
			}
		}
	}
	return hits
}

// challenge finds the token of a scheme that negotiates (RFC 4559).
func challenge(value string, hits []hit) []hit {
	n := schemeOf(value)
	if n == 0 || strings.ContainsAny(value[n:], " \t,") || !LooksRandom(value[n:]) {
		return hits
	}
	return append(hits, issuedHit(value, n, len(value), "token"))
}
