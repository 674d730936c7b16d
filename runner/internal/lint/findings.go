package lint

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// firstSpecs returns the first spec of each finding.
func firstSpecs(d *pipeline.Document) map[*suite.Finding]*plan.Spec {
	specs := make(map[*suite.Finding]*plan.Spec, len(d.Suite.Findings))
	for _, s := range d.Plan.Specs {
		if s.Finding != nil && specs[s.Finding] == nil {
			specs[s.Finding] = s
		}
	}
	return specs
}

// findings warns of findings that hold for every response, or that are about a stream that is not
// read as one.
func (w *warnings) findings(d *pipeline.Document) {
	var of *suite.Finding // whose specs are next to each other
	for _, s := range d.Plan.Specs {
		if s.Finding == of || s.Expect == nil {
			continue
		}
		f := s.Finding
		of = f
		if s.Expect.Enumerable() && cannotFail(s.Expect) {
			w.warn(f.At, "say what must hold: a status that is right, an answer, a part of the body",
				"the finding %q cannot fail: every answer meets what it expects", f.ID)
		}
		if s.Expect.Asks("stream") && !s.Probe.Request.Stream {
			w.warn(s.Expect.At, "set stream: true on the probe, or stream: ndjson for a JSON value a line",
				"the finding %q is about a stream, and the answer of %q is not read as one", f.ID, s.Probe.ID)
		}
	}
}

// cannotFail tries every status, with an empty and with a full response.
func cannotFail(e *expect.Expectation) bool {
	world := &expect.World{}
	for status := 100; status < 600; status++ {
		for _, size := range []int64{0, 1, 1 << 40} {
			o := &exchange.Observation{Status: status, Size: size, Duration: time.Duration(size)}
			if e.Judge(o, world).Outcome != expect.Met {
				return false
			}
		}
	}
	return true
}
