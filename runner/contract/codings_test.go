package contract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner"
	"assay/runner/internal/testkit"
)

const coded = `
suite: Coded
target: TARGET
fixtures: coded.fixture
probes:
  plain: {path: /}
  br: {path: /br}
  zstd: {path: /zstd, headers: {Accept-Encoding: zstd}}
  head: {path: /br, method: HEAD}
findings:
  asked: {claim: It is asked for what can be decoded, probe: plain, expect: {json: {$.accepts: "gzip, deflate"}}}
  head: {claim: A body that does not come needs no decoder, probe: head, expect: {size: 0}}
  status: {claim: Both answer in these codings, probe: [br, zstd], expect: {status: 200, headers: {Content-Encoding: {one_of: [br, zstd]}}}}
  body: {claim: Both have a body, probe: [br, zstd], expect: {body: {contains: "text"}}}
  json: {claim: It is JSON, probe: br, expect: {json: {$: present}}}
`

// A test that does not link the decoders of br and zstd does not ask for them, and says of a body
// in one of them what it lacks: live, and in replay of what it recorded.
func TestCodingsThatAreNotLinked(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"accepts": %q}`, r.Header.Get("Accept-Encoding"))
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Encoding", r.URL.Path[1:])
		fmt.Fprint(w, "as if it were coded text")
	}))
	defer api.Close()
	f := newFolder(t, at(coded, api.URL))
	var all strings.Builder
	for _, mode := range []string{"live", "record", "replay"} {
		r := f.run("-test.run=Contracts", "-mode="+mode, "-no-history")
		if r.exit != 0 {
			t.Errorf("%s: exit %d", mode, r.exit)
		}
		all.WriteString("## " + mode + "\n")
		for line := range strings.Lines(r.output) {
			if text := strings.TrimRight(line, " \n"); !strings.Contains(text, "---") && !strings.HasPrefix(text, "===") && !strings.Contains(text, "captured") {
				all.WriteString(text + "\n")
			}
		}
	}
	result, err := runner.Run(t.Context(), runner.Options{Suites: []string{f.dir}})
	if err != nil {
		t.Fatal(err)
	}
	all.WriteString("## as the command shows it\n")
	for i := range result.Findings {
		if found := &result.Findings[i]; found.Outcome == runner.Inconclusive {
			_, why, _ := strings.Cut(found.Text, "    because")
			why, _, _ = strings.Cut(why, "    probe")
			all.WriteString(found.ID + "\n    because" + why)
		}
	}
	testkit.Golden(t, filepath.Join("testdata", "codings.golden"), strings.ReplaceAll(all.String(), api.URL, "API"))
}
