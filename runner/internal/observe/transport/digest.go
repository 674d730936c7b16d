package transport

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/icholy/digest"

	"assay/runner/internal/exchange"
)

// digestCredentials answers the first supported challenge of RFC 7616, or if stale the first one
// that says that the previous nonce was too old; false if h has none, so that the 401 is the
// response.
func digestCredentials(m *message, a *exchange.Auth, h http.Header, stale bool) (string, bool) {
	for _, text := range challenges(h.Values("WWW-Authenticate")) {
		challenge, err := digest.ParseChallenge(text)
		if err != nil || stale && !challenge.Stale {
			continue
		}
		for i, qop := range challenge.QOP {
			challenge.QOP[i] = strings.TrimSpace(qop)
		}
		algorithm := challenge.Algorithm
		o := digest.Options{
			Method: m.method, URI: target(m.url), Count: 1, Username: a.User, Password: a.Password,
			GetBody: func() (io.ReadCloser, error) { return reader(m.body), nil },
		}
		session(challenge, &o)
		if !digest.CanDigest(challenge) {
			continue
		}
		if credentials, err := digest.Digest(challenge, o); err == nil {
			credentials.Algorithm = algorithm
			return credentials.String(), true
		}
	}
	return "", false
}

// session sets the session key of an algorithm with "-sess" (RFC 7616, section 3.4.2), which the
// library does not support: the key is for this nonce and this client.
func session(c *digest.Challenge, o *digest.Options) {
	name, ok := strings.CutSuffix(strings.ToUpper(c.Algorithm), "-SESS")
	sum := hashes[name]
	if !ok || sum == nil {
		return
	}
	o.Cnonce = rand.Text()
	o.A1 = hashed(sum(), hashed(sum(), o.Username, c.Realm, o.Password), c.Nonce, o.Cnonce)
	c.Algorithm = name
}

var hashes = map[string]func() hash.Hash{
	"MD5": md5.New, "SHA-256": sha256.New, "SHA-512": sha512.New, "SHA-512-256": sha512.New512_256,
}

func hashed(h hash.Hash, parts ...string) string {
	_, _ = io.WriteString(h, strings.Join(parts, ":")) // never fails
	return hex.EncodeToString(h.Sum(nil))
}

// newChallenge matches the start of an element of WWW-Authenticate that is not a parameter of the
// one before it.
var newChallenge = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^\s="]+(\s+[^\s=]|$)`) })

// challenges splits fields of WWW-Authenticate: one may have several challenges, separated by
// commas like the parameters of each (RFC 9110, section 11.6.1).
func challenges(fields []string) []string {
	var found []string
	for _, field := range fields {
		first := true
		for _, element := range elements(field) {
			if first || newChallenge().MatchString(element) {
				found, first = append(found, element), false
			} else {
				found[len(found)-1] += ", " + element
			}
		}
	}
	return found
}

// elements splits a list at the commas outside of quotes.
func elements(list string) []string {
	var found []string
	from, quoted := 0, false
	for i := 0; i <= len(list); i++ {
		switch {
		case i == len(list) || list[i] == ',' && !quoted:
			if element := strings.TrimSpace(list[from:i]); element != "" {
				found = append(found, element)
			}
			from = i + 1
		case list[i] == '"':
			quoted = !quoted
		case list[i] == '\\' && quoted:
			i++
		}
	}
	return found
}
