package report

import (
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/drift"
	"assay/runner/internal/exchange"
	"assay/runner/internal/text"
)

// mostDrift is how many differences of a suite, or of a target, a text lists without -v.
const mostDrift = 100

// Compared makes the comparison with the fixtures part of the suite's result.
func (s *Suite) Compared(r *drift.Result) {
	s.Drift = drifts(r.Changes)
	for i := range r.Standings {
		s.Standings = append(s.Standings, standingOf(&r.Standings[i]))
	}
	s.Notes = append(s.Notes, uncompared("not compared with a fixture", "probe", r.Uncompared)...)
	s.DriftOf = r.Compared
}

// uncompared says which probes were not compared, a sentence for each reason; what begins it, noun
// is what they are.
func uncompared(what, noun string, all []drift.Uncompared) []string {
	const mostReasons, mostProbes = 10, 10
	var reasons []string
	probes := map[string][]string{}
	for _, u := range all {
		why := exchange.OneLine(u.Why)
		if probes[why] == nil {
			reasons = append(reasons, why)
		}
		probes[why] = append(probes[why], u.Probe)
	}
	var out []string
	for i, why := range reasons {
		if i == mostReasons {
			left := 0
			for _, why := range reasons[i:] {
				left += len(probes[why])
			}
			return append(out, fmt.Sprintf("%s for other reasons: %s", what, text.Count(left, noun)))
		}
		names := probes[why]
		if n := len(names); n > mostProbes {
			names = append(names[:mostProbes:mostProbes], fmt.Sprintf("%d more", n-mostProbes))
		}
		out = append(out, fmt.Sprintf("%s: %s (%s)", what, strings.Join(names, ", "), why))
	}
	return out
}

func standingOf(from *drift.Standing) Standing {
	s := Standing{Claim: from.Spec.Text, So: string(from.So), At: PlaceOf(from.Spec.At)}
	if from.Spec.Finding != nil {
		s.Finding, s.Claim = from.Spec.Finding.ID, from.Spec.Finding.Claim
	}
	if from.Spec.Probe != nil {
		s.Probe = from.Spec.Probe.ID
	}
	for _, r := range from.Rows {
		s.Rows = append(s.Rows, StandingRow(r))
	}
	return s
}

// driftTally counts what differs by class, each fact once: "2 breaking, 1 value".
func (s *Suite) driftTally() string {
	counts := map[string]int{}
	for _, g := range s.facts(true) {
		for i := range g.Changes {
			counts[g.Changes[i].Class]++
		}
	}
	return classes(counts)
}

