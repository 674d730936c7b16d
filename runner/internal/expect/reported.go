package expect

import (
	"slices"

	"assay/runner/internal/exchange"
)

// bodyUnreported reports whether the source of a transcribed answer left the body
// out, or told parts of it only.
func bodyUnreported(o *exchange.Observation) bool { return o.Reported != nil && !o.Reported.Body }

// statusOf is the status to judge; unknown says why there is none to tell.
func (w *World) statusOf(o *exchange.Observation) (status int, unknown string) {
	if w != nil && w.assumedFor == o && w.assumed != 0 {
		return w.assumed, ""
	}
	if o.Reported != nil && !o.Reported.Status {
		return 0, "the source did not report the status"
	}
	return o.Status, ""
}

// jsonUnreported says why what path selects is not known, "" when it is: the
// source reported the body, or this part of it.
func jsonUnreported(o *exchange.Observation, path *jsonPath) string {
	if !bodyUnreported(o) {
		return ""
	}
	for _, text := range o.Reported.JSON {
		if text == path.text {
			return ""
		}
		if reported, err := parsePath(text); err == nil && reported.covers(path) {
			return ""
		}
	}
	return "the source did not report " + path.text + " (only " + joined(o.Reported.JSON, "and") + ")"
}

// headerReported reports whether the source reported the header of that name, its
// presence or its absence.
func headerReported(o *exchange.Observation, name string) bool { return o.Reported.KnowsHeader(name) }

// headersReported reports whether the source reported every header whose name
// matches the pattern.
func headersReported(o *exchange.Observation, pattern string) bool {
	return o.Reported == nil || slices.Contains(o.Reported.Headers, "*") ||
		slices.Contains(o.Reported.HeaderPatterns, pattern)
}

// timingUnreported says why durations are not known, "" when they are.
func timingUnreported(o *exchange.Observation) string {
	if o.Reported != nil && !o.Reported.Timing {
		return "the source did not report the timing"
	}
	return ""
}

// HeaderReported reports whether the source of a transcribed answer reported the
// header of that name, its presence or its absence; of any other answer everything
// is known.
func HeaderReported(o *exchange.Observation, name string) bool { return headerReported(o, name) }

// JSONReported reports whether the source of a transcribed answer reported what the
// JSONPath selects; of any other answer everything is known.
func JSONReported(o *exchange.Observation, path string) bool {
	p, err := parsePath(path)
	return err == nil && jsonUnreported(o, p) == ""
}
