package report

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/text"
)

// explainer explains the words of a report for a terminal where each is first used. A report that
// leaves nothing to do next uses few words and needs none.
type explainer struct{ said map[string]bool }

// explaining returns the explainer of a report; nil if it needs none.
func explaining(r *Result, style Style) *explainer {
	if style.Verbose || r.next() == nil {
		return nil
	}
	return &explainer{said: map[string]bool{}}
}

// meanings are the words of a report for a terminal. Pending ones say why themselves.
var meanings = map[string]string{
	Holds:        "(the answer is as the finding claims)",
	Broken:       "(the answer contradicts the finding)",
	Inconclusive: "(nothing can be said, for the reason given)",
	hypotheses:   "(what would explain the findings, and what answers say of it)",
}

// hypotheses is the word above the hypotheses of a suite.
const hypotheses = "hypotheses"

// standings explain the statuses of hypotheses, in front of their names.
var standings = map[string]string{
	Refuted:    "contradicted by an answer: ",
	Supported:  "as predicted, and a rival fell: ",
	Consistent: "contradicted by none, not confirmed: ",
	Untested:   "no answer says anything of it: ",
}

// standing returns what a status means if this is its first use, else "".
func (e *explainer) standing(status string) string {
	if e == nil || e.said[status] {
		return ""
	}
	e.said[status] = true
	return standings[status]
}

// explain writes the meaning of a word at its first use.
func (t *suiteText) explain(word string) {
	e := t.explainer
	if e == nil || e.said[word] {
		return
	}
	e.said[word] = true
	t.headed(2, verdictWidth, t.style.paint(dim, verdictWord(word)), wrap(meanings[word], t.width-2-verdictWidth))
}

// pending writes the pending findings with one reason in one line, all of a suite where the first
// is listed; it returns how many of the list it wrote.
func (t *suiteText) pending(findings []Finding) int {
	if t.style.Verbose {
		return t.undecided(findings)
	}
	first, n := &findings[0], 0
	if t.told[first.Reason] {
		return 1
	}
	for i := range t.suite.Findings {
		if f := &t.suite.Findings[i]; f.Verdict == Pending && f.Reason == first.Reason {
			n++
		}
	}
	if t.told == nil {
		t.told = map[string]bool{}
	}
	t.told[first.Reason] = true
	line := fmt.Sprintf("%d not judged: %s (-v lists them)", n, first.Reason)
	if n == 1 {
		line = fmt.Sprintf("%s (%s)", first.Claim, first.Reason)
	}
	t.verdict(first, dim, wrap(clean(line), t.width-2-verdictWidth))
	return 1
}

// step is a command that a reader may type next.
type step struct{ command, does string }

// next returns the commands that would tell more than this run did; nil if it told everything.
func (r *Result) next() []step {
	var live, open []string
	items := 0
	for i := range r.Suites {
		s := &r.Suites[i]
		if slices.ContainsFunc(s.Findings, func(f Finding) bool { return judge.Kind(f.Kind) == judge.LiveOnly }) {
			live = append(live, s.File)
		}
		if len(s.Next) > 0 {
			open = append(open, s.File)
		}
		items += s.Tally().Items
	}
	var out []step
	if len(live) > 0 {
		out = append(out, step{"assay run --live" + together(live), "asks the API, to judge what is pending"})
	}
	if len(open) > 0 {
		ask := "assay diagnose"
		if pipeline.Mode(r.Mode).Asks() {
			ask += " --live"
		}
		out = append(out, step{ask + together(open), "what refutes a hypothesis, what to ask next"})
	}
	if len(open) > 0 && items > 0 {
		out = append(out, step{"assay answer", "lists what to look up, keeps what you find"})
	}
	return out
}

// together returns paths as the end of a command line: the only one, the folder of all, or none
// for whatever the command finds.
func together(files []string) string {
	if len(files) == 1 {
		return " " + word([]piece{{text: files[0]}})
	}
	dir := path.Dir(files[0])
	for _, f := range files {
		if path.Dir(f) != dir {
			return ""
		}
	}
	return " " + word([]piece{{text: dir}})
}

// steps writes what to do next, at the end of the report.
func (p *printer) steps(r *Result, t Tally) {
	all := r.next()
	if len(all) == 0 || r.Interrupted {
		return
	}
	state := "nothing is broken"
	switch {
	case t.Broken > 0:
		state = text.Count(t.Broken, "finding") + " broken, shown above"
	case t.Holds == 0:
		state = "nothing was judged"
	case t.Inconclusive > 0:
		state += fmt.Sprintf(", %d could not be judged", t.Inconclusive)
	}
	p.line(0, plain(state+"; what to do next:"))
	width := 0
	for _, s := range all {
		width = max(width, columns(s.command))
	}
	for _, s := range all {
		if 2+width+2+columns(s.does) <= p.width {
			p.line(2, plain(s.command+strings.Repeat(" ", width-columns(s.command)+2))+p.style.paint(dim, s.does))
			continue
		}
		p.line(2, plain(s.command))
		for _, l := range wrap(s.does, p.width-4) {
			p.line(4, p.style.paint(dim, l))
		}
	}
}
