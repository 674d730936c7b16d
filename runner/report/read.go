package report

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"assay/runner/diagnose"
	"assay/runner/exchange"
	"assay/runner/exchange/eventstream"
	"assay/runner/fixture"
	"assay/runner/plan"
)

// Read reads a result that [JSON] wrote. The error says what it is instead.
func Read(r io.Reader) (*Result, error) {
	var out Result
	if err := json.NewDecoder(r).Decode(&out); err != nil {
		return nil, fmt.Errorf("this is no result of a run (--json writes one): %w", err)
	}
	switch {
	case out.Version == 0 || out.Suites == nil:
		return nil, fmt.Errorf("this is no result of a run: it has no version and no suites (--json writes one)")
	case out.Version > Version:
		return nil, fmt.Errorf("the result has version %d, and this program knows %d: use a newer one", out.Version, Version)
	}
	return &out, nil
}

// Evidence is what an earlier result observed of a suite, for a plan of the same
// suite; false where the result has no suite of its name. Of what the result does
// not hold (captures, how TLS was made, a body that was cut) nothing is known.
func (r *Result) Evidence(p *plan.Plan) (diagnose.Run, bool) {
	i := slices.IndexFunc(r.Suites, func(s Suite) bool { return s.Suite == p.Suite.Name })
	if i < 0 {
		return diagnose.Run{}, false
	}
	out := diagnose.Run{Observations: make([]*exchange.Observation, len(p.Probes)), Vantage: r.Vantage}
	if r.Mode != "replay" {
		out.At = parsedTime(r.Started)
	}
	for k := range r.Suites[i].Observations {
		shown := &r.Suites[i].Observations[k]
		if probe := p.Probe(shown.Probe); probe != nil {
			o := shown.observed()
			o.Probe, o.Request = probe.ID, probe.Request
			out.Observations[probe.Order] = o
		}
	}
	return out, true
}

func parsedTime(text string) time.Time {
	t, _ := time.Parse(time.RFC3339, text) // RFC 3339 with or without fractions; zero: not known
	return t
}

// observed is an observation again, as far as it was told.
func (o *Observation) observed() *exchange.Observation {
	out := &exchange.Observation{
		Missing: exchange.Missing(o.Missing), Status: o.Status, Reason: o.Reason, Proto: o.Proto, Size: o.Size,
		Duration: duration(o.DurationMS), FirstByte: duration(o.FirstByte), Attempts: o.Attempts, Cut: o.BodyCut,
		Sent:       parsedTime(o.Sent),
		Provenance: exchange.Provenance{Kind: o.Provenance, At: parsedTime(o.Recorded), From: o.From},
	}
	if o.Error != "" {
		out.Failure = &exchange.Failure{Kind: exchange.FailureKind(o.Error), Message: o.ErrorText}
	}
	for _, h := range o.Headers {
		out.Header = append(out.Header, exchange.Field{Name: h.Name, Value: h.Value})
	}
	out.Body = []byte(o.Body)
	if o.BodyCoding == "base64" {
		out.Body, _ = base64.StdEncoding.DecodeString(o.Body) // nil: no body
	}
	if len(o.Events) > 0 {
		parser := eventstream.NewParser(func() time.Duration { return 0 })
		_, _ = parser.Write(out.Body) // it never fails
		out.Stream = parser.Close(o.BodyCut)
	}
	out.Reported = o.known()
	return out
}

// known is what is known of an answer that is not told whole; nil: all of it.
func (o *Observation) known() *exchange.Reported {
	switch {
	case o.Reported != "":
		if rep, err := fixture.ParseReported(o.Reported); err == nil {
			return rep
		}
		return &exchange.Reported{}
	case o.Request == nil && o.Missing == "" && o.Error == "": // a brief one: no headers, no body
		return &exchange.Reported{Status: true, Timing: true}
	}
	return nil
}

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
