package check

import (
	"errors"
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/source"
)

// BodyUnreported reports whether the source of a transcribed response omitted the body, or reported
// only parts of it.
func BodyUnreported(o *exchange.Observation) bool { return o.Reported != nil && !o.Reported.Body }

// HeaderReported reports whether the source reported the header of that name, its
// presence or its absence.
func HeaderReported(o *exchange.Observation, name string) bool { return o.Reported.KnowsHeader(name) }

// HeadersReported reports whether the source reported every header whose name
// matches the pattern.
func HeadersReported(o *exchange.Observation, pattern string) bool {
	return o.Reported == nil || slices.Contains(o.Reported.Headers, "*") ||
		slices.Contains(o.Reported.HeaderPatterns, pattern)
}

// TimingUnreported says why durations are unknown; "" if they are known.
func TimingUnreported(o *exchange.Observation) string {
	if o.Reported != nil && !o.Reported.Timing {
		return "the source did not report the timing"
	}
	return ""
}

// JSONBody returns the whole body as JSON. If it is incomplete, the outcome is unknown; if it is
// not JSON, a failure; false in both cases.
func JSONBody(o *exchange.Observation, at source.Pos, key string, out *outcome.Result) (any, bool) {
	if why := BodyUnknown(o); why != "" {
		out.Doubt(key + ": " + why)
		return nil, false
	}
	value, err := o.JSON()
	if errors.Is(err, exchange.ErrTooDeep) {
		out.Doubt(key + ": " + err.Error())
		return nil, false
	}
	if err != nil {
		out.Fail(outcome.Failure{At: at, Code: outcome.Unreadable, Subject: outcome.Subject{Key: key}, Expected: "a JSON body", Actual: BodyStart(o), Detail: err.Error()})
		return nil, false
	}
	return value, true
}

// BodyUnknown says why the whole body is unknown; "" if it is known.
func BodyUnknown(o *exchange.Observation) string {
	if BodyUnreported(o) {
		return "the source did not report the body"
	}
	if o.Cut != "" {
		return "the body was read only in part (" + string(o.Cut) + ")"
	}
	return ""
}

// TrailersUnknown says why the trailers are unknown; "" if they are known. Those of a body that is
// not whole never came; those that a transcription does not have, its source did not report.
func TrailersUnknown(o *exchange.Observation) string {
	switch {
	case o.Cut != "":
		return "the trailers come behind the body, which is not whole"
	case o.Reported != nil && len(o.Trailer) == 0:
		return "the source did not report the trailers"
	}
	return ""
}

// BodyStart shows the start of an unexpected body.
func BodyStart(o *exchange.Observation) string {
	if len(o.Body) == 0 {
		return "an empty body"
	}
	kind := o.Header.Get("Content-Type")
	if kind == "" {
		kind = "no Content-Type"
	}
	return show.Quote(string(o.Body)) + " (" + kind + ")"
}

// Status returns the status to judge; unknown says why there is none.
func (w *World) Status(o *exchange.Observation) (status int, unknown string) {
	if status, ok := w.Assumes(o); ok {
		return status, ""
	}
	if o.Reported != nil && !o.Reported.Status {
		return 0, "the source did not report the status"
	}
	return o.Status, ""
}

// ContentTypeLine returns the Content-Type of a response as a line of a detail.
func ContentTypeLine(o *exchange.Observation) string {
	if kind := o.Header.Get("Content-Type"); kind != "" {
		return "Content-Type: " + kind
	}
	return "the answer has no Content-Type"
}
