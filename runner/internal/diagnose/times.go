package diagnose

import (
	"fmt"
	"strings"
	"time"

	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// warnings reports evidence of a hypothesis that may be of several situations: its observations are
// further apart than `within`, or their times are unknown.
func (h *hypothesis) warnings(of *suite.Hypothesis, evidence []Because) []string {
	if of.Within <= 0 {
		return nil
	}
	var first, last *Because
	var timeless []string
	for i := range evidence {
		b := &evidence[i]
		switch {
		case b.Probe == nil:
		case b.When.IsZero():
			timeless = append(timeless, b.Probe.ID)
		default:
			if first == nil || b.When.Before(first.When) {
				first = b
			}
			if last == nil || b.When.After(last.When) {
				last = b
			}
		}
	}
	var out []string
	if first != nil && last.When.Sub(first.When) > of.Within {
		out = append(out, fmt.Sprintf("its observations lie %s apart (%s %s, %s %s), more than the %s within which they tell of one situation",
			text.Span(last.When.Sub(first.When)), first.Probe.ID, clock(first.When), last.Probe.ID, clock(last.When), text.Span(of.Within)))
	}
	if len(timeless) > 0 {
		out = append(out, fmt.Sprintf("nobody wrote down when %s was answered: this stands only if it was within %s of the answers to be explained",
			strings.Join(timeless, ", "), text.Span(of.Within)))
	}
	return out
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04Z") }
