package spec_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const places = `
suite: Places
environments:
  production: {target: "http://127.0.0.1:1"}
  staging: {target: TARGET, vars: {path: from-the-suite}}
vars: {path: p}
secrets: {key: PLACES_KEY}
probes:
  one: {path: "/${path}", headers: {X-Key: "${key}"}}
findings:
  one: {claim: It is there, probe: one, expect: {status: 200}}
  other: {claim: Only there, probe: one, expect: {status: 200}, only: {env: production}}
`

// -env, -vars and -env-file mean the same under Ginkgo as in the command.
func TestEnvironments(t *testing.T) {
	page, err := os.ReadFile("../../docs/environments.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := regexp.MustCompile(`(?m)^\$ go tool ginkgo run \S+ -- (.*)$`).FindSubmatch(page)
	if documented == nil {
		t.Fatal("docs/environments.md has no command line of ginkgo")
	}
	states := map[string]string{"It is there": "passed", "Only there": "pending"}
	for _, c := range []struct {
		name       string
		env, flags []string
		asked      map[string]int
	}{
		{"a flag", nil, []string{"-env=staging", "-env-file=keys.env"}, map[string]int{"/from-the-suite": 1}},
		{"the documented line", nil, strings.Fields(string(documented[1])), map[string]int{"/from-the-suite": 1}},
		{"the environment", []string{"ASSAY_ENV=staging", "PLACES_KEY=invented"}, []string{"-vars=vars.yaml"}, map[string]int{"/from-a-file": 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			api := newAPI(t)
			d := newDoor(t, at(places, api.URL))
			for name, text := range map[string]string{"vars.yaml": "path: from-a-file\n", "keys.env": "PLACES_KEY=invented\n", "staging.env": "PLACES_KEY=invented\n"} {
				if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			d.env = c.env
			r := d.run(nil, append([]string{"-mode=live"}, c.flags...)...)
			if diff := cmp.Diff(states, r.states()); diff != "" || r.exit != 0 {
				t.Errorf("exit %d: %s\n%s", r.exit, diff, r.output)
			}
			if diff := cmp.Diff(c.asked, api.sent()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
