package spec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const untold = `
suite: Untold
target: TARGET
secrets: {key: DOOR_NEVER_SET}
probes:
  p1: {path: /p1}
  with-key: {path: /p2, headers: {X-Key: "${key}"}}
findings:
  first: {claim: One needs the key, probe: with-key, expect: {status: 200}}
  second: {claim: Two needs it too, probe: with-key, expect: {body: present}}
  third: {claim: Three needs none, probe: p1, expect: {status: 200}, labels: [free]}
`

// One line has the number of inconclusive findings and the reasons, whatever the number of
// processes; without any, there is none.
func TestUntoldIsSaid(t *testing.T) {
	api := newAPI(t)
	const why = `secret "key" is not set: export DOOR_NEVER_SET`
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"some":        {nil, "assay: 2 of 3 inconclusive: " + why + "\n"},
		"processes":   {[]string{"--procs=2"}, "assay: 2 of 3 inconclusive: " + why + "\n"},
		"all":         {[]string{"--label-filter=!free"}, "assay: 2 of 2 inconclusive: " + why + "\n"},
		"none":        {[]string{"--label-filter=free"}, ""},
		"none chosen": {[]string{"--focus=nowhere"}, "assay: nothing was judged: none of 3 findings is selected\n"},
		"dry run":     {[]string{"--dry-run"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newDoor(t, at(untold, api.URL)).run(c.args, "-mode=live")
			if r.exit != 0 || !strings.Contains(r.output, c.want) || strings.Count(r.output, "assay: ") != strings.Count(c.want, "assay: ") {
				t.Errorf("exit %d, and %q is wanted once in\n%s", r.exit, c.want, r.output)
			}
		})
	}
}

// A run with pending findings only, or without any, is not reported as a success.
func TestNothingJudgedIsSaid(t *testing.T) {
	pending := "suite: Pending\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /}}\nfindings: {f: {probe: p, expect: {status: 200}, pending: later}}\n"
	if r := newDoor(t, pending).run(nil); r.exit != 0 || !strings.Contains(r.output, "assay: nothing was judged: 1 of 1 pending\n") {
		t.Errorf("pending: exit %d\n%s", r.exit, r.output)
	}
	none := "suite: None\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /}}\n"
	const idle = "s0.suite.yaml: nothing is judged: the suite has no finding"
	for _, procs := range []string{"--procs=1", "--procs=2"} {
		if r := newDoor(t, none).run([]string{procs}); r.exit != 0 || !strings.Contains(r.output, "assay: warning: "+idle+"\n") {
			t.Errorf("none, %s: exit %d\n%s", procs, r.exit, r.output)
		}
	}
	if r := newDoor(t, none).run(nil, "-strict"); r.exit != 1 || !strings.Contains(r.output, idle) {
		t.Errorf("none, strict: exit %d\n%s", r.exit, r.output)
	}
}

// Fixtures of another host have nothing to compare: the run reports that, and fails if strict.
func TestNothingComparedIsSaid(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, strings.ReplaceAll(recorded, "TARGET", api.URL))
	if r := d.run(nil, "-mode=record"); r.exit != 0 {
		t.Fatalf("exit %d\n%s", r.exit, r.output)
	}
	path := filepath.Join(d.dir, "recorded.fixture")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), api.URL, "https://old.example")), 0o644); err != nil {
		t.Fatal(err)
	}
	const none = "nothing was compared with the fixtures"
	for _, procs := range []string{"--procs=1", "--procs=2"} {
		r := d.run([]string{procs}, "-mode=drift")
		if r.exit != 0 || !strings.Contains(r.output, "assay: warning: "+none) || !strings.Contains(r.output, "url: recorded `https://old.example") {
			t.Errorf("%s: exit %d\n%s", procs, r.exit, r.output)
		}
		if r := d.run([]string{procs}, "-mode=drift", "-strict"); r.exit != 1 || !strings.Contains(r.output, none) {
			t.Errorf("%s, strict: exit %d\n%s", procs, r.exit, r.output)
		}
	}
}
