package spec_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"testing"
)

// A value made in a run is the same for all its documents, in every process.
func TestMade(t *testing.T) {
	for _, procs := range []string{"--procs=1", "--procs=4"} {
		t.Run(procs, func(t *testing.T) {
			api := newAPI(t)
			var suites []string
			for i := range 6 {
				suites = append(suites, at(fmt.Sprintf(`
suite: Made %d
target: TARGET
vars: {order: {make: "test-${run}-${uuid}"}}
probes: {one: {path: "/%d/${order}"}}
findings: {one: {claim: It is there, probe: one, expect: {status: 200, json: {$.path: "/%d/${order}"}}}}
`, i, i, i), api.URL))
			}
			r := newDoor(t, suites...).run([]string{procs}, "-mode=live", "-strict")
			made := map[string]bool{}
			for asked := range api.sent() {
				made[path.Base(asked)] = true
			}
			if len(made) != 1 || len(api.sent()) != 6 || r.exit != 0 {
				t.Errorf("exit %d, made %v\n%s", r.exit, slices.Collect(maps.Keys(made)), r.output)
			}
		})
	}
}
