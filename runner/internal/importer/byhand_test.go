package importer_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
)

// Hand-written headers are sent, even if clients generate them; only the length of the body is left
// to the client, and listed.
func TestHeadersByHand(t *testing.T) {
	for kind, text := range map[string]string{
		"curl":    `curl URL/ -X POST -d x -H 'Accept: */*' -H 'Accept-Encoding: identity' -H 'Connection: close' -H 'Expect: 100-continue' -H 'TE: trailers' -H 'Content-Length: 1'`,
		"hurl":    "POST URL/\nAccept: */*\nAccept-Encoding: identity\nConnection: close\nExpect: 100-continue\nTE: trailers\nContent-Length: 1\n`x`\nHTTP 200\n",
		"http":    "POST URL/\nAccept: */*\nAccept-Encoding: identity\nConnection: close\nExpect: 100-continue\nTE: trailers\nContent-Length: 1\n\nx\n",
		"postman": `{"item": [{"name": "a", "request": {"method": "POST", "url": "URL/", "body": {"mode": "raw", "raw": "x"}, "header": [{"key": "Accept", "value": "*/*"}, {"key": "Accept-Encoding", "value": "identity"}, {"key": "Connection", "value": "close"}, {"key": "Expect", "value": "100-continue"}, {"key": "TE", "value": "trailers"}, {"key": "Content-Length", "value": "1"}]}}]}`,
	} {
		t.Run(kind, func(t *testing.T) {
			got := map[string]string{}
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				for _, name := range []string{"Accept", "Accept-Encoding", "Connection", "Expect", "Te"} {
					got[name] = strings.Join(r.Header.Values(name), "|")
				}
			}))
			defer server.Close()
			d := imported(t, kind, strings.ReplaceAll(text, "URL", server.URL))
			runLive(t, d)
			want := map[string]string{"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", "Expect": "100-continue", "Te": "trailers"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if left := strings.Join(d.Listed(), "\n"); !strings.Contains(left, "the header Content-Length: 1 is left out") {
				t.Errorf("the length is not listed:\n%s", left)
			}
		})
	}
}

// runLive runs a draft against the server that it names, and returns the verdicts by finding.
func runLive(t *testing.T, d *importer.Draft) map[string]judge.Verdict {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.suite.yaml")
	raw, err := d.Text(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("the suite:\n%s", raw)
	o := engine.Options{Mode: pipeline.Live, AllowWrites: true}
	documents, err := engine.Open([]string{path}, o)
	if err != nil {
		t.Fatal(err)
	}
	return verdicts(t, documents, o)
}
