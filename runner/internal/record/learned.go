package record

import (
	"fmt"
	"strings"

	"assay/runner/internal/drift"
)

// learned is what a recording shows compared with the previous one, by probe.
type learned struct {
	fresh, apart []string // "probe: $.a, $.b"
}

func (l *learned) add(probe string, of *drift.Learned) {
	if len(of.New) > 0 {
		l.fresh = append(l.fresh, probe+": "+strings.Join(of.New, ", "))
	}
	if len(of.Apart) > 0 {
		l.apart = append(l.apart, probe+": "+strings.Join(of.Apart, ", "))
	}
}

// notes say what counts as volatile from now on, and what does not although it differs: either may
// be wrong, and affects what drift reports later.
func (l *learned) notes() []string {
	var out []string
	if len(l.fresh) > 0 {
		out = append(out, fmt.Sprintf("learned as volatile, for it differs from a recording of the last %d minutes: %s; where that is a change of the API, take it out of the lines \"# varies:\"",
			int(drift.Close.Minutes()), some(l.fresh)))
	}
	if len(l.apart) > 0 {
		out = append(out, fmt.Sprintf("differs from the recording before, and is not taken for volatile, as more than %d minutes lie between: %s; where it always differs, record once more now, or declare it under volatile:",
			int(drift.Close.Minutes()), some(l.apart)))
	}
	return out
}

// some lists a few of many.
func some(all []string) string {
	const most = 10
	if n := len(all); n > most {
		all = append(all[:most:most], fmt.Sprintf("and %d probes more", n-most))
	}
	return strings.Join(all, "; ")
}
