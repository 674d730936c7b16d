package spec_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/secret/canary"
)

// A server echoes a secret in every form, in every place of its answers; the test searches all
// output of Ginkgo for it.
func TestNoSecretLeavesGinkgo(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(canary.Echo))
	t.Cleanup(server.Close)
	secret := canary.Secrets[3]
	d := newDoor(t, canary.Suite(server.URL))
	d.env = []string{"ASSAY_MODE=live", "CANARY=" + secret}
	r := d.run([]string{"-vv", "--junit-report", "junit.xml"})
	if err := os.WriteFile(filepath.Join(d.dir, "output"), []byte(r.output), 0o644); err != nil {
		t.Fatal(err)
	}
	if broken := len(r.report.SpecReports); r.exit != 1 || broken < 100 {
		t.Fatalf("exit status %d, %d specs: nothing was judged\n%s", r.exit, broken, r.output)
	}
	leaks, err := canary.Search(d.dir, []string{secret}, "door.test")
	if err != nil {
		t.Fatal(err)
	}
	for _, leak := range leaks {
		t.Error(leak)
	}
}

// A finding that compares with a secret without a value is skipped, unless it is refuted anyway and
// fails, in every process.
func TestSecretWithoutAValueNeverJudges(t *testing.T) {
	const text = `
suite: Leaks
target: TARGET
secrets: {token: LEAK_TOKEN}
probes:
  no-key: {path: /p}
  key: {path: /p, headers: {Authorization: Bearer invented}}
findings:
  hidden: {claim: The token is not shown, probe: no-key, expect: {body: {not: {contains: "${token}"}}}}
  shown: {claim: The token is shown, probe: no-key, expect: {body: {contains: "${token}"}}}
  refuted: {claim: Nothing is there, probe: no-key, expect: {status: 404, body: {not: {contains: "${token}"}}}}
  locked: {claim: The door is locked, probe: no-key, control: key, expect: {status: 401}}
`
	for _, procs := range []string{"--procs=1", "--procs=3"} {
		for _, c := range []struct{ value, hidden, shown string }{
			{"", "skipped", "skipped"},
			{"sesame-open-4711", "passed", "failed"},
		} {
			t.Run(procs+" "+c.value, func(t *testing.T) {
				d := newDoor(t, at(text, newAPI(t).URL))
				d.env = []string{"ASSAY_MODE=live", "LEAK_TOKEN=" + c.value}
				r := d.run([]string{procs, "--keep-going"})
				want := map[string]string{
					"The token is not shown": c.hidden, "The token is shown": c.shown,
					"Nothing is there": "failed", "The door is locked": "failed",
				}
				if diff := cmp.Diff(want, r.states()); diff != "" || r.exit != 1 {
					t.Errorf("exit %d, states: %s\n%s", r.exit, diff, r.output)
				}
			})
		}
	}
}
