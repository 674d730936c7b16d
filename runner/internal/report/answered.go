package report

import "strings"

// answered writes an item that a person looked up.
func (t *suiteText) answered(c *Item) {
	text := c.ID + ": " + c.Answer
	if day, _, ok := strings.Cut(c.Answered, "T"); ok {
		text += " (" + day + ")"
	}
	t.beside("answered", text, green)
}
