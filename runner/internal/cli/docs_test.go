package cli

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// documented is the suite of docs/recording.md and docs/drift.md.
const documented = `
suite: Shop
fixtures: shop.fixture
probes:
  bearer: {path: /orders/1}
  order: {path: "/orders/${id}", each: {one: {vars: {id: 1}}, two: {vars: {id: 2}}}}
  auth-none: {path: /orders/3}
findings:
  bearer: {probe: bearer, expect: {status: 200}}
  order: {probe: "order[*]", expect: {json: {$.order: present}}}
  auth-none: {probe: auth-none, expect: {status: 200}}
target: `

// Every command line of the pages about fixtures works as written, except Ginkgo's, which package
// spec tests.
func TestDocumentedCommands(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"order": 1}`))
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "suites/shop"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "suites/shop/shop.suite.yaml"), []byte(documented+server.URL+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"recording.md", "drift.md"} {
		text, err := os.ReadFile(filepath.Join("../../../docs", page))
		if err != nil {
			t.Fatal(err)
		}
		ran := 0
		for line := range strings.Lines(string(text)) {
			command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ ")
			if !ok || strings.Contains(command, "go tool ginkgo") {
				continue
			}
			ran++
			c := exec.Command("sh", "-c", command)
			c.Dir, c.Env = dir, append(os.Environ(), "ASSAY_TARGET=")
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("docs/%s: %s: %v\n%s", page, command, err, out)
			}
		}
		if ran < 4 {
			t.Errorf("docs/%s: only %d command lines were found", page, ran)
		}
	}
}
