package importer_test

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer/curl"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// Commands, hand-written or copied from browsers, become the documents of the goldens, with a list
// of the parts that have no place in one.
func TestCurl(t *testing.T) {
	files, err := filepath.Glob("curl/testdata/*.sh")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			d, err := curl.Read(read(t, file), curl.Options{Suite: "shop", ReadFile: os.ReadFile})
			if err != nil {
				t.Fatal(err)
			}
			_, text, _ := written(t, d)
			testkit.Golden(t, strings.TrimSuffix(file, ".sh")+".golden", shown(d, text))
			if strings.Contains(text, "invented") {
				t.Errorf("a secret is in the document:\n%s", text)
			}
		})
	}
}

// A text without curl commands is refused, with the next step.
func TestCurlRefused(t *testing.T) {
	var all strings.Builder
	for _, text := range []string{"", "echo hello", "curl 'https://api.example", "curl ^\"https://api.example^\" ^\n  -H ^\"a: b^\"", "curl a )", "curl --silent"} {
		_, err := curl.Read(&source.File{Name: "notes.sh", Text: []byte(text)}, curl.Options{Suite: "s"})
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	testkit.Golden(t, "testdata/curl-refused.golden", all.String())
}

// sent is a request that a server received.
type sent struct {
	Method, Path, Query string
	Header              map[string][]string
	Body                any
}

// recorder starts a server that keeps its requests.
func recorder(t *testing.T) (url string, take func() []sent) {
	var lock sync.Mutex
	var got []sent
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one := sent{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query().Encode(), Header: map[string][]string{}}
		for name, values := range r.Header {
			switch {
			case name == "User-Agent" && !strings.HasPrefix(values[0], "own"), name == "Accept-Encoding", name == "Content-Length", name == "Expect":
			case name == "Accept" && values[0] == "*/*":
			case name == "Content-Type" && strings.HasPrefix(values[0], "multipart/"):
			default:
				one.Header[name] = values
			}
		}
		one.Body = bodyOf(r)
		lock.Lock()
		got = append(got, one)
		lock.Unlock()
	}))
	t.Cleanup(s.Close)
	return s.URL, func() []sent {
		lock.Lock()
		defer lock.Unlock()
		all := got
		got = nil
		return all
	}
}

// bodyOf returns a body as a value: JSON decoded, the parts of a form by name.
func bodyOf(r *http.Request) any {
	raw, _ := io.ReadAll(r.Body)
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var v any
	switch {
	case media == "application/json" && json.Unmarshal(raw, &v) == nil:
		return v
	case media == "multipart/form-data":
		parts := map[string]string{}
		reader := multipart.NewReader(strings.NewReader(string(raw)), params["boundary"])
		for {
			p, err := reader.NextPart()
			if err != nil {
				return parts
			}
			text, _ := io.ReadAll(p)
			parts[p.FormName()] = p.FileName() + "|" + p.Header.Get("Content-Type") + "|" + string(text)
		}
	}
	return string(raw)
}

