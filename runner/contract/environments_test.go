package contract_test

import (
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

// -env, -vars and -env-file mean the same under go test as in the command.
func TestEnvironments(t *testing.T) {
	api := newAPI(t)
	f := newFolder(t, at(places, api.URL))
	f.write("vars.yaml", "path: from-a-file\n")
	f.write("keys.env", "PLACES_KEY=invented\n")
	states := map[string]string{"Places": "PASS", "Places/one": "PASS", "Places/other": "SKIP"}
	for _, c := range []struct {
		name       string
		env, flags []string
		asked      map[string]int
	}{
		{"a flag", nil, []string{"-env=staging", "-env-file=keys.env"}, map[string]int{"/from-the-suite": 1}},
		{"the environment", []string{"ASSAY_ENV=staging", "PLACES_KEY=invented"}, []string{"-vars=vars.yaml"}, map[string]int{"/from-a-file": 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f.env = c.env
			r := f.run(append([]string{"-test.skip=Misspelt", "-mode=live"}, c.flags...)...)
			if diff := cmp.Diff(states, r.states()); diff != "" || r.exit != 0 {
				t.Errorf("exit %d: %s\n%s", r.exit, diff, r.output)
			}
			if diff := cmp.Diff(c.asked, api.sent()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
