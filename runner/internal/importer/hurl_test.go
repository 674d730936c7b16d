package importer_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "assay/runner/cel"
	"assay/runner/internal/engine"
	"assay/runner/internal/importer/hurl"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
	_ "assay/runner/xpath"
)

// A Hurl file becomes the document of the golden; asserts without an equivalent in a suite are
// listed.
func TestHurl(t *testing.T) {
	d, err := hurl.Read(read(t, "hurl/testdata/shop.hurl"), hurl.Options{Suite: "shop", ReadFile: os.ReadFile})
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := written(t, d)
	testkit.Golden(t, "hurl/testdata/shop.golden", shown(d, text))
	if strings.Contains(text, "invented") {
		t.Errorf("a secret is in the document:\n%s", text)
	}
}

// Features from files of Hurl's own tests, in a few lines each.
func TestHurlFeatures(t *testing.T) {
	d, err := hurl.Read(read(t, "hurl/testdata/features.hurl"), hurl.Options{Suite: "features", ReadFile: os.ReadFile})
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := written(t, d)
	testkit.Golden(t, "hurl/testdata/features.golden", shown(d, text))
}

// The suite of a Hurl file judges as Hurl does: each check holds or breaks in both.
func TestHurlRuns(t *testing.T) {
	for _, c := range []struct {
		name, hurl string
		want       judge.Outcome
	}{
		{"one value of several is itself", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[?(@.id==2)].name\" isString\njsonpath \"$.list[?(@.id==2)].name\" not isList\njsonpath \"$.list[?(@.id==9)]\" not exists\njsonpath \"$.list[?(@.id==9)]\" not contains 1\njsonpath \"$.list[*].id\" count > 2\njsonpath \"$.list[*].name\" nth 1 == \"b\"\njsonpath \"$.list[*].name\" not == \"a\"\njsonpath \"$.list[*].name\" not contains \"z\"\n", judge.Holds},
		{"one value of several is no list", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[?(@.id==2)].name\" isList\n", judge.Broken},
		{"one value has no count", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[?(@.id==2)].name\" count == 1\n", judge.Broken},
		{"no value has no count", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[?(@.id==9)].name\" count == 0\n", judge.Broken},
		{"several texts are a list", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[*].name\" isString\n", judge.Broken},
		{"several values are not empty", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[*].name\" not isEmpty\njsonpath \"$.list[*].name\" != \"a\"\njsonpath \"$.list[*].name\" exists\n", judge.Holds},
		{"the first of several", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[*].name\" first == \"b\"\n", judge.Broken},
		{"holds", "GET URL/a\nHTTP 200\n[Captures]\nid: jsonpath \"$.id\"\n[Asserts]\njsonpath \"$.list\" count == 2\njsonpath \"$.list[*]\" count == 2\njsonpath \"$.list\" nth 1 == \"b\"\njsonpath \"$.null\" == null\nheader \"X-One\" == \"1\"\nduration < 60000\nbytes count > 10\ncookie \"sid[HttpOnly]\" exists\n\nGET URL/b/{{id}}\nHTTP 200\n`from 7`\n", judge.Holds},
		{"count", "GET URL/a\nHTTP 200\n[Asserts]\njsonpath \"$.list\" count == 3\n", judge.Broken},
		{"status", "GET URL/a\nHTTP 201\n", judge.Broken},
		{"header", "GET URL/a\nHTTP 200\nX-One: 2\n", judge.Broken},
		{"body", "GET URL/a\nHTTP 200\n{\"id\": 7}\n", judge.Broken},
		{"not", "GET URL/a\nHTTP 200\n[Asserts]\njsonpath \"$.id\" not exists\n", judge.Broken},
		{"xpath", "GET URL/page\nHTTP 200\n[Asserts]\nxpath \"//li\" count == 2\nxpath \"string(//h1)\" == \"Shop\"\n", judge.Holds},
		{"xpath breaks", "GET URL/page\nHTTP 200\n[Asserts]\nxpath \"//li\" count == 3\n", judge.Broken},
		{"digest of bytes", "GET URL/b/7\nHTTP 200\n[Asserts]\nbytes == hex,66726f6d2037;\nbytes == base64,ZnJvbSA3;\n", judge.Holds},
		{"digest of a body", "GET URL/b/7\nHTTP 200\nbase64,ZnJvbSA4;\n", judge.Broken},
		{"one value of many nodes", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$..list\" count == 3\njsonpath \"$..list[*].id\" count == 3\njsonpath \"$.list[?(@.id==2)].name\" == \"b\"\njsonpath \"$.list[0,1].name\" contains \"a\"\njsonpath \"$.list[:2].name\" count == 2\njsonpath \"$.list[*].name\" isCollection\n", judge.Holds},
		{"nodes without the item", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[0,1].name\" contains \"c\"\n", judge.Broken},
		{"several fields of a name", "GET URL/store\nHTTP 200\nX-Fruit: lemon\nX-Fruit: grape\n[Asserts]\nheader \"X-Fruit\" count == 2\nheader \"X-Fruit\" contains \"grape\"\n", judge.Holds},
		{"a field that is not there", "GET URL/store\nHTTP 200\nX-Fruit: lemon\nX-Fruit: apple\n", judge.Broken},
		{"numbers among the variables", "GET URL/store\n[Options]\nvariable: three=3\nvariable: key=X-Fruit\nHTTP 200\n[Asserts]\njsonpath \"$.list\" count == {{three}}\njsonpath \"$.list[2].id\" == {{three}}\njsonpath \"$.list[0].id\" != \"{{key}}\"\n", judge.Holds},
		{"what was captured just now", "GET URL/store\nHTTP 200\n[Captures]\nname: jsonpath \"$.list[0].name\"\n[Asserts]\nvariable \"name\" == \"b\"\n", judge.Broken},
		{"regex not found", "GET URL/b/7\nHTTP 200\n[Asserts]\nregex \"from ([0-9])\" exists\nregex /to/ not exists\nbody regex /at/ not exists\n", judge.Holds},
		{"a fraction", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.price\" isFloat # of the list\n", judge.Holds},
		{"no fraction", "GET URL/store\nHTTP 200\n[Asserts]\njsonpath \"$.list[0].id\" isFloat\n", judge.Broken},
		{"default namespace", "GET URL/svg\nHTTP 200\n[Asserts]\nxpath \"//_:svg/_:g\" count == 2\n<svg xmlns=\"http://www.w3.org/2000/svg\"><g/><g/></svg>\n\n# Nothing is behind this.\n", judge.Holds},
		{"sha256", "GET URL/empty\nHTTP 200\n[Asserts]\nsha256 == hex,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;\n", judge.Holds},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/a":
					w.Header().Set("Content-Type", "application/json")
					w.Header().Set("X-One", "1")
					http.SetCookie(w, &http.Cookie{Name: "sid", Value: "v", HttpOnly: true})
					fmt.Fprint(w, `{"id": 7, "list": ["a", "b"], "null": null}`)
				case "/b/7":
					fmt.Fprint(w, "from 7")
				case "/store":
					w.Header()["X-Fruit"] = []string{"lemon", "grape"}
					fmt.Fprint(w, `{"list": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"}], "price": 1.5}`)
				case "/svg":
					w.Header().Set("Content-Type", "image/svg+xml")
					fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg"><g/><g/></svg>`)
				case "/page":
					w.Header().Set("Content-Type", "text/html")
					fmt.Fprint(w, "<html><body><h1>Shop</h1><ul><li>1</li><li>2</li></ul></body></html>")
				}
			}))
			defer server.Close()
			file := &source.File{Name: "c.hurl", Text: []byte(strings.ReplaceAll(c.hurl, "URL", server.URL))}
			d, err := hurl.Read(file, hurl.Options{Suite: "c"})
			if err != nil {
				t.Fatal(err)
			}
			text, err := d.Text("made.suite.yaml")
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Left) > 0 {
				t.Errorf("left out: %v", d.Listed())
			}
			path := filepath.Join(t.TempDir(), "c.suite.yaml")
			if err := os.WriteFile(path, text, 0o644); err != nil {
				t.Fatal(err)
			}
			o := engine.Options{Mode: pipeline.Live, AllowWrites: true}
			documents, err := engine.Open([]string{path}, o)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			for id, v := range verdicts(t, documents, o) {
				if v.Outcome != c.want {
					t.Errorf("%s is %s, want %s: %s\n%s", id, v.Outcome, c.want, v.Reason, text)
				}
			}
		})
	}
}

func TestHurlRefused(t *testing.T) {
	var all strings.Builder
	for _, text := range []string{"", "# only a comment\n", "hello\n", "GET http://a\nHTTP 200\nno header\n", "GET http://a\n{\"a\": \n", "GET http://a\nHTTP 200\n```\nno end\n", "GET http://a\nHTTP 200\n```json,twice\n{}\n```\n", "GET http://a\nHTTP 200\n[Query]\na: b\n"} {
		_, err := hurl.Read(&source.File{Name: "a.hurl", Text: []byte(text)}, hurl.Options{Suite: "s"})
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	testkit.Golden(t, "testdata/hurl-refused.golden", all.String())
}
