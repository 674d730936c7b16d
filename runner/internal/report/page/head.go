package page

import (
	"net/url"
	"strings"
	"time"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// shortHash is how many digits of a commit's hash are shown.
const shortHash = 12

// linked returns the address of a link: an absolute one of HTTP without credentials; else "".
func linked(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}

// recordedOf says how old the captured responses of a run are, at its start: those that are
// judged, and those that live ones are compared with; "" if there are none with a date.
func recordedOf(r *report.Result) string {
	started, err := time.Parse(time.RFC3339, r.Started)
	if err != nil {
		return ""
	}
	var first, last time.Time
	note := func(provenance, recorded string) {
		at, err := time.Parse(time.RFC3339Nano, recorded)
		if provenance != "captured" || err != nil {
			return
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	for i := range r.Suites {
		for k := range r.Suites[i].Observations {
			o := &r.Suites[i].Observations[k]
			note(o.Provenance, o.Recorded)
			if o.Fixture != nil {
				note(o.Fixture.Provenance, o.Fixture.Recorded)
			}
		}
	}
	if first.IsZero() {
		return ""
	}
	ages := []string{text.Age(started.Sub(first))}
	if newest := text.Age(started.Sub(last)); newest != ages[0] {
		ages = append(ages, newest)
	}
	return strings.Join(ages, " to ") + " old"
}
