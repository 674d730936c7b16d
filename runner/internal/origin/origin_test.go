package origin_test

import (
	"net/url"
	"testing"

	"assay/runner/internal/origin"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct{ address, origin, rest string }{
		{"https://API.example:443/orders?page=2#top", "https://API.example:443", "/orders?page=2#top"},
		{"https://me:word@api.example", "https://me:word@api.example", ""},
		{"https://api.example?page=2", "https://api.example", "?page=2"},
		{"https://api.example#top", "https://api.example", "#top"},
		{"https://${a/b}.example/${id}", "https://${a/b}.example", "/${id}"},
		{"${base}/orders", "${base}", "/orders"},
		{"${base}", "${base}", ""},
		{"/orders?to=https://other.example/", "", "/orders?to=https://other.example/"},
		{"orders", "", "orders"},
		{"", "", ""},
	} {
		if o, rest := origin.Split(c.address); o != c.origin || rest != c.rest {
			t.Errorf("Split(%q) = %q, %q; want %q, %q", c.address, o, rest, c.origin, c.rest)
		}
	}
}

func TestOf(t *testing.T) {
	for address, want := range map[string]string{
		"HTTPS://me:word@API.example:443/Orders": "https://api.example",
		"https://API.example":                    "https://api.example",
		"http://api.example:80?page=2":           "http://api.example",
		"http://api.example:":                    "http://api.example", // RFC 3986, section 6.2.3
		"http://api.example:443/":                "http://api.example:443",
		"https://api.example:80/":                "https://api.example:80",
		"https://api.example:8443/":              "https://api.example:8443",
		"http://[::1]:80/":                       "http://[::1]",
		"http://[::80]/":                         "http://[::80]",
		"http://a@b@api.example/":                "http://api.example",
		"https://${user}:${word}@API.example/":   "https://api.example",
		"https://${Host}:443/":                   "https://${Host}:443",
		"${Base}/orders":                         "${Base}",
		"unix:/run/Shop.sock":                    "unix:/run/Shop.sock",
		"/orders":                                "",
	} {
		if got := origin.Of(address); got != want {
			t.Errorf("Of(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for o, want := range map[string]string{
		"HTTPS://Me:Word@API.example:443": "https://Me:Word@api.example",
		"https://api.example":             "https://api.example",
		"${Base}":                         "${Base}",
	} {
		if got := origin.Plain(o); got != want {
			t.Errorf("Plain(%q) = %q, want %q", o, got, want)
		}
	}
}

func TestHost(t *testing.T) {
	for address, want := range map[string]string{
		"https://me@API.example:443/": "api.example", "http://127.0.0.1:8080/x": "127.0.0.1:8080", "/x": "",
	} {
		if got := origin.Host(address); got != want {
			t.Errorf("Host(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://api.example/a", "https://API.example:443/b", true},
		{"http://[::1]/", "http://[::1]:80/", true},
		{"https://me@api.example/", "https://api.example/", true},
		{"https://api.example/", "http://api.example/", false},
		{"https://api.example/", "https://api.example:444/", false},
		{"https://api.example/", "https://api.example.other/", false},
		{"http://api.example:443/", "https://api.example/", false},
	} {
		if got := origin.Same(parse(t, c.a), parse(t, c.b)); got != c.want {
			t.Errorf("Same(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

func TestPort(t *testing.T) {
	for address, want := range map[string]string{
		"http://a.example": "80", "https://a.example": "443", "https://a.example:8443": "8443", "https://a.example:/": "443",
		"socks5://a.example": "1080", "gopher://a.example": "",
	} {
		if got := origin.Port(parse(t, address)); got != want {
			t.Errorf("Port(%s) = %q, want %q", address, got, want)
		}
	}
}

func parse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestMeant(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:8080":         "http://127.0.0.1:8080",
		"localhost":              "http://localhost",
		"[::1]:8080/v1":          "http://[::1]:8080/v1",
		"10.0.0.7/v1":            "http://10.0.0.7/v1",
		"shop:8080":              "http://shop:8080",
		"api.example":            "https://api.example",
		"api.example:443/v1?a=b": "https://api.example:443/v1?a=b",
		"198.51.100.7":           "https://198.51.100.7",
		"orders":                 "",
		"me:word@api.example":    "",
		"/orders":                "",
		"ftp://api.example":      "",
		"http:/api.example":      "",
		"-3.5":                   "",
		"8080":                   "",
		"api example":            "",
		"":                       "",
	} {
		if got := origin.Meant(address); got != want {
			t.Errorf("Meant(%q) = %q, want %q", address, got, want)
		}
	}
}
