package contract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/testkit"
)

const limited = `
suite: Limited
target: TARGET
limits: {requests: 4, cooldown: {on: limit, wait: 1h}}
answers: {limit: {status: 429}}
probes:
  p: {path: /p}
findings:
  f: {claim: It answers, probe: p, unless: limit, expect: {status: 200}}
`

const computed = `
suite: Computed
target: TARGET
probes:
  p: {path: /p}
findings:
  f: {claim: The path is short, probe: p, expect: {status: 200, cel: "size(json.path) < 9"}}
  g: {claim: The path is long, probe: p, expect: {any: [{cel: ["size(json.path) > 1"]}, {status: 404}]}}
`

const signed = `
suite: Signed
target: TARGET
request: {auth: {aws_sigv4: {region: eu-central-1, service: s3, key: "${id}", secret: "${secret}"}}}
secrets: {id: SIGNED_ID, secret: SIGNED_SECRET}
probes:
  p: {path: /p}
  q: {path: /q}
findings:
  f: {claim: It answers, probe: [p, q], expect: {status: 200}}
`

// A test that does not link what its suites use says which import it lacks, and sends nothing; what
// needs no database of the history works without it.
func TestWhatIsNotLinked(t *testing.T) {
	api := newAPI(t)
	var all strings.Builder
	for _, c := range []struct {
		title, text string
		args        []string
		exit        int
		sent        int
	}{
		{"CEL, in replay", computed, nil, 1, 0},
		{"a cooldown, live", limited, []string{"-mode=live"}, 1, 0},
		{"a named history", contracts, []string{"-mode=live", "-history=named.db"}, 1, 0},
		{"a cooldown, in replay", limited, nil, 0, 0},
		{"a cooldown, live, now", limited, []string{"-mode=live", "-now"}, 0, 1},
		{"a signature of AWS, live", signed, []string{"-mode=live"}, 1, 0},
		{"a signature of AWS, in replay", signed, nil, 0, 0},
		{"live", contracts, []string{"-mode=live"}, 0, 7},
	} {
		f := newFolder(t, at(c.text, api.URL))
		f.env = []string{"XDG_STATE_HOME=" + filepath.Join(f.dir, "state")}
		r := f.run(append([]string{"-test.run=Contracts"}, c.args...)...)
		sent := 0
		for _, n := range api.sent() {
			sent += n
		}
		if r.exit != c.exit || sent != c.sent {
			t.Errorf("%s: exit %d, %d requests\n%s", c.title, r.exit, sent, r.output)
		}
		if c.exit != 0 {
			_, said, _ := strings.Cut(r.output, "\n")
			said, _, _ = strings.Cut(said, "--- FAIL")
			all.WriteString("## " + c.title + "\n")
			for line := range strings.Lines(strings.TrimRight(said, "\n")) {
				all.WriteString(strings.TrimRight(line, " \n") + "\n")
			}
		}
		_, err := os.Stat(filepath.Join(f.dir, "state", "assay", "history.db-runs"))
		if kept := err == nil; kept != (c.sent > 0) {
			t.Errorf("%s: the run is kept: %v", c.title, kept)
		}
	}
	testkit.Golden(t, filepath.Join("testdata", "unlinked.golden"), all.String())
}
