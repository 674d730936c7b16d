package view_test

import (
	"net/http"
	"strings"
	"testing"

	"assay/runner/internal/testkit"
)

// What does not read, or names what is not there, is refused with a text; the server goes on.
func TestMistakenRequests(t *testing.T) {
	l := serve(t, "--live")
	v := l.enter()
	var said strings.Builder
	for _, c := range []struct{ path, body string }{
		{"plan", "{"}, {"plan", `{"mode": "live", "budget": 1000}`}, {"plan", `{"mode": "record"}`},
		{"plan", `{"mode": "live", "findings": [{"file": "shop.suite.yaml", "id": "gone", "probe": "order"}]}`},
		{"run", `{"plan": "nowhere"}`},
		{"accept", `{"run": 1, "file": "shop.suite.yaml", "probes": ["order"], "because": "so"}`},
		{"accept", `{"run": -1}`},
		{"plan", `{"mode": "` + strings.Repeat("x", 9<<20) + `"}`},
	} {
		r, text := l.send(http.MethodPost, v.base+c.path, strings.NewReader(c.body), v.with, func(r *http.Request) {
			r.Header.Set("Origin", v.origin())
			r.Header.Set("Content-Type", "application/json")
		})
		said.WriteString(c.path + " " + c.body[:min(len(c.body), 100)] + "\n" + r.Status + " " + text)
	}
	for _, path := range []string{"run/0", "run/1", "run/-1", "run/x"} {
		r, text := l.get(v.base+path, v.with)
		said.WriteString(path + "\n" + r.Status + " " + strings.ReplaceAll(text, strings.TrimPrefix(v.base, l.origin()), "BASE"))
	}
	testkit.Golden(t, "testdata/mistakes.golden", said.String())
	if sent := l.requests(); len(sent) > 0 {
		t.Errorf("%q was sent", sent)
	}
	v.page("")
}
