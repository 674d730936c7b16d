package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A quiet run does not hold its later suites, so that one that changes meanwhile ends it. A run
// that shows or keeps more holds all of them, and judges what it checked.
func TestRunOfASuiteThatChangedMeanwhile(t *testing.T) {
	const suite = "suite: %s\ntarget: http://127.0.0.1:1\nprobes: {one: {path: /%[1]s}}\nfindings: {one: {probe: one, expect: {status: 200}}}\n"
	for _, c := range []struct {
		flags  []string
		status int
		said   string
	}{
		{[]string{"--no-history"}, 2, "later.suite.yaml: the suite, or a file that it names, changed since the run checked it: nothing more was sent; run it again, and leave the files as they are until it ends\n"},
		{nil, 0, ""},
		{[]string{"--no-history", "--json", "result.json"}, 0, ""},
		{[]string{"--no-history", "--json-lines", "lines.jsonl"}, 0, ""},
		{[]string{"--no-history", "--focus", "one"}, 0, ""},
	} {
		dir := t.TempDir()
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/first" {
				write(t, dir, "later.suite.yaml", "suite: changed\n")
			}
		}))
		write(t, dir, "first.suite.yaml", fmt.Sprintf(suite, "first"))
		write(t, dir, "large.suite.yaml", "suite: Large\ntarget: http://127.0.0.1:1\nprobes: {held: {path: /held, each: {file: rows.csv}}}\n")
		write(t, dir, "later.suite.yaml", fmt.Sprintf(suite, "later"))
		var rows strings.Builder
		rows.WriteString("name\n")
		for i := range 16 << 10 {
			fmt.Fprintf(&rows, "r%d\n", i)
		}
		write(t, dir, "rows.csv", rows.String())
		args := append([]string{"run", "--live", "--output", "quiet", "--target", server.URL}, c.flags...)
		status, said := assay(t, dir, nil, append(args, "first.suite.yaml", "large.suite.yaml", "later.suite.yaml")...)
		server.Close()
		said = strings.Replace(said, "assay: warning: large.suite.yaml: nothing is judged: the suite has no finding\n", "", 1)
		if status != c.status || said != c.said {
			t.Errorf("%v: exit %d\n%s", c.flags, status, said)
		}
	}
}
