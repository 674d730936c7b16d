package outcome

import (
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// Result is the result of judging an expectation. Failures has all unmet parts; Unknowns says, one
// sentence each, what could not be judged and why. A met result has neither and costs no
// allocation.
type Result struct {
	Outcome  Outcome
	Failures []Failure
	Unknowns []string
	// Missing is the reason of the first missing observation among the unknowns.
	Missing exchange.Missing
	// Late says why the judgement was abandoned: see [check.Guard].
	Late Late

	quiet bool // only the outcome is wanted
	// sample is set while one sample of a repeat is judged, even if the observation lists samples.
	sample bool
	// failing is set if the expectation expects a failed connection, whose duration may then be
	// judged.
	failing bool
	// inside holds the named answers being judged, to end cycles.
	inside *answerFrame
	// of is the observation being judged; note, which may be nil, is called for ambiguous values.
	of   *exchange.Observation
	note func(at source.Pos, text string)
}

// Judges sets the observation being judged.
func (r *Result) Judges(o *exchange.Observation) { r.of = o }

// Of returns the observation being judged, which may be nil.
func (r *Result) Of() *exchange.Observation { return r.of }

// Note sets the function to call for ambiguous values.
func (r *Result) Note(note func(at source.Pos, text string)) { r.note = note }

// Noting returns the function to call for ambiguous values, which may be nil.
func (r *Result) Noting() func(at source.Pos, text string) { return r.note }

// Fail adds a failure.
func (r *Result) Fail(f Failure) {
	r.Outcome = Unmet
	if !r.quiet {
		r.Failures = append(r.Failures, f)
	}
}

// Doubt adds a reason why something could not be judged; a failure takes precedence.
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

// DoubtMissing adds the reason of a missing observation.
func (r *Result) DoubtMissing(why exchange.Missing, prefix string) {
	r.Doubt(prefix + why.String())
	r.Lacks(why)
}

// Lacks records that an unknown has a missing observation as its cause.
func (r *Result) Lacks(why exchange.Missing) {
	if r.Missing.None() {
		r.Missing = why
	}
}

// Nested returns an empty result for an expectation nested in that of r.
func (r *Result) Nested(quiet bool) Result {
	return Result{quiet: quiet, sample: r.sample, failing: r.failing, inside: r.inside, of: r.of, note: r.note}
}

// NestedSample is Nested for one sample of a repeat.
func (r *Result) NestedSample(quiet bool) Result {
	one := r.Nested(quiet)
	one.sample = true
	return one
}

// New returns an empty result; quiet: only the outcome is needed.
func New(quiet bool) Result { return Result{quiet: quiet} }

// Quiet reports whether only the outcome is needed, without failures.
func (r *Result) Quiet() bool { return r.quiet }

// OfSample reports whether one sample of a repeat is being judged.
func (r *Result) OfSample() bool { return r.sample }

// WantsFailure reports whether the expectation expects a failed connection.
func (r *Result) WantsFailure() bool { return r.failing }

// ExpectFailure records that an enclosing expectation expects a failed connection.
func (r *Result) ExpectFailure(on bool) { r.failing = r.failing || on }

// Add adds the results of another judgement; in names its nested expectation ("answer wrong-host"),
// "" if it needs no name.
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
	r.Settle(other.Outcome)
}

// Settle adds an outcome without an explanation.
func (r *Result) Settle(o Outcome) {
	if o == Unmet || o == Unknown && r.Outcome == Met {
		r.Outcome = o
	}
}

// FirstFailure returns an unmet result on one line.
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

// Late is the reason why a judgement was abandoned; zero: it was completed.
type Late int8

// Reasons why a judgement was abandoned.
const (
	TookLong Late = iota + 1 // longer than limits.judge
	RunEnded                 // the context ended
)

// Enter begins to judge the named answer id with r, a nested result; false if that would never end.
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

// WhyUnmet returns the failures of one alternative on a line.
func WhyUnmet(out *Result) string {
	const most, longest = 3, 80
	var reasons []string
	for i := range out.Failures[:min(len(out.Failures), most)] {
		f := &out.Failures[i]
		reason := "got " + text.Line(f.Actual, longest)
		if at := strings.TrimSpace(f.Subject.String()); at != "" {
			reason = at + ": expected " + f.Expected + ", " + reason
		}
		if f.Detail != "" {
			reason += " (" + text.Line(f.Detail, longest) + ")"
		}
		reasons = append(reasons, reason)
	}
	if more := len(out.Failures) - most; more > 0 {
		reasons = append(reasons, text.Count(more, "more failure"))
	}
	return strings.Join(reasons, "; ")
}
