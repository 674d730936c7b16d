package spec_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/fixture"
)

const recorded = `
suite: Recorded
target: TARGET
fixtures: recorded.fixture
probes:
  p1: {path: /p1, capture: {token: {json: $.token}}}
  p2: {path: /p2}
  p3: {path: /p3}
  by-hand: {path: /by-hand}
  chained: {path: /chained, headers: {X-Token: "${p1.token}"}}
  unread: {path: /unread}
findings:
  one: {claim: One is right, probe: p1, expect: {status: 200}, labels: [quick]}
  two: {claim: Two is right, probe: p2, expect: {status: 200}}
  three: {claim: Three is right, probe: p3, expect: {status: 200}}
`

// entries returns the probes in the fixture of a door.
func (d *door) entries() []string {
	d.t.Helper()
	f, err := fixture.Open(filepath.Join(d.dir, "recorded.fixture"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, e := range f.Entries {
		out = append(out, e.Probe)
	}
	return out
}

// Observations are recorded from every process and every caller; entries of unsent probes stay
// unchanged.
func TestGinkgoRecords(t *testing.T) {
	server := newAPI(t)
	d := newDoor(t, strings.ReplaceAll(recorded, "TARGET", server.URL))
	if r := d.run([]string{"--label-filter", "quick"}, "-mode=record"); r.exit != 0 {
		t.Fatalf("exit %d\n%s", r.exit, r.output)
	}
	if diff := cmp.Diff([]string{"p1"}, d.entries()); diff != "" {
		t.Error(diff)
	}
	d.env = []string{"ASSAY_MODE=record", "DOOR_BY_HAND=1"}
	if r := d.run([]string{"-p", "--procs", "3", "--label-filter", "!quick && !mistyped"}); r.exit != 0 {
		t.Fatalf("exit %d\n%s", r.exit, r.output)
	}
	if diff := cmp.Diff([]string{"p1", "p2", "p3", "by-hand", "chained"}, d.entries()); diff != "" {
		t.Error(diff)
	}
	sent := server.sent()
	d.env = []string{"ASSAY_STRICT=1"}
	if r := d.run([]string{"-p", "--procs", "2"}); r.exit != 0 {
		t.Errorf("the replay: exit %d\n%s", r.exit, r.output)
	}
	if diff := cmp.Diff(sent, server.sent()); diff != "" {
		t.Errorf("the replay asked the server: %s", diff)
	}
}

// A run that cannot be recorded fails, and leaves the fixtures unchanged.
func TestGinkgoRefusesToRecord(t *testing.T) {
	server := newAPI(t)
	for name, c := range map[string]struct {
		suite string
		args  []string
		want  string
	}{
		"a failing connection": {
			strings.ReplaceAll(recorded, "TARGET", "http://127.0.0.1:1"), nil,
			"not recorded: recorded.fixture is as it was: the run was not complete",
		},
		"--fail-fast": {
			strings.ReplaceAll(strings.Replace(recorded, "status: 200", "status: 500", 1), "TARGET", server.URL), []string{"--fail-fast"},
			"nothing was recorded: --fail-fast ended the run; the fixtures are as they were",
		},
		"no fixtures": {
			strings.ReplaceAll(strings.Replace(recorded, "fixtures: recorded.fixture\n", "", 1), "TARGET", server.URL), nil,
			"s0.suite.yaml:1:1: the suite \"Recorded\" names no fixtures to record to; add a line such as `fixtures: s0.fixture`",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t, c.suite)
			r := d.run(c.args, "-mode=record")
			if r.exit == 0 || !strings.Contains(r.output, c.want) {
				t.Errorf("exit %d, want %q in\n%s", r.exit, c.want, r.output)
			}
			if got := d.entries(); got != nil {
				t.Errorf("recorded %v", got)
			}
		})
	}
}

// A dry run sends nothing, and records nothing.
func TestADryRunRecordsNothing(t *testing.T) {
	d := newDoor(t, strings.ReplaceAll(recorded, "TARGET", "http://127.0.0.1:1"))
	if r := d.run([]string{"--dry-run"}, "-mode=record"); r.exit != 0 {
		t.Errorf("exit %d\n%s", r.exit, r.output)
	}
	if _, err := os.Stat(filepath.Join(d.dir, "recorded.fixture")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was written: %v", err)
	}
}

// -v reports drift, which fails strict suites only; a document without fixtures has nothing to
// compare with.
func TestGinkgoTellsDrift(t *testing.T) {
	server := newAPI(t)
	d := newDoor(t, strings.ReplaceAll(recorded, "TARGET", server.URL))
	if r := d.run(nil, "-mode=record"); r.exit != 0 {
		t.Fatalf("exit %d\n%s", r.exit, r.output)
	}
	path := filepath.Join(d.dir, "recorded.fixture")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	older := strings.Replace(string(text), `"path": "/p2"`, `"path": "/p2", "lost": 1`, 1)
	if err := os.WriteFile(path, []byte(older), 0o644); err != nil {
		t.Fatal(err)
	}
	const told = "fixture stale  Two is right"
	r := d.run([]string{"-p", "--procs", "2", "-v"}, "-mode=drift")
	if r.exit != 0 || !strings.Contains(r.output, told) || !strings.Contains(r.output, "breaking  $.lost: 1 (number) → absent") {
		t.Errorf("exit %d, want 0 and %q in\n%s", r.exit, told, r.output)
	}
	r = d.run(nil, "-mode=drift", "-strict")
	if r.exit == 0 || !strings.Contains(r.output, told) || !strings.Contains(r.output, "the fixtures are stale: a difference is breaking") {
		t.Errorf("strict: exit %d, want %q in\n%s", r.exit, told, r.output)
	}
	d = newDoor(t, strings.ReplaceAll(strings.Replace(recorded, "fixtures: recorded.fixture\n", "", 1), "TARGET", server.URL))
	if r := d.run(nil, "-mode=drift"); r.exit == 0 || !strings.Contains(r.output, "names no fixtures to compare with") {
		t.Errorf("without fixtures: exit %d\n%s", r.exit, r.output)
	}
}
