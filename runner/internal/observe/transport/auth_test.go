package transport_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/icholy/digest"
	"github.com/mccutchen/go-httpbin/v2/httpbin"

	_ "assay/runner/codings"
	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
	_ "assay/runner/sigv4"
)

func TestDigest(t *testing.T) {
	s := httptest.NewServer(httpbin.New())
	t.Cleanup(s.Close)
	for path, c := range map[string]struct {
		password string
		status   int
	}{
		"/digest-auth/auth/u/p":         {"p", 200},
		"/digest-auth/auth/u/p/SHA-256": {"p", 200},
		"/digest-auth/auth/u/q":         {"wrong", 401},
		"/basic-auth/u/p":               {"p", 401}, // requires another scheme
		"/status/418":                   {"p", 418}, // requires nothing
	} {
		got := answer(t, transport.Options{}, &exchange.Request{
			Method: "GET", URL: s.URL + path, Auth: &exchange.Auth{Scheme: "digest", User: "u", Password: c.password}})
		if got.Status != c.status {
			t.Errorf("%s with %q: got %d, want %d", path, c.password, got.Status, c.status)
		}
	}
}

// TestDigestChallenges has a server that computes the digest itself.
func TestDigestChallenges(t *testing.T) {
	sum := map[string]func(string) string{
		"md5":     func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) },
		"sha-256": func(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) },
	}
	for _, c := range []struct {
		hash, name string
		challenges []string
	}{
		{"md5", "md5", []string{`Digest realm="a, \"b\"", nonce="n", qop="auth-int, auth", algorithm=MD5`}},
		{"sha-256", "SHA-256-sess", []string{`Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256-sess`}},
		{"md5", "MD5-sess", []string{`Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess`}},
		{"md5", "MD5", []string{`Basic realm="b, c", Digest realm="r", nonce="n0", algorithm=NEW, qop="auth", Digest realm = "r", nonce="n", algorithm=MD5, qop="auth"`}},
		{"md5", "MD5", []string{`Negotiate`, `Digest realm="r", nonce="n", algorithm=MD5, qop="auth"`}},
		{"md5", "MD5", []string{`Negotiate, Digest realm="r",, nonce="n", algorithm=MD5, qop="auth"`}},
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			given, err := digest.ParseCredentials(r.Header.Get("Authorization"))
			if err != nil {
				w.Header()["Www-Authenticate"] = c.challenges
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			h := sum[c.hash]
			a1 := h("u:" + given.Realm + ":p")
			if strings.HasSuffix(c.name, "-sess") {
				a1 = h(a1 + ":" + given.Nonce + ":" + given.Cnonce)
			}
			want := h(strings.Join([]string{a1, "n", "00000001", given.Cnonce, "auth", h("GET:/x")}, ":"))
			if given.Response != want || !strings.EqualFold(given.Algorithm, c.name) {
				w.WriteHeader(http.StatusForbidden)
			}
		})
		got := answer(t, transport.Options{}, &exchange.Request{
			Method: "GET", URL: s.URL + "/x", Auth: &exchange.Auth{Scheme: "digest", User: "u", Password: "p"}})
		if got.Status != 200 {
			t.Errorf("%q: got %d, want 200", c.challenges, got.Status)
		}
	}
}

