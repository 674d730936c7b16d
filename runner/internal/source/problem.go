package source

import (
	"cmp"
	"errors"
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Severity distinguishes an error, which keeps a suite from running, from a warning.
type Severity int

// The severities of a [Problem].
const (
	Error Severity = iota
	Warning
)

// Problem is one thing that is wrong with a document.
type Problem struct {
	Pos        Pos
	Severity   Severity
	Message    string // one sentence: what is wrong, with the word it is about in quotes
	Quote      string // the statement that it is about, shown behind the message; may be ""
	Word       string // the unknown word as written; "" if the problem is about no word
	DidYouMean string // the nearest known word, "" when none is near
	Next       string // what to do about it, "" when the message says it
	Hidden     bool   // its line is not shown: it may hold a secret
	Rule       string // of a warning: which of lint's rules it is; see RuleName
}

// The rules of problems that no rule of lint found.
const (
	RuleError    = "error"    // an error in a document
	RuleDocument = "document" // a warning while it was read
)

// RuleName returns the stable name of the rule that a problem is of.
func (p *Problem) RuleName() string {
	switch {
	case p.Severity == Error:
		return RuleError
	case p.Rule == "":
		return RuleDocument
	}
	return p.Rule
}

// Error returns the problem in one line: place, message, suggestion, next step.
func (p *Problem) Error() string {
	var b strings.Builder
	if at := p.Pos.String(); at != "" {
		b.WriteString(at)
		b.WriteString(": ")
	}
	if p.Severity == Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Sentence())
	return b.String()
}

// Sentence returns what is wrong in one line, without the place: message, suggestion, next step.
func (p *Problem) Sentence() string {
	var b strings.Builder
	b.WriteString(p.Text())
	if p.DidYouMean != "" {
		fmt.Fprintf(&b, "; did you mean %q?", p.DidYouMean)
	}
	if p.Next != "" {
		b.WriteString("; ")
		b.WriteString(p.Next)
	}
	return b.String()
}

// Text returns the message with the statement that it is about.
func (p *Problem) Text() string {
	if p.Quote == "" {
		return p.Message
	}
	return p.Message + ": " + p.Quote
}

// Show returns the problem for a terminal: the line of [Problem.Error], the offending line of the
// document and a caret under the place.
func (p *Problem) Show() string { return p.show(p.Pos.File.Line(p.Pos.Line)) }

func (p *Problem) show(line string) string {
	if line == "" || p.Hidden {
		return p.Error() + "\n"
	}
	gutter := fmt.Sprintf("%5d | ", p.Pos.Line)
	text, col := window(line, p.Pos.Col)
	return fmt.Sprintf("%s\n%s%s\n%s%s^\n", p.Error(), gutter, text,
		strings.Repeat(" ", len(gutter)-2)+"| ", strings.Repeat(" ", max(col-1, 0)))
}

// window cuts a long line so that the caret's column stays visible. Tabs become single spaces, and
// characters that would move the cursor become ones of the same width, so that the caret is under
// its character and an untrusted line cannot affect the terminal.
func window(line string, col int) (string, int) {
	const width = 100
	line = strings.Map(inert, strings.ToValidUTF8(line, "�"))
	if utf8.RuneCountInString(line) <= width {
		return line, min(col, width)
	}
	runes := []rune(line)
	start := 0
	if col > width*3/4 {
		start = min(col-width/2, len(runes)-1)
	}
	end := min(start+width, len(runes))
	text := string(runes[start:end])
	shown := col - start
	if start > 0 {
		text, shown = "…"+text, shown+1
	}
	if end < len(runes) {
		text += "…"
	}
	return text, shown
}

// inert replaces a character that would affect a terminal: control characters by their pictures
// (U+2400 on), marks that reorder or hide text by the replacement character.
func inert(c rune) rune {
	switch {
	case c == '\t':
		return ' '
	case c < ' ':
		return '\u2400' + c
	case c == 0x7f:
		return '\u2421'
	case unicode.IsControl(c), unicode.Is(unicode.Cf, c), c == '\u2028', c == '\u2029':
		return '�'
	}
	return c
}

