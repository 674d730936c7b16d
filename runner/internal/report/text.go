package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"assay/runner/internal/text"
)

// How much is listed before the rest is only counted; -v lists everything.
const (
	mostHolding   = 200 // of a run
	mostBroken    = 100 // of a suite, complete; the others are a line each
	mostUndecided = 20  // consecutive ones with the same reason
	mostRecalled  = 20  // broken findings named again at the end
	mostUncovered = 5   // operations of an OpenAPI document
	mostItems     = 3   // items of a checklist
)

// Text writes the report for a terminal.
func Text(w io.Writer, r *Result, style Style) error {
	out := bufio.NewWriter(w)
	tally := r.Tally()
	explains := explaining(r, style)
	for i := range r.Suites {
		t := suiteText{
			printer: printer{style: style, width: style.width()}, suite: &r.Suites[i],
			listHolding: style.Verbose || tally.Holds <= mostHolding, explainer: explains,
		}
		t.write(r.Mode)
		if _, err := out.WriteString(t.b.String()); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	last := printer{style: style, width: style.width()}
	last.recap(r, tally)
	last.summary(r, tally)
	last.steps(r, tally)
	out.WriteString(last.b.String()) //nolint:errcheck // Flush tells
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// suiteText writes one suite.
type suiteText struct {
	printer
	suite       *Suite
	look        func(probe string) *Observation
	listHolding bool
	shared      map[string]sharing      // of findings, by id
	broken      int                     // shown so far
	alike       map[*Finding][]*Finding // those that are broken as this one, which is shown in full
	listed      map[*Finding]bool       // with another
	told        map[string]bool         // reasons of pending findings
	explainer   *explainer              // nil: explains nothing
}

func (t *suiteText) write(mode string) {
	s := t.suite
	t.look = s.observations()
	t.shared = sharedIDs(s.Findings)
	if !t.style.Verbose {
		t.alike, t.listed = t.alikeOf(s.Findings)
	}
	t.heading(clean(s.Suite), clean(s.where(mode)))
	for i := 0; i < len(s.Findings); {
		i += t.group(s.Findings[i:])
	}
	if !t.listHolding {
		if n := s.Tally().Holds; n > 0 {
			t.line(2, t.style.paint(green, verdictWord(Holds))+plain(text.Count(n, "finding")+" (-v lists them)"))
		}
	}
	t.diagnosis()
	t.checklist()
	if s.OpenAPI != nil {
		most := mostUncovered
		if t.style.Verbose {
			most = len(s.OpenAPI.Operations)
		}
		t.field(2, "openapi", s.OpenAPI.summary(most))
	}
	t.drift()
	for i := range s.Cleanup {
		t.field(2, "cleanup", s.Cleanup[i].Sentence())
	}
	for _, note := range s.Notes {
		t.field(2, "note", note)
	}
	t.line(0, "")
}

// heading writes a suite's name and, next to or below it, its origin.
func (t *printer) heading(name, where string) {
	if columns(name)+2+columns(where) <= t.width {
		t.line(0, t.style.paint(bold, name)+"  "+t.style.paint(dim, where))
		return
	}
	t.line(0, t.style.paint(bold, name))
	for _, l := range wrap(where, t.width-2) {
		t.line(2, t.style.paint(dim, l))
	}
}

// sharing is what distinguishes the findings with one id.
type sharing int

const (
	alone  sharing = iota // there is one
	rows                  // the rows of one probe
	probes                // several probes
)

// sharedIDs returns the ids that several findings have: one claim about several probes.
func sharedIDs(findings []Finding) map[string]sharing {
	shared := map[string]sharing{}
	for i := 1; i < len(findings); i++ {
		f, before := &findings[i], &findings[i-1]
		if f.ID != before.ID || shared[f.ID] == probes {
			continue
		}
		shared[f.ID] = rows
		of, row := probeOf(f)
		if last, _ := probeOf(before); of != last || row == "" {
			shared[f.ID] = probes
		}
	}
	return shared
}

// probeOf splits a finding's probe into its id and its row with brackets.
func probeOf(f *Finding) (id, row string) {
	if i := strings.IndexByte(f.Probe, '['); i >= 0 {
		return f.Probe[:i], f.Probe[i:]
	}
	return f.Probe, ""
}

// sister distinguishes a finding from others with its id: " [basic]" among the rows of one probe, "
// (order[basic])" among several probes, "" if it is the only one.
func (s sharing) sister(f *Finding) string {
	switch _, row := probeOf(f); s {
	case rows:
		return " " + clean(row)
	case probes:
		return " (" + clean(f.Probe) + ")"
	}
	return ""
}

// group writes the first finding of a list, together with those after it that hold as rows of the
// same claim, or are undecided for the same reason; it returns how many.
func (t *suiteText) group(findings []Finding) int {
	f := &findings[0]
	if f.Verdict != Pending && (f.Verdict != Holds || t.listHolding) {
		t.explain(f.Verdict)
	}
	switch f.Verdict {
	case Holds:
		return t.holding(findings)
	case Broken:
		if t.listed[f] {
			return 1
		}
		t.brokenFinding(f)
		if all := t.alike[f]; len(all) > 0 {
			t.others(all)
		}
	case Pending:
		return t.pending(findings)
	default:
		return t.undecided(findings)
	}
	return 1
}

// holding writes one line for a claim that holds, whatever the number of its rows.
func (t *suiteText) holding(findings []Finding) int {
	f, n := &findings[0], t.rows(findings)
	switch {
	case !t.listHolding:
	case n == 1:
		t.claim(f, green)
	default:
		tail := manyProbes(n)
		t.verdict(f, green, []string{cut(clean(f.Claim), t.width-2-verdictWidth-len(tail)) + tail})
	}
	return n
}

// rows returns how many findings, from the first, are rows of one claim with one verdict, to be
// written in one line; 1 if every finding is listed.
func (t *suiteText) rows(findings []Finding) int {
	n := 1
	for n < len(findings) && findings[n].Verdict == findings[0].Verdict && findings[n].ID == findings[0].ID && !t.style.Verbose {
		n++
	}
	return n
}

func manyProbes(n int) string { return fmt.Sprintf(" (%d probes)", n) }

func (t *suiteText) brokenFinding(f *Finding) {
	t.claim(f, red)
	t.broken++
	if t.broken > mostBroken && !t.style.Verbose {
		for i := range f.Failures {
			e := &f.Failures[i]
			t.line(4, plain(fmt.Sprintf("%s: expected %s, got %s  %s", e.Subject, e.Expected, e.Actual, e.At)))
		}
		return
	}
	t.finding(f, t.look(f.Probe), t.look(f.Control))
	t.line(0, "")
}

// undecided writes findings that are inconclusive for the same reason, with -v also pending ones;
// the reason once.
func (t *suiteText) undecided(findings []Finding) int {
	first, n := &findings[0], 1
	for n < len(findings) && sameReason(first, &findings[n]) {
		n++
	}
	color := yellow
	if first.Verdict != Inconclusive {
		color = dim
	}
	for i := range n {
		if i == mostUndecided && !t.style.Verbose {
			t.verdict(first, color, []string{fmt.Sprintf("%d more (-v lists them)", n-i)})
			break
		}
		f := &findings[i]
		t.claim(f, color)
		if first.Verdict == Inconclusive && (n == 1 || t.style.Verbose) {
			t.finding(f, t.look(f.Probe), t.look(f.Control))
		}
	}
	if first.Verdict != Inconclusive || n > 1 && !t.style.Verbose {
		t.field(4, "because", first.Reason)
		t.field(4, "needs", first.Decide)
	}
	return n
}

func sameReason(a, b *Finding) bool {
	return a.Verdict == b.Verdict && a.Reason == b.Reason && a.Decide == b.Decide
}

const verdictWidth = 14

func verdictWord(verdict string) string {
	if verdict == Broken {
		verdict = "BROKEN"
	}
	return fmt.Sprintf("%-*s", verdictWidth, verdict)
}

// claim writes a finding's verdict and claim: one line if it holds, wrapped if it does not.
func (t *suiteText) claim(f *Finding, color string) {
	text, tail := clean(f.Claim), t.shared[f.ID].sister(f)
	room := t.width - 2 - verdictWidth
	parts := wrap(text+tail, room)
	if f.Verdict == Holds && !t.style.Verbose && len(parts) > 1 {
		parts = []string{cut(text, max(room-columns(tail), room/2)) + tail}
	}
	t.verdict(f, color, parts)
}

// verdict writes a finding's verdict with these lines to its right.
func (t *suiteText) verdict(f *Finding, color string, lines []string) {
	t.headed(2, verdictWidth, t.style.paint(color, verdictWord(f.Verdict)), lines)
}

// checklist writes the checklist items.
func (t *suiteText) checklist() {
	var open []string
	for i := range t.suite.Checklist {
		if c := &t.suite.Checklist[i]; c.Answer == "" {
			open = append(open, c.ID)
			if t.style.Verbose {
				t.line(2, t.style.paint(dim, verdictWord("to look up"))+plain(c.ID+": "+c.Ask))
				t.field(2+verdictWidth, "where", c.Where)
			}
			continue
		}
		t.answered(&t.suite.Checklist[i])
	}
	if len(open) == 0 || t.style.Verbose {
		return
	}
	text := text.Count(len(open), "thing") + " that only a person can: "
	if len(open) > mostItems+1 {
		text += strings.Join(open[:mostItems], ", ") + fmt.Sprintf(" and %d more (-v lists them)", len(open)-mostItems)
	} else {
		text += strings.Join(open, ", ")
	}
	t.beside("to look up", text, dim)
}

// summary writes the last line: counts, requests, time.
func (p *printer) summary(r *Result, t Tally) {
	color := green
	switch {
	case t.Broken > 0:
		color = red
	case t.Inconclusive > 0 || t.Holds == 0 || r.Interrupted:
		color = yellow
	}
	for _, l := range wrap(summaryLine(r, t), p.width) {
		p.line(0, p.style.paint(color, l))
	}
}

func summaryLine(r *Result, t Tally) string {
	parts := []string{}
	add := func(n int, word string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	add(t.Holds, "hold")
	add(t.Broken, "broken")
	add(t.Inconclusive, "inconclusive")
	add(t.Pending, "pending")
	add(r.NotSelected, "not selected")
	add(r.NotRun, "not run")
	add(t.Items, "to look up")
	line := text.Count(t.Findings(), "finding")
	if len(parts) > 0 {
		line += ": " + strings.Join(parts, ", ")
	}
	line += fmt.Sprintf("; %s sent; %s", text.Count(r.Requests, "request"), text.Took(r.DurationMS))
	if r.Shard != nil {
		line = r.Shard.String() + ": " + line
	}
	return r.early() + line
}
