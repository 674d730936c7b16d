package importer_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer/openapi"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// sentBy imports a document of one operation, whose text has URL in the place of the server, runs
// it, and returns the request, what is listed and the verdict.
func sentBy(t *testing.T, document string, status int) (sent string, listed []string, outcome judge.Outcome) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = strings.TrimSpace(r.RequestURI + " " + r.Header.Get("Color") + " " + string(body))
		if kind := r.Header.Get("Content-Type"); len(body) > 0 {
			sent += " " + kind
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	dir := t.TempDir()
	from := &source.File{Name: filepath.Join(dir, "api.json"), Text: []byte(strings.ReplaceAll(document, "URL", server.URL))}
	if err := os.WriteFile(from.Name, from.Text, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := openapi.Read(from, openapi.Options{Suite: "made", Path: "api.json"})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "made.suite.yaml")
	text, err := d.Text(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	o := engine.Options{Mode: pipeline.Live, AllowWrites: true}
	documents, err := engine.Open([]string{path}, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range verdicts(t, documents, o) {
		outcome = v.Outcome
	}
	return sent, d.Listed(), outcome
}

// ofParameter is a document with the parameter color, which has these members.
func ofParameter(path, members string) string {
	return fmt.Sprintf(`{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "servers": [{"url": "URL"}], "paths": {%q: {"get": {"parameters": [{"name": "color", %s}], "responses": {"200": {"description": "d"}}}}}}`, path, members)
}

// The rows of the OpenAPI 3.1 specification's table of styles (section 4.8.12.4) are sent as it
// says.
func TestOpenAPIStyles(t *testing.T) {
	values := map[string]string{"string": `"blue"`, "array": `["blue","black","brown"]`, "object": `{"R":100,"G":200,"B":150}`}
	for _, row := range []struct{ in, style, explode, kind, want string }{
		{"path", "simple", "false", "string", "/blue"}, {"path", "simple", "false", "array", "/blue,black,brown"}, {"path", "simple", "false", "object", "/R,100,G,200,B,150"}, {"path", "simple", "true", "object", "/R=100,G=200,B=150"},
		{"path", "label", "false", "string", "/.blue"}, {"path", "label", "false", "array", "/.blue.black.brown"}, {"path", "label", "false", "object", "/.R.100.G.200.B.150"}, {"path", "label", "true", "object", "/.R=100.G=200.B=150"},
		{"path", "matrix", "false", "string", "/;color=blue"}, {"path", "matrix", "false", "array", "/;color=blue,black,brown"}, {"path", "matrix", "true", "array", "/;color=blue;color=black;color=brown"}, {"path", "matrix", "false", "object", "/;color=R,100,G,200,B,150"}, {"path", "matrix", "true", "object", "/;R=100;G=200;B=150"},
		{"query", "form", "false", "array", "/?color=blue%2Cblack%2Cbrown"}, {"query", "form", "true", "array", "/?color=blue&color=black&color=brown"}, {"query", "form", "false", "object", "/?color=R%2C100%2CG%2C200%2CB%2C150"}, {"query", "form", "true", "object", "/?R=100&G=200&B=150"},
		{"query", "spaceDelimited", "false", "array", "/?color=blue+black+brown"}, {"query", "spaceDelimited", "false", "object", "/?color=R+100+G+200+B+150"}, {"query", "pipeDelimited", "false", "array", "/?color=blue%7Cblack%7Cbrown"}, {"query", "deepObject", "true", "object", "/?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"},
		{"header", "simple", "false", "array", "/ blue,black,brown"}, {"header", "simple", "false", "object", "/ R,100,G,200,B,150"}, {"header", "simple", "true", "object", "/ R=100,G=200,B=150"},
	} {
		path := "/"
		if row.in == "path" {
			path = "/{color}"
		}
		members := fmt.Sprintf(`"in": %q, "required": true, "style": %q, "explode": %s, "example": %s, "schema": {"type": %q}`, row.in, row.style, row.explode, values[row.kind], row.kind)
		if got, _, _ := sentBy(t, ofParameter(path, members), 200); got != row.want {
			t.Errorf("%s %s, explode %s, %s: got %s, want %s", row.in, row.style, row.explode, row.kind, got, row.want)
		}
	}
}

// Values are escaped for their place, an empty list is not sent, and of several examples the first
// one is.
func TestOpenAPIValues(t *testing.T) {
	for _, row := range [][3]string{
		{"/{color}", `"in": "path", "required": true, "example": "a b/c?d&e=é,f;${g}"`, "/a%20b%2Fc%3Fd%26e%3D%C3%A9%2Cf%3B%24%7Bg%7D"},
		{"/{color}", `"in": "path", "required": true, "example": ["a,b", "c d"]`, "/a%2Cb,c%20d"},
		{"/{color}", `"in": "path", "required": true, "content": {"application/json": {"example": {"b": 1}}}`, "/%7B%22b%22%3A1%7D"},
		{"/", `"in": "query", "example": []`, "/"},
		{"/", `"in": "header", "example": []`, "/"},
		{"/", `"in": "query", "examples": {"b": {"value": "first"}, "a": {"value": "second"}}`, "/?color=first"},
		{"/", `"in": "query", "content": {"application/json": {"example": {"b": 1, "a": 2}}}`, "/?color=%7B%22b%22%3A1%2C%22a%22%3A2%7D"},
	} {
		if got, _, _ := sentBy(t, ofParameter(row[0], row[1]), 200); got != row[2] {
			t.Errorf("%s: got %s, want %s", row[1], got, row[2])
		}
	}
}

// A form's fields are written by its encoding; a media type keeps its parameters.
func TestOpenAPIForms(t *testing.T) {
	for _, row := range [][3]string{
		{"application/x-www-form-urlencoded", `"example": {"a": [1, 2]}`, "a=1&a=2"},
		{"application/x-www-form-urlencoded", `"example": {"a": [1, 2]}, "encoding": {"a": {"explode": false}}`, "a=1%2C2"},
		{"application/x-www-form-urlencoded", `"example": {"a": [1, 2]}, "encoding": {"a": {"style": "pipeDelimited", "explode": false}}`, "a=1%7C2"},
		{"application/x-www-form-urlencoded", `"example": {"a": {"b": 1}}`, "a=%7B%22b%22%3A1%7D"},
		{"application/x-www-form-urlencoded", `"example": {"a": {"b": 1, "c": 2}}, "encoding": {"a": {"style": "deepObject", "explode": true}}`, "a%5Bb%5D=1&a%5Bc%5D=2"},
		{"application/x-www-form-urlencoded", `"example": {"a": {"b": 1, "c": 2}}, "encoding": {"a": {"style": "form"}}`, "b=1&c=2"},
		{"application/json; charset=utf-8", `"example": {"a": 1}`, `{"a":1}`},
	} {
		document := fmt.Sprintf(`{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "servers": [{"url": "URL"}], "paths": {"/": {"post": {"requestBody": {"content": {%q: {%s}}}, "responses": {"200": {"description": "d"}}}}}}`, row[0], row[1])
		want := "/  " + row[2] + " " + row[0]
		if got, _, _ := sentBy(t, document, 200); got != want {
			t.Errorf("%s: got %s, want %s", row[1], got, want)
		}
	}
}

// Every documented success is one; an error is not, even if it is documented.
func TestOpenAPISuccesses(t *testing.T) {
	for _, row := range []struct {
		documented []string
		status     int
		want       judge.Outcome
	}{
		{[]string{"200", "201", "404"}, 200, judge.Holds}, {[]string{"200", "201", "404"}, 201, judge.Holds}, {[]string{"200", "201", "404"}, 404, judge.Broken}, {[]string{"200", "201"}, 202, judge.Broken},
		{[]string{"200", "2XX"}, 202, judge.Holds}, {[]string{"200", "302"}, 302, judge.Broken}, {[]string{"302", "404"}, 302, judge.Holds}, {[]string{"404", "5XX"}, 500, judge.Holds},
	} {
		var responses []string
		for _, code := range row.documented {
			responses = append(responses, fmt.Sprintf(`%q: {"description": "d"}`, code))
		}
		document := `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "URL"}], "paths": {"/": {"get": {"responses": {` + strings.Join(responses, ", ") + `}}}}}`
		if _, _, got := sentBy(t, document, row.status); got != row.want {
			t.Errorf("%v answered %d: got %s, want %s", row.documented, row.status, got, row.want)
		}
	}
}

// An operation goes to its own server, or its path's.
func TestOpenAPIOwnServers(t *testing.T) {
	for _, row := range [][4]string{
		{`"servers": [{"url": "URL/path/"}], `, "", "/path/a", ""},
		{`"servers": [{"url": "URL/path"}], `, `"servers": [{"url": "URL/{v}", "variables": {"v": {"default": "own"}}}], `, "/own/a", ""},
		{"", `"servers": [{"url": "URL/one"}, {"url": "URL/two"}], `, "/one/a", "its other servers (1) are left out"},
		{"", `"servers": [{"url": "/two"}], `, "/all/a", `its own server "/two" is left out: it is no absolute URL`},
	} {
		document := `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "URL/all"}], "paths": {"/a": {` + row[0] + `"get": {` + row[1] + `"responses": {"200": {"description": "d"}}}}}}`
		got, listed, _ := sentBy(t, document, 200)
		if got != row[2] || !strings.Contains(strings.Join(listed, "\n"), row[3]) || (row[3] == "") != (len(listed) == 0) {
			t.Errorf("%s%s: got %s, listed %q", row[0], row[1], got, listed)
		}
	}
}

// A header that OpenAPI ignores as a parameter, a scheme that the document does not have, and a
// value that is made up and does not fit are listed.
func TestOpenAPIListed(t *testing.T) {
	for document, want := range map[string]string{
		strings.Replace(ofParameter("/", `"in": "header", "example": "text/csv"`), "color", "Accept", 1):                                "GET /: the header parameter Accept is left out: OpenAPI ignores it",
		strings.Replace(ofParameter("/", `"in": "query", "example": 1`), `"parameters"`, `"security": [{"none": []}], "parameters"`, 1): "GET /: the security scheme none is left out: the document does not have it",
		ofParameter("/", `"in": "query", "required": true, "schema": {"type": "string", "pattern": "^[0-9]$"}`):                         "GET /: the query parameter color is made up, and its own schema refuses it: at $: expected pattern: ^[0-9]$",
	} {
		if _, listed, _ := sentBy(t, document, 200); !strings.Contains(strings.Join(listed, "\n"), want) {
			t.Errorf("%s: listed %q, want %q", document, listed, want)
		}
	}
}
