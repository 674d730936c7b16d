package diagnose

import (
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// Of returns the diagnosis of an input. It is pure: the same input gives the same diagnosis.
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

// hypothesis is a hypothesis of the suite, with its predictions by probe.
type hypothesis struct {
	index    int
	view     *view
	predicts []prediction
	byProbe  [][]prediction // by plan.Probe.Order; most are empty
	// watching holds its predictions that compare another probe with the key.
	watching map[*plan.Probe][]*prediction
}

// beside returns the probe that a name in an expectation about p refers to.
func (d *diagnosing) beside(name string, p *plan.Probe) *plan.Probe {
	return d.Plan.Beside(name, p.Row)
}
