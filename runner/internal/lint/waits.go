package lint

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/capture"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/reset"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// waits warns of probes that a live run would not send because of their wait, as far as the
// document says it, or the recorded response that it waits for.
func (w *warnings) waits(d *pipeline.Document) {
	warned := map[*suite.Wait]bool{}
	for _, p := range d.Plan.Probes {
		wait := p.Of.Wait
		if wait == nil || wait.ToldBy == nil || warned[wait] {
			continue
		}
		if wait.AtMost < wait.Plus {
			warned[wait] = true
			w.warn(wait.At, "raise at_most", "wait: at_most is %s and plus %s: a live run never sends the probe %q", text.Span(wait.AtMost), text.Span(wait.Plus), p.Of.ID)
			continue
		}
		of := d.Plan.Beside(wait.ToldBy.ID, p.Row)
		if of == nil {
			continue
		}
		if o := recorded(d, of); o != nil {
			warned[wait] = w.told(p, of, o)
		}
	}
}

// told warns if the recorded response does not name a reset that p can wait for; it reports whether
// it did.
func (w *warnings) told(p, of *plan.Probe, o *exchange.Observation) bool {
	wait := p.Of.Wait
	var x capture.Extractor
	told, err := x.Told(o, wait)
	if err != nil && reset.Clock(o).IsZero() {
		return false // it may name a moment
	}
	if err != nil {
		w.warn(wait.ToldBy.At, "record an answer that names one, or say with at: where it is", "wait: in the fixture %s tells no reset, and a live run does not send %q after such an answer: %v", of.ID, p.Of.ID, err)
		return true
	}
	if told.Wait > wait.AtMost-wait.Plus {
		w.warn(wait.At, "raise at_most", "wait: in the fixture %s told %s: %s, and at_most is %s: a live run does not send %q after such an answer", of.ID, told.Header, told, text.Span(wait.AtMost), p.Of.ID)
		return true
	}
	return false
}

// recorded returns what the fixture has for a probe, the samples of a repeat together; nil for
// nothing that tells more than its status.
func recorded(d *pipeline.Document, p *plan.Probe) *exchange.Observation {
	if d.Fixture == nil || p.Request == nil {
		return nil
	}
	var all []*exchange.Observation
	first, last := 0, 0
	if p.Of.Repeat != nil {
		first, last = 1, p.Of.Repeat.Times
	}
	for sample := first; sample <= last; sample++ {
		if e, _ := d.Index().Match(p.ID, sample, p.Request); e != nil && e.Observation != nil && e.Observation.Known() && e.Observation.Reported == nil {
			all = append(all, e.Observation)
		}
	}
	if len(all) == 0 {
		return nil
	}
	o := all[0].Copy()
	if o.Samples = nil; len(all) > 1 {
		o.Samples = all
	}
	return o
}
