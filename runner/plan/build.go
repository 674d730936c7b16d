package plan

import "assay/runner/suite"

// Build plans a suite. The error is a source.Problems: what only shows once rows
// are planned (a glob that names no probe, a reference that no row gives).
func Build(s *suite.Suite) (*Plan, error) { return nil, nil }

// Needed lists, in plan order, the probes that judging these specs needs, with
// everything that they depend on. Pending specs need nothing.
func (p *Plan) Needed(specs []*Spec) []*Probe { return nil }
