package stream

import (
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
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

// counted marks failures as being about a number of things.
func counted(failures []outcome.Failure) {
	for i := range failures {
		failures[i].Code = outcome.Count
	}
}

func (p *streamCount) String() string { return p.key + " " + p.want.String() }

// lastSeen describes how far the stream was read: its last event, and what the end of the body cut
// off.
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

// number returns the number of event i in the whole stream.
func (v *streamView) number(i int) int {
	if i == len(v.Events)-1 {
		return i + 1 + v.More
	}
	return i + 1
}

// name returns the name of event i in messages: its number and its place in the body.
func (v *streamView) name(i int) string {
	return fmt.Sprintf("event %d of %d (byte %d)", v.number(i), v.events(), v.Events[i].Offset)
}

// show formats event i with its data.
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

// mostJudged is the maximum number of stray lines for a predicate on lines: of more, only their
// number is known.
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

func compileTiming(c *compiling, e source.Entry) streamPart {
	refuseNegative(c.Compiler, e.Value, e.Key)
	return &streamTiming{key: e.Key, want: c.Compile(e.Value, values.AsDuration)}
}

// refuseNegative records every negative duration of a predicate on a time that was measured.
func refuseNegative(c *predicate.Compiler, n *yaml.Node, key string) {
	n = source.Resolve(n)
	if n == nil {
		return
	}
	if d, err := values.ParseDuration(n.Value); n.Kind == yaml.ScalarNode && err == nil && d < 0 {
		c.Mistake(n, "%s: no time that was measured is negative, got %s", key, n.Value).Next = "leave the - out"
	}
	for i, below := range n.Content {
		if n.Kind == yaml.SequenceNode || i%2 == 1 {
			refuseNegative(c, below, key)
		}
	}
}

// streamTiming is `first`, `gap`, `silence` or `duration`.
type streamTiming struct {
	key  string
	want *predicate.Predicate
}

func (t *streamTiming) judge(v *streamView, out *outcome.Result) {
	if why := t.unknown(v); why != "" {
		out.Doubt("stream " + t.key + ": " + why)
		return
	}
	value, where := t.measure(v)
	if v.cut != "" && !t.settled(value) {
		out.Doubt(v.whyCut(t.key))
		return
	}
	if t.key == "gap" && v.More > 0 && !predicate.Settled(t.want, value) {
		out.Doubt(v.left("gap"))
		return
	}
	before := len(out.Failures)
	t.want.Judge(value, outcome.Subject{Key: "stream", Part: t.key}, out)
	if len(out.Failures) > before {
		out.Failures[before].Detail = where
	}
}

// unknown says why the time is not known, "" when it is.
func (t *streamTiming) unknown(v *streamView) string {
	switch {
	case t.key != "silence":
		return v.untimed()
	case v.Silence.For == 0 && check.TimingUnreported(v.o) == "":
		return "it was not recorded: record the answer anew, or write `# silence: 2.5s after event 3` above its status line"
	}
	return check.TimingUnreported(v.o)
}

// settled reports whether the outcome is the same whatever would still have come:
// the first event is known once it came, the other times only grow.
func (t *streamTiming) settled(value any) bool {
	return value != values.Missing && (t.key == "first" || predicate.Settled(t.want, value))
}

// untimed explains why the times of the stream are unknown; "" if they are known.
func (v *streamView) untimed() string {
	if why := check.TimingUnreported(v.o); why != "" {
		return why
	}
	if v.o.Duration == 0 && (len(v.Events) == 0 || v.Events[len(v.Events)-1].At == 0) {
		return "the times of the events were not recorded"
	}
	return ""
}

// measure returns the time that the key is about, and the event where it was measured.
func (t *streamTiming) measure(v *streamView) (value any, where string) {
	switch {
	case t.key == "duration":
		return max(v.o.Duration, v.lastAt()), v.lastSeen()
	case t.key == "silence":
		return v.Silence.For, v.silencePlace()
	case len(v.Events) == 0:
		return values.Missing, "no event came"
	case t.key == "first":
		return v.Events[0].At, v.show(0)
	}
	return v.longestGap()
}

func (v *streamView) lastAt() time.Duration {
	if len(v.Events) == 0 {
		return 0
	}
	return v.Events[len(v.Events)-1].At
}

// silencePlace says where the longest silence was.
func (v *streamView) silencePlace() string {
	switch n := v.Silence.After; {
	case n == 0:
		return "before the first event"
	case n == v.events() && len(v.Events) > 0:
		return "after the last, " + v.show(len(v.Events)-1)
	case n < len(v.Events):
		return "after " + v.show(n-1)
	default:
		return fmt.Sprintf("after event %d of %d", n, v.events())
	}
}

// longestGap is the longest time between two events, or between the last one
// and the end.
func (v *streamView) longestGap() (gap time.Duration, where string) {
	after := 0
	for i := 1; i < len(v.Events); i++ {
		if d := v.Events[i].At - v.Events[i-1].At; d > gap {
			gap, after = d, i-1
		}
	}
	if d := v.o.Duration - v.lastAt(); d > gap {
		return d, "between " + v.name(len(v.Events)-1) + " and the end"
	}
	if len(v.Events) == 1 {
		return gap, "one event only"
	}
	return gap, "between " + v.name(after) + " and event " + fmt.Sprint(after+2)
}

func (t *streamTiming) String() string { return t.key + " " + t.want.String() }
