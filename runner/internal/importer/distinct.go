package importer

import (
	"strconv"
	"strings"
)

// distinctClaims makes equal claims different, so that --focus and reports tell the findings apart:
// by the comment of the probe, or by a number.
func (d *Draft) distinctClaims() {
	times, taken, notes := map[string]int{}, map[string]int{}, map[string]string{}
	for _, f := range d.Findings {
		times[f.Claim]++
	}
	for _, p := range d.Probes {
		notes[p.ID] = p.note()
	}
	for _, f := range d.Findings {
		claim := f.Claim
		if claim == "" || times[claim] == 1 {
			continue
		}
		taken[claim]++
		id, _ := f.Probe.(string)
		noted := claim + " (" + notes[id] + ")"
		switch {
		case notes[id] != "" && taken[noted] == 0 && times[noted] == 0:
			taken[noted]++
			f.Claim = noted
		case taken[claim] > 1:
			f.Claim += " (" + strconv.Itoa(taken[claim]) + ")"
		}
	}
}

// note returns the first line of the words about a probe.
func (p *Probe) note() string {
	about := p.About
	if about == "" {
		about = Literal(p.Above)
	}
	line, _, _ := strings.Cut(about, "\n")
	return strings.TrimSuffix(strings.TrimSpace(line), ".")
}
