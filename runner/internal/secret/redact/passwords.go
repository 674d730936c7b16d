package redact

import (
	"net/url"
	"strings"
)

// PasswordName stands in the place of a password that was part of an address.
const PasswordName = "redacted:password"

// Passwords are the passwords in addresses (--target http://user:password@host) as
// secrets: a server may echo one anywhere. One that refers to a secret, is the user's
// name once more, or is too short to be told from ordinary text, is none.
func Passwords(addresses ...string) []Secret {
	var out []Secret
	for _, address := range addresses {
		_, rest, ok := strings.Cut(address, "//")
		if !ok { // one that is mistyped may hold a password all the same
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
