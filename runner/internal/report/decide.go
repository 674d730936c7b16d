package report

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/origin"
)

// decides says what would turn an inconclusive verdict into another one; "" if the reason says so.
func decides(v *judge.Verdict) string {
	o := v.Observation
	switch kind := v.Reason.Kind; {
	case kind == judge.TookLong, kind == judge.RunEnded:
	case o.Known() && o.Reported != nil && (kind == judge.Excused || kind == judge.Untold):
		return "a live answer: the fixture holds only what its source reported (" + o.Reported.String() + ")"
	case o.Known() && kind == judge.Untold && o.Ending() != "":
		return wholeBody(o.Ending())
	case o != nil && o.Missing.None() && o.Failure != nil:
		return failureDecides(o)
	}
	return decidesKind()[v.Reason.Kind]
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
	case exchange.CutUnlinked:
		return "a whole body: an answer to a program that imports " + exchange.CodingsPackage + ", as the command does"
	}
	return "a whole body: an answer whose connection lasts until its end"
}

func failureDecides(o *exchange.Observation) string {
	where := ""
	if o.Request != nil {
		where = " " + origin.Of(o.Request.URL)
	}
	switch o.Failure.Kind {
	case exchange.Timeout:
		return "an answer in time: is" + where + " slow or silent? --timeout gives it longer"
	case exchange.DNS:
		return "an address for the host: is the name in" + where + " right, and does DNS work here?"
	case exchange.Refused:
		if proxy := o.Failure.Proxy; proxy != "" {
			return "a connection to the proxy: does anything listen at " + proxy + "?"
		}
		return "an answer: does anything listen at" + where + "?"
	case exchange.TLSError:
		return "a TLS connection to" + where + " that verifies: see tls (ca, server_name) in the format reference"
	}
	return "a whole answer from" + where
}