func TestDigestSendsTheBodyAgain(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if r.Header.Get("Authorization") == "" {
			w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop="auth-int"`)
			w.WriteHeader(http.StatusUnauthorized)
		}
		fmt.Fprintf(w, "%s", b)
	})
	got := answer(t, transport.Options{}, &exchange.Request{
		Method: "POST", URL: s.URL, Body: []byte("hello"), Auth: &exchange.Auth{Scheme: "digest", User: "u", Password: "p"}})
	if got.Status != 200 || string(got.Body) != "hello" {
		t.Errorf("got %d %q, want 200 and the body", got.Status, got.Body)
	}
}

// TestAWSSignature has a server that computes the signature itself, by AWS's description.
func TestAWSSignature(t *testing.T) {
	const secret = "invented-secret"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		credential, signed, signature := authorization(r.Header.Get("Authorization"))
		scope := strings.SplitN(credential, "/", 2)[1]
		var canonical bytes.Buffer
		path := r.URL.EscapedPath()
		if !strings.Contains(scope, "/s3/") {
			path = strings.ReplaceAll(path, "%", "%25") // escaped once more, except for S3
		}
		fmt.Fprintf(&canonical, "%s\n%s\n%s\n", r.Method, path, r.URL.RawQuery)
		for name := range strings.SplitSeq(signed, ";") {
			value := r.Header.Get(name)
			switch name {
			case "host":
				value = r.Host
			case "content-length":
				value = fmt.Sprint(r.ContentLength)
			}
			fmt.Fprintf(&canonical, "%s:%s\n", name, value)
		}
		fmt.Fprintf(&canonical, "\n%s\n%s", signed, sha(body))
		toSign := fmt.Sprintf("AWS4-HMAC-SHA256\n%s\n%s\n%s", r.Header.Get("X-Amz-Date"), scope, sha(canonical.Bytes()))
		key := []byte("AWS4" + secret)
		for part := range strings.SplitSeq(scope, "/") {
			key = mac(key, part)
		}
		if hex.EncodeToString(mac(key, toSign)) != signature {
			w.WriteHeader(http.StatusForbidden)
		}
		fmt.Fprint(w, credential, " ", signed)
	})
	for service, extra := range map[string]string{"execute-api": "", "s3": "x-amz-content-sha256;"} {
		got := answer(t, transport.Options{}, &exchange.Request{
			Method: "POST", URL: s.URL + "/a%20b?z=1&a=2", Body: []byte("{}"),
			Header: exchange.Header{{Name: "Content-Type", Value: "application/json"}, {Name: "X-Own", Value: "v"}},
			Auth: &exchange.Auth{Scheme: "aws_sigv4", Region: "eu-central-1", Service: service,
				Key: "invented-id", Secret: secret, SessionID: "invented-session"},
		})
		want := "content-length;content-type;host;" + extra + "x-amz-date;x-amz-security-token;x-own"
		if got.Status != 200 || !strings.HasPrefix(string(got.Body), "invented-id/") || !strings.HasSuffix(string(got.Body), want) {
			t.Errorf("%s: got %d %s, want 200 and %s signed", service, got.Status, got.Body, want)
		}
	}
}

// A signature sorts the query of its own request, and of no other to the same URL.
func TestSignedRequestsLeaveTheURLOfOthers(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.RawQuery) })
	c := transport.New(transport.Options{})
	t.Cleanup(c.Close)
	signed := &exchange.Auth{Scheme: "aws_sigv4", Region: "eu-central-1", Service: "s3", Key: "invented-id", Secret: "invented-secret"}
	for i, auth := range []*exchange.Auth{nil, signed, nil} {
		want := "z=1&a=2"
		if auth != nil {
			want = "a=2&z=1"
		}
		got := c.Do(t.Context(), &exchange.Request{Method: "GET", URL: s.URL + "/?z=1&a=2", Auth: auth})
		if string(got.Body) != want {
			t.Errorf("request %d: the server got %q, want %q", i, got.Body, want)
		}
	}
}

func authorization(h string) (credential, signed, signature string) {
	for part := range strings.SplitSeq(strings.TrimPrefix(h, "AWS4-HMAC-SHA256 "), ", ") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "Credential":
			credential = value
		case "SignedHeaders":
			signed = value
		case "Signature":
			signature = value
		}
	}
	return credential, signed, signature
}

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func TestAJarIsSharedByItsName(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/login":
			http.SetCookie(w, &http.Cookie{Name: "sid", Value: "42", Path: "/"})
			http.Redirect(w, r, "/", http.StatusSeeOther)
		case "/odd":
			w.Header()["Set-Cookie"] = []string{`prefs={"a":1}; Path=/odd`, `user[name]=café b; Path=/odd`, `q="a b"; Path=/odd`, `=x`, `y`}
			fmt.Fprint(w, r.Header.Get("Cookie"))
		default:
			fmt.Fprint(w, r.Header.Get("Cookie"))
		}
	})
	c := transport.New(transport.Options{})
	t.Cleanup(c.Close)
	ask := func(path, jar string, own ...exchange.Field) string {
		return string(c.Do(t.Context(), &exchange.Request{URL: s.URL + path, Jar: jar, Redirects: 1, Cookies: own}).Body)
	}
	for _, step := range []struct {
		what, got, want string
	}{
		{"on the way of a redirect", ask("/login", "one"), "sid=42"},
		{"later, with one of its own", ask("/", "one", exchange.Field{Name: "a", Value: "b"}), "a=b; sid=42"},
		{"own value wins", ask("/", "one", exchange.Field{Name: "sid", Value: "7"}), "sid=7"},
		{"another jar", ask("/", "two"), ""},
		{"no jar", ask("/", ""), ""},
		{"what servers ought not to send", ask("/odd", "three"), ""},
		{"goes back as it came", ask("/odd", "three"), `prefs={"a":1}; user[name]=café b; q="a b"`},
	} {
		if step.got != step.want {
			t.Errorf("%s: got %q, want %q", step.what, step.got, step.want)
		}
	}
}
