package contract_test

import (
	"os"
	"path/filepath"
	"regexp"
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

const marked = `
suite: Marked
target: TARGET
probes:
  p: {path: /p, capture: {id: {xml: "//id"}, any: {xml: "//${id}"}}}
findings:
  f: {claim: It has an id, probe: p, expect: {status: 200, xml: {//id: present}}}
  g: {claim: It has a name, probe: p, expect: {any: [{xml: {//name: present}}, {status: 404}]}}
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
		{"XPath, in replay", marked, nil, 1, 0},
		{"a cooldown, live", limited, []string{"-mode=live"}, 0, 1},
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

const cooling = `
suite: Cooling
target: TARGET
limits: {requests: 4, cooldown: {on: limit, wait: 1h}}
answers: {limit: {json: {$.path: /p}}}
probes:
  p: {path: /p}
findings:
  f: {claim: It answers, probe: p, unless: limit, expect: {status: 200}}
checklist:
  paid: {ask: Is it paid?}
`

// A test that does not link the database knows the cooldowns of earlier processes, and says when it
// does not; then it sends nothing, unless it is told to.
func TestCooldownsWithoutTheDatabase(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(cooling, api.URL))
	state := filepath.Join(f.dir, "state", "assay")
	f.env = []string{"XDG_STATE_HOME=" + filepath.Dir(state)}
	var all strings.Builder
	for _, c := range []struct {
		title  string
		before func() error
		args   []string
		exit   int
		sent   int
		kept   bool // beside the history
	}{
		{"not kept", nil, []string{"-no-history"}, 0, 1, false},
		{"the first", nil, nil, 0, 1, true},
		{"in the cooldown", nil, nil, 0, 0, true},
		{"in the cooldown, not kept", nil, []string{"-no-history"}, 0, 0, true},
		{"now", nil, []string{"-now"}, 0, 1, true},
		{"a damaged file", func() error { return os.Truncate(filepath.Join(state, "history.db-known"), 60) }, nil, 1, 0, true},
		{"a damaged file, now", nil, []string{"-now"}, 0, 1, true},
		{"the history of an earlier release", func() error { return os.Remove(filepath.Join(state, "history.db-known")) }, nil, 1, 0, false},
	} {
		if c.before != nil {
			if err := c.before(); err != nil {
				t.Fatal(err)
			}
		}
		r := f.run(append([]string{"-test.run=Contracts", "-test.v", "-mode=live"}, c.args...)...)
		if sent := api.sent()["/p"]; r.exit != c.exit || sent != c.sent {
			t.Errorf("%s: exit %d, %d requests\n%s", c.title, r.exit, sent, r.output)
		}
		if _, err := os.Stat(filepath.Join(state, "history.db-known")); (err == nil) != c.kept {
			t.Errorf("%s: kept: %v", c.title, err)
		}
		all.WriteString("## " + c.title + "\n")
		for line := range strings.Lines(r.output) {
			if strings.Contains(line, "cooling down") || strings.Contains(line, "known") {
				line = strings.ReplaceAll(strings.ReplaceAll(line, f.dir, "FOLDER"), api.URL, "API")
				all.WriteString(times.ReplaceAllString(line, "TIME"))
			}
		}
	}
	testkit.Golden(t, filepath.Join("testdata", "cooldown.golden"), all.String())
}

// times are points in time and what is left of an hour.
var times = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d UTC|59m\d*s?|1h\b`)
