package diagnose

import (
	"fmt"
	"strings"

	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// hypotheses judges every hypothesis by the observations and the checklist.
func (d *diagnosing) hypotheses(out *Diagnosis) {
	out.Hypotheses = make([]Hypothesis, len(d.of))
	for i := range d.of {
		out.Hypotheses[i] = d.judged(&d.of[i], out.Answered)
	}
	for i := range out.Hypotheses {
		if h := &out.Hypotheses[i]; h.Status == Consistent && d.supported(h, &d.of[i], out.Hypotheses) {
			h.Status = Supported
		}
	}
	for i := range out.Hypotheses {
		if h := &out.Hypotheses[i]; h.Stands() {
			h.Unconfirmed = d.unconfirmed(&d.of[i], h.Untold)
		}
	}
}

// judged judges a hypothesis by its own evidence: refuted, consistent or untested.
func (d *diagnosing) judged(h *hypothesis, answered []Answered) Hypothesis {
	out := Hypothesis{Of: d.Plan.Suite.Hypotheses[h.index], Status: Untested, Needs: d.unmetNeeds(h)}
	var met []Because
	for i := range h.predicts {
		p := &h.predicts[i]
		o := h.view.observed[p.probe.Order]
		if o == nil || !o.Missing.None() {
			continue
		}
		w := h.view.evidence.World(p.probe)
		switch p.outcome(o, w) {
		case expect.Met:
			met = append(met, h.because(p, true))
		case expect.Unmet:
			out.Because = append(out.Because, h.because(p, false))
		case expect.Unknown:
			out.Untold = append(out.Untold, Untold{p.probe, p.unknown(o, w)})
		}
	}
	out.Because = append(out.Because, met...)
	out.takeAnswers(answered)
	for _, b := range out.Because {
		if !b.Agrees {
			out.Status = Refuted
			break
		}
		out.Status = Consistent
	}
	out.Warnings = h.warnings(out.Of, out.Because)
	return out
}

// takeAnswers adds what the checklist says about the hypothesis; contradictions come first.
func (h *Hypothesis) takeAnswers(answered []Answered) {
	for _, a := range answered {
		if a.Meaning == nil {
			continue
		}
		b := Because{Item: a.Item, Came: a.Answer.Text, When: a.Answer.At, At: a.Meaning.At}
		if names(a.Meaning.Refutes, h.Of.ID) {
			b.Predicted = "another answer than " + a.Meaning.Answer
			h.Because = append([]Because{b}, h.Because...)
		} else if names(a.Meaning.Supports, h.Of.ID) {
			b.Predicted, b.Agrees = a.Meaning.Answer, true
			h.Because = append(h.Because, b)
		}
	}
}

func names(refs []suite.Ref, id string) bool {
	for _, r := range refs {
		if r.ID == id {
			return true
		}
	}
	return false
}

// answered pairs the checklist items with their answers.
func (d *diagnosing) answered() []Answered {
	var out []Answered
	for _, item := range d.Plan.Suite.Checklist {
		answer, ok := d.Answers[item.ID]
		if !ok {
			continue
		}
		one := Answered{Item: item, Answer: answer}
		for i := range item.Answers {
			if strings.EqualFold(item.Answers[i].Answer, strings.TrimSpace(answer.Text)) {
				one.Meaning = &item.Answers[i]
			}
		}
		out = append(out, one)
	}
	return out
}

// supported reports whether every prediction was met, and one of the observations
// that met them refutes a rival.
func (d *diagnosing) supported(h *Hypothesis, of *hypothesis, all []Hypothesis) bool {
	met := map[*plan.Probe]bool{}
	for _, b := range h.Because {
		met[b.Probe] = b.Agrees && b.Probe != nil
	}
	for i := range of.predicts {
		if !met[of.predicts[i].probe] {
			return false
		}
	}
	if h.Needs != "" {
		return false
	}
	for i := range all {
		if all[i].Status != Refuted || d.of[i].view != of.view {
			continue
		}
		for _, b := range all[i].Because {
			if !b.Agrees && b.Probe != nil && met[b.Probe] {
				return true
			}
		}
	}
	return false
}

// unmetNeeds says what a run must still vary, "" if every need is met.
func (d *diagnosing) unmetNeeds(h *hypothesis) string {
	n := &d.Plan.Suite.Hypotheses[h.index].Needs
	var needs []string
	if h.view.runs == 0 {
		needs = append(needs, Vary{Vantage: n.Vantage, After: n.After}.words())
	}
	if n.Secret != "" && !h.usesSecret(n.Secret) {
		needs = append(needs, Vary{Secret: n.Secret}.words())
	}
	if _, ok := d.Answers[n.Checked]; n.Checked != "" && !ok {
		needs = append(needs, "an answer to "+n.Checked+" of the checklist")
	}
	return strings.Join(needs, ", and ")
}

// usesSecret reports whether an observed probe of its predictions carries the
// secret.
func (h *hypothesis) usesSecret(name string) bool {
	for i := range h.predicts {
		p := h.predicts[i].probe
		if o := h.view.observed[p.Order]; o != nil && o.Missing.None() && carries(p, name) {
			return true
		}
	}
	return false
}

// words describes what must vary, for people.
func (v Vary) words() string {
	var parts []string
	switch v.Vantage {
	case "":
	case otherVantage:
		parts = append(parts, "a run from another network (--vantage NAME)")
	default:
		parts = append(parts, fmt.Sprintf("a run from %s (--vantage %s)", v.Vantage, v.Vantage))
	}
	if v.After > 0 {
		parts = append(parts, "a run "+text.Span(v.After)+" later")
	}
	if v.Secret != "" {
		parts = append(parts, "the secret "+v.Secret)
	}
	return strings.Join(parts, ", ")
}

// String describes what must vary, for people; "" if nothing.
func (v Vary) String() string { return v.words() }
