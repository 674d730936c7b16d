package importer_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"assay/runner/internal/importer/httpfile"
	"assay/runner/internal/judge"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// A request file becomes the document of the golden, with an environment file beside it.
func TestHTTPFile(t *testing.T) {
	d, err := httpfile.Read(read(t, "httpfile/testdata/shop.http"), httpfile.Options{
		Suite:        "shop",
		Environments: []*source.File{read(t, "httpfile/testdata/http-client.env.json")},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := written(t, d)
	testkit.Golden(t, "httpfile/testdata/shop.golden", shown(d, text))
	if strings.Contains(text, "invented") {
		t.Errorf("a secret is in the document:\n%s", text)
	}
}

// Asserts and handlers mean the same when the suite runs.
func TestHTTPFileRuns(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a":
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.Header().Set("X-One", "1")
			fmt.Fprint(w, `{"id": 7, "text": "7", "list": ["a", "b"], "null": null, "zero": 0, "ok": true, "name": "Ann"}`)
		case "/b/7":
			fmt.Fprint(w, "from 7")
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	for _, c := range []struct {
		name, text string
		want       judge.Outcome
	}{
		{"a number", "?? body id == 7\n?? body text == 7\n?? body id > 6.5\n?? body id != 8\n?? body ok == true", judge.Holds},
		{"another number", "?? body id == 8", judge.Broken},
		{"a text", "?? body name == Ann\n?? body name startsWith A\n?? body name endsWith nn\n?? body name contains n\n?? body name matches ^A\n?? body name isString", judge.Holds},
		{"another text", "?? body name == ann", judge.Broken},
		{"what is not there", "?? body lost != 1\n?? body lost isFalse\n?? body zero isFalse\n?? body null isFalse\n?? body null == null", judge.Holds},
		{"it exists", "?? body id exists\n?? body list isArray\n?? body list.length == 2\n?? body $.list[1] == b\n?? js response.parsedBody.list[0] == a", judge.Holds},
		{"it does not exist", "?? body lost exists", judge.Broken},
		{"zero does not exist", "?? body zero exists", judge.Broken},
		{"headers", "?? header x-one == 1\n?? header x-one != 2\n?? header x-two != 2\n?? header x-two isFalse\n?? header content-type startsWith application/json\n?? js response.headers['x-one'] == 1", judge.Holds},
		{"another header", "?? header x-one == 2", judge.Broken},
		{"the status", "?? status == 200\n?? status < 300\n?? status != 404\n?? duration < 60000", judge.Holds},
		{"another status", "?? status == 201", judge.Broken},
		{"a handler", "> {% client.test('t', () => { client.assert(response.status === 200); client.assert(response.body.id === 7 && response.body.name !== 'Bob'); }); %}", judge.Holds},
		{"a handler by type", "> {% client.assert(response.body.text === 7); %}", judge.Broken},
		{"a handler of httpyac", "{{@response\n  test.status(201);\n}}", judge.Broken},
		{"a capture", "> {% client.global.set('x', response.body.id) %}\n\n### two\nGET " + server.URL + "/b/{{x}}\n?? body == from {{x}}\n?? body contains 7", judge.Holds},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := imported(t, "http", "### one\nGET "+server.URL+"/a\n\n"+c.text+"\n")
			got := judge.Holds
			for _, v := range runLive(t, d) {
				if v.Outcome != judge.Holds {
					got = v.Outcome
				}
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// Files that are no request files are refused, with the reason.
func TestHTTPFileRefused(t *testing.T) {
	recorded, err := fixtureText()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, text := range []string{"", "# nothing\n@a = 1\n", "stray words here\n", "WEBSOCKET ws://shop.example/\n", recorded, "### a\nGET https://shop.example/\n\n### a response\nHTTP/1.1 200 OK\n\n"} {
		_, err := httpfile.Read(&source.File{Name: "a.http", Text: []byte(text)}, httpfile.Options{Suite: "s"})
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	for _, text := range []string{"[]", `{"a": 1`, "1"} {
		_, err := httpfile.Read(&source.File{Name: "a.http", Text: []byte("GET https://shop.example/\n")}, httpfile.Options{Suite: "s", Environments: []*source.File{{Name: "env.json", Text: []byte(text)}}})
		if err == nil {
			t.Errorf("the environment %q is taken", text)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	testkit.Golden(t, "testdata/http-refused.golden", all.String())
}

// fixtureText returns recorded answers as assay writes them.
func fixtureText() (string, error) {
	return "# assay: recorded answers, version 1; the last line is ###\n\n### a\nGET https://shop.example/\n\n### a response\nHTTP/1.1 200 OK\n\nok\n\n###\n", nil
}

var httpFiles = []importCase{
	{"requests without a separator", "http", "GET https://shop.example/a\nGET https://shop.example/b\n", []string{"get-a:\n    path: /a\n", "get-b:\n    path: /b\n    after: get-a\n"}, nil},
	{"an address alone", "http", "https://shop.example/a HTTP/1.1\n", []string{"path: /a\n"}, nil},
	{"a host in a header", "http", "GET /a\nHost: shop.example:8443\n", []string{"target: https://shop.example:8443\n", "path: /a\n"}, nil},
	{"lines of an address", "http", "GET https://shop.example\n  /a/b\n  ?x=1\n  # a comment\n  &y=2\nAccept: */*\n", []string{"path: /a/b?x=1&y=2\n"}, nil},
	{"comments", "http", "/*\nGET https://no.example\n*/\n// one\n# two\nGET https://shop.example/a\n", []string{"# one\n  # two\n  get-a:"}, nil},
	{"a variable that changes", "http", "@id = 1\nGET https://shop.example/{{id}}\n###\n@id = 2\nGET https://shop.example/{{id}}\n", []string{"id: \"1\"\n  id_2: \"2\"\n", "path: /${id}\n", "path: /${id_2}\n"}, nil},
	{"a variable of later", "http", "GET https://shop.example/{{id}}\n###\n@id = 2\n", []string{"path: /${id}\n"}, nil},
	{"variables in a circle", "http", "@a = {{b}}\n@b = {{a}}\nGET https://shop.example/{{a}}\n", []string{"path: /${a"}, []string{"a.http:2:1: the file gives {{a}} no value"}},
	{"a bare template in JSON", "http", "@n = 3\nPOST https://shop.example/a\nContent-Type: application/json\n\n{\"n\": {{n}}, \"s\": \"{{n}}\"}\n", []string{"json: {n: \"${n}\", s: \"${n_text}\"}"}, nil},
	{"a saved answer", "http", "GET https://shop.example/a\n\nHTTP/1.1 200 OK\nContent-Type: text/plain\n\nGETS https://no.example\n###\nGET https://shop.example/b\n", []string{"path: /b\n    after: get-a\n"}, nil},
	{"digest and Amazon", "http", "GET https://shop.example/a\nAuthorization: Digest ann invented-word\n###\nGET https://shop.example/b\nAuthorization: AWS invented-id invented-secret region:eu-west-1 service:s3\n",
		[]string{"auth: {digest: [ann, \"${password}\"]}", "region: eu-west-1, service: s3, key: \"${aws_access_key}\", secret: \"${aws_secret}\""}, nil},
	{"a token that a person gets", "http", "GET https://shop.example/a\nAuthorization: Bearer {{$auth.token(\"x\")}}\n", []string{"bearer: \"${token}\""}, []string{"a.http:2:1: {{$auth.token(\"x\")}} is a token that a person signs in for"}},
	{"names of answers", "http", "### read an order\nGET https://shop.example/a\n###\nGET https://shop.example/{{readAnOrder.a[0].b}}/{{readAnOrderResponse.headers['x-y']}}/{{response.parsedBody.c}}/{{response.statusCode}}\n",
		[]string{"capture: {b: {json: \"$.a[0].b\"}, x_y: {header: x-y}, c: {json: $.c}, status: {status: true}}"}, nil},
	{"files of bodies", "http", "POST https://shop.example/a\n\n< ./lost.bin\n###\nPOST https://shop.example/b\n\na\n< ./lost.txt\n", []string{"path: /a\n"}, []string{"a.http:3:1: the file \"./lost.bin\" that is sent is left out", "a.http:7:1: the body is left out: a part of it"}},
	{"parts that are no form", "http", "POST https://shop.example/a\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/http\n\nGET /x HTTP/1.1\n\n--b--\n", []string{"body: |-\n      --b\n      Content-Type: application/http\n\n      GET /x HTTP/1.1\n\n      --b--\n"}, nil},
	{"scripts before", "http", "< {%\n  request.variables.set(\"id\", \"9\");\n  request.variables.set(\"sum\", md5(\"x\"));\n  foo();\n%}\nGET https://shop.example/{{id}}\n", []string{"path: /${id}\n"}, []string{"a.http:3:1: a statement of the pre-request script is left out: request.variables.set(\"sum\", md5(\"x\"))", "a.http:4:1: a statement of the pre-request script is left out: foo()"}},
	{"a script without an end", "http", "GET https://shop.example/a\n\n> {% client.test(\n", []string{"path: /a\n"}, []string{"a.http:3:1: a script has no end"}},
	{"no JavaScript", "http", "GET https://shop.example/a\n\n> {%\n  client.test(\n%}\n", []string{"pending:"}, []string{"a.http:5:1: the response handler is left out: it is not read as JavaScript"}},
	{"asserts that no answer meets", "http", "GET https://shop.example/a\n\n?? status === 200\n?? status == no\n?? body a > x\n?? body (x) == 1\n?? mood == good\n?? body\n", []string{"pending:"},
		[]string{"?? status === 200 is left out: its value is no number", "?? status == no", "?? body a > x", "?? body (x) == 1", "?? mood == good", "?? body is left out: it is not understood"}},
	{"limits of time", "http", "# @timeout 1500\n# @sleep 200\n# @no-reject-unauthorized\nGET https://shop.example/a\n", []string{"timeout: 1.5s", "wait: 200ms", "tls: {insecure: true}"}, []string{"a.http:1:1: # @timeout 1500 has no unit and is taken for 1.5s"}},
	{"other files", "http", "# @import ./other.http\n###\n# @ref other\nGET https://shop.example/a\n", []string{"path: /a\n"}, []string{"a.http:1:1: # @import ./other.http is left out", "a.http:3:1: # @ref other is left out"}},
	{"GraphQL by a header", "http", "POST https://shop.example/g\nX-REQUEST-TYPE: GraphQL\n\n{ hero { name } }\n\n{\"a\": 1}\n", []string{"graphql: {query: \"{ hero { name } }\", variables: {a: 1}}\n"}, nil},
}

// A number without a unit is seconds below 1000, a sample of a random text is short, and a file up
// to 256 KiB stands in the suite.
func TestHTTPFileBounds(t *testing.T) {
	for _, c := range []struct {
		request string
		size    int // of the file that is sent
		want    string
		times   int
	}{
		{request: "# @timeout 5\nGET http://127.0.0.1:1/a\n", want: "timeout: 5s", times: 1},
		{request: "# @timeout 999\nGET http://127.0.0.1:1/a\n", want: "timeout: 16m39s", times: 1},
		{request: "# @timeout 1000\nGET http://127.0.0.1:1/a\n", want: "timeout: 1s", times: 1},
		{request: "GET http://127.0.0.1:1/a?at={{$random.alphabetic(12)}}\n", want: "a{12}\\b", times: 1},
		{request: "GET http://127.0.0.1:1/a?at={{$random.alphabetic(5000)}}\n", want: "a{101}", times: 0},
		{request: "POST http://127.0.0.1:1/a\n\n< ./body.txt\n", size: 256 << 10, want: "bbbbbbbb", times: 32 << 10},
	} {
		d, err := httpfile.Read(&source.File{Name: "a.http", Text: []byte(c.request)}, httpfile.Options{
			Suite: "s", ReadFile: func(string) ([]byte, error) { return bytes.Repeat([]byte("b"), c.size), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := written(t, d)
		if n := len(regexp.MustCompile(c.want).FindAllString(text, -1)); n != c.times {
			t.Errorf("%q, a file of %d bytes: %q is there %d times, want %d, in\n%.2000s", c.request, c.size, c.want, n, c.times, text)
		}
	}
}
