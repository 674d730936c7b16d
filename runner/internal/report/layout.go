package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Style is the style of a text report.
type Style struct {
	Width   int  // columns; 0 is 80
	Color   bool // ANSI colors
	Verbose bool // every finding, whole bodies, headers
}

const (
	leastWidth = 40
	red        = "31;1"
	green      = "32"
	yellow     = "33"
	bold       = "1"
	dim        = "2"
)

func (s Style) width() int {
	if s.Width == 0 {
		return 80
	}
	return max(s.Width, leastWidth)
}

// printable is a text that is safe for a terminal: untrusted parts went through [plain] or
// [Style.paint]. A printer takes nothing else.
type printable string

// plain returns a text, cleaned.
func plain(text string) printable { return printable(clean(text)) }

// paint returns a text, cleaned, in a color.
func (s Style) paint(color, text string) printable {
	if !s.Color {
		return plain(text)
	}
	return "\x1b[" + printable(color) + "m" + plain(text) + "\x1b[0m"
}

// trimmed returns text without trailing blanks.
func (text printable) trimmed() printable { return printable(strings.TrimRight(string(text), " ")) }

// isControl reports whether r must not reach a terminal: control characters, and those that reorder
// or hide the text around them.
func isControl(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) ||
		r == '\u200b' || r == '\u2028' || r == '\u2029' || r >= '\u2060' && r <= '\u2064' || r == '\ufeff'
}

// hasControls reports whether a text holds such a character, or invalid UTF-8.
func hasControls(s string) bool {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f {
				return true
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || isControl(r) {
			return true
		}
		i += n
	}
	return false
}

// clean makes an untrusted text fit for one line of a terminal: it escapes what would move the
// cursor.
func clean(s string) string {
	if !hasControls(s) {
		return s
	}
	return cleanBut(s, "")
}

// cleanBut does what clean does, but keeps some control characters.
func cleanBut(s, stay string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case !isControl(r) || strings.ContainsRune(stay, r):
			b.WriteString(s[:n])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		s = s[n:]
	}
	return b.String()
}

// lines splits a text at its line ends; each line is clean, tabs are spaces.
func lines(s string) []string {
	if !strings.ContainsAny(s, "\r\n\t") {
		return []string{clean(s)}
	}
	s = strings.ReplaceAll(strings.ReplaceAll(strings.TrimRight(s, "\r\n"), "\r\n", "\n"), "\t", "  ")
	out := strings.Split(s, "\n")
	for i := range out {
		out[i] = clean(out[i])
	}
	return out
}

// Printable returns an untrusted text with line ends kept and everything else escaped that would
// move, reorder or hide text.
func Printable(s string) string { return strings.Join(lines(s), "\n") }

func columns(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return displaywidth.String(s)
		}
	}
	return len(s)
}

// cut shortens s to width columns, with a … if it was longer.
func cut(s string, width int) string {
	if columns(s) <= width {
		return s
	}
	return displaywidth.TruncateString(s, width, "…")
}

// wrap breaks a clean line at spaces; a word longer than the width stays whole,
// so that addresses can be copied.
func wrap(s string, width int) []string {
	if columns(s) <= width {
		return []string{s}
	}
	var out []string
	line, used := "", 0
	for _, w := range strings.Split(s, " ") {
		n := columns(w)
		if used > 0 && used+1+n > width {
			out, line, used = append(out, line), "", 0
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+w, used+n
	}
	return append(out, line)
}
