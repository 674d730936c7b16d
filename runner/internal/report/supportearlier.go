package report

import (
	"fmt"
	"slices"
	"strings"
)

// sighting is one response that was observed.
type sighting struct{ probe, when, vantage string }

func (b *Because) sighting() sighting { return sighting{b.Probe, b.When, b.Vantage} }

// isOf reports whether b is about the response o of a run from vantage. Unknown parts of either do
// not count as a difference.
func (b *Because) isOf(o *Observation, vantage string) bool {
	same := func(a, b string) bool { return a == "" || b == "" || a == b }
	return b.Probe == o.Probe && same(b.When, o.when()) && same(b.Vantage, vantage)
}

// earlier returns the evidence for explanations that comes from earlier runs.
func (r *Result) earlier(s *Suite) []*Because {
	asked, seen := s.asked(), map[sighting]bool{}
	var out []*Because
	for i := range s.Hypotheses {
		for k := range s.Hypotheses[i].Because {
			b := &s.Hypotheses[i].Because[k]
			now := func(o *Observation) bool { return b.isOf(o, r.Vantage) }
			if b.Probe == "" || seen[b.sighting()] || slices.ContainsFunc(asked, now) {
				continue
			}
			seen[b.sighting()] = true
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b *Because) int { return strings.Compare(a.When, b.When) })
	return out
}

// earlierText names the requests of earlier runs: "Requests 3 to 5 are of earlier runs".
func earlierText(earlier []*Because, after int) string {
	if len(earlier) == 1 {
		return fmt.Sprintf("Request %d is of an earlier run", after+1)
	}
	return fmt.Sprintf("Requests %d to %d are of earlier runs", after+1, after+len(earlier))
}

// whenText says when and from where an earlier run sent the request.
func (b *Because) whenText() string {
	text := "not written down"
	if b.When != "" {
		text = strings.TrimSuffix(strings.Replace(b.When, "T", " ", 1), "Z")
	}
	if b.Vantage != "" {
		text += ", from " + EscapeMarkdown(b.Vantage)
	}
	return text
}

// number returns the number of the request that b is about.
func (w *supportWriter) number(b *Because) int {
	if i := slices.IndexFunc(w.asked, func(o *Observation) bool { return b.isOf(o, w.result.Vantage) }); i >= 0 {
		return i + 1
	}
	return len(w.asked) + 1 + slices.IndexFunc(w.earlier, func(e *Because) bool { return e.sighting() == b.sighting() })
}
