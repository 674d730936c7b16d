package report

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/fixture"
	"assay/runner/internal/plan"
)

// Read reads a result that [JSON] wrote; messages call it name. It ignores members that this
// version does not know.
func Read(name string, text []byte) (*Result, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var kind struct {
		Version *int              `json:"version"`
		Suites  []json.RawMessage `json:"suites"`
		Errors  []json.RawMessage `json:"errors"`
		Mutants *int              `json:"mutants"`
		Rows    []json.RawMessage `json:"rows"`
	}
	err := json.Unmarshal(text, &kind)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
		return nil, fmt.Errorf("%s:%d: it is no JSON: %w; write one with assay run --json FILE", name, line, err)
	case err != nil, kind.Version == nil, kind.Suites == nil:
		return nil, fmt.Errorf("%s: it is no result of a run%s; write one with assay run --json FILE", name, instead(kind.Errors != nil, kind.Mutants != nil, kind.Rows != nil))
	case *kind.Version < 1:
		return nil, fmt.Errorf("%s: it is of version %d, which no assay wrote; write one with assay run --json FILE", name, *kind.Version)
	case *kind.Version > Version:
		return nil, fmt.Errorf("%s: it is of version %d, and this program reads version %d; use a newer assay", name, *kind.Version, Version)
	}
	var r Result
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("%s: it is no result of a run: %w; write one with assay run --json FILE", name, err)
	}
	return &r, nil
}

// instead says what a file contains that is not a result.
func instead(errs, mutants, rows bool) string {
	switch {
	case errs:
		return ": it lists errors of documents"
	case mutants:
		return ": it is one of assay mutate"
	case rows:
		return ": it is several runs side by side, of assay report"
	}
	return ""
}

// Evidence returns what an earlier result observed for a suite, for a plan of the same suite; false
// if the result has no suite with its name. Parts that the result does not contain (captures, TLS
// details, a body that was cut) are unknown.
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
			o.Probe, o.Request, o.Masking = probe.ID, probe.Request, shown.masking(p)
			out.Observations[probe.Order] = o
		}
	}
	return out, true
}

func parsedTime(text string) time.Time {
	t, _ := time.Parse(time.RFC3339, text) // RFC 3339 with or without fractions; zero: not known
	return t
}

// timed sets the times of the events of a parsed stream from those in a result, in order of
// arrival.
func timed(s *exchange.Stream, told []Event) {
	events, strays := 0, 0
	for i, e := range told {
		if i > 0 && e.Number > told[i-1].Number+1 {
			return // those in between are not in the result
		}
		switch {
		case e.Stray && strays < len(s.Stray):
			s.Stray[strays].At = duration(e.AtMS)
			strays++
		case !e.Stray && events < len(s.Events):
			s.Events[events].At = duration(e.AtMS)
			events++
		}
	}
}

// observed converts o back to an exchange.Observation, as far as the result has its parts.
func (o *Observation) observed() *exchange.Observation {
	out := &exchange.Observation{
		Missing: o.missing(), Status: o.Status, Reason: o.Reason, Proto: o.Proto, Size: o.Size,
		Duration: duration(o.DurationMS), FirstByte: duration(o.FirstByte), Attempts: o.Attempts, GaveUp: o.GaveUp, Cut: exchange.Cut(o.BodyCut), Odd: o.Odd,
		Sent:       parsedTime(o.Sent),
		Provenance: exchange.Provenance{Kind: o.Provenance, At: parsedTime(o.Recorded), From: o.From},
	}
	if o.Error != "" {
		out.Failure = failureOf(o)
	}
	for _, h := range o.Headers {
		out.Header = append(out.Header, exchange.Field{Name: h.Name, Value: h.Value})
	}
	for _, h := range o.Trailers {
		out.Trailer = append(out.Trailer, exchange.Field{Name: h.Name, Value: h.Value})
	}
	out.Body = []byte(o.Body)
	if o.BodyCoding == "base64" {
		out.Body, _ = base64.StdEncoding.DecodeString(o.Body) // nil: no body
	}
	if len(o.Events) > 0 {
		parser := sse.NewReader(exchange.Framing(o.Framing), func() time.Duration { return 0 })
		_, _ = parser.Write(out.Body) // it never fails
		out.Stream = parser.Close(out.Cut)
		out.Stream.Silence = exchange.Silence{For: duration(o.SilenceMS), After: o.SilenceAfter}
		out.Stream.Closing = exchange.Closing{After: duration(o.ClosedMS), Open: o.StillOpen}
		timed(out.Stream, o.Events)
	}
	out.Reported = o.known()
	return out
}

// missing returns why nothing was sent, with its kind if the result has one.
func (o *Observation) missing() exchange.Missing {
	if o.Missing == "" {
		return exchange.Missing{}
	}
	return exchange.Missing{Kind: exchange.MissingKind(cmp.Or(o.Kind, string(exchange.OtherMissing))), Detail: o.Missing}
}

// masking returns what is known of the secrets that the suite of p compares with.
func (o *Observation) masking(p *plan.Plan) *exchange.Masking {
	if len(o.NotMasked) == 0 {
		return nil
	}
	m := &exchange.Masking{}
	for _, s := range p.Compared {
		if slices.Contains(o.NotMasked, s.Name) {
			m.Blind = append(m.Blind, exchange.Blind{Secret: s.Name, Env: s.Env, Why: exchange.NotRecorded})
		}
	}
	return m
}

// known returns what is known of an incomplete response; nil if it is complete.
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

// failureOf returns why an observation has no response.
func failureOf(o *Observation) *exchange.Failure {
	return &exchange.Failure{Kind: exchange.FailureKind(o.Error), Message: o.ErrorText}
}
