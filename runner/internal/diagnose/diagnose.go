package diagnose

import (
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// Of diagnoses. It is pure: the same input gives the same diagnosis.
func Of(in Input) *Diagnosis {
	d := &diagnosing{Input: in, answers: map[string]*expect.Expectation{}, views: map[variation]*view{}}
	for _, a := range in.Plan.Suite.Answers {
		d.answers[a.ID] = a.Expect
	}
	d.predictions()
	out := &Diagnosis{Answered: d.answered()}
	d.hypotheses(out)
	d.experiments(out)
	d.confirm(out)
	return out
}

// diagnosing is the state of one diagnosis.
type diagnosing struct {
	Input
	answers map[string]*expect.Expectation
	views   map[variation]*view
	of      []hypothesis // of the suite, in its order
	memo    memo
}

// hypothesis is one of the suite's, its predictions laid out probe by probe.
type hypothesis struct {
	index    int
	view     *view
	predicts []prediction
	byProbe  [][]prediction // by plan.Probe.Order; none for most
	// watching are its predictions that compare another probe with this one.
	watching map[*plan.Probe][]*prediction
}

// beside is the probe that an expectation about p means by a name.
func (d *diagnosing) beside(name string, p *plan.Probe) *plan.Probe {
	return d.Plan.Beside(name, p.Row)
}
