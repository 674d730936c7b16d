package redact

import (
	"net/url"
	"strings"
)

// PasswordName replaces a password that was part of an address.
const PasswordName = "redacted:password"

// Passwords are the passwords in addresses (--target http://user:password@host) as secrets: a
// server may echo one anywhere. It skips one that refers to a secret, equals the user's name, or is
// too short to be distinct from ordinary text.
func Passwords(addresses ...string) []Secret {
	var out []Secret
	for _, address := range addresses {
		_, rest, ok := strings.Cut(address, "//")
		if !ok { // a mistyped one may still contain a password
			rest = address
		}
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			rest = rest[:end]
		}
		info := rest[:max(strings.LastIndexByte(rest, '@'), 0)]
		user, password, _ := strings.Cut(info, ":")
		if strings.Contains(password, "${") {
			continue
		}
		for _, p := range []string{password, unescaped(password)} {
			if len(p) >= shortest && p != user {
				out = append(out, Secret{PasswordName, p})
			}
		}
	}
	return out
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return ""
}
