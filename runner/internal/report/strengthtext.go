package report

import (
	"fmt"
	"io"
	"strings"

	"assay/runner/internal/text"
)

// MostSurvivors is how many survivors of a suite [StrengthText] lists before it counts the rest,
// unless it is verbose.
const MostSurvivors = 8

// StrengthText writes the report for a terminal.
func StrengthText(w io.Writer, m *Strength, style Style) error {
	t := strengthText{printer{style: style, width: style.width()}}
	for i := range m.Suites {
		t.suite(&m.Suites[i])
	}
	for i := range m.Falls {
		t.fall(&m.Falls[i])
	}
	t.unmeasured(m.Unmeasured)
	t.legend(m)
	for _, file := range m.Unknown {
		t.field(0, "note", file+" is not in the baseline: write it anew with --write-baseline")
	}
	t.last(m)
	if _, err := io.WriteString(w, t.b.String()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

type strengthText struct{ printer }

// noScore is said in place of a score where there are no mutants, and noneJudged where there may be
// some.
const (
	noScore    = "none: no recorded answer can be changed in a part that counts"
	noneJudged = "none: no mutant that counts was judged"
)

func (t *strengthText) suite(s *StrengthSuite) {
	t.line(0, t.style.paint(bold, s.Suite)+"  "+t.style.paint(dim, s.File))
	switch {
	case s.Mutants > 0:
		t.field(2, "score", fmt.Sprintf("%s: %s, %d killed, %d survived", percent(s.Score), text.Count(s.Mutants, "mutant"), s.Killed, s.Survived))
	case s.Interrupted || s.Equivalent < s.Possible:
		t.field(2, "score", noneJudged)
	default:
		t.field(2, "score", noScore)
	}
	t.field(2, "left out", leftOut(s.LeftOut))
	if judged := s.Mutants + s.Equivalent; judged < s.Possible {
		t.field(2, "sample", fmt.Sprintf("%d of %s", judged, text.Count(s.Possible, "mutant")))
	}
	t.vacuous(s.Findings)
	t.survivors(s)
	if t.style.Verbose {
		t.findings(s.Findings)
	}
	for _, n := range s.Unjudged {
		t.field(2, "aside", n.ID+"  "+n.At+": no mutant tells anything of it: "+n.Text)
	}
	t.explained(s.Explained)
	t.line(0, "")
}

// explained names the entries of mutation.ignore that are not needed any more; with -v all of them,
// to explain what was not killed.
func (t *strengthText) explained(all []StrengthExplained) {
	for _, e := range all {
		switch {
		case e.Unneeded:
			t.field(2, "note", e.At+": this entry of mutation.ignore explains nothing; take it away ("+e.Because+")")
		case t.style.Verbose:
			t.field(2, "explained", fmt.Sprintf("%s: %s  %s", text.Count(e.Count, "mutant"), e.Because, e.At))
		}
	}
}

func leftOut(all []StrengthLeftOut) string {
	words := make([]string, len(all))
	for i, l := range all {
		words[i] = fmt.Sprintf("%d %s", l.Count, l.Reason)
	}
	return strings.Join(words, ", ")
}

// vacuous names the findings that notice nothing, and those that are left open.
func (t *strengthText) vacuous(findings []StrengthFinding) {
	var unreached []*StrengthFinding
	defer func() { t.unreached(unreached) }()
	for i := range findings {
		f := &findings[i]
		switch {
		case f.Unreached && !t.style.Verbose:
			unreached = append(unreached, f)
			continue
		case f.Unreached:
			t.line(2, t.style.paint(yellow, "UNREACHED")+" "+plain(f.Claim))
		case f.Vacuous:
			t.line(2, t.style.paint(red, "VACUOUS")+"   "+plain(f.Claim))
		default:
			continue
		}
		t.field(4, "finding", f.ID+"  "+f.At)
		t.field(4, "because", f.why())
	}
}

// unreached names the findings that a sample or an interruption leaves open, in one paragraph:
// there may be many.
func (t *strengthText) unreached(all []*StrengthFinding) {
	const most = 10
	if len(all) == 0 {
		return
	}
	ids := make([]string, len(all))
	for i, f := range all {
		ids[i] = f.ID
	}
	names := strings.Join(ids[:min(most, len(ids))], ", ")
	if len(ids) > most {
		names += fmt.Sprintf(" and %d more", len(ids)-most)
	}
	next := "take a larger --sample"
	if all[0].Interrupted {
		next = "measure it again, to its end"
	}
	t.field(2, "unreached", names+": no mutant that was judged breaks "+either(len(ids), "it", "them")+", and others were not judged; "+next+" (-v says how many)")
}

func either(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// unmeasured names the suites without anything to mutate.
func (t *strengthText) unmeasured(all []StrengthUnmeasured) {
	for _, s := range all {
		t.line(0, t.style.paint(bold, s.Suite)+"  "+t.style.paint(dim, s.File))
		t.field(2, "score", "none: "+s.Because)
		t.line(0, "")
	}
}

// legend says what was left out of all suites together, and why.
func (t *strengthText) legend(m *Strength) {
	all := m.LeftOutOf()
	if len(all) == 0 {
		return
	}
	t.line(0, t.style.paint(dim, "left out of the score, as they say nothing of the contract"))
	for _, l := range all {
		t.hanging(fmt.Sprintf("  %6d %-18s ", l.Count, l.Reason), l.Means)
		if l.Suite {
			t.because(m)
		}
	}
	t.line(0, "")
}

// because says how many survivors each reason explains, and combines suites with the same.
func (t *strengthText) because(m *Strength) {
	var order []string
	count := map[string]int{}
	for i := range m.Suites {
		for _, e := range m.Suites[i].Explained {
			if e.Count > 0 && count[e.Because] == 0 {
				order = append(order, e.Because)
			}
			count[e.Because] += e.Count
		}
	}
	for _, text := range order {
		t.hanging(fmt.Sprintf("%28s%4d ", "", count[text]), text)
	}
}

// hanging writes a text after a head, its further lines aligned with the first.
func (t *strengthText) hanging(head, text string) {
	for _, l := range wrap(clean(text), t.width-len(head)) {
		t.line(0, plain(head)+t.style.paint(dim, l))
		head = strings.Repeat(" ", len(head))
	}
}

func (t *strengthText) survivors(s *StrengthSuite) {
	if len(s.Survivors) > 0 {
		t.line(2, t.style.paint(dim, "survivors, worst first"))
	}
	for i := range s.Survivors {
		if i == MostSurvivors && !t.style.Verbose {
			left := 0
			for _, one := range s.Survivors[i:] {
				left += one.Count
			}
			t.line(4, plain(fmt.Sprintf("and %s in %s (-v lists them)", text.Count(left+s.Others, "mutant"), text.Count(len(s.Survivors)-i, "other part"))))
			return
		}
		t.survivor(&s.Survivors[i])
	}
	if s.Others > 0 {
		t.line(4, plain(fmt.Sprintf("and %s in parts that are not listed", text.Count(s.Others, "mutant"))))
	}
}

func (t *strengthText) survivor(s *StrengthSurvivor) {
	t.line(4, t.style.paint(yellow, s.Probe)+"  "+t.style.paint(bold, s.Part)+"  "+t.style.paint(dim, text.Count(s.Count, "mutant")))
	changes := make([]string, len(s.Changes))
	for i, c := range s.Changes {
		changes[i] = c.Says
	}
	t.field(6, "unnoticed", strings.Join(changes, ", "))
	if len(s.Undecided) > 0 {
		t.field(6, "", "but inconclusive, so that --strict notices: "+strings.Join(s.Undecided, ", "))
	}
	t.suggestion(s)
}

// suggestion shows what to paste, unwrapped, and where.
func (t *strengthText) suggestion(s *StrengthSurvivor) {
	if s.Suggest == "" {
		t.field(6, "explain", "no expectation tells this apart: say under mutation.ignore why it does not matter")
		return
	}
	where, lines := "the expect of "+s.Finding+"  "+s.FindingAt, strings.Split(s.Suggest, "\n")
	if s.Finding == "" {
		where = "findings, as a claim of its own"
		lines = []string{findingID(s.Probe) + ": {probe: " + quoteProbe(s.Probe) + ", expect: {" + strings.Join(lines, ", ") + "}}"}
	}
	if s.Kills < len(s.Changes) {
		where += fmt.Sprintf(" (kills %d of %d)", s.Kills, len(s.Changes))
	}
	t.labeled(6, "add", lines)
	t.field(6, "to", where)
}

// findingID returns an id for a finding about a probe.
func findingID(probe string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(probe)), "-") + "-answers"
}

func quoteProbe(probe string) string {
	if strings.ContainsAny(probe, "[]{},") {
		return `"` + probe + `"`
	}
	return probe
}

func (t *strengthText) findings(all []StrengthFinding) {
	if len(all) > 0 {
		t.line(2, t.style.paint(dim, "findings"))
	}
	for i := range all {
		f := &all[i]
		t.line(4, plain(fmt.Sprintf("%7s  %s  ", percent(f.Score), f.ID))+
			t.style.paint(dim, fmt.Sprintf("kills %d, %d of them alone; %s of its answers", f.Kills, f.Alone, text.Count(f.Mutants, "mutant"))))
	}
}

func (t *strengthText) fall(f *StrengthFall) {
	is := percent(f.Is)
	if f.None {
		is = noScore
	}
	t.line(0, t.style.paint(red, "WEAKER")+plain("  "+f.File+": "+percent(f.Was)+" in the baseline, now "+is))
	const most = 10
	for i, one := range f.New {
		if i == most && !t.style.Verbose {
			t.line(2, plain(fmt.Sprintf("and %d more", len(f.New)-i)))
			break
		}
		t.line(2, "new survivor  "+plain(one))
	}
	t.line(0, "")
}

// last writes the last line: the sum of all suites.
func (t *strengthText) last(m *Strength) {
	all := m.Sum()
	color := green
	switch {
	case len(m.Falls) > 0:
		color = red
	case all.Survived > 0 || all.Mutants == 0 || m.Interrupted:
		color = yellow
	}
	score := percent(all.Score)
	if all.Mutants == 0 {
		score = "none"
	}
	line := fmt.Sprintf("mutation score %s: %s, %d killed, %d survived, %d left out; %s",
		score, text.Count(all.Mutants, "mutant"), all.Killed, all.Survived, all.Equivalent, text.Took(m.DurationMS))
	if m.Interrupted {
		line = "interrupted: " + line
	}
	for _, l := range wrap(line, t.width) {
		t.line(0, t.style.paint(color, l))
	}
}
