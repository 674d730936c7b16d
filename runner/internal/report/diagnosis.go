package report

import (
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// diagnosed adds what a run says about the hypotheses, and the answers to the checklist; without
// verdicts about the checklist, all of it.
func (s *Suite) diagnosed(j *Judged) {
	d := j.Diagnosis
	if d == nil {
		return
	}
	for i := range d.Hypotheses {
		s.Hypotheses = append(s.Hypotheses, hypothesisOf(&d.Hypotheses[i]))
	}
	for i := range d.Next {
		s.Next = append(s.Next, nextOf(&d.Next[i], j))
	}
	s.Answers = namesOf(j.Run)
	s.Alike, s.Together, s.Stopped = d.Alike, d.Together, j.Stopped
	if len(j.Verdicts) == 0 {
		for _, item := range j.Run.Suite.Checklist {
			s.Checklist = append(s.Checklist, Item{ID: item.ID, Ask: item.Ask, Where: item.Where, At: PlaceOf(item.At)})
		}
	}
	for _, a := range d.Answered {
		for i := range s.Checklist {
			if s.Checklist[i].ID == a.Item.ID {
				s.Checklist[i].Answer, s.Checklist[i].Answered = a.Answer.Text, stamp(a.Answer.At)
			}
		}
	}
}

// namesOf returns the suite's names for answers, with an example of each.
func namesOf(run *pipeline.Run) []NamedAnswer {
	var out []NamedAnswer
	w := run.Evidence.World(nil)
	for _, a := range run.Suite.Answers {
		one := NamedAnswer{ID: a.ID}
		if all := a.Expect.Examples(w); len(all) > 0 {
			one.Example = exampleText(all[0])
		}
		out = append(out, one)
	}
	return out
}

// exampleText formats an example of an answer in one line.
func exampleText(o *exchange.Observation) string {
	if o.Failure != nil {
		return o.Failure.NoAnswer()
	}
	text := strconv.Itoa(o.Status)
	for _, h := range o.Header {
		text += ", " + h.Name + ": " + h.Value
	}
	if len(o.Body) > 0 {
		text += ", body " + cut(clean(string(o.Body)), 200)
	}
	return text
}

func hypothesisOf(h *diagnose.Hypothesis) Hypothesis {
	out := Hypothesis{
		ID: h.Of.ID, Claim: h.Of.Claim, Status: string(h.Status), Needs: h.Needs, Then: h.Of.Then,
		Warning: strings.Join(h.Warnings, "; "), At: PlaceOf(h.Of.At),
	}
	for _, b := range h.Because {
		one := Because{
			Predicted: b.Predicted, Came: b.Came, Agrees: b.Agrees, Vantage: b.Vantage,
			When: stamp(b.When), Provenance: b.Provenance, At: PlaceOf(b.At),
		}
		if b.Probe != nil {
			one.Probe = b.Probe.ID
		}
		if b.Item != nil {
			one.Item = b.Item.ID
		}
		out.Because = append(out.Because, one)
	}
	for _, u := range h.Untold {
		out.Untold = append(out.Untold, Untold{u.Probe.ID, u.Why})
	}
	for _, u := range h.Unconfirmed {
		out.Unconfirmed = append(out.Unconfirmed, Untold{u.Probe.ID, u.Why})
	}
	return out
}

func nextOf(x *diagnose.Experiment, j *Judged) Next {
	n := Next{
		Vary: x.Vary.String(), Requests: x.Requests, Cost: x.Cost, Risk: x.Risk, If: x.If, Splits: x.Splits,
	}
	for _, o := range x.Outcomes {
		n.Outcomes = append(n.Outcomes, NextOutcome{Answer: o.Answer, Refutes: o.Refutes, Leaves: o.Leaves})
	}
	if x.Item != nil {
		n.item(x.Item)
		return n
	}
	last := x.Probes[len(x.Probes)-1]
	n.Probe = last.ID
	if last.Request != nil {
		n.Request = last.Request.Method + " " + last.Request.URL
	}
	for _, p := range j.Run.Plan.WithDeps(x.Probes...) {
		if o := j.Run.Evidence.Observation(p); p != last && (!o.Known() || o.Reported != nil) {
			n.With = append(n.With, p.ID)
		}
	}
	return n
}

func (n *Next) item(i *suite.Item) { n.Item, n.Ask, n.Where = i.ID, i.Ask, i.Where }

// stands reports whether a hypothesis is not refuted.
func (h *Hypothesis) stands() bool { return h.Status != Refuted }

// standing returns the hypotheses of a suite that are not refuted.
func (s *Suite) standing() []*Hypothesis {
	var out []*Hypothesis
	for i := range s.Hypotheses {
		if s.Hypotheses[i].stands() {
			out = append(out, &s.Hypotheses[i])
		}
	}
	return out
}

// sharedWarning returns the warning that all hypotheses with evidence share, "" if they differ. A
// shared one is written once.
func (s *Suite) sharedWarning() string {
	text, n := "", 0
	for i := range s.Hypotheses {
		h := &s.Hypotheses[i]
		if len(h.Because) == 0 {
			continue
		}
		if n > 0 && h.Warning != text {
			return ""
		}
		text, n = h.Warning, n+1
	}
	if n < 2 {
		return ""
	}
	return text
}

// Decided reports whether the diagnosis came to an end: one hypothesis stands, or several
// that do not contradict each other, and what they predict was observed.
func (s *Suite) Decided() bool {
	standing := s.standing()
	for _, h := range standing {
		if len(h.Unconfirmed) > 0 {
			return false
		}
	}
	return len(standing) == 1 || len(standing) > 1 && s.allTogether(len(standing))
}

// allTogether reports whether all n standing hypotheses are one group that no experiment
// distinguishes and that does not contradict itself.
func (s *Suite) allTogether(n int) bool { return len(s.Together) == 1 && len(s.Together[0]) == n }

// unconfirmed lists the unobserved predictions of the hypothesis; "" if none.
func (h *Hypothesis) unconfirmed() string {
	parts := make([]string, len(h.Unconfirmed))
	for i, u := range h.Unconfirmed {
		parts[i] = u.Probe + " " + u.Why
	}
	return strings.Join(parts, "; ")
}

// what names what an experiment sends or asks: a probe with others, or an item.
func (n *Next) what() string {
	switch {
	case n.Item != "":
		return "look up " + n.Item
	case len(n.With) > 0:
		return n.Probe + ", with " + strings.Join(n.With, ", ")
	}
	return n.Probe
}

// price formats the cost of an experiment: "1 request, free".
func (n *Next) price() string {
	if n.Item != "" {
		return "no request"
	}
	text := text.Count(n.Requests, "request")
	if n.Cost > float64(n.Requests) {
		text += ", cost " + number(n.Cost)
	} else {
		text += ", free"
	}
	if risk := riskWords[n.Risk]; risk != "" {
		text += ", " + risk
	}
	return text
}

var riskWords = map[string]string{
	"bans": "may lengthen a limit", "writes": "writes", "unauthenticated": "without credentials",
}

// alikeText says that no experiment distinguishes the members of a group.
func (s *Suite) alikeText(group []string) string {
	says := text.List(group, "and") + ": "
	if slices.ContainsFunc(s.Together, func(t []string) bool { return slices.Equal(t, group) }) {
		says += "they do not contradict each other, and "
	}
	return says + "nothing more that this suite can try tells them apart"
}
