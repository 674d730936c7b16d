package integration

import (
	"slices"
	"testing"
)

// The real limit_req lets one request a minute through; each probe is sent once.
func TestNginxLimits(t *testing.T) {
	n := startNginx(t, map[string]string{"v1/models": `{"data":[]}`, "ping": `{"ok":true}`})
	verdicts(t, "testdata/nginx.suite.yaml", n.url)
	asked := n.asked(t)
	slices.Sort(asked)
	want := []string{"GET /ping 200", "GET /v1/models 200", "GET /v1/models 429", "GET /v1/models 429"}
	if !slices.Equal(asked, want) {
		t.Errorf("nginx was asked %q, not %q", asked, want)
	}
}
