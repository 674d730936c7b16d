package response

import (
	"net/http"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// cookiesCheck is the key `cookies`: what the Set-Cookie headers of the response, and of the
// redirects followed to it, set. A capture of a cookie reads the same.
type cookiesCheck struct{ cookies []cookieCheck }

type cookieCheck struct {
	name string
	want *predicate.Predicate // on the value; nil with attributes
	with []cookieAttribute    // the predicates on value and attributes
	of   *compile.Secrets
}

type cookieAttribute struct {
	key  string
	want *predicate.Predicate
}

// CookieWords are the value and the attributes: secure and http_only are true or false, max_age is
// a number, the others are texts.
var CookieWords = []lang.Word{
	lang.NewWord("value", predicate.PlainShape, "the value"),
	lang.NewWord("path", predicate.PlainShape, "Path"),
	lang.NewWord("domain", predicate.PlainShape, "Domain"),
	lang.NewWord("secure", predicate.PlainShape, "Secure: true or false"),
	lang.NewWord("http_only", predicate.PlainShape, "HttpOnly: true or false"),
	lang.NewWord("same_site", predicate.PlainShape, "SameSite: Lax, Strict or None"),
	lang.NewWord("max_age", predicate.PlainShape, "Max-Age, in seconds"),
	lang.NewWord("expires", predicate.PlainShape, "Expires, as it was sent"),
}

// isCookieWord reports whether key is the value or an attribute.
func isCookieWord(key string) bool {
	return slices.ContainsFunc(CookieWords, func(w lang.Word) bool { return w.Name == key })
}

// CompileCookies reads the key `cookies`.
func CompileCookies(c *predicate.Compiler, n *yaml.Node) check.Check {
	entries, ok := c.Filled(n, "cookies", "a map from cookie names to predicates", "write {sid: present} to expect a cookie")
	if !ok {
		return nil
	}
	k := &cookiesCheck{}
	for _, e := range entries {
		cookie := cookieCheck{name: e.Key}
		if attributes := source.Entries(e.Value); holdsAttribute(attributes) {
			cookie.with = cookieAttributes(c, attributes)
		} else {
			cookie.want = c.Compile(e.Value, values.AsText)
		}
		cookie.of = c.TakeSecrets(e.Value)
		k.cookies = append(k.cookies, cookie)
	}
	return k
}

func holdsAttribute(entries []source.Entry) bool {
	return slices.ContainsFunc(entries, func(e source.Entry) bool { return isCookieWord(e.Key) })
}

func cookieAttributes(c *predicate.Compiler, entries []source.Entry) []cookieAttribute {
	c.Once(entries)
	out := make([]cookieAttribute, 0, len(entries))
	for _, e := range entries {
		kind := values.AsText
		switch e.Key {
		case "secure", "http_only", "max_age":
			kind = values.AsJSON
		}
		if !isCookieWord(e.Key) {
			c.UnknownWord(e.KeyNode, "attribute of a cookie", e.Key, lang.Names(CookieWords))
			continue
		}
		out = append(out, cookieAttribute{e.Key, c.Compile(e.Value, kind)})
	}
	return out
}

func (k *cookiesCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if !check.HeaderReported(o, "Set-Cookie") {
		out.Doubt("the source did not report the header Set-Cookie")
		return
	}
	set := cookiesOf(o)
	for i := range k.cookies {
		if c := &k.cookies[i]; !c.of.Unknown(o, out) {
			c.judge(set, out)
		}
	}
}

// cookiesOf returns the cookies that a response sets (RFC 6265), after those of the redirects
// followed to it.
func cookiesOf(o *exchange.Observation) []*http.Cookie {
	var set []*http.Cookie
	for i := range o.Hops {
		set = append(set, o.Hops[i].Header.Cookies()...)
	}
	return append(set, o.Header.Cookies()...)
}

func (k *cookieCheck) judge(set []*http.Cookie, out *outcome.Result) {
	var cookie *http.Cookie
	for _, c := range set {
		if c.Name == k.name {
			cookie = c // the last of several cookies with one name counts
		}
	}
	s := outcome.Subject{Key: "cookies", Part: k.name}
	before := len(out.Failures)
	if k.want != nil {
		k.want.Judge(cookieValue(cookie, "value"), s, out)
	}
	for i := range k.with {
		a := &k.with[i]
		if a.want.Judge(cookieValue(cookie, a.key), outcome.Subject{Key: "cookies", Part: k.name + " " + a.key}, out); cookie == nil {
			break
		}
	}
	if cookie == nil && len(out.Failures) > before {
		out.Failures[before].Detail = cookiesThere(set)
	}
}

func cookiesThere(set []*http.Cookie) string {
	if len(set) == 0 {
		return "the answer sets no cookies"
	}
	names := make([]string, len(set))
	for i, c := range set {
		names[i] = c.Name
	}
	return "the answer sets the " + text.Noun(len(set), "cookie") + " " + text.Cut(strings.Join(names, ", "), 200)
}

// cookieValue returns the value or an attribute of a cookie, or values.Missing.
func cookieValue(c *http.Cookie, key string) any {
	if c == nil {
		return values.Missing
	}
	switch key {
	case "secure":
		return c.Secure
	case "http_only":
		return c.HttpOnly
	case "max_age":
		if c.MaxAge == 0 {
			return values.Missing
		}
		return max(c.MaxAge, 0)
	case "value":
		return c.Value
	case "path":
		return textOrMissing(c.Path)
	case "domain":
		return textOrMissing(c.Domain)
	case "expires":
		return textOrMissing(c.RawExpires)
	}
	return textOrMissing(sameSite(c.SameSite))
}

func textOrMissing(s string) any {
	if s == "" {
		return values.Missing
	}
	return s
}

func sameSite(s http.SameSite) string {
	switch s {
	case http.SameSiteLaxMode:
		return "Lax"
	case http.SameSiteStrictMode:
		return "Strict"
	case http.SameSiteNoneMode:
		return "None"
	}
	return ""
}

func (k *cookiesCheck) Summary() string {
	words := make([]string, len(k.cookies))
	for i := range k.cookies {
		words[i] = "cookie " + k.cookies[i].name
		if want := k.cookies[i].want; want != nil {
			words[i] += " " + want.String()
		}
	}
	return strings.Join(words, ", ")
}
