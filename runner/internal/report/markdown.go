package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Markdown writes the report for a pull request or a workflow's summary: counts, broken findings
// with their details, inconclusive ones with their reasons, and a table of all.
func Markdown(w io.Writer, r *Result) error {
	m := markdownWriter{out: bufio.NewWriter(Inert(w))}
	t := r.Tally()
	m.printf("# %s\n\n", markdownTitle(t, r))
	m.printf("%s, mode %s, started %s.\n", EscapeMarkdown(summaryLine(r, t)), r.Mode, r.Started)
	for i := range r.Suites {
		m.suite(&r.Suites[i])
	}
	if err := m.out.Flush(); err != nil {
		return fmt.Errorf("writing the Markdown report: %w", err)
	}
	return nil
}

func markdownTitle(t Tally, r *Result) string {
	switch {
	case t.Findings() == 0 && slices.ContainsFunc(r.Suites, func(s Suite) bool { return len(s.Hypotheses) > 0 }):
		return "Diagnosis"
	case t.Broken > 0:
		return "Contract broken"
	case t.Holds == 0:
		return "Nothing was judged"
	case t.Inconclusive > 0:
		return "Nothing broken, not all could be told"
	}
	return "Contract holds"
}

// markdownWriter writes to a buffer, which keeps the first error for Flush.
type markdownWriter struct {
	out  *bufio.Writer
	look func(probe string) *Observation
}

func (m *markdownWriter) printf(format string, args ...any) { fmt.Fprintf(m.out, format, args...) }

func (m *markdownWriter) suite(s *Suite) {
	m.look = s.observations()
	m.printf("\n## %s\n\n`%s`", EscapeMarkdown(s.Suite), s.File)
	if s.Target != "" {
		m.printf(" against %s", EscapeMarkdown(s.Target))
	}
	if s.Environment != "" {
		m.printf(" (%s)", EscapeMarkdown(s.Environment))
	}
	m.printf("\n")
	m.broken(s)
	m.inconclusive(s)
	m.drift(s)
	m.table(s)
	m.diagnosis(s)
	m.checklist(s)
	if s.OpenAPI != nil {
		m.printf("\nOpenAPI: %s.\n", EscapeMarkdown(s.OpenAPI.summary(mostUncovered)))
	}
	for i := range s.Cleanup {
		m.printf("\n> **Warning**: %s\n", EscapeMarkdown(s.Cleanup[i].Sentence()))
	}
	for _, note := range s.Notes {
		m.printf("\n> %s\n", EscapeMarkdown(note))
	}
}

func (m *markdownWriter) broken(s *Suite) {
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Verdict != Broken {
			continue
		}
		m.printf("\n### Broken: %s\n\n", EscapeMarkdown(f.Claim))
		m.fence(FailureText(f, m.look(f.Probe), m.look(f.Control), Style{Width: 100}))
	}
}

// fence writes a block as it is; the fence is longer than any run of backticks in
// the text.
func (m *markdownWriter) fence(text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	m.printf("%stext\n%s%s\n", fence, text, fence)
}

func (m *markdownWriter) inconclusive(s *Suite) {
	title := false
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Verdict != Inconclusive {
			continue
		}
		if !title {
			m.printf("\n### Inconclusive\n\n")
			title = true
		}
		m.printf("- %s (`%s`): %s", EscapeMarkdown(f.Claim), f.Probe, EscapeMarkdown(f.Reason))
		if f.Decide != "" {
			m.printf("; needs %s", EscapeMarkdown(f.Decide))
		}
		m.printf("\n")
	}
}

func (m *markdownWriter) table(s *Suite) {
	if len(s.Findings) == 0 {
		return
	}
	m.printf("\n| verdict | claim | probe | answer | provenance |\n| --- | --- | --- | --- | --- |\n")
	for i := range s.Findings {
		f := &s.Findings[i]
		answer, provenance := "", ""
		if o := m.look(f.Probe); o != nil {
			answer, provenance = shortAnswer(o), o.Provenance
		}
		m.printf("| %s | %s | `%s` | %s | %s |\n", f.Verdict, EscapeMarkdown(f.Claim), f.Probe, EscapeMarkdown(answer), provenance)
	}
}

// shortAnswer describes what came for a probe in a word or two.
func shortAnswer(o *Observation) string {
	if o.Missing != "" {
		return "not asked"
	}
	return inShort(o.Status, o.Answer, o.Error)
}

// inShort formats a response in a word or two: its status and the suite's name for it, or the kind
// of error.
func inShort(status int, answer, err string) string {
	switch {
	case err != "":
		return err
	case status == 0:
		return answer
	case answer != "":
		return fmt.Sprintf("%d %s", status, answer)
	}
	return fmt.Sprint(status)
}

func (m *markdownWriter) checklist(s *Suite) {
	if len(s.Checklist) == 0 {
		return
	}
	m.printf("\n### To look up\n\n")
	for i := range s.Checklist {
		c := &s.Checklist[i]
		box := " "
		if c.Answer != "" {
			box = "x"
		}
		m.printf("- [%s] %s", box, EscapeMarkdown(c.Ask))
		if c.Where != "" {
			m.printf(" (%s)", EscapeMarkdown(c.Where))
		}
		if c.Answer != "" {
			m.printf(": %s", EscapeMarkdown(c.Answer))
		}
		m.printf("\n")
	}
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`,
)

// EscapeMarkdown escapes a text as one line of Markdown.
func EscapeMarkdown(s string) string {
	return markdownEscapes.Replace(clean(strings.Join(strings.Fields(s), " ")))
}

// codeSpan returns a text as a code span in one line.
func codeSpan(s string) string {
	s = clean(strings.Join(strings.Fields(s), " "))
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + s + fence
}
