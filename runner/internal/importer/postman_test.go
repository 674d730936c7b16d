package importer_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer/postman"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// A collection becomes the document of the golden; lines of scripts without an equivalent in a
// suite are listed.
func TestPostman(t *testing.T) {
	for _, name := range []string{"shop", "old"} {
		t.Run(name, func(t *testing.T) {
			d, err := postman.Read(read(t, "postman/testdata/"+name+".json"), postman.Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, text, _ := written(t, d)
			testkit.Golden(t, "postman/testdata/"+name+".golden", shown(d, text))
			if strings.Contains(text, "invented") {
				t.Errorf("a secret is in the document:\n%s", text)
			}
		})
	}
}

// The suite of a collection runs, with the token from the first answer.
func TestPostmanRuns(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Then", "yes")
		answers := map[string]string{
			"POST /v1/login":           `{"token": "given-token", "user": {"id": "u-1", "name": "Ann", "roles": ["admin"]}}`,
			"GET /v1/users/u-1/orders": `{"orders": [{"id": 1}, {"id": 2}], "next": null, "odd key": "two"}`,
			"GET /v1/orders/1":         `{}`,
			"POST /v1/graphql":         `{"data": {"hero": {"name": "R2"}}}`,
			"GET /v1/ping":             `pong`,
			"PUT /v1/upload":           `{}`,
		}
		if r.URL.Path == "/v1/users/u-1/orders" && r.Header.Get("Authorization") != "Bearer given-token" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_, _ = w.Write([]byte(answers[r.Method+" "+r.URL.Path]))
	}))
	defer server.Close()
	d, err := postman.Read(read(t, "postman/testdata/shop.json"), postman.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := d.Text("made.suite.yaml")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "shop.suite.yaml")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	o := engine.Options{Mode: pipeline.Live, AllowWrites: true, Secret: func(string) (string, bool) { return "invented", true }}
	o.Load.Target = server.URL + "/v1"
	documents, err := engine.Open([]string{path}, o)
	if err != nil {
		t.Fatal(err)
	}
	for id, v := range verdicts(t, documents, o) {
		if v.Spec.Probe.ID == "add-an-order" { // another host
			continue
		}
		if v.Outcome != judge.Holds {
			t.Errorf("%s is %s: %s", id, v.Outcome, v.Reason)
		}
	}
}

// Where no request of a collection makes a probe, the reasons are listed.
func TestPostmanWithoutProbes(t *testing.T) {
	d, err := postman.Read(&source.File{Name: "c.json", Text: []byte(`{"item": [{"name": "token", "request": {"method": "GET"}}]}`)}, postman.Options{Suite: "s"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Text("c.suite.yaml")
	for _, want := range []string{`c.json:1:11: the request "token" has no address yet`, "c.json:1:1: no request of it makes a probe"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestPostmanRefused(t *testing.T) {
	var all strings.Builder
	for _, text := range []string{"{}", `{"requests": []}`, `{"values": []}`, `{"item": []}`, `{"item": [`, "[]"} {
		_, err := postman.Read(&source.File{Name: "c.json", Text: []byte(text)}, postman.Options{Suite: "s"})
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	testkit.Golden(t, "testdata/postman-refused.golden", all.String())
}
