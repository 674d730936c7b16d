package outside

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/onsi/ginkgo/v2/types"
)

const paid = `
suite: Shop
target: TARGET
fixtures: shop.fixture
probes:
  free: {path: /free}
  paid: {path: /paid}
findings:
  free: {claim: The free path is right, probe: free, expect: {status: 200}}
  paid: {claim: The paid path costs, probe: paid, expect: {status: 200}, labels: [paid]}
`

// Every flag of the ginkgo command works on the package from assay init: probes of excluded specs
// are not sent.
func TestGinkgoFlags(t *testing.T) {
	m := newModule(t, paid)
	m.env = []string{"ASSAY_MODE=live"}
	one, both := map[string]int{"/free": 1}, map[string]int{"/free": 1, "/paid": 1}
	cases := []struct {
		name   string
		args   []string
		sent   map[string]int
		passed int // specs in the JSON report
	}{
		{"label filter", []string{"--label-filter=!paid"}, one, 1},
		{"focus", []string{"--focus=free path"}, one, 1},
		{"skip", []string{"--skip=costs"}, one, 1},
		{"dry run", []string{"--dry-run"}, map[string]int{}, 2},
		{"processes", []string{"-p", "--procs=2"}, both, 2},
		{"processes, filtered", []string{"-p", "--procs=2", "--label-filter=!paid"}, one, 1},
		{"twice", []string{"--repeat=1", "--label-filter=!paid"}, map[string]int{"/free": 2}, 1},
	}
	if testing.Short() { // each compiles the package
		cases = cases[:1]
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"run", "--json-report=report.json", "--junit-report=junit.xml", "--output-dir=" + m.dir}, c.args...)
			out, exit := m.run("ginkgo", append(args, "./suites/shop")...)
			if exit != 0 {
				t.Errorf("exit %d\n%s", exit, out)
			}
			if diff := cmp.Diff(c.sent, m.sent()); diff != "" {
				t.Errorf("sent %s\n%s", diff, out)
			}
			if got := passed(t, m); got != c.passed {
				t.Errorf("%d specs passed in the JSON report, want %d\n%s", got, c.passed, out)
			}
			if junit := m.read("junit.xml"); !strings.Contains(junit, "The free path is right") {
				t.Errorf("the JUnit report has no spec:\n%s", junit)
			}
			for _, name := range []string{"report.json", "junit.xml"} {
				if err := os.Remove(filepath.Join(m.dir, name)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// The example of package spec is a complete package, including its hand-written spec.
func TestExampleOfTheDocs(t *testing.T) {
	m := newModule(t, strings.NewReplacer("free:", "bearer:", "probe: free", "probe: bearer").Replace(paid))
	doc, err := os.ReadFile("../../../spec/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var example strings.Builder
	for line := range strings.Lines(string(doc)) {
		if code, ok := strings.CutPrefix(line, "//\t"); ok {
			example.WriteString(code)
		} else if example.Len() > 0 && line != "//\n" {
			break
		}
	}
	m.write("suites/shop/shop_suite_test.go", strings.ReplaceAll(example.String(), "HaveStatus(404)", "HaveStatus(200)"))
	out, exit := m.run("ginkgo", "run", "--label-filter=!paid", "./suites/shop", "--", "-mode=live")
	if sent := m.sent(); exit != 0 || !maps.Equal(sent, map[string]int{"/free": 1}) || !strings.Contains(out, "2 Passed") {
		t.Errorf("exit %d, sent %v\n%s\n%s", exit, sent, out, example.String())
	}
}

// passed counts the specs that passed by Ginkgo's JSON report.
func passed(t *testing.T, m *client) int {
	t.Helper()
	var reports []types.Report
	if err := json.Unmarshal([]byte(m.read("report.json")), &reports); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range reports {
		n += r.SpecReports.WithLeafNodeType(types.NodeTypeIt).CountWithState(types.SpecStatePassed)
	}
	return n
}

// Arguments after -- reach the suite: it records, and then replays.
func TestGinkgoRecords(t *testing.T) {
	m := newModule(t, paid)
	if out, exit := m.run("ginkgo", "run", "./suites/shop", "--", "-mode=record"); exit != 0 || !maps.Equal(m.sent(), map[string]int{"/free": 1, "/paid": 1}) {
		t.Fatalf("exit %d\n%s", exit, out)
	}
	if text := m.read("suites/shop/shop.fixture"); !strings.Contains(text, "/paid") {
		t.Errorf("nothing was recorded:\n%s", text)
	}
	out, exit := m.run("ginkgo", "run", "./suites/shop", "--", "-strict")
	if exit != 0 || len(m.sent()) > 0 || !strings.Contains(out, "2 Passed") {
		t.Errorf("the replay: exit %d\n%s", exit, out)
	}
}

// A package that the ginkgo command does not recognize as a suite sends nothing, and reports why
// and the line to add.
func TestNotNamed(t *testing.T) {
	m := newModule(t, paid)
	m.env = []string{"ASSAY_MODE=live"}
	const file = "suites/shop/shop_suite_test.go"
	var kept []string
	for line := range strings.Lines(m.read(file)) {
		if !strings.Contains(line, "onsi/ginkgo") {
			kept = append(kept, line)
		}
	}
	m.write(file, strings.Join(kept, ""))
	const want = `
  [FAILED] nothing was run: no _test.go file of this package imports Ginkgo by name, so that the ginkgo command does not take it for a suite.
  It would drop --label-filter, --focus, --skip, --dry-run, -p, its reports and what stands after -- without a word,
  and send every probe.

  add to shop_suite_test.go:

  	import _ "github.com/onsi/ginkgo/v2"
`
	for _, command := range [][]string{
		{"ginkgo", "run", "--label-filter=!paid", "./suites/shop"},
		{"go", "test", "./suites/shop"},
	} {
		out, exit := m.run(command[0], command[1:]...)
		if exit == 0 || !strings.Contains(out, want) {
			t.Errorf("%v: exit %d, and the output does not say%s\n%s", command, exit, want, out)
		}
		if sent := m.sent(); len(sent) > 0 {
			t.Errorf("%v: sent %v", command, sent)
		}
	}
}
