package outside

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const free = `
suite: Shop
target: TARGET
fixtures: shop.fixture
probes:
  free: {path: /free}
findings:
  free: {claim: The free path is right, probe: free, expect: {status: 200}}
`

// A repeated live run sends again, and does not mention a cache; so do record and drift. A repeated
// replay comes from the cache.
func TestGoTestCache(t *testing.T) {
	m := newModule(t, free)
	modes := []string{"record", "drift", "live"}
	if testing.Short() { // each compiles the package twice
		modes = modes[:1]
	}
	for _, mode := range modes {
		m.env = []string{"ASSAY_MODE=" + mode}
		for round := range 2 {
			m.settled()
			out, exit := m.run("go", "test", "./suites/shop")
			if exit != 0 || strings.Contains(out, "(cached)") {
				t.Errorf("%s, round %d: exit %d\n%s", mode, round+1, exit, out)
			}
			if diff := cmp.Diff(map[string]int{"/free": 1}, m.sent()); diff != "" {
				t.Errorf("%s, round %d: sent %s", mode, round+1, diff)
			}
		}
	}
	m.env = nil
	m.settled()
	for _, want := range []bool{false, true} {
		if out, exit := m.run("go", "test", "./suites/shop"); exit != 0 || strings.Contains(out, "(cached)") != want {
			t.Errorf("replay, cached %t is wanted: exit %d\n%s", want, exit, out)
		}
	}
	if sent := m.sent(); len(sent) > 0 {
		t.Errorf("replays sent %v", sent)
	}
	left, err := filepath.Glob(filepath.Join(m.dir, "suites", "shop", "*"))
	if err != nil || len(left) != 4 { // those that assay init wrote, and no other
		t.Errorf("in the folder of the suite: %v %v", left, err)
	}
}

// settled backdates every file of the module: go test caches nothing if an input is younger than
// two seconds, which would defeat the test.
func (m *client) settled() {
	m.t.Helper()
	old := time.Now().Add(-time.Hour).Truncate(time.Hour)
	err := filepath.WalkDir(m.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, old, old)
	})
	if err != nil {
		m.t.Fatal(err)
	}
}
