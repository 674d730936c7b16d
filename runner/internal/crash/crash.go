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

// shapes masks what looks like a key without a declaration.
var shapes redact.Masks

// Of converts what recover returned to a Crash with the place of the panic; nil for nil. It must be
// called by the deferred function that recovers. A *Crash is returned unchanged.
func Of(recovered any) *Crash {
	switch v := recovered.(type) {
	case nil:
		return nil
	case *Crash:
		return v
	}
	return &Crash{said: fmt.Sprint(recovered), frames: here(), mask: shapes.String}
}

// Masked adds a mask to everything that c shows from now on.
func (c *Crash) Masked(mask func(string) string) *Crash {
	before := c.mask
	c.mask = func(s string) string { return before(mask(s)) }
	return c
}

// Error returns the value of the panic, masked and in one line.
func (c *Crash) Error() string { return "internal error: " + c.line(c.said) }

// mostSaid is the maximum number of bytes shown of a panic's value.
const mostSaid = 2000

// line returns s masked and in one line, cut if it is long. It masks the whole first, and once more
// what is shown, because removing unprintable characters may join the parts of a secret.
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

// Text returns the message for a person: what happened, that Assay is at fault, and what a bug
// report needs; about is what was run ("assay 0.1.0, run").
func (c *Crash) Text(about string) string { return c.TextOf(c, about) }

// TextOf is Text for an error that c is the cause of.
func (c *Crash) TextOf(err error, about string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", c.line(err.Error()))
	b.WriteString("This is a bug in assay, not in your suite. Every file that was written is whole, the old\n" +
		"one or the new one. Please report it with these lines; secrets are taken out of them:\n")
	fmt.Fprintf(&b, "  %s\n", c.line(about))
	for _, f := range c.frames {
		fmt.Fprintf(&b, "  %s\n", c.line(f.String()))
	}
	return b.String()
}
