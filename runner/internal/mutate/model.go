package mutate

import (
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Options say how much is judged.
type Options struct {
	// Sample is the most mutants of a suite that are judged, chosen evenly among
	// all by Seed; 0: all of them.
	Sample int
	Seed   uint64
	// Strict counts a mutant as noticed where a finding can no longer be told,
	// as a strict run does.
	Strict bool
	// Workers is how many judge at a time; 0: one for each processor.
	Workers int
	// Progress, when not nil, is told how many of all mutants were handed to
	// workers, by one goroutine at a time.
	Progress func(done, total int)
}

// Suite is how strong one suite is.
//
// Every mutant judged is either killed, survived or left out:
// Total() = Killed + Survived + LeftOut.Total().
type Suite struct {
	Suite *suite.Suite
	// Possible is how many mutants there are; more than Total where a sample was
	// taken, or where it was interrupted.
	Possible int
	Killed   int
	Survived int
	LeftOut  LeftOut

	Findings  []*Finding  // that were judged, document order
	Survivors []*Survivor // worst first
	// Others counts survivors beyond the most that are kept apart.
	Others int
	// Unjudged are the findings that recorded answers do not let hold, so that no
	// mutant tells anything of them.
	Unjudged []Unjudged
	// Explained are the entries of mutation.ignore, in their order, with how many
	// survivors each explained. In a run over all mutants, one that explained none is
	// not needed.
	Explained   []Explanation
	Interrupted bool
}

// Mutants is how many count: those that are not left out.
func (s *Suite) Mutants() int { return s.Killed + s.Survived }

// Total is how many were judged.
func (s *Suite) Total() int { return s.Mutants() + s.LeftOut.Total() }

// Score is the share of mutants that were killed, 0 to 1; 1 where there is none.
func (s *Suite) Score() float64 { return share(s.Killed, s.Mutants()) }

func share(part, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(part) / float64(of)
}

// LeftOut counts survivors that say nothing about the contract, by reason.
type LeftOut [reasons]int

// Reason is why a survivor is left out.
type Reason int8

// The reasons.
const (
	// Unreported: the part is none that the source of a transcribed answer reported.
	Unreported Reason = iota
	// Volatile: the part changes on every request, or is HTTP's own.
	Volatile
	// Additive: something was added that clients pass over.
	Additive
	// Excused: a finding says by `unless` that such an answer tells nothing.
	Excused
	// OnlyControl: the answer serves as a control only; no claim is about it.
	OnlyControl
	// Explained: the suite says under mutation.ignore that it does not matter.
	Explained
	reasons
)

// String is the reason in words: "12 volatile".
func (r Reason) String() string {
	return [reasons]string{"not reported", "volatile", "additive", "excused by unless", "of a control only", "explained"}[r]
}

// Total is how many were left out.
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
	// Mutants are those of the answers that it is about, left out aside; Own how
	// many of them it broke on.
	Mutants, Own int
	// Kills is how many mutants of any answer it broke on, Alone how many of these
	// no other finding broke on.
	Kills, Alone int
	// Judged is how many mutants it was asked about, left out or not, and Possible of
	// how many; more than Judged where a sample was taken, or where it was interrupted.
	Judged, Possible int
}

// Score is the share of the mutants of its own answers that it kills.
func (f *Finding) Score() float64 { return share(f.Own, f.Mutants) }

// Vacuous reports whether no mutant breaks it. A part of them cannot tell that.
func (f *Finding) Vacuous() bool { return f.Kills == 0 && f.Judged == f.Possible }

// Unreached reports whether no mutant that was judged breaks it, and others were not
// judged: a sample says nothing of it.
func (f *Finding) Unreached() bool { return f.Kills == 0 && f.Judged < f.Possible }

// Survivor is a part of an answer that may change without a finding noticing.
type Survivor struct {
	Probe *plan.Probe
	// At is the part, items of an array taken together: "$.data[*].id".
	At string
	// Changes are those that nobody notices, worst first.
	Changes []Change
	// Count is how many mutants they are.
	Count int
	// Undecided are the ids of findings that such mutants make inconclusive: a
	// strict run notices.
	Undecided []string
	// Suggest is an expectation that holds of the recorded answer and kills
	// Kills of Changes, as YAML; "" where none was found.
	Suggest string
	Kills   int
	// For is the finding that Suggest can be added to; nil where no finding is
	// about the probe.
	For *suite.Finding

	of      *subject
	mutants []*Mutant // the first of each change
}

// Change is one way in which a part changed without notice.
type Change struct {
	Operator *Operator
	// At is where the first of them happened: "$.data[0].id".
	At    string
	Count int
}

// Weight is that of the worst change.
func (s *Survivor) Weight() int { return s.Changes[0].Operator.Weight }

// Explanation is an entry of mutation.ignore at work.
type Explanation struct {
	*suite.Ignored
	Count int
}

// Whole reports whether every mutant was judged.
func (s *Suite) Whole() bool { return !s.Interrupted && s.Total() == s.Possible }

// Unjudged is a finding that no mutant was shown to.
type Unjudged struct {
	Spec   *plan.Spec
	Reason string
}
