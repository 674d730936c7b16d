package report

import (
	"bufio"
	"fmt"
	"io"
)

// TargetsJSON writes a comparison of targets as JSON; see [TargetsSchema].
func TargetsJSON(w io.Writer, c *TargetComparison) error { return comparedJSON(w, c) }

// TargetsMarkdown writes a comparison of targets as Markdown: what a pull request shows.
func TargetsMarkdown(w io.Writer, c *TargetComparison) error {
	m := &targetsMarkdown{out: bufio.NewWriter(Inert(w)), c: c}
	for _, p := range c.Pairs() {
		m.pair(p)
	}
	if err := m.out.Flush(); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

// targetsMarkdown writes a comparison.
type targetsMarkdown struct {
	out *bufio.Writer
	c   *TargetComparison
}

func (m *targetsMarkdown) printf(format string, args ...any) { fmt.Fprintf(m.out, format, args...) }

func (m *targetsMarkdown) pair(p Pair) {
	first := m.c.Targets[0].Name
	m.printf("# %s against %s\n\n%s.\n", EscapeMarkdown(p.Target), EscapeMarkdown(first), EscapeMarkdown(p.Tally().Sentence(first, p.Target)))
	for i := range m.c.Suites {
		s := &m.c.Suites[i]
		m.printf("\n## %s\n", EscapeMarkdown(s.Suite))
		m.findings(s, p)
		m.changes(s, p)
		unknown := s.Unknown(p, false)
		for n, note := range unknown {
			if n == 0 {
				m.printf("\nNot compared:\n\n")
			}
			m.printf("- %s\n", EscapeMarkdown(note))
		}
	}
	m.printf("\n")
}

// findings writes the findings whose verdicts differ, those that break first.
func (m *targetsMarkdown) findings(s *ComparedSuite, p Pair) {
	for n, f := range s.Differing(p) {
		if n == 0 {
			m.printf("\n| claim | %s | %s |\n| --- | --- | --- |\n", EscapeMarkdown(m.c.Targets[0].Name), EscapeMarkdown(p.Target))
		}
		m.printf("| %s | %s | %s |\n", EscapeMarkdown(f.Claim), f.Cells[0].markdown(), f.Cells[p.index].markdown())
	}
}

// markdown formats a verdict with its cause.
func (c *ComparedCell) markdown() string {
	if c.Cause == "" {
		return c.Verdict
	}
	return c.Verdict + ": " + EscapeMarkdown(c.Cause)
}

// changes writes how the responses differ, without volatile parts.
func (m *targetsMarkdown) changes(s *ComparedSuite, p Pair) {
	facts := s.facts(p.index, false)
	if len(facts) == 0 {
		return
	}
	m.printf("\n| class | probe | part | %s | %s | note |\n| --- | --- | --- | --- | --- | --- |\n", EscapeMarkdown(m.c.Targets[0].Name), EscapeMarkdown(p.Target))
	for _, g := range facts {
		for _, d := range g.Changes {
			m.printf("| %s | %s | %s | %s | %s | %s |\n", d.Class, codeSpan(g.Title()), EscapeMarkdown(d.Path), EscapeMarkdown(d.Was), EscapeMarkdown(d.Is), EscapeMarkdown(d.Note))
		}
	}
}
