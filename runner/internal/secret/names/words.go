package names

import "strings"

// degree is how surely a name means a credential.
type degree byte

const (
	none   degree = iota
	likely        // worth keeping from logs and from other origins
	sure          // a credential
)

// words are what names of credentials hold, each as a word of its own.
var words = map[string]degree{
	"apikey": sure, "accesskey": sure, "privatekey": sure, "secretkey": sure, "subscriptionkey": sure, "authkey": sure,
	"auth": sure, "authorization": sure, "bearer": sure, "credential": sure, "credentials": sure,
	"jwt": sure, "pass": sure, "passphrase": sure, "passwd": sure, "password": sure, "pwd": sure,
	"secret": sure, "sessionid": sure, "sid": sure, "sig": sure, "signature": sure, "token": sure,

	"authenticate": likely, "authentication": likely, "authenticator": likely, "cookie": likely, "cookie2": likely, "cookies": likely,
	"csrf": likely, "hmac": likely, "key": likely, "keys": likely, "oauth": likely, "oauth2": likely, "otp": likely, "passcode": likely,
	"pin": likely, "secrets": likely, "session": likely, "sign": likely, "signatures": likely, "totp": likely, "xsrf": likely,
}

// endings make a longer word one that names a credential: accesstoken, clientsecret.
var endings = []string{"apikey", "passphrase", "passwd", "password", "secret", "sessid", "sessionid", "token"}

// pairs lists words that turn the following one into a credential, which alone may be anything:
// the key of a map, a session's description, the sign of a number.
var pairs = map[string]string{
	"key": " access account api app application auth client encryption license master private secret service shared signing subscription x ",
	"id":  " session ", "sign": " access api ",
}

// harmless lists words that make the following one public.
var harmless = map[string]string{
	"token": " audio backward bos change cls continuation cursor delta end eos eot first forward image last mask max min next pad page pagination paging prev previous " +
		"resume scroll sep sequence skip special start stop sync unk video ",
	"key": " cache foreign group idempotency object partition primary public routing socket sort surrogate websocket ",
}

// about lists last words of names that are about a credential but do not name one.
var about = map[string]bool{
	"algorithm": true, "count": true, "endpoint": true, "expires": true, "expiry": true, "expiration": true, "in": true, "length": true,
	"limit": true, "method": true, "policy": true, "required": true, "ttl": true, "type": true, "version": true,
}

// unnumbered returns a word without the number behind it, where that makes no other word of it:
// api_key2 and password2 are credentials, but token0 is one of a pair of coins, Auth0 a company.
func unnumbered(word string) string {
	bare := strings.TrimRight(word, "0123456789")
	for _, of := range []string{"key", "passphrase", "passwd", "password", "secret"} {
		if strings.HasSuffix(bare, of) {
			return bare
		}
	}
	return word
}

// degreeOf returns how surely a name means a credential.
func degreeOf(name string) degree {
	found, before, last := none, "", ""
	for word := range read(name) {
		found = max(found, degreeOfWord(word, before))
		before, last = word, word
	}
	if about[last] {
		return none
	}
	return found
}

// degreeOfWord returns how surely a word after the given one means a credential.
func degreeOfWord(word, before string) degree {
	word = unnumbered(word)
	if before != "" {
		behind := " " + before + " "
		if strings.Contains(harmless[word], behind) {
			return none
		}
		if strings.Contains(pairs[word], behind) {
			return sure
		}
	}
	if d := words[word]; d != none {
		return d
	}
	for _, ending := range endings {
		if start, ok := strings.CutSuffix(word, ending); ok {
			if start != "" && strings.Contains(harmless[ending], " "+start+" ") {
				return none
			}
			return sure
		}
	}
	return none
}

// read yields the words of a name in lower case: it splits at characters other than letters and
// digits, and between lower and upper case (apiKey, APIKey).
func read(name string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i <= len(name); i++ {
			if i < len(name) && isAlphanumeric(name[i]) && (i == start || !turns(name, i)) {
				continue
			}
			if i > start && !yield(strings.ToLower(name[start:i])) {
				return
			}
			if start = i; i < len(name) && !isAlphanumeric(name[i]) {
				start++
			}
		}
	}
}

// turns reports whether a word ends before the capital at i.
func turns(name string, i int) bool {
	if !isCapital(name[i]) {
		return false
	}
	return !isCapital(name[i-1]) || i+1 < len(name) && 'a' <= name[i+1] && name[i+1] <= 'z' && !isPlural(name[i+1:])
}

// isPlural reports whether an s alone ends a run of capitals (JWTs).
func isPlural(rest string) bool {
	return rest[0] == 's' && (len(rest) == 1 || !isAlphanumeric(rest[1]))
}

func isCapital(c byte) bool { return 'A' <= c && c <= 'Z' }

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || isCapital(c) || '0' <= c && c <= '9' || c >= 0x80
}
