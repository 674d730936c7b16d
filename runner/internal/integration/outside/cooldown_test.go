package outside

import (
	"strings"
	"testing"
)

const cooling = `
suite: Shop
target: TARGET
limits: {cooldown: {on: limit, wait: 1h}}
answers: {limit: {status: 2xx}}
probes:
  p: {path: /p}
findings:
  p: {claim: It answers, probe: p, unless: limit, expect: {status: 200}}
checklist:
  paid: {ask: Is it paid?}
`

// A cooldown that the command began holds for go test, and one that go test began for the command;
// go test knows what the command was answered. The test links no database.
func TestCooldownsOfCommandAndTests(t *testing.T) {
	m := newModule(t, cooling)
	m.env = []string{"ASSAY_MODE=live"}
	command := []string{"assay", "run", "--live", "suites/shop"}
	test := []string{"go", "test", "-v", "./suites/shop"}
	for _, order := range [][][]string{{command, test}, {test, command}} {
		m.state = t.TempDir()
		if out, exit := m.run("assay", "answer", "--in", "suites/shop", "paid", "yes"); exit != 0 {
			t.Fatalf("assay answer: exit %d\n%s", exit, out)
		}
		for i, words := range order {
			out, exit := m.run(words[0], words[1:]...)
			if sent := m.sent()["/p"]; exit != 0 || sent != 1-i || strings.Contains(out, "cooling down until ") != (i == 1) {
				t.Errorf("%v: exit %d, %d requests\n%s", words, exit, sent, out)
			}
			if words[0] == "go" && !strings.Contains(out, "1 Passed | 0 Failed | 0 Pending") {
				t.Errorf("%v does not know the answer:\n%s", words, out)
			}
		}
	}
}