// Problems is every problem of one or more documents. As an error it prints all
// of them, in document order.
type Problems []*Problem

// ProblemsOf splits an error: every problem of a document, and every other error as a problem
// without a place.
func ProblemsOf(err error) Problems {
	var problems Problems
	if errors.As(err, &problems) && len(problems) > 0 {
		if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // taken apart here
			var out Problems
			for _, e := range joined.Unwrap() {
				out = append(out, ProblemsOf(e)...)
			}
			return out
		}
		return problems
	}
	return Problems{{Message: err.Error()}}
}

// Advised returns err, with next as the next step of its problems that have none.
func Advised(err error, next string) error {
	var problems Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			p.Next = cmp.Or(p.Next, next)
		}
	}
	return err
}

// Add appends an error at pos.
func (ps *Problems) Add(pos Pos, format string, args ...any) *Problem {
	p := &Problem{Pos: pos, Message: fmt.Sprintf(format, args...)}
	*ps = append(*ps, p)
	return p
}

// Warn appends a warning at pos.
func (ps *Problems) Warn(pos Pos, format string, args ...any) *Problem {
	p := ps.Add(pos, format, args...)
	p.Severity = Warning
	return p
}

// Unknown appends "unknown <what> <word>" with the nearest of the known words.
func (ps *Problems) Unknown(pos Pos, what, word string, known []string) *Problem {
	p := ps.Add(pos, "unknown %s %q", what, word)
	p.Word = word
	p.DidYouMean = Nearest(word, known)
	if p.DidYouMean == "" && len(known) > 0 && len(known) <= 12 {
		p.Next = "known here: " + strings.Join(known, ", ")
	}
	return p
}

// Unique returns the problems without repetitions at the same place: a part of a document that
// several others include, or that an alias refers to, is read once for each.
func (ps Problems) Unique() Problems {
	seen := make(map[[2]string]bool, len(ps))
	var out Problems
	for _, p := range ps {
		if key := [2]string{p.Pos.String(), p.Text()}; !seen[key] {
			seen[key] = true
			out = append(out, p)
		}
	}
	return out
}

// Sort puts the problems in document order.
func (ps Problems) Sort() {
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := ps[i].Pos, ps[j].Pos
		if an, bn := a.fileName(), b.fileName(); an != bn {
			return an < bn
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Col < b.Col
	})
}

func (p Pos) fileName() string {
	if p.File == nil {
		return ""
	}
	return p.File.Name
}

// Errors is the problems that are not warnings.
func (ps Problems) Errors() Problems {
	var out Problems
	for _, p := range ps {
		if p.Severity == Error {
			out = append(out, p)
		}
	}
	return out
}

// Err is ps as an error, nil when it holds no error (warnings alone do not
// count).
func (ps Problems) Err() error {
	if errs := ps.Errors(); len(errs) > 0 {
		errs.Sort()
		return errs
	}
	return nil
}

// Error returns every problem with its caret.
func (ps Problems) Error() string {
	var b strings.Builder
	files := map[*File][]string{}
	for _, p := range ps {
		lines, split := files[p.Pos.File]
		if !split && p.Pos.File != nil {
			lines = strings.Split(string(p.Pos.File.Text), "\n")
			files[p.Pos.File] = lines
		}
		line := ""
		if n := p.Pos.Line; n >= 1 && n <= len(lines) {
			line = strings.TrimSuffix(lines[n-1], "\r")
		}
		b.WriteString(p.show(line))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// LinkNext is what to do in a program that does not link what a package has.
func LinkNext(pkg string) string {
	return `add the import _ "` + pkg + `" to a Go file of its package, for go test to the _test.go file that names the suites`
}