// An imported suite sends the same request as curl does for the command.
func TestCurlSendsWhatCurlSends(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl on this machine")
	}
	url, take := recorder(t)
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("body.json", []byte("{\"from\":\n \"file\"}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "doc.txt"} {
		if err := os.WriteFile(name, []byte("module x\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		command string
		env     map[string]string
	}{
		{command: `curl $BASE`},
		{command: `curl "$BASE/a/b?x=1&y=%20z&y=2"`},
		{command: `curl -X DELETE $BASE/a -H 'X-One: 1' -H "X-Two:2"`},
		{command: `curl $BASE/a -d a=1 -d 'b=two+words&c=%26'`},
		{command: `curl $BASE/a --data-raw '@not-a-file' -H 'Content-Type: text/plain'`},
		{command: `curl $BASE/a -d '{"a": [1, 2.50, null, "ü${x}"], "b": {}}' -H 'content-type: application/json'`},
		{command: `curl $BASE/a -d @body.json -H 'content-type: application/json'`},
		{command: `curl $BASE/a --data-binary @body.json -H 'content-type: text/plain'`},
		{command: `curl $BASE/a --json '{"a":1}'`},
		{command: `curl -G $BASE/a?z=0 --data-urlencode 'q=a b&c' -d page=2`},
		{command: `curl $BASE/a --data-urlencode 'q=a b&c' --data-urlencode '=x y' -H 'Content-Type: text/plain'`},
		{command: `curl $BASE/a -F note=hi -F 'doc=@body.json;type=application/json;filename=d.json'`},
		{command: `curl -u ann:pw-of-ann $BASE/a`, env: map[string]string{"S_PASSWORD": "pw-of-ann"}},
		{command: `curl $BASE/a -H 'Authorization: Bearer tok-1234567'`, env: map[string]string{"S_TOKEN": "tok-1234567"}},
		{command: `curl $BASE/a -b 'sid=abcd-1234; theme=dark'`, env: map[string]string{"S_SID_COOKIE": "abcd-1234", "S_THEME_COOKIE": "dark"}},
		{command: `curl $BASE/a -A own/1.0 -e http://ref.example -r 0-9`},
		{command: `curl -I $BASE/a`},
		{command: `curl "$BASE/a?api_key=key-000111"`, env: map[string]string{"S_API_KEY": "key-000111"}},
		{command: `curl $BASE/a -d $'tab\tand\\back\'quote' -H 'Content-Type: text/plain; charset=utf-8'`},
		{command: "curl $BASE/a \\\n  -X PUT \\\n  -T - <<'END'\nfrom ${here}\nEND\n"},
		{command: `curl $BASE/a -d "password=pw-0000000" -d user=ann`, env: map[string]string{"S_PASSWORD": "pw-0000000"}},
		{command: `curl $BASE/a -H 'Accept:' -H 'X-Empty;'`},
		{command: `curl "${NOT_SET_HERE:-$BASE}/a?limit=${LIMIT_OF_NOBODY:-20}"`},
		{command: "H=(-H 'X-A: 1' -H 'X-B: two words')\nH+=(-H 'X-C: 3')\ncurl \"${H[@]}\" $BASE/a"},
		{command: `echo '{"text": "hi"}' | curl -H 'Content-Type: application/json' -d @- $BASE/notes`},
		{command: `cat body.json | curl -H 'Content-Type: text/plain' --data-binary @- $BASE/notes`},
		{command: `printf '%s' "a b" | curl -H 'Content-Type: text/plain' -d @- $BASE/notes`},
		{command: `echo -n x=1 | curl -d @- $BASE/notes`},
		{command: "CODE=$(curl -s -o /dev/null -w '%{http_code}' $BASE/health)\ncurl \"$BASE/report?code=$CODE\""},
		{command: `curl $BASE/a/../b/./c/%2e%2E/d/..?x=/../y`},
		{command: `curl $BASE/../a`},
		{command: `curl --path-as-is $BASE/a/./b`},
		{command: `curl --post302 -L -d x=1 $BASE/c`},
		{command: `curl $BASE/a\-b?c=1\&d=\$x -H X-A:\ \"b\" -H 'X-B: it'\''s'`},
		{command: `curl $BASE/a -d a=1 -H 'Content-Type:'`},
		{command: `curl $BASE/a --json null`},
		{command: `curl $BASE/a --data-urlencode 'a=${x}'`},
		{command: `curl -G $BASE/a?z=1 -d a=b%20c -d q=u:v -d word -d ''`},
		{command: `curl $BASE/a -F 'a="b;c"' -F 'b=x;filename=c.html' -F 'doc=@doc.txt' -F 'other=@go.mod'`},
		{command: `curl -T doc.txt -H Expect: $BASE/up/`},
		{command: `curl -u ann:pw-of-ann -H 'Authorization: Bearer tok-1234567' $BASE/a`, env: map[string]string{"S_TOKEN": "tok-1234567"}},
		{command: `curl -b x=1 -H 'Cookie: theme=dark' $BASE/a`, env: map[string]string{"S_THEME_COOKIE": "dark"}},
		{command: `curl -H 'X-A: 1' -H 'X-A:' $BASE/a`},
	} {
		t.Run(c.command, func(t *testing.T) {
			shell := exec.Command("bash", "-c", c.command)
			shell.Env = append(os.Environ(), "BASE="+url)
			if out, err := shell.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			want := take()
			file := &source.File{Name: "c.sh", Text: []byte("BASE=" + url + "\n" + c.command)}
			d, err := curl.Read(file, curl.Options{Suite: "s", ReadFile: os.ReadFile})
			if err != nil {
				t.Fatal(err)
			}
			text, err := d.Text("made.suite.yaml")
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "made.suite.yaml")
			if err := os.WriteFile(path, text, 0o644); err != nil {
				t.Fatal(err)
			}
			o := engine.Options{Mode: pipeline.Live, AllowWrites: true, Secret: func(env string) (string, bool) { v, ok := c.env[env]; return v, ok }}
			documents, err := engine.Open([]string{path}, o)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			for id, v := range verdicts(t, documents, o) {
				if v.Outcome != judge.Holds {
					t.Errorf("%s is %s: %s\n%s", id, v.Outcome, v.Reason, text)
				}
			}
			if diff := cmp.Diff(want, take()); diff != "" {
				t.Errorf("(-curl +suite):\n%s\n%s", diff, text)
			}
		})
	}
}
