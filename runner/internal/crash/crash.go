package crash

import (
	"fmt"
	"strings"
	"unicode"

	"assay/runner/internal/secret/redact"
)

// Crash is a panic that was caught.
type Crash struct {
	said   string
	frames []frame
	mask   func(string) string
}

// shapes masks what nobody declared.
var shapes redact.Masks

// Of is what recover gave, with the place of the panic; nil of nil. It is called by
// the deferred function that recovers. What is a *Crash already stays the same.
func Of(recovered any) *Crash {
	switch v := recovered.(type) {
	case nil:
		return nil
	case *Crash:
		return v
	}
	return &Crash{said: fmt.Sprint(recovered), frames: here(), mask: shapes.String}
}

// Masked takes secrets out of everything that c says from now on, beside those that
// were taken out before.
func (c *Crash) Masked(mask func(string) string) *Crash {
	before := c.mask
	c.mask = func(s string) string { return before(mask(s)) }
	return c
}

// Error is what the panic said, masked and in one line.
func (c *Crash) Error() string { return "internal error: " + c.line(c.said) }

// mostSaid bounds what is shown of a panic's value, in bytes.
const mostSaid = 2000

// line is s masked and in one line, a long one cut. It is masked as a whole first,
// and once more as it is shown, because taking out what does not print may put a
// secret together.
func (c *Crash) line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, c.mask(s))
	s = strings.TrimSpace(c.mask(s))
	if len(s) > mostSaid {
		s = strings.ToValidUTF8(s[:mostSaid], "") + " …"
	}
	return s
}

// Text is what a person is told: what happened, whose mistake it is, and what a report
// of it needs; about is what was run ("assay 0.1.0, run").
func (c *Crash) Text(about string) string { return c.TextOf(c, about) }

// TextOf is Text for an error that c is the cause of.
func (c *Crash) TextOf(err error, about string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", c.line(err.Error()))
	b.WriteString("This is a mistake in assay, not in your suite. Every file that was written is whole, the old\n" +
		"one or the new one. Please report it with these lines; secrets are taken out of them:\n")
	fmt.Fprintf(&b, "  %s\n", c.line(about))
	for _, f := range c.frames {
		fmt.Fprintf(&b, "  %s\n", c.line(f.String()))
	}
	return b.String()
}