// classes lists how many differences there are of each class: "2 breaking, 1 value".
func classes(counts map[string]int) string {
	var parts []string
	for _, class := range drift.Classes {
		if n := counts[string(class)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, class))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// drift writes how the responses differ from the fixtures: first the findings for which finding,
// fixture and response do not agree, then every difference, once.
func (t *suiteText) drift() {
	s := t.suite
	if s.DriftOf == 0 {
		return
	}
	t.line(2, t.style.paint(bold, "drift")+"  "+plain(fmt.Sprintf("%s; %s compared with the fixtures", s.driftTally(), text.Count(s.DriftOf, "probe"))))
	unsaid := s.Unsaid()
	for i := range s.Standings {
		if unsaid == "" || !s.Standings[i].Unsaid() {
			t.standing(&s.Standings[i])
		}
	}
	t.unsaid(unsaid)
	t.driftGroups(s.facts(t.style.Verbose))
}

// DriftText returns the comparison of a suite with its fixtures as Text writes it, "" if there was
// none.
func DriftText(s *Suite, style Style) string {
	t := suiteText{printer: printer{style: style, width: style.width()}, suite: s}
	t.drift()
	return t.b.String()
}

// driftGroups writes differences, without -v the first ones.
func (t *printer) driftGroups(groups []DriftGroup) {
	left := mostDrift
	for _, g := range groups {
		all := len(g.Changes)
		if !t.style.Verbose {
			g.Changes = g.Changes[:min(all, left)]
		}
		if len(g.Changes) > 0 {
			t.driftGroup(&g)
		}
		if len(g.Changes) < all {
			t.line(4, "and more (-v lists them)")
			return
		}
		left -= all
	}
}

// driftGroup writes differences that several probes share.
func (t *printer) driftGroup(g *DriftGroup) {
	for i, l := range wrap(clean(g.Title()), t.width-4) {
		t.line(4+2*min(i, 1), t.style.paint(bold, l))
	}
	for i := range g.Changes {
		t.change(&g.Changes[i])
	}
}

// change writes one difference.
func (t *printer) change(d *Drift) {
	color := dim
	switch drift.Class(d.Class) {
	case drift.Breaking:
		color = red
	case drift.Additive, drift.Value:
		color = yellow
	}
	head := t.style.paint(color, fmt.Sprintf("%-*s", labelWidth, d.Class))
	t.headed(6, labelWidth, head, wrap(clean(d.Path+": "+d.Was+" → "+d.Is), t.width-6-labelWidth))
	t.field(6, "", d.Note)
}

// standing writes what the three witnesses say.
func (t *suiteText) standing(s *Standing) {
	color := yellow
	if !s.Stale() {
		color = red
	}
	t.headed(4, len(s.So)+2, t.style.paint(color, s.So)+"  ", wrap(clean(s.Claim+"  "+s.At.String()), t.width-6-len(s.So)))
	for _, r := range s.Rows {
		t.line(6, t.style.paint(bold, r.Path))
		t.field(8, "finding", orNothing(r.Says))
		t.field(8, "fixture", r.Fixture)
		t.field(8, "now", r.Now)
	}
}

// Unsaid reports whether the finding is about none of the differing parts, so that the differences
// alone suffice.
func (s *Standing) Unsaid() bool {
	return !slices.ContainsFunc(s.Rows, func(r StandingRow) bool { return r.Says != "" })
}

// unsaid writes one line with all findings whose fixtures differ only in parts that they are not
// about.
func (t *suiteText) unsaid(text string) {
	if text != "" {
		so := string(drift.FixtureStale)
		t.headed(4, len(so)+2, t.style.paint(yellow, so)+"  ", wrap(clean(text), t.width-6-len(so)))
	}
}

// Unsaid returns the sentence about the findings whose fixtures differ only in parts that they are
// not about; "" for fewer than two, since a single one is written by itself.
func (s *Suite) Unsaid() string {
	const most = 10
	var names []string
	for i := range s.Standings {
		if st := &s.Standings[i]; st.Unsaid() {
			names = append(names, st.Finding)
		}
	}
	n := len(names)
	if n < 2 {
		return ""
	}
	if n > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", n-most))
	}
	return text.Count(n, "finding") + " hold and say nothing of what differs below: " + strings.Join(names, ", ")
}

func orNothing(says string) string {
	if says == "" {
		return "says nothing about it"
	}
	return says
}

// drift writes the drift as two tables.
func (m *markdownWriter) drift(s *Suite) {
	if s.DriftOf == 0 {
		return
	}
	m.printf("\n### Drift\n\n%s; %s compared with the fixtures.\n", EscapeMarkdown(s.driftTally()), text.Count(s.DriftOf, "probe"))
	unsaid := s.Unsaid()
	if slices.ContainsFunc(s.Standings, func(st Standing) bool { return unsaid == "" || !st.Unsaid() }) {
		m.printf("\n| so | claim | part | finding says | fixture says | came now |\n| --- | --- | --- | --- | --- | --- |\n")
	}
	for i := range s.Standings {
		st := &s.Standings[i]
		if unsaid != "" && st.Unsaid() {
			continue
		}
		for _, r := range st.Rows {
			m.printf("| %s | %s | %s | %s | %s | %s |\n", st.So, EscapeMarkdown(st.Claim), EscapeMarkdown(r.Path),
				EscapeMarkdown(orNothing(r.Says)), EscapeMarkdown(r.Fixture), EscapeMarkdown(r.Now))
		}
	}
	if unsaid != "" {
		m.printf("\n%s: %s.\n", drift.FixtureStale, EscapeMarkdown(unsaid))
	}
	shown := s.facts(false)
	if len(shown) == 0 {
		return
	}
	m.printf("\n| class | probe | part | fixture | now | note |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, g := range shown {
		for _, d := range g.Changes {
			m.printf("| %s | %s | %s | %s | %s | %s |\n", d.Class, codeSpan(g.Title()), EscapeMarkdown(d.Path), EscapeMarkdown(d.Was), EscapeMarkdown(d.Is), EscapeMarkdown(d.Note))
		}
	}
}

// Stale reports whether the response and the finding agree, and only the fixture does not.
func (s *Standing) Stale() bool { return s.So == string(drift.FixtureStale) }
