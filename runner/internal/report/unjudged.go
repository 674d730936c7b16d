package report

import (
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
)

// Unjudged says why a run says nothing about its contracts: no finding holds and none is broken. It
// returns "" if one does or is.
func (r *Result) Unjudged() string {
	t := r.Tally()
	switch all := t.Findings(); {
	case t.Holds+t.Broken > 0:
		return ""
	case all == 0 && r.NotSelected > 0:
		return "no finding is selected"
	case all == 0:
		return "no suite has a finding"
	case t.Inconclusive == 0:
		return fmt.Sprintf("%d of %d pending", t.Pending, all)
	case t.Pending == 0:
		return fmt.Sprintf("%d of %d inconclusive", t.Inconclusive, all)
	default:
		return fmt.Sprintf("%d of %d inconclusive, %d pending", t.Inconclusive, all, t.Pending)
	}
}

// Untold says why a green run proves nothing: nothing was judged, or a document judges nothing.
// described is what selected the findings, "" if all were.
func (r *Result) Untold(documents []*pipeline.Document, described string) []string {
	var out []string
	why := r.Unjudged()
	if why != "" {
		if described != "" && r.Tally().Findings() == 0 {
			why = "no finding is selected by " + described
		}
		out = append(out, "nothing was judged: "+why)
	}
	if why == "" || len(documents) > 1 {
		for _, d := range documents {
			if idle := d.Idle(); idle != "" {
				out = append(out, d.Suite.File.Name+": "+idle)
			}
		}
	}
	return out
}

// Undecided says how many findings are inconclusive, and why, in one line: "3 of 3 inconclusive:
// secret "key" is not set: export KEY". It has a reason for each of them; the most frequent come
// first, and the rarest are only counted.
func Undecided(findings int, reasons []string) string {
	const most = 3
	times := map[string]int{}
	var different []string
	for _, why := range reasons {
		why = exchange.OneLine(why)
		if times[why]++; times[why] == 1 {
			different = append(different, why)
		}
	}
	slices.SortStableFunc(different, func(a, b string) int { return times[b] - times[a] })
	left := 0
	if len(different) > most {
		for _, why := range different[most:] {
			left += times[why]
		}
		different = different[:most]
	}
	for i, why := range different {
		different[i] = cut(clean(why), 200)
		if len(times) > 1 {
			different[i] += fmt.Sprintf(" (%d)", times[why])
		}
	}
	if left > 0 {
		different = append(different, fmt.Sprintf("other reasons (%d)", left))
	}
	return fmt.Sprintf("%d of %d inconclusive: %s", len(reasons), findings, strings.Join(different, "; "))
}
