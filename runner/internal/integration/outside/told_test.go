package outside

import (
	"strings"
	"testing"
)

const keyed = `
suite: Shop
target: TARGET
secrets: {key: OUTSIDE_NEVER_SET}
probes:
  mine: {path: /mine, headers: {X-Key: "${key}"}}
findings:
  mine: {claim: The key reads mine, probe: mine, expect: {status: 200}}
  whole: {claim: It is whole, probe: mine, expect: {body: present}}
`

// A run with inconclusive findings only does not end in a bare ok: go test in the package's folder,
// go test -v and the ginkgo command show the number and the reasons, and go test of a list of
// packages shows the little that it lets through.
func TestNothingTold(t *testing.T) {
	m := newModule(t, keyed)
	m.env = []string{"ASSAY_MODE=live"}
	const line = `assay: 2 of 2 inconclusive: secret "key" is not set: export OUTSIDE_NEVER_SET` + "\n"
	for _, c := range []struct {
		command, want string
		not           string
	}{
		{"go test -C suites/shop", line, ""},
		{"go test -v ./suites/shop", line, ""},
		{"go test ./suites/shop", "[no tests to run]\n", ""},
		{"ginkgo run ./suites/shop", line, "no tests"},
	} {
		words := strings.Fields(c.command)
		out, exit := m.run(words[0], words[1:]...)
		if exit != 0 || !strings.Contains(out, c.want) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: exit %d, want %q\n%s", c.command, exit, c.want, out)
		}
		if testing.Short() { // each compiles the package
			break
		}
	}
	m.env = append(m.env, "OUTSIDE_NEVER_SET=invented-for-this-test")
	if out, exit := m.run("go", "test", "./suites/shop"); exit != 0 || strings.Contains(out, "no tests") || strings.Contains(out, "assay:") {
		t.Errorf("with the key: exit %d\n%s", exit, out)
	}
}
