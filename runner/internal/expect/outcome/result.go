package outcome

import (
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/source"
)

// Result is an expectation judged. Failures are the unmet parts (all of them);
// Unknowns say, one sentence each, what could not be told and why. A met result
// carries neither and costs no allocation.
type Result struct {
	Outcome  Outcome
	Failures []Failure
	Unknowns []string
	// Missing is the first of the observations that the unknowns lack: why there is none.
	Missing exchange.Missing
	// Late says why the judging was not waited for: see [check.Guard].
	Late Late

	quiet bool // only the outcome is wanted
	// sample tells that one sample of a repeat is being judged, whatever samples
	// the observation lists.
	sample bool
	// failing tells that the expectation asks for a failing connection: how long it
	// took to fail may be judged then.
	failing bool
	// inside are the named answers that are being judged, so that a circle of them
	// ends.
	inside *answerFrame
	// of is the observation that is judged, note where it is told of values that may be
	// read in another way, too; nil: nobody asks.
	of   *exchange.Observation
	note func(at source.Pos, text string)
}

// Judges notes the observation that is judged.
func (r *Result) Judges(o *exchange.Observation) { r.of = o }

// Of is the observation that is judged, nil where none came.
func (r *Result) Of() *exchange.Observation { return r.of }

// Note has note told of values that may be read in another way, too.
func (r *Result) Note(note func(at source.Pos, text string)) { r.note = note }

// Noting is what is told of such values; nil: nobody asks.
func (r *Result) Noting() func(at source.Pos, text string) { return r.note }

// Fail adds a failure.
func (r *Result) Fail(f Failure) {
	r.Outcome = Unmet
	if !r.quiet {
		r.Failures = append(r.Failures, f)
	}
}

// Doubt adds a reason why something could not be told; a failure outweighs it.
func (r *Result) Doubt(reason string) {
	if r.Outcome == Met {
		r.Outcome = Unknown
	}
	if r.quiet {
		return
	}
	for _, u := range r.Unknowns {
		if u == reason {
			return
		}
	}
	r.Unknowns = append(r.Unknowns, reason)
}

// DoubtMissing is unknown where something was not observed.
func (r *Result) DoubtMissing(why exchange.Missing, prefix string) {
	r.Doubt(prefix + why.String())
	r.Lacks(why)
}

// Lacks notes that an unknown is because something was not observed.
func (r *Result) Lacks(why exchange.Missing) {
	if r.Missing.None() {
		r.Missing = why
	}
}

// Nested is an empty result for an expectation inside the one that r is of.
func (r *Result) Nested(quiet bool) Result {
	return Result{quiet: quiet, sample: r.sample, failing: r.failing, inside: r.inside, of: r.of, note: r.note}
}

// NestedSample is nested for one sample of a repeat.
func (r *Result) NestedSample(quiet bool) Result {
	one := r.Nested(quiet)
	one.sample = true
	return one
}

// New is an empty result; quiet: of which only the outcome is wanted.
func New(quiet bool) Result { return Result{quiet: quiet} }

// Quiet reports whether only the outcome is wanted: failures need not be made.
func (r *Result) Quiet() bool { return r.quiet }

// OfSample reports whether one sample of a repeat is being judged.
func (r *Result) OfSample() bool { return r.sample }

// WantsFailure reports whether the expectation asks for a failing connection.
func (r *Result) WantsFailure() bool { return r.failing }

// ExpectFailure notes that an expectation around the judged one asks for a failing
// connection.
func (r *Result) ExpectFailure(on bool) { r.failing = r.failing || on }

// Add takes over what another judgement found; in names the expectation inside this one
// that it is of ("answer wrong-host"), "" where it needs no name.
func (r *Result) Add(other *Result, in string) {
	prefix := ""
	if in != "" {
		prefix = in + ": "
	}
	for i := range other.Failures {
		f := other.Failures[i]
		if in != "" {
			f.Subject = f.Subject.Inside(in)
		}
		r.Fail(f)
	}
	for _, u := range other.Unknowns {
		r.Doubt(prefix + u)
	}
	r.Lacks(other.Missing)
	if other.Outcome == Unmet || other.Outcome == Unknown && r.Outcome == Met {
		r.Outcome = other.Outcome
	}
}

// Settle takes an outcome over where nothing is to be explained.
func (r *Result) Settle(o Outcome) {
	if o == Unmet || o == Unknown && r.Outcome == Met {
		r.Outcome = o
	}
}

// FirstFailure is a result that is not met in one line.
func FirstFailure(r *Result) string {
	if len(r.Failures) > 0 {
		f := r.Failures[0]
		return f.Subject.String() + ": expected " + f.Expected + ", got " + f.Actual
	}
	if len(r.Unknowns) > 0 {
		return r.Unknowns[0]
	}
	return "met"
}

// Late is why a judgement was not waited for; the zero value: it came to its end.
type Late int8

// Why a judgement was not waited for.
const (
	TookLong Late = iota + 1 // longer than it may: limits.judge
	RunEnded                 // the context ended
)

// Enter notes that the named answer id is judged with r, a nested result; false where
// that would never end.
func (r *Result) Enter(id string) bool {
	if r.inside.holds(id) {
		return false
	}
	depth := 1
	if r.inside != nil {
		depth += r.inside.depth
	}
	r.inside = &answerFrame{id, r.inside, depth}
	return true
}

// WhyUnmet is the failures of one alternative on a line.
func WhyUnmet(out *Result) string {
	const most, longest = 3, 80
	var reasons []string
	for i := range out.Failures[:min(len(out.Failures), most)] {
		f := &out.Failures[i]
		reason := "got " + show.Clip(f.Actual, longest)
		if at := strings.TrimSpace(f.Subject.String()); at != "" {
			reason = at + ": expected " + f.Expected + ", " + reason
		}
		if f.Detail != "" {
			reason += " (" + show.Clip(f.Detail, longest) + ")"
		}
		reasons = append(reasons, reason)
	}
	if more := len(out.Failures) - most; more > 0 {
		reasons = append(reasons, show.Plural(more, "more failure"))
	}
	return strings.Join(reasons, "; ")
}
