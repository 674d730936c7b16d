package report

import (
	"io"
	"path/filepath"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
)

// HAR writes the exchanges of a result as HAR 1.2, for tools that read what browsers save. Like the
// result it has ${name} for secrets, and only the first 64 KiB of a body.
func HAR(w io.Writer, r *Result) error {
	var all []*exchange.Observation
	for i := range r.Suites {
		s := &r.Suites[i]
		prefix := ""
		if len(r.Suites) > 1 {
			name, _, _ := strings.Cut(filepath.Base(s.File), ".")
			prefix = name + "/"
		}
		for k := range s.Observations {
			if o := exchanged(&s.Observations[k], r.Tool); o != nil {
				o.Probe = prefix + o.Probe
				all = append(all, o)
			}
		}
	}
	return fixture.WriteHAR(w, all)
}

// exchanged converts an observation of a result back to an exchange.Observation; nil if there was
// no exchange, or it is not in the result.
func exchanged(s *Observation, tool string) *exchange.Observation {
	if s.Request == nil || s.Missing != "" {
		return nil
	}
	o := s.observed()
	o.Probe, o.Reported = s.Probe, nil
	o.Request = &exchange.Request{Method: s.Request.Method, URL: s.Request.URL, Body: []byte(s.Request.Body), Stream: o.Stream != nil, Framing: exchange.Framing(s.Framing)}
	for _, h := range s.Request.Headers {
		o.Request.Header = append(o.Request.Header, exchange.Field{Name: h.Name, Value: h.Value})
	}
	o.Provenance.Tool = tool
	if !o.Sent.IsZero() {
		o.Provenance.At = o.Sent
	}
	return o
}
