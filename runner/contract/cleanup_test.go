package contract_test

import (
	"bytes"
	"os"
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
  made: {path: /made, capture: {id: {status: true}}}
  slow: {path: /slow, after: made}
findings:
  made: {claim: It is made, probe: made, labels: quick, expect: {status: 200}}
  slow: {claim: It takes long, probe: slow, expect: {status: 200}}
`

// A cleanup runs once; an unsent one is reported, and fails a strict run.
func TestCleanup(t *testing.T) {
	for _, strict := range []bool{false, true} {
		api := newAPI(t)
		f := newFolder(t, at(cleaning, api.URL))
		flags := []string{"-test.run=Contracts", "-label-filter=quick", "-mode=live"}
		if strict {
			flags = append(flags, "-strict")
		}
		r := f.run(flags...)
		if (r.exit != 0) != strict || !strings.Contains(r.output, "Cleaning: the cleanup held failed: not sent: it changes something") {
			t.Errorf("strict %v: exit %d\n%s", strict, r.exit, r.output)
		}
		if diff := cmp.Diff(map[string]int{"/made": 1, "/undo/200": 1}, api.sent()); diff != "" {
			t.Error(diff)
		}
	}
}

// An interrupt ends the waiting, and the cleanups run.
func TestInterruptedCleansUp(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(cleaning, api.URL))
	var out bytes.Buffer
	cmd := f.command("-test.run=Contracts", "-mode=live")
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
	err := cmd.Wait()
	want := map[string]int{"/made": 1, "/slow": 1, "/undo/200": 1}
	if diff := cmp.Diff(want, api.sent()); diff != "" || err == nil {
		t.Errorf("%v: %s\n%s", err, diff, out.String())
	}
}
