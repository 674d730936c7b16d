package mutate

import (
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Options say how much is judged.
type Options struct {
	// Sample is the maximum number of mutants of a suite that are judged, chosen evenly among all by
	// Seed; 0 means all of them.
	Sample int
	Seed   uint64
	// Strict counts a mutant as noticed if a finding becomes inconclusive, as a strict run does.
	Strict bool
	// Advise is for how many survivors an expectation is found, the worst; 0 means all of them.
	Advise int
	// Workers is how many judge concurrently; 0 means one for each processor.
	Workers int
	// Progress, if not nil, is called with how many of all mutants were passed to workers, by one
	// goroutine at a time.
	Progress func(done, total int)
}

// Suite is how strong one suite is.
//
// Every mutant judged is either killed, survived or left out:
// Total() = Killed + Survived + LeftOut.Total().
type Suite struct {
	Suite *suite.Suite
	// Possible is how many mutants there are; more than Total if a sample was taken, or if it was
	// interrupted.
	Possible int
	Killed   int
	Survived int
	LeftOut  LeftOut

	Findings  []*Finding  // that were judged, document order
	Survivors []*Survivor // worst first
	// Others counts survivors beyond the maximum that are kept separately.
	Others int
	// Unjudged holds the findings that do not hold on the recorded responses, so that mutants say
	// nothing about them.
	Unjudged []Unjudged
	// Explained holds the entries of mutation.ignore, in order, with how many survivors each
	// explained. In a run over all mutants, one that explained none is not needed.
	Explained   []Explanation
	Interrupted bool
}

// Mutants returns how many mutants count: those that are not left out.
func (s *Suite) Mutants() int { return s.Killed + s.Survived }

// Total returns how many mutants were judged.
func (s *Suite) Total() int { return s.Mutants() + s.LeftOut.Total() }

// Score returns the share of mutants that were killed, 0 to 1; 1 if there are none.
func (s *Suite) Score() float64 { return share(s.Killed, s.Mutants()) }

func share(part, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(part) / float64(of)
}

// LeftOut counts survivors that do not count about the contract, by reason.
type LeftOut [reasons]int

// Reason is why a survivor is left out.
type Reason int8

// The reasons.
const (
	// Unreported: the source of a transcribed response did not report the part.
	Unreported Reason = iota
	// Volatile: the part changes on every request, or is HTTP's own.
	Volatile
	// Additive: something was added that clients ignore.
	Additive
	// Excused: the response meets the `unless` of a finding.
	Excused
	// OnlyControl: the response serves as a control only; no claim is about it.
	OnlyControl
	// Explained: the suite says under mutation.ignore that it does not matter.
	Explained
	reasons
)

// String is the reason in words: "12 volatile".
func (r Reason) String() string {
	return [reasons]string{"not reported", "volatile", "additive", "excused by unless", "of a control only", "explained"}[r]
}

// Total returns how many were left out.
func (l *LeftOut) Total() int {
	n := 0
	for _, count := range l {
		n += count
	}
	return n
}

// Finding is what one finding noticed, all of its probes together.
type Finding struct {
	ID, Claim string
	At        source.Pos
	// Mutants counts those of the responses that it is about, except those left out; Own counts those
	// it broke on.
	Mutants, Own int
	// Kills is how many mutants of any response it broke on, Alone how many of these no other finding
	// broke on.
	Kills, Alone int
	// Judged is how many mutants it judged, left out or not. Possible is how many there are; more than
	// Judged if a sample was taken, or if it was interrupted.
	Judged, Possible int
}

// Score returns the share of the mutants of its own responses that it kills.
func (f *Finding) Score() float64 { return share(f.Own, f.Mutants) }

// Vacuous reports whether no mutant breaks it; false if not all were judged.
func (f *Finding) Vacuous() bool { return f.Kills == 0 && f.Judged == f.Possible }

// Unreached reports whether no judged mutant breaks it, while others were not judged: the sample
// does not decide.
func (f *Finding) Unreached() bool { return f.Kills == 0 && f.Judged < f.Possible }

// Survivor is a part of a response that may change without a finding noticing.
type Survivor struct {
	Probe *plan.Probe
	// At is the part, with all items of an array combined: "$.data[*].id".
	At string
	// Changes lists the unnoticed changes, worst first.
	Changes []Change
	// Count is the number of mutants.
	Count int
	// Undecided lists the ids of findings that such mutants make inconclusive: a strict run notices.
	Undecided []string
	// Suggest is an expectation that the recorded response meets and that kills Kills of Changes, as
	// YAML; "" if none was found.
	Suggest string
	Kills   int
	// For is the finding that Suggest can be added to; nil if no finding is about the probe.
	For *suite.Finding

	of      *subject
	mutants []*Mutant // the first of each change
}

// Change is one unnoticed change of a part.
type Change struct {
	Operator *Operator
	// At is the place of the first of them: "$.data[0].id".
	At    string
	Count int
}

// Weight returns the weight of the worst change.
func (s *Survivor) Weight() int { return s.Changes[0].Operator.Weight }

// Explanation is an entry of mutation.ignore and its effect.
type Explanation struct {
	*suite.Ignored
	Count int
}

// Whole reports whether every mutant was judged.
func (s *Suite) Whole() bool { return !s.Interrupted && s.Total() == s.Possible }

// Unjudged is a finding that judged no mutant.
type Unjudged struct {
	Spec   *plan.Spec
	Reason string
}
