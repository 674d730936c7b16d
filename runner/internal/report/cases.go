package report

import (
	"iter"
	"strconv"
)

// Outcome is how a test report has a finding or a checklist item.
type Outcome int

// The outcomes of a [Case].
const (
	Passed  Outcome = iota
	Failed          // broken, and with --strict inconclusive
	Skipped         // inconclusive
	Waiting         // pending, or a checklist item without an answer: nobody can tell yet
)

// Case is a finding or a checklist item as a test case: what JUnit, CTRF, TAP and Allure have in
// common.
type Case struct {
	Suite   *Suite
	Finding *Finding // nil for a checklist item
	ID      string   // of the finding or of the item
	Name    string   // unique among the cases of its suite if the claims are
	Outcome Outcome
	Kind    string // stable codes of why it does not hold: "unmet json"; "" if it holds
	Message string // one line: why it does not hold; "" if it holds
	Text    string // the failure as text, over several lines; "" unless it failed
	At      Place
	// DurationMS is how long the response of its probe took; cases of one probe have the same.
	DurationMS float64
}

// Cases returns the findings and the checklist items of a suite as test cases, in order. In a
// strict run an inconclusive finding has failed. A case is valid until the next one.
func (s *Suite) Cases(strict bool) iter.Seq[*Case] {
	return func(yield func(*Case) bool) {
		look, shared := s.observations(), sharedIDs(s.Findings)
		for i := range s.Findings {
			c := caseOf(s, &s.Findings[i], strict, look)
			if shared[c.ID] != alone {
				c.Name += " (" + c.Finding.Probe + ")"
			}
			if !yield(c) {
				return
			}
		}
		for i := range s.Checklist {
			if !yield(itemCase(s, &s.Checklist[i])) {
				return
			}
		}
	}
}

func caseOf(s *Suite, f *Finding, strict bool, look func(probe string) *Observation) *Case {
	c := &Case{Suite: s, Finding: f, ID: f.ID, Name: f.Claim, At: f.At}
	o := look(f.Probe)
	if o != nil {
		c.DurationMS = o.DurationMS
	}
	switch f.Verdict {
	case Holds:
		return c
	case Broken:
		c.Outcome, c.Message = Failed, headline(f)
	case Inconclusive:
		c.Outcome, c.Message = Skipped, "inconclusive: "+f.Reason
		if strict {
			c.Outcome, c.Message = Failed, firstLine(f.Reason)
		}
	default:
		c.Outcome, c.Message = Waiting, "pending: "+f.Reason
	}
	c.Kind = f.codes()
	if c.Outcome == Failed {
		c.Text = FailureText(f, o, look(f.Control), Style{Width: 100})
	}
	return c
}

func itemCase(s *Suite, item *Item) *Case {
	c := &Case{Suite: s, ID: item.ID, Name: "To look up: " + item.Ask, At: item.At}
	if item.Answer != "" {
		return c
	}
	where := item.Where
	if where == "" {
		where = "ask a person"
	}
	c.Outcome, c.Kind, c.Message = Waiting, Pending, "to look up: "+where
	return c
}

// codes returns the stable kinds of why a finding does not hold, for programs that sort findings:
// that of the reason, and of the first failure ("unmet json"); the verdict for a result of a
// release without kinds.
func (f *Finding) codes() string {
	switch {
	case f.Kind == "":
		return f.Verdict
	case len(f.Failures) == 0 || f.Failures[0].Kind == "":
		return f.Kind
	}
	return f.Kind + " " + f.Failures[0].Kind
}

// headline returns a broken finding's failures in one line.
func headline(f *Finding) string {
	if len(f.Failures) == 0 {
		return firstLine(f.Reason)
	}
	e := &f.Failures[0]
	text := e.Subject + ": expected " + e.Expected + ", got " + e.Actual
	if more := len(f.Failures) - 1; more > 0 {
		text += " (and " + strconv.Itoa(more) + " more)"
	}
	return text
}
