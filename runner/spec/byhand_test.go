package spec_test

import (
	"strings"
	"testing"
)

// A hand-written spec that names an unknown probe fails with a message.
func TestMisspeltProbe(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at(contract, api.URL))
	d.env = []string{"DOOR_BY_HAND=1"}
	r := d.run([]string{"--label-filter", "mistyped"}, "-mode=live")
	if want := `no document of this suite has a probe "by-hnad"; did you mean "by-hand"?`; r.exit != 1 || !strings.Contains(r.output, want) {
		t.Errorf("exit %d, and the output does not say %s:\n%s", r.exit, want, r.output)
	}
	if sent := api.sent(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}
