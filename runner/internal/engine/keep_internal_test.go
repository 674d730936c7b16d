package engine

import (
	"testing"

	"assay/runner/internal/exchange"
)

// The history names the target of each request, whichever were named before.
func TestTargets(t *testing.T) {
	var to targets
	for _, q := range []exchange.Request{
		{URL: "http://api.example/a"},
		{URL: "http://api.example"},
		{URL: "http://api.example?b"},
		{URL: "http://api.example:8080/a"},
		{URL: "http://api.example:80/a"},
		{URL: "http://api.example.org/a"},
		{URL: "http://api.example/a", Unix: "/run/api"},
		{URL: "http://api.example@other.example/a"},
		{URL: "HTTP://me@API.example/a"},
		{URL: "http://api.example#c"},
		{URL: "${base}/a"},
		{URL: "${base}.example/a"},
		{URL: "http://${host}/a"},
		{URL: "http://${host}${port}/a"},
		{URL: ""},
		{URL: "/a"},
	} {
		for range 2 {
			if got, want := to.of(&q), q.Target(); got != want {
				t.Errorf("%q %s: %q, want %q", q.URL, q.Unix, got, want)
			}
		}
	}
}
