package origin_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"assay/runner/internal/origin"
)

// The origin of a URL is that of the server which the client connects to, and a URL is its origin
// and the rest.
func FuzzOf(f *testing.F) {
	for _, address := range []string{
		"HTTPS://me:word@API.example:443/Orders?to=http://other/", "http://[::1]:80#@b", "ws://a@b@c:?x", "https://%C3%A9.example\\@b", "${base}/a",
	} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		o, rest := origin.Split(address)
		if o+rest != address {
			t.Fatalf("Split(%q) = %q, %q", address, o, rest)
		}
		if strings.ContainsFunc(o, func(r rune) bool { return r >= utf8.RuneSelf || r == '%' }) {
			return // names that the client converts, also from escapes
		}
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme == "" || strings.Contains(address, "${") || strings.HasPrefix(address, origin.Unix) {
			return
		}
		if !strings.HasPrefix(u.Host, "[") && strings.Count(u.Host, ":") > 1 {
			return // no host
		}
		of := origin.Of(address)
		if again := origin.Of(of); again != of {
			t.Errorf("Of(%q) = %q, and of that %q", address, of, again)
		}
		server, err := url.Parse(of)
		if err != nil || !origin.Same(u, server) {
			t.Errorf("Of(%q) = %q, which is not %s://%s, %v", address, of, u.Scheme, u.Host, err)
		}
	})
}
