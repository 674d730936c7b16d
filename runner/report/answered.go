package report

import "strings"

// answered writes an item that a person looked up.
func (t *suiteText) answered(c *Item) {
	text := c.ID + ": " + c.Answer
	if day, _, ok := strings.Cut(c.Answered, "T"); ok {
		text += " (" + day + ")"
	}
	for i, l := range wrap(clean(text), t.width-2-verdictWidth) {
		head := strings.Repeat(" ", verdictWidth)
		if i == 0 {
			head = t.style.paint(green, verdictWord("answered"))
		}
		t.line(2, head+l)
	}
}
