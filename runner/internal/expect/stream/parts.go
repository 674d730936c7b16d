package stream

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
)

// streamCount is `events` or `comments`: how many there are.
type streamCount struct {
	key   string
	want  *predicate.Predicate
	count func(*streamView) int
}

func (p *streamCount) judge(v *streamView, out *outcome.Result) {
	n := p.count(v)
	if v.cut != "" && !predicate.Settled(p.want, n) {
		out.Doubt(v.whyCut(p.key))
		return
	}
	before := len(out.Failures)
	p.want.Judge(n, outcome.Subject{Key: "stream", Part: p.key}, out)
	counted(out.Failures[before:])
	if len(out.Failures) > before && p.key == "events" {
		out.Failures[before].Detail = v.lastSeen()
	}
}

// counted says of failures that they are about a number of things.
func counted(failures []outcome.Failure) {
	for i := range failures {
		failures[i].Code = outcome.Count
	}
}

func (p *streamCount) String() string { return p.key + " " + p.want.String() }

// lastSeen says how far the stream came: its last event, and what the end of the
// body cut off.
func (v *streamView) lastSeen() string {
	text := "no event came"
	if n := len(v.Events); n > 0 {
		text = "the last is " + v.show(n-1)
	}
	if v.lost {
		text += "\nthe server broke the stream off there (" + string(v.o.Ending()) + ")"
	}
	if v.Unfinished != "" {
		text += "\nan unfinished event was dropped, as the standard has it: " + show.Quote(v.Unfinished)
	}
	return text
}

// number is that of event i in the whole stream.
func (v *streamView) number(i int) int {
	if i == len(v.Events)-1 {
		return i + 1 + v.More
	}
	return i + 1
}

// name is event i as messages name it: its number and its place in the body.
func (v *streamView) name(i int) string {
	return fmt.Sprintf("event %d of %d (byte %d)", v.number(i), v.events(), v.Events[i].Offset)
}

// show is event i with its data.
func (v *streamView) show(i int) string { return v.name(i) + ": " + show.Quote(v.Events[i].Data) }

// someLines judges lines: how many there are, or the list of their texts.
type someLines struct {
	number *predicate.Predicate // on how many; nil: lines
	lines  *predicate.Predicate // on the list of their texts
}

// compileLines reads `empty`, a number, or a predicate on the list of lines.
func compileLines(c *predicate.Compiler, n *yaml.Node) someLines {
	n = source.Resolve(n)
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!int":
		return someLines{number: c.Compile(n, values.AsNumber)}
	case n.Kind == yaml.ScalarNode && n.Value == "absent":
		return someLines{lines: c.Compile(compile.ScalarNode(n, "!!str", "empty"), values.AsJSON)}
	}
	return someLines{lines: c.Compile(n, values.AsJSON)}
}

// judge judges lines, of which there are count.
func (l *someLines) judge(count int, texts []any, s outcome.Subject, out *outcome.Result) {
	if l.number == nil {
		l.lines.Judge(texts, s, out)
		return
	}
	before := len(out.Failures)
	l.number.Judge(count, s, out)
	counted(out.Failures[before:])
}

func (l *someLines) String() string {
	if l.number != nil {
		return l.number.String()
	}
	return l.lines.String()
}

// stray is `stray`: the lines that no event stream has.
type stray struct{ want someLines }

func (s *stray) judge(v *streamView, out *outcome.Result) {
	if v.cut != "" && len(v.Stray) == 0 {
		out.Doubt(v.whyCut("stray"))
		return
	}
	count := len(v.Stray) + v.MoreStray
	if s.want.number == nil && v.MoreStray > 0 && !s.want.lines.IsEmpty() {
		out.Doubt(fmt.Sprintf("stream stray: the stream has %d stray lines, of which the first %d are judged", count, len(v.Stray)))
		return
	}
	before := len(out.Failures)
	s.want.judge(count, strayTexts(v.Stray[:min(len(v.Stray), mostJudged(v))]), outcome.Subject{Key: "stream", Part: "stray"}, out)
	if len(out.Failures) > before && len(v.Stray) > 0 {
		out.Failures[before].Detail = v.strayPlaces()
	}
}

func strayTexts(lines []exchange.Stray) []any {
	out := make([]any, len(lines))
	for i := range lines {
		out[i] = lines[i].Text
	}
	return out
}

// mostJudged is how many stray lines are shown to a predicate: of too many, only that
// there are some.
func mostJudged(v *streamView) int {
	if v.MoreStray > 0 {
		return 1
	}
	return len(v.Stray)
}

func (v *streamView) strayPlaces() string {
	lines, more, of := v.Stray, v.MoreStray, "an event stream"
	if v.Framing == exchange.NDJSON {
		of = "a stream of JSON lines"
	}
	const most = 3
	var b strings.Builder
	for i, line := range lines[:min(len(lines), most)] {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "line at byte %d is no line of %s: %s", line.Offset, of, show.Quote(line.Text))
	}
	if len(lines) > most {
		fmt.Fprintf(&b, "\nand %d more", len(lines)-most+more)
	}
	return b.String()
}

func (s *stray) String() string { return "stray " + s.want.String() }
