package outside

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// grammars gives a module the example of the streams of four APIs, with its recorded answers: as a
// Ginkgo suite, and as a package whose only test is a contract.
func grammars(t *testing.T) *client {
	t.Helper()
	m := newModule(t, paid)
	for name, to := range map[string]string{"suites/examples/streams.suite.yaml": "suites/shop/shop.suite.yaml", "fixtures/examples/streams.fixture": "fixtures/examples/streams.fixture"} {
		text, err := os.ReadFile(filepath.Join("../../../..", name))
		if err != nil {
			t.Fatal(err)
		}
		m.write(to, string(text))
	}
	m.write("suites/plain/plain_test.go", `package plain

import (
	"testing"

	"assay/runner/contract"
)

func TestStreams(t *testing.T) { contract.Run(t, contract.Documents("../shop/*.suite.yaml")) }
`)
	return m
}

// twoCalls makes one call of the recorded Anthropic stream out of two: a gateway gives both one
// index.
func twoCalls(t *testing.T, m *client) {
	t.Helper()
	const name = "fixtures/examples/streams.fixture"
	was := m.read(name)
	now := strings.ReplaceAll(was, `"index":2,"delta"`, `"index":1,"delta"`)
	if now == was {
		t.Fatal("the recording has no such event")
	}
	m.write(name, now)
}

// melted is what names that fault.
const melted = `"{\"city\":\"Oslo\"}{\"city\":\"Rome\"}"`

// The four grammars hold by the ginkgo command, and a fault in one is named.
func TestGrammarsByGinkgo(t *testing.T) {
	m := grammars(t)
	if out, exit := m.run("ginkgo", "run", "./suites/shop", "--", "-strict"); exit != 0 || !strings.Contains(out, "4 Passed") {
		t.Errorf("exit %d\n%s", exit, out)
	}
	twoCalls(t, m)
	out, exit := m.run("ginkgo", "run", "./suites/shop")
	if exit == 0 || !strings.Contains(out, "3 Passed | 1 Failed") || !strings.Contains(out, "stream joined $.delta.partial_json at index 1") || !strings.Contains(out, melted) {
		t.Errorf("with two calls as one: exit %d\n%s", exit, out)
	}
}

// The same by go test, without Ginkgo.
func TestGrammarsByGoTest(t *testing.T) {
	m := grammars(t)
	if out, exit := m.run("go", "test", "-v", "./suites/plain"); exit != 0 || strings.Count(out, "--- PASS: TestStreams/") < 4 {
		t.Errorf("exit %d\n%s", exit, out)
	}
	twoCalls(t, m)
	out, exit := m.run("go", "test", "./suites/plain")
	if exit == 0 || strings.Count(out, "--- FAIL: TestStreams/") == 0 || !strings.Contains(out, "stream joined $.delta.partial_json at index 1") || !strings.Contains(out, melted) {
		t.Errorf("with two calls as one: exit %d\n%s", exit, out)
	}
}
