package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/text"
)

// statuses in the order of the report.
var statuses = []string{Refuted, Supported, Consistent, Untested}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// diagnosis writes the statuses of the hypotheses in a few lines, for the report of a run.
func (t *suiteText) diagnosis() {
	s := t.suite
	if len(s.Hypotheses) == 0 {
		return
	}
	by := map[string][]string{}
	for i := range s.Hypotheses {
		by[s.Hypotheses[i].Status] = append(by[s.Hypotheses[i].Status], s.Hypotheses[i].ID)
	}
	t.explain(hypotheses)
	for _, status := range statuses {
		if ids := by[status]; len(ids) > 0 {
			t.beside(status, t.explainer.standing(status)+strings.Join(ids, ", "), t.statusColor(status))
		}
	}
	if len(s.Next) > 0 {
		n := &s.Next[0]
		needs := ""
		if n.Vary != "" {
			needs = "; needs " + n.Vary
		}
		t.beside("try next", n.what()+" ("+n.price()+needs+"); assay diagnose tells why", dim)
	} else {
		t.ending()
	}
}

func (t *suiteText) statusColor(status string) string {
	switch status {
	case Refuted, Untested:
		return dim
	case Supported:
		return green
	}
	return yellow
}

// beside writes a word in the verdict column, and a wrapped text to its right.
func (t *suiteText) beside(word, text, color string) {
	t.headed(2, verdictWidth, t.style.paint(color, fmt.Sprintf("%-*s", verdictWidth, word)), wrap(clean(text), t.width-2-verdictWidth))
}

// Diagnosis writes, for a terminal, the status of every hypothesis and why, and what to try next.
func Diagnosis(w io.Writer, r *Result, style Style) error {
	out := bufio.NewWriter(w)
	hypotheses, refuted := 0, 0
	for i := range r.Suites {
		t := suiteText{printer: printer{style: style, width: style.width()}, suite: &r.Suites[i]}
		t.diagnose(r)
		out.WriteString(t.b.String()) //nolint:errcheck // Flush tells
		hypotheses += len(t.suite.Hypotheses)
		refuted += len(t.suite.Hypotheses) - len(t.suite.standing())
	}
	line := fmt.Sprintf("%s: %d refuted, %s; %s sent; %s",
		text.Counted(hypotheses, "hypothesis", "hypotheses"), refuted, standText(hypotheses-refuted), text.Count(r.Requests, "request"), text.Took(r.DurationMS))
	if r.Interrupted {
		line = "interrupted: " + line
	}
	fmt.Fprintln(out, line)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the diagnosis: %w", err)
	}
	return nil
}

func standText(n int) string {
	if n == 1 {
		return "1 stands"
	}
	return fmt.Sprintf("%d stand", n)
}

// diagnose writes one suite's diagnosis in full.
func (t *suiteText) diagnose(r *Result) {
	s := t.suite
	t.look = s.observations()
	where := s.where(r.Mode)
	if r.Vantage != "" {
		where += ", from " + r.Vantage
	}
	t.line(0, t.style.paint(bold, s.Suite)+"  "+t.style.paint(dim, where))
	shared := s.sharedWarning()
	for _, status := range statuses {
		for i := range s.Hypotheses {
			if h := &s.Hypotheses[i]; h.Status == status {
				t.hypothesis(h, shared)
			}
		}
	}
	if shared != "" {
		t.beside("caveat", shared, yellow)
	}
	t.next()
	for _, group := range s.Alike {
		if len(group) < len(s.standing()) || !s.allTogether(len(group)) { // written by ending
			t.beside("alike", s.alikeText(group), yellow)
		}
	}
	if r.Mode != "replay" {
		t.notAsked()
	}
	if s.Stopped != "" {
		t.beside("stopped", s.Stopped, yellow)
	}
	t.ending()
	t.line(0, "")
}

func (t *suiteText) hypothesis(h *Hypothesis, shared string) {
	t.beside(h.Status, h.ID+": "+h.Claim, t.statusColor(h.Status))
	label := "because"
	for _, b := range h.Because {
		if !h.stands() && b.Agrees && !t.style.Verbose {
			continue
		}
		t.field(4, label, b.text(t.style.Verbose))
		label = ""
	}
	if t.style.Verbose {
		for _, u := range h.Untold {
			t.field(4, "untold", u.Probe+": "+u.Why)
		}
	}
	t.field(4, "needs", h.Needs)
	if h.Warning != shared {
		t.field(4, "caveat", h.Warning)
	}
}

