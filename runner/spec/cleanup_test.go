package spec_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const cleaning = `
suite: Cleaning
target: TARGET
limits: {concurrency: 1, writes: ask}
probes:
  undo: {path: "/undo/${made.id}", cleanup: true}
  held: {path: /held, cleanup: true, risk: writes, after: made}
  made: {path: /made, capture: {id: {json: $.token}}}
  more: {path: /more}
  slow: {path: /slow, after: [made, more]}
findings:
  made: {claim: It is made, probe: made, labels: quick, expect: {status: 200}}
  more: {claim: There is more, probe: more, labels: quick, expect: {status: 200}}
  slow: {claim: It takes long, probe: slow, expect: {status: 200}}
`

// A cleanup runs once, in any process of a parallel run; an unsent one is reported, and fails a
// strict run.
func TestCleanup(t *testing.T) {
	told := "Cleaning: the cleanup held failed: not sent: it changes something"
	for _, c := range []struct {
		name        string
		args, flags []string
		exit        int
		asked       map[string]int
	}{
		{"one process", nil, nil, 0, map[string]int{"/made": 1, "/more": 1, "/undo/of-made": 1}},
		{"several", []string{"--procs=3"}, nil, 0, map[string]int{"/made": 1, "/more": 1, "/undo/of-made": 1}},
		{"strict", []string{"--procs=2"}, []string{"-strict"}, 1, map[string]int{"/made": 1, "/more": 1, "/undo/of-made": 1}},
		{"focused", []string{"--focus=is made"}, nil, 0, map[string]int{"/made": 1, "/undo/of-made": 1}},
		{"nothing made", []string{"--focus=is more"}, nil, 0, map[string]int{"/more": 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			api := newAPI(t)
			d := newDoor(t, at(cleaning, api.URL))
			r := d.run(append([]string{"--label-filter=quick"}, c.args...), append([]string{"-mode=live"}, c.flags...)...)
			if (r.exit != 0) != (c.exit != 0) {
				t.Errorf("exit %d, want %d\n%s", r.exit, c.exit, r.output)
			}
			if diff := cmp.Diff(c.asked, api.sent()); diff != "" {
				t.Error(diff)
			}
			if made := c.asked["/made"] > 0; strings.Contains(r.output, told) != made {
				t.Errorf("want %q: %v\n%s", told, made, r.output)
			}
		})
	}
}

// Ctrl-C ends the waiting, and the cleanups run.
func TestInterruptedCleansUp(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at(cleaning, api.URL))
	var out bytes.Buffer
	cmd := exec.Command(filepath.Join(d.dir, "door.test"), "--ginkgo.grace-period=1m", "--ginkgo.json-report=report.json", "-mode=live")
	cmd.Dir = d.dir
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+d.dir)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-api.arrived:
	case <-time.After(time.Minute):
		t.Fatal("the request never came")
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	r := d.wait(cmd, &out)
	want := map[string]int{"/made": 1, "/more": 1, "/slow": 1, "/undo/of-made": 1}
	if diff := cmp.Diff(want, api.sent()); diff != "" || r.exit == 0 {
		t.Errorf("exit %d: %s\n%s", r.exit, diff, r.output)
	}
}
