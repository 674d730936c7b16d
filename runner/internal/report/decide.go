package report

import (
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
)

// decides says what would turn an inconclusive verdict into another one; "" when
// the reason says it itself.
func decides(v *judge.Verdict) string {
	o := v.Observation
	switch {
	case v.Late == expect.TookLong:
		return "more time, or less to judge: limits.judge gives longer, a narrower path or a smaller answer needs less"
	case v.Late == expect.RunEnded:
		return "a run that is not interrupted"
	case o == nil:
		return "a run that asks for the probe"
	case o.Missing != "":
		return missingDecides(string(o.Missing))
	case o.Failure != nil:
		return failureDecides(o)
	case v.Cause == judge.ControlSame:
		return "an answer that the control does not get"
	case v.Cause == judge.ControlUnknown:
		return "an answer to the control that can be compared"
	case v.Cause == judge.SameRefusal:
		return "an answer to one of the two that is no such refusal"
	case v.Cause == judge.OtherExcused:
		return "another answer to that probe"
	case v.Cause == judge.Excused && o.Reported == nil:
		return "another answer than this one, which the finding's unless names"
	case o.Reported != nil:
		return "a live answer: the fixture holds only what its source reported (" + reportedText(o.Reported) + ")"
	case o.Ending() != "":
		return wholeBody(o.Ending())
	}
	return ""
}

// wholeBody says what would have let a body be read to its end.
func wholeBody(cut exchange.Cut) string {
	switch cut {
	case exchange.CutTimeout:
		return "a whole body: a longer --timeout"
	case exchange.CutLimit:
		return "a whole body: a larger limits.body"
	case exchange.CutStopped:
		return "a whole body: a run that is not interrupted"
	case exchange.CutLeftOut:
		return "a whole body: a recording that holds it"
	}
	return "a whole body: an answer whose connection lasts until its end"
}

func missingDecides(why string) string {
	switch {
	case strings.Contains(why, "never recorded"), strings.Contains(why, "no fixture"):
		return "a live answer: assay run --live"
	case strings.Contains(why, "secret"):
		return "the secret's value in the environment, or in a file given with --env-file"
	case strings.Contains(why, "budget"):
		return "a larger budget: --budget, or limits.requests of the suite"
	case exchange.Missing(why).Cooling():
		return "a run after limits.cooldown has passed"
	case strings.Contains(why, "interrupted"):
		return "a run that is not interrupted"
	}
	return ""
}

func failureDecides(o *exchange.Observation) string {
	where := ""
	if o.Request != nil {
		where = " " + origin(o.Request.URL)
	}
	switch o.Failure.Kind {
	case exchange.Timeout:
		return "an answer in time: is" + where + " slow or silent? --timeout gives it longer"
	case exchange.DNS:
		return "an address for the host: is the name in" + where + " right, and does DNS work here?"
	case exchange.Refused:
		return "an answer: does anything listen at" + where + "?"
	case exchange.TLSError:
		return "a TLS connection to" + where + " that verifies: see tls (ca, server_name) in the format reference"
	}
	return "a whole answer from" + where
}

// origin is the scheme, host and port of a URL.
func origin(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return scheme + "://" + rest
}