// text compares one prediction with what came; it has the time of a live response only if verbose.
func (b *Because) text(verbose bool) string {
	if b.Item != "" {
		return fmt.Sprintf("%s was answered %q, predicted %s  %s", b.Item, b.Came, b.Predicted, b.At)
	}
	var from []string
	if b.Provenance != "" && b.Provenance != "live" {
		from = append(from, b.Provenance)
	}
	if b.When != "" && (verbose || b.Provenance != "live") {
		from = append(from, b.When)
	}
	if b.Vantage != "" {
		from = append(from, "from "+b.Vantage)
	}
	text := fmt.Sprintf("%s got %s", b.Probe, b.Came)
	if len(from) > 0 {
		text += " (" + strings.Join(from, ", ") + ")"
	}
	if b.Agrees {
		return text + ", as predicted  " + b.At.String()
	}
	return text + ", predicted " + b.Predicted + "  " + b.At.String()
}

// next writes what to try, the first in full.
func (t *suiteText) next() {
	for i := range t.suite.Next {
		n := &t.suite.Next[i]
		word, text := "try next", n.what()+": "+n.price()
		if i > 0 {
			word = "then"
		}
		t.beside(word, text, bold)
		t.field(4, "after", n.If)
		t.field(4, "probe", n.Request)
		t.field(4, "ask", n.Ask)
		t.field(4, "where", n.Where)
		t.field(4, "needs", n.Vary)
		for _, o := range n.Outcomes {
			t.field(4, "if", o.text())
		}
	}
}

func (o *NextOutcome) text() string {
	if len(o.Refutes) == 0 {
		return o.Answer + ": refutes nothing"
	}
	return fmt.Sprintf("%s: refutes %s; leaves %s", o.Answer, strings.Join(o.Refutes, ", "), strings.Join(o.Leaves, ", "))
}

// notAsked writes which experiments of a live diagnosis could not be made.
func (t *suiteText) notAsked() {
	for i := range t.suite.Observations {
		if o := &t.suite.Observations[i]; o.Missing != "" {
			t.beside("not asked", o.Probe+": "+o.Missing, yellow)
		}
	}
}

// ending writes the result of the diagnosis.
func (t *suiteText) ending() {
	standing := t.suite.standing()
	switch {
	case len(t.suite.Hypotheses) == 0:
	case len(standing) == 0:
		t.beside("none stands", "every explanation is refuted: the cause is none of them, or an observation is not what it seems", yellow)
	case len(standing) == 1:
		t.stands(standing[0], len(standing[0].Unconfirmed) == 0)
	case t.suite.allTogether(len(standing)):
		both := map[bool]string{true: "both", false: "all"}[len(standing) == 2]
		t.beside(both+" stand", t.suite.alikeText(t.suite.Together[0]), green)
		for _, h := range standing {
			if len(h.Unconfirmed) > 0 || h.Then != "" {
				t.stands(h, false)
			}
		}
	case len(t.suite.Next) == 0:
		ids := make([]string, len(standing))
		for i, h := range standing {
			ids[i] = h.ID
		}
		t.beside("undecided", strings.Join(ids, ", ")+" all stand, and nothing more can tell", yellow)
	}
}

// stands writes a hypothesis that nothing refuted, and its unobserved predictions.
func (t *suiteText) stands(h *Hypothesis, alone bool) {
	color, text := green, h.ID
	if len(h.Unconfirmed) > 0 {
		color = yellow
	}
	if alone {
		text += " alone"
	}
	t.beside("stands", text+": "+h.Claim, color)
	t.field(4, "but", notConfirmed(h))
	t.field(4, "then", h.Then)
}

// notConfirmed says why a standing hypothesis is not confirmed; "" if it is.
func notConfirmed(h *Hypothesis) string {
	if len(h.Unconfirmed) == 0 {
		return ""
	}
	return "not confirmed: " + h.unconfirmed()
}

// HypothesisText returns the status of one hypothesis and why, for the entry of a spec.
func HypothesisText(h *diagnose.Hypothesis) string {
	shown := hypothesisOf(h)
	t := suiteText{printer: printer{width: Style{}.width()}, suite: &Suite{}}
	t.hypothesis(&shown, "")
	return strings.TrimSpace(t.b.String())
}

// DiagnosisText returns the diagnosis of one run in a few lines.
func DiagnosisText(run *pipeline.Run, d *diagnose.Diagnosis) string {
	s := suiteOf(&Judged{Run: run, Diagnosis: d}, Options{Brief: true})
	t := suiteText{printer: printer{width: Style{}.width()}, suite: &s}
	t.line(0, plain(s.Suite+"  "+s.File))
	t.diagnosis()
	return t.b.String()
}
