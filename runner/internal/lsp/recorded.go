package lsp

import (
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/text"
)

// recording is what was recorded for the probes of a document, by name.
type recording struct {
	of    *pipeline.Document
	named map[string]*fixture.Entry
}

// entry returns what was recorded for a probe, nil if nothing was.
func (d *document) entry(p *plan.Probe) *fixture.Entry {
	if d.last == nil || d.last.Fixture == nil {
		return nil
	}
	if d.recorded.of != d.last {
		d.recorded = recording{d.last, make(map[string]*fixture.Entry, len(d.last.Fixture.Entries))}
		for _, e := range d.last.Fixture.Entries {
			if d.recorded.named[e.Probe] == nil {
				d.recorded.named[e.Probe] = e
			}
		}
	}
	if e := d.recorded.named[p.ID]; e != nil || p.Request == nil {
		return e
	}
	e, _ := d.last.Index().Match(p.ID, 0, p.Request)
	return e
}

// mostProbes is the number of probes whose responses are looked at for one place.
const mostProbes = 5

// response is the recorded response to a probe.
type response struct {
	probe *plan.Probe
	*exchange.Observation
}

// responses returns what was recorded for the probes that a place of the document is about.
func (d *document) responses(n *outline.Node) []response {
	if d.last == nil {
		return nil
	}
	var out []response
	for _, name := range aboutProbes(n) {
		for _, p := range d.last.Plan.Named(name) {
			e := d.entry(p)
			if e == nil || e.Observation.Failure != nil {
				continue
			}
			if out = append(out, response{p, d.masked(e)}); len(out) == mostProbes {
				return out
			}
		}
	}
	return out
}

// masked returns the response of an entry, which a person may have written, without secrets.
func (d *document) masked(e *fixture.Entry) *exchange.Observation {
	o := e.Observation.Copy()
	o.Samples = nil
	d.last.Redact.Observation(o)
	return o
}

// aboutProbes returns the names of the probes that a node of an expectation or a capture is about.
func aboutProbes(n *outline.Node) []string {
	path := n.Path()
	if len(path) < 2 {
		return nil
	}
	entry := n.Above(2)
	switch path[0] {
	case "findings":
		return textsOf(entry.Get("probe"))
	case "hypotheses":
		if len(path) > 3 && path[2] == "predicts" {
			return []string{path[3]}
		}
	case "probes":
		if len(path) > 2 && path[2] == "when" {
			return textsOf(entry.Get("when", "probe"))
		}
		return []string{path[1]}
	}
	return nil
}

// textsOf returns a scalar, or those of a list.
func textsOf(n *outline.Node) []string {
	switch {
	case n == nil:
		return nil
	case n.Kind == outline.Scalar:
		return []string{n.Text}
	}
	var out []string
	for _, item := range n.Items() {
		if item.Kind == outline.Scalar {
			out = append(out, item.Text)
		}
	}
	return out
}

// requestOf returns the method and the address of a probe.
func (d *document) requestOf(p *plan.Probe) string {
	if p.Request == nil {
		return ""
	}
	return d.last.Redact.String(text.Line(p.Request.Method+" "+strings.TrimPrefix(p.Request.URL, d.last.Suite.Target), 100))
}
