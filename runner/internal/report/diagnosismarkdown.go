package report

import "strings"

// diagnosis writes the statuses of the hypotheses and what to try next.
func (m *markdownWriter) diagnosis(s *Suite) {
	if len(s.Hypotheses) == 0 {
		return
	}
	m.printf("\n### Diagnosis\n\n| status | hypothesis | because |\n| --- | --- | --- |\n")
	for _, status := range statuses {
		for i := range s.Hypotheses {
			if h := &s.Hypotheses[i]; h.Status == status {
				m.printf("| %s | `%s`: %s | %s |\n", h.Status, h.ID, EscapeMarkdown(h.Claim), h.reasons())
			}
		}
	}
	if shared := s.sharedWarning(); shared != "" {
		m.printf("\n> %s\n", EscapeMarkdown(shared))
	}
	if len(s.Next) > 0 {
		n := &s.Next[0]
		m.printf("\nTry next: `%s` (%s)", EscapeMarkdown(n.what()), n.price())
		if n.Vary != "" {
			m.printf(", which needs %s", EscapeMarkdown(n.Vary))
		}
		m.printf("\n\n")
		for _, o := range n.Outcomes {
			m.printf("- %s\n", EscapeMarkdown(o.text()))
		}
	}
	for _, h := range s.standing() {
		if text := notConfirmed(h); text != "" && len(s.Next) == 0 {
			m.printf("\n%s is %s.\n", codeSpan(h.ID), EscapeMarkdown(text))
		}
	}
	for _, group := range s.Alike {
		m.printf("\n%s.\n", EscapeMarkdown(s.alikeText(group)))
	}
}

// reasons returns the evidence for a table cell: contradictions of a refuted hypothesis, otherwise
// what agrees, and what it needs.
func (h *Hypothesis) reasons() string {
	var parts []string
	for _, b := range h.Because {
		if h.stands() == b.Agrees {
			b.At = Place{}
			parts = append(parts, strings.TrimSpace(EscapeMarkdown(b.text(false))))
		}
	}
	if h.Needs != "" {
		parts = append(parts, "needs "+EscapeMarkdown(h.Needs))
	}
	return strings.Join(parts, "<br>")
}
