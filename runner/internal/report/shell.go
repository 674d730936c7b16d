package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/subst"
)

// piece is a part of a text: literal, or one that a shell expands ($NAME).
type piece struct {
	text     string
	expanded bool
}

// pieces splits a text at its references; expand returns the shell text of one.
func pieces(s string, expand func(name string) string) []piece {
	names, _ := subst.Names(s)
	out := make([]piece, 0, 2*len(names)+1)
	next := 0
	subst.Literals(s, func(text string) string {
		if text != "" {
			out = append(out, piece{text: text})
		}
		if next < len(names) {
			out = append(out, piece{text: expand(names[next]), expanded: true})
			next++
		}
		return text
	})
	return out
}

// word returns pieces as one word of a POSIX shell command, on one line, whatever they contain.
func word(ps []piece) string {
	plain, controls, hostile := true, false, false
	for _, p := range ps {
		if p.expanded {
			plain = false
			continue
		}
		controls = controls || hasControls(p.text)
		hostile = hostile || strings.ContainsAny(p.text, "\\\"$`!")
	}
	switch {
	case controls:
		return `"$(` + printf(ps) + `)"`
	case plain && len(ps) == 1 && bare(ps[0].text):
		return ps[0].text
	case plain || hostile:
		return joined(ps)
	}
	return doubleQuoted(ps)
}

// bare reports whether a word needs no quotes.
func bare(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isName(s[i]) && !strings.ContainsRune("-./:@%+,", rune(s[i])) {
			return false
		}
	}
	return s != ""
}

// isName reports whether c can stand in a variable's name.
func isName(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// single is s in single quotes.
func single(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// joined quotes literals in single quotes, with the expansions in double quotes
// between them: safe for any literal.
func joined(ps []piece) string {
	var b strings.Builder
	for _, p := range ps {
		if p.expanded {
			b.WriteString(`"` + p.text + `"`)
		} else {
			b.WriteString(single(p.text))
		}
	}
	if b.Len() == 0 {
		return "''"
	}
	return b.String()
}

// doubleQuoted reads better, and suits literals without a character that double
// quotes do not protect.
func doubleQuoted(ps []piece) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, p := range ps {
		text := p.text
		if p.expanded && i+1 < len(ps) && !ps[i+1].expanded && isName(ps[i+1].text[0]) && isName(text[len(text)-1]) {
			text = "${" + text[1:] + "}"
		}
		b.WriteString(text)
	}
	b.WriteByte('"')
	return b.String()
}

// printf is the command that writes pieces to standard output byte for byte:
// control characters, and bytes that are no text, as octal escapes.
func printf(ps []piece) string {
	var format, args strings.Builder
	for _, p := range ps {
		if p.expanded {
			format.WriteString("%s")
			args.WriteString(` "` + p.text + `"`)
			continue
		}
		escapeFormat(&format, p.text)
	}
	return "printf " + single(format.String()) + args.String()
}

func escapeFormat(b *strings.Builder, s string) {
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '%':
			b.WriteString("%%")
		case r == '\\':
			b.WriteString(`\\`)
		case r == utf8.RuneError && n == 1, isControl(r):
			for _, c := range []byte(s[:n]) {
				fmt.Fprintf(b, `\%03o`, c)
			}
		default:
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
}
