package plan

import (
	"assay/runner/internal/block"
	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Build plans a suite. The error is a source.Problems: problems that only appear once rows are
// planned (a glob that names no probe, a reference that no row defines, a file to send that cannot
// be read).
func Build(s *suite.Suite) (*Plan, error) {
	b := &builder{
		suite:  s,
		plan:   &Plan{Suite: s, values: values(s)},
		files:  map[string][]byte{},
		bodies: map[*suite.Body][]byte{},
		globs:  map[string][]*Probe{},
	}
	b.fill.plan = b.plan
	b.probes()
	b.dependencies()
	if len(b.suite.Environments) > 0 {
		b.elsewhere()
	}
	b.specs()
	b.readOn()
	b.plan.Compared = b.compared()
	if err := b.problems.Err(); err != nil {
		return nil, err
	}
	return b.plan, nil
}

// builder holds the state of one Build.
type builder struct {
	suite    *suite.Suite
	plan     *Plan
	problems source.Problems
	fill     fill                   // of the probe being planned
	files    map[string][]byte      // read to be sent, by path
	bodies   map[*suite.Body][]byte // bodies that no row changes, encoded once
	globs    map[string][]*Probe    // that findings have
	blocks   struct {
		specs    block.Of[Spec]
		requests block.Of[exchange.Request]
		fields   block.Of[exchange.Field]
	}
	next int // the probe that the next finding most likely names
}

// values returns the values of references to the suite's own names. The value of a secret is its
// reference: observations hold it in that form.
func values(s *suite.Suite) map[string]any {
	out := make(map[string]any, len(s.Vars)+len(s.Secrets))
	for _, v := range s.Vars {
		if out[v.Name] = v.Value; v.Make != "" {
			out[v.Name] = "${" + v.Name + "}"
		}
	}
	out["run"] = "${run}"
	for _, secret := range s.Secrets {
		out[secret.Name] = "${" + secret.Name + "}"
	}
	return out
}
