package redact

import (
	"cmp"
	"net/url"
	"strings"

	"assay/runner/internal/secret/names"
)

// PasswordName replaces a password that was part of an address.
const PasswordName = "redacted:password"

// InAddresses are the credentials in addresses (--target http://user:password@host) as secrets: a
// server may echo one anywhere. They are passwords, the name of a user without one where it looks
// random (https://TOKEN@host), and parameters that are called as credentials are. It skips what
// refers to a secret, a password that equals the user's name, and what is too short to be distinct
// from ordinary text.
func InAddresses(addresses ...string) []Secret {
	var out []Secret
	add := func(name, value string) {
		for _, text := range []string{value, unescaped(value)} {
			if len(text) >= shortest && !strings.Contains(text, "${") {
				out = append(out, Secret{name, text})
			}
		}
	}
	for _, address := range addresses {
		_, rest, ok := strings.Cut(address, "//")
		if !ok { // a mistyped one may still contain a password
			rest = address
		}
		if end := strings.IndexAny(rest, "?#"); end >= 0 {
			parameters(rest[end+1:], add)
		}
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			rest = rest[:end]
		}
		info := rest[:max(strings.LastIndexByte(rest, '@'), 0)]
		switch user, password, _ := strings.Cut(info, ":"); {
		case password == "" && LooksRandom(user):
			add(PasswordName, user)
		case password != user && unescaped(password) != user:
			add(PasswordName, password)
		}
	}
	return out
}

// parameters adds the credentials among the parameters of an address.
func parameters(query string, add func(name, value string)) {
	for pair := range strings.FieldsFuncSeq(query, func(c rune) bool { return c == '&' || c == '#' }) {
		name, value, _ := strings.Cut(pair, "=")
		if kind := cmp.Or(names.Kind(name), kindInPair(name, value)); kind != "" {
			add("redacted:"+kind, value)
		}
	}
}

// Address returns an address to be quoted, without its credentials.
func Address(s string) string {
	r, err := New(InAddresses(s), Rules{})
	if err != nil {
		return s // there are no rules that could be wrong
	}
	return r.String(s)
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return ""
}
