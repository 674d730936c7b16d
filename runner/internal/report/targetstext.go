package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"assay/runner/internal/drift"
	"assay/runner/internal/text"
)

// TargetsText writes a comparison of targets for a terminal: for each suite and each other target
// the findings whose verdicts differ, then the structure of the responses by class, then what was
// not compared, and why.
func TargetsText(w io.Writer, c *TargetComparison, style Style) error {
	t := targetsText{printer: printer{style: style, width: style.width()}, c: c}
	for i := range c.Suites {
		t.suite(&c.Suites[i])
	}
	t.totals()
	out := bufio.NewWriter(w)
	out.WriteString(t.b.String()) //nolint:errcheck // Flush tells
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

// targetsText writes a comparison.
type targetsText struct {
	printer
	c *TargetComparison
}

func (t *targetsText) suite(s *ComparedSuite) {
	t.heading(clean(s.Suite), clean(s.File))
	wide := 0
	for _, target := range t.c.Targets {
		wide = max(wide, columns(clean(target.Name)))
	}
	for n, target := range t.c.Targets {
		t.line(2, plain(fmt.Sprintf("%-*s  %s", wide, clean(target.Name), s.Addresses[n])).trimmed())
	}
	for _, p := range t.c.Pairs() {
		t.pair(s, p)
	}
	t.unsteady(s)
	for i := range s.Cleanup {
		t.field(2, "cleanup", s.Cleanup[i].Sentence())
	}
	t.line(0, "")
}

// pair writes how one target differs from the first.
func (t *targetsText) pair(s *ComparedSuite, p Pair) {
	first := t.c.Targets[0].Name
	for _, f := range s.Differing(p) {
		t.differing(&f, p, first)
	}
	if facts := s.facts(p.index, t.style.Verbose); len(facts) > 0 {
		t.line(2, t.style.paint(bold, "responses of "+p.Target)+plain(", compared with those of "+first))
		t.driftGroups(facts)
	}
	for _, note := range s.Unknown(p, t.style.Verbose) {
		t.field(2, "unknown", note)
	}
}

// differing writes a finding whose verdicts differ.
func (t *targetsText) differing(f *ComparedFinding, p Pair, first string) {
	color := yellow
	if f.Cells[p.index].Breaks {
		color = red
	}
	head := fmt.Sprintf("%s at %s, %s at %s", f.Cells[0].Verdict, first, f.Cells[p.index].Verdict, p.Target)
	t.line(2, t.style.paint(color, head))
	t.field(4, "claim", f.Claim)
	t.field(4, "finding", strings.TrimSpace(f.name()+"  "+f.At.String()))
	for _, side := range []struct {
		name string
		cell *ComparedCell
	}{{first, &f.Cells[0]}, {p.Target, &f.Cells[p.index]}} {
		if side.cell.Cause != "" {
			label := "at " + side.name + "  "
			wide := max(labelWidth, columns(clean(label)))
			head := t.style.paint(dim, fmt.Sprintf("%-*s", wide, label))
			t.headed(4, wide, head, wrap(clean(side.cell.Cause), t.width-4-wide))
		}
	}
}

// unsteady names what the first target changes between its own two responses.
func (t *targetsText) unsteady(s *ComparedSuite) {
	const most = 10
	var places []string
	for i := range s.Probes {
		for _, c := range s.Probes[i].Unsteady {
			places = append(places, c.Path+" of "+c.Probe)
		}
	}
	if n := len(places); n > most && !t.style.Verbose {
		places = append(places[:most:most], fmt.Sprintf("%d more", n-most))
	}
	if len(places) > 0 {
		t.field(2, "control", t.c.Targets[0].Name+" itself answers otherwise the second time: "+strings.Join(places, ", "))
	}
}

// totals writes a line for each pair, and what was sent.
func (t *targetsText) totals() {
	first := t.c.Targets[0]
	for _, p := range t.c.Pairs() {
		tally, color := p.Tally(), green
		switch {
		case tally.Breaks > 0 || tally.Classes[classBreaking] > 0:
			color = red
		case tally.Mends > 0 || tally.Unknown+tally.Uncompared > 0 || tally.Probes == 0:
			color = yellow
		}
		head := p.Target + " against " + first.Name
		if t.c.Interrupted {
			head = "interrupted: " + head
		}
		t.headed(0, columns(clean(head))+2, t.style.paint(color, head)+"  ", wrap(clean(tally.Sentence(first.Name, p.Target)), t.width-2-columns(clean(head))))
	}
	sent := make([]string, 0, len(t.c.Targets))
	for i, target := range t.c.Targets {
		words := text.Count(target.Requests, "request") + " to " + target.Name
		if i == 0 {
			words += fmt.Sprintf(" (%d as control)", target.Control)
		}
		sent = append(sent, words)
	}
	t.line(0, plain(strings.Join(sent, ", ")+"; "+text.Took(t.c.DurationMS)))
}

// Sentence says what was found: "2 findings: 1 broken at b only, 1 with the same verdict; …".
func (t PairTally) Sentence(first, other string) string {
	var findings []string
	for _, one := range []struct {
		n    int
		what string
	}{
		{t.Breaks, "broken at " + other + " only"}, {t.Mends, "broken at " + first + " only"},
		{t.Same, "with the same verdict"}, {t.Unknown, "unknown"},
	} {
		if one.n > 0 {
			findings = append(findings, fmt.Sprintf("%d %s", one.n, one.what))
		}
	}
	out := text.Count(t.Findings, "finding")
	if len(findings) > 0 {
		out += ": " + strings.Join(findings, ", ")
	}
	out += "; " + text.Count(t.Probes, "probe") + " compared: " + classes(t.Classes)
	if t.Uncompared > 0 {
		out += fmt.Sprintf("; %d not compared", t.Uncompared)
	}
	return out
}

// Unknown says what was not compared, a sentence for each reason. A probe that only a finding
// reads which has the same reason is not named again, unless all is set.
func (s *ComparedSuite) Unknown(p Pair, all bool) []string {
	var findings, probes []drift.Uncompared
	said := map[string]bool{}
	for i := range s.Findings {
		f := &s.Findings[i]
		if u := f.Cells[p.index].Unknown; u != nil {
			findings = append(findings, drift.Uncompared{Probe: f.name(), Why: u.Sentence()})
			said[f.Probe+"\x00"+u.Target] = true
		}
	}
	for i := range s.Probes {
		one := &s.Probes[i]
		if u := one.Others[p.index-1].Unknown; u != nil && (all || !said[one.Probe+"\x00"+u.Target]) {
			probes = append(probes, drift.Uncompared{Probe: one.Probe, Why: u.Sentence()})
		}
	}
	return slices.Concat(uncompared("verdict", "finding", findings), uncompared("response", "probe", probes))
}

// name is the finding's id, with the row of its probe.
func (f *ComparedFinding) name() string {
	if _, row, ok := strings.Cut(f.Probe, "["); ok {
		return f.ID + "[" + row
	}
	return f.ID
}

// Sentence says why something was not compared.
func (i *Incomparable) Sentence() string {
	switch i.Kind {
	case "control_differs":
		return i.Target + " itself differs: " + i.Why
	case "rate_limited":
		return "rate-limited at " + i.Target + ": " + i.Why
	case "inconclusive":
		return "inconclusive at " + i.Target + ": " + i.Why
	}
	return "at " + i.Target + ": " + i.Why
}
