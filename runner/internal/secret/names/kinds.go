package names

import "strings"

// kindOf lists, by the last letters of a word that makes a name one of a credential, what it is.
var kindOf = [...]struct{ ending, kind string }{
	{"token", "token"}, {"jwt", "token"}, {"bearer", "token"},
	{"secret", "secret"},
	{"password", "password"}, {"passwd", "password"}, {"passphrase", "password"}, {"pass", "password"}, {"pwd", "password"},
	{"key", "key"},
	{"sessionid", "session"}, {"sessid", "session"}, {"sid", "session"},
	{"sig", Signature}, {"sign", Signature}, {"signature", Signature},
}

// Signature is the [Kind] of signatures: they let in who has them in an address, and are public
// elsewhere.
const Signature = "signature"

// beyond lists last words of names that say something of a credential and do not hold it:
// token_name, password_url. They are no part of [Credential], for which such a header identifies
// the client all the same.
var beyond = map[string]bool{
	"address": true, "arn": true, "at": true, "code": true, "created": true, "date": true, "description": true, "digits": true, "error": true, "fingerprint": true, "format": true, "hint": true,
	"host": true, "href": true, "ids": true, "index": true, "issuer": true, "kind": true, "label": true, "link": true, "message": true, "mode": true,
	"name": true, "path": true, "permissions": true, "prefix": true, "provider": true, "reason": true, "role": true, "scheme": true, "scope": true,
	"scopes": true, "size": true, "source": true, "state": true, "status": true, "str": true, "suffix": true, "symbol": true, "time": true, "timestamp": true, "title": true,
	"updated": true, "uri": true, "url": true, "usage": true, "user": true, "username": true,
}

// Kind returns what a member, element, parameter or header of that name holds in an answer:
// "token", "secret", "password", "key", "session", "signature" or "credential"; "" if it holds no
// [Credential].
func Kind(name string) string {
	kind, last := "", ""
	for word := range read(name) {
		if degreeOfWord(word, last) == sure {
			if own := kindOfWord(word, last); kind == "" || own != "credential" {
				kind = own
			}
		}
		last = word
	}
	if about[last] || beyond[last] || last == "id" && kind != "session" && kind != "secret" {
		return ""
	}
	return kind
}

// kindOfWord returns the kind of a credential's word behind another one.
func kindOfWord(word, before string) string {
	word = unnumbered(word)
	switch {
	case word == "id" && before == "session":
		return "session"
	case word == Signature && (before == "amz" || before == "goog"): // of a form for uploads
		return "key"
	}
	for _, k := range kindOf {
		if strings.HasSuffix(word, k.ending) {
			return k.kind
		}
	}
	return "credential"
}

// Stems are parts of which one is in every name that has a [Kind], in lower case.
var Stems = [...]string{"token", "secret", "pass", "pwd", "key", "sess", "sid", "sig", "auth", "bearer", "cred", "jwt"}
