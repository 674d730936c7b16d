package names

import "strings"

// Credential reports whether a header, cookie, parameter, form field or member of
// that name holds a credential: sure enough to make a secret of its value.
func Credential(name string) bool { return degreeOf(name) == sure }

// Likely reports whether it may hold one: such values are kept out of logs and from the other
// origin of a redirect, where a wrong guess costs little. Every [Credential] is likely.
func Likely(name string) bool { return degreeOf(name) >= likely }

// Asker reports whether a header of that name identifies the client, so that a request without it
// is a different request. Cookies, sessions and signatures are not included: clients send them by
// themselves.
func Asker(name string) bool {
	if !Credential(name) {
		return false
	}
	for word := range read(name) {
		switch word {
		case "cookie", "csrf", "session", "sid", "sig", "sign", "signature", "xsrf":
			return false
		}
		if strings.HasSuffix(word, "sessid") || strings.HasSuffix(word, "sessionid") {
			return false
		}
	}
	return true
}

// Spoken reports whether a word of prose is about credentials: "keys", "X-API-Key",
// "unauthenticated".
func Spoken(word string) bool {
	word = strings.ToLower(word)
	switch word {
	case "authenticated", "authenticates", "authentication", "unauthenticated", "unauthorized":
		return true
	case "pass": // what a check does
		return false
	}
	singular := strings.TrimSuffix(word, "s")
	return singular == "key" || Credential(word) || Credential(singular)
}

// Issued are the members in which an authorization server gives out tokens (RFC 6749,
// section 5.1; OpenID Connect Core 1.0, section 3.1.3.3): no record holds their values.
var Issued = [...]string{"access_token", "refresh_token", "id_token"}
