package report

import "strings"

// answered writes a checklist item with an answer.
func (t *suiteText) answered(c *Item) {
	text := c.ID + ": " + c.Answer
	if day, _, ok := strings.Cut(c.Answered, "T"); ok {
		text += " (" + day + ")"
	}
	t.beside("answered", text, green)
}
