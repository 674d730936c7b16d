package spec_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"assay/runner/redact/canary"
)

// A server gives a secret back in every form, in every place of its answers; then
// everything that Ginkgo wrote is searched for it.
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
