package importer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/har"
	"assay/runner/internal/judge"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// A browser's HAR becomes a suite that can replay immediately; none of its secrets gets into the
// suite or its fixtures.
func TestHAR(t *testing.T) {
	d, err := har.Read(read(t, "har/testdata/browser.har"), har.Options{Suite: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	path, text, documents := written(t, d)
	recorded, err := os.ReadFile(filepath.Join(filepath.Dir(path), "made.fixture"))
	if err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "har/testdata/browser.golden", shown(d, text))
	testkit.Golden(t, "har/testdata/browser.fixture", string(recorded))
	for _, secret := range []string{"invented", "00000000i", "all-of-it"} {
		if strings.Contains(text, secret) || strings.Contains(string(recorded), secret) {
			t.Errorf("%q is in the suite or its fixtures", secret)
		}
	}
	all := verdicts(t, documents, engine.Options{})
	if len(all) != 8 {
		t.Errorf("got %d findings", len(all))
	}
	for id, v := range all {
		if v.Outcome != judge.Holds {
			t.Errorf("%s is %s: %s", id, v.Outcome, v.Reason)
		}
	}
}

// Chrome's exports of answers from its cache, and of servers that repeat their media type, replay
// too.
func TestHAROddities(t *testing.T) {
	d, err := har.Read(read(t, "har/testdata/odd.har"), har.Options{Suite: "odd"})
	if err != nil {
		t.Fatal(err)
	}
	_, text, documents := written(t, d)
	testkit.Golden(t, "har/testdata/odd.golden", shown(d, text))
	for id, v := range verdicts(t, documents, engine.Options{}) {
		if v.Outcome != judge.Holds {
			t.Errorf("%s is %s: %s", id, v.Outcome, v.Reason)
		}
	}
}

// An id in a path is captured from the earlier response of the same collection, or from a member
// with the collection's name; equal numbers that mean something else are left as they are.
func TestHARIDsInPaths(t *testing.T) {
	var entries []string
	for _, e := range [][3]string{
		{"POST", "/orders", `{"order":777,"count":31}`},
		{"GET", "/orders/777?full=1", `{"state":"open"}`},
		{"GET", "/users/777", `{}`},
		{"GET", "/orders/31", `{}`},
		{"GET", "/entries", `{"items":[{"id":5},{"id":"k-6"}],"category_id":9}`},
		{"GET", "/entries/k-6/parts/5", `{}`},
		{"GET", "/categories/9", `{}`},
		{"GET", "/parts/5", `{}`},
	} {
		entries = append(entries, fmt.Sprintf(`{"startedDateTime":"2026-11-20T10:00:00Z","time":1,
			"request":{"method":%q,"url":"http://127.0.0.1:8000%s","headers":[]},
			"response":{"status":200,"headers":[{"name":"Content-Type","value":"application/json"}],"content":{"text":%q}}}`, e[0], e[1], e[2]))
	}
	from := &source.File{Name: "ids.har", Text: []byte(`{"log":{"entries":[` + strings.Join(entries, ",") + `]}}`)}
	d, err := har.Read(from, har.Options{Suite: "ids"})
	if err != nil {
		t.Fatal(err)
	}
	_, _, documents := written(t, d)
	var paths []string
	for _, p := range d.Probes {
		paths = append(paths, p.URL)
	}
	want := []string{
		"/orders", "/orders/${post-orders.order}?full=1", "/users/777", "/orders/31", "/entries",
		"/entries/${get-entries.id}/parts/5", "/categories/${get-entries.category_id}", "/parts/5",
	}
	if !slices.Equal(paths, want) {
		t.Errorf("got %q\nwant %q", paths, want)
	}
	for id, v := range verdicts(t, documents, engine.Options{}) {
		if v.Outcome != judge.Holds {
			t.Errorf("%s is %s: %s", id, v.Outcome, v.Reason)
		}
	}
}

// What Playwright 1.65 (recordHar, content: attach) and mitmproxy 8.1 (har_dump) wrote of a server
// on loopback is carried over whole, and replays.
func TestHAROfTools(t *testing.T) {
	for tool, probes := range map[string]int{"playwright": 5, "mitmproxy": 6} {
		t.Run(tool, func(t *testing.T) {
			path := filepath.Join("har/testdata", tool, "shop.har")
			d, err := har.Read(read(t, path), har.Options{Suite: "shop", ReadFile: importer.ReadBelow(path)})
			if err != nil {
				t.Fatal(err)
			}
			_, text, documents := written(t, d)
			testkit.Golden(t, filepath.Join("har/testdata", tool+".golden"), shown(d, text))
			all := verdicts(t, documents, engine.Options{})
			if len(all) != probes {
				t.Errorf("got %d findings, want %d", len(all), probes)
			}
			for id, v := range all {
				if v.Outcome != judge.Holds {
					t.Errorf("%s is %s: %s", id, v.Outcome, v.Reason)
				}
			}
		})
	}
}

// Headers that neither a browser nor a client sends of itself are listed, and a form of parts is
// one without its boundary too.
func TestHARHeadersAndForms(t *testing.T) {
	from := &source.File{Name: "a.har", Text: []byte(`{"log": {"entries": [{"request": {"method": "POST", "url": "http://127.0.0.1:8000/a",
		"headers": [{"name": "Expect", "value": "100-continue"}, {"name": "Accept-Encoding", "value": "identity"}, {"name": "Content-Type", "value": "multipart/form-data"}],
		"postData": {"mimeType": "multipart/form-data", "params": [{"name": "a", "value": "x y"}]}}, "response": {"status": 200}},
		{"request": {"method": "GET", "url": "http://127.0.0.1:8000/b", "headers": [{"name": "Accept-Encoding", "value": "gzip, br"}]}, "response": {"status": 200}}]}}`)}
	d, err := har.Read(from, har.Options{Suite: "a"})
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := written(t, d)
	if want := "multipart: [{name: a, value: x y}]"; !strings.Contains(text, want) {
		t.Errorf("got %s, want %s", text, want)
	}
	const want = "a.har: headers that a browser sends of itself are left out: accept-encoding, expect; write those that matter under headers:"
	if got := d.Listed(); len(got) != 1 || got[0] != want {
		t.Errorf("listed %q, want %q", got, want)
	}
}

// With All, the resources of a page are imported too.
func TestHARAll(t *testing.T) {
	d, err := har.Read(read(t, "har/testdata/browser.har"), har.Options{Suite: "shop", All: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, documents := written(t, d); len(documents[0].Plan.Probes) != 12 {
		t.Errorf("got %d probes", len(documents[0].Plan.Probes))
	}
}

// A HAR without an exchange of an API is refused.
func TestHARRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"log": {"entries": []}}`: "no exchange is in it; record one, and export it again",
		`{"log": {"entries": [{"request": {"method": "GET", "url": "http://h/a.png"}, "response": {"status": 200, "content": {"mimeType": "image/png"}}}]}}`: "no exchange of an API is in it; --all takes images, styles, scripts and fonts too",
		`{}`: "it is no HAR",
		`[`:  "it is no HAR",
	} {
		_, err := har.Read(&source.File{Name: "x.har", Text: []byte(text)}, har.Options{Suite: "s"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// An archive of Playwright is refused, with what to do.
func TestHARInArchive(t *testing.T) {
	_, err := har.Read(&source.File{Name: "a.zip", Text: []byte("PK\x03\x04\x14\x00")}, har.Options{Suite: "s"})
	const want = "a.zip:1:1: it is an archive (zip); unpack it, and import the .har in it; its bodies are read from the files beside it"
	if err == nil || strings.TrimSpace(err.Error()) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
