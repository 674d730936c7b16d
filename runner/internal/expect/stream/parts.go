package stream

import (
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
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

// stray is `stray`: the lines that no event stream has.
type stray struct {
	number *predicate.Predicate // on how many; nil: lines
	lines  *predicate.Predicate // on the list of their texts
}

// compileStray reads `stray: empty`, a number, or a predicate on the list of lines.
func compileStray(c *predicate.Compiler, n *yaml.Node) streamPart {
	n = source.Resolve(n)
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!int":
		return &stray{number: c.Compile(n, values.AsNumber)}
	case n.Kind == yaml.ScalarNode && n.Value == "absent":
		return &stray{lines: c.Compile(compile.ScalarNode(n, "!!str", "empty"), values.AsJSON)}
	}
	return &stray{lines: c.Compile(n, values.AsJSON)}
}

func (s *stray) judge(v *streamView, out *outcome.Result) {
	if v.cut != "" && len(v.Stray) == 0 {
		out.Doubt(v.whyCut("stray"))
		return
	}
	before := len(out.Failures)
	switch {
	case s.number != nil:
		s.number.Judge(len(v.Stray)+v.MoreStray, outcome.Subject{Key: "stream", Part: "stray"}, out)
		counted(out.Failures[before:])
	case v.MoreStray > 0 && !s.lines.IsEmpty():
		out.Doubt(fmt.Sprintf("stream stray: the stream has %d stray lines, of which the first %d are judged", len(v.Stray)+v.MoreStray, len(v.Stray)))
	default:
		s.lines.Judge(strayTexts(v.Stray[:min(len(v.Stray), mostJudged(v))]), outcome.Subject{Key: "stream", Part: "stray"}, out)
	}
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

func (s *stray) String() string {
	if s.number != nil {
		return "stray " + s.number.String()
	}
	return "stray " + s.lines.String()
}

// streamTiming is `first`, `gap` or `duration`.
type streamTiming struct {
	key  string
	want *predicate.Predicate
}

func (t *streamTiming) judge(v *streamView, out *outcome.Result) {
	if why := v.untimed(); why != "" {
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

// settled reports whether the outcome is the same whatever would still have come:
// the first event is known once it came, the other times only grow.
func (t *streamTiming) settled(value any) bool {
	return value != values.Missing && (t.key == "first" || predicate.Settled(t.want, value))
}

// untimed says why no times are known of the stream, "" when they are.
func (v *streamView) untimed() string {
	if why := check.TimingUnreported(v.o); why != "" {
		return why
	}
	if v.o.Duration == 0 && (len(v.Events) == 0 || v.Events[len(v.Events)-1].At == 0) {
		return "the times of the events were not recorded"
	}
	return ""
}

// measure is the time that the key is about, and where it was measured.
func (t *streamTiming) measure(v *streamView) (value any, where string) {
	switch {
	case t.key == "duration":
		return max(v.o.Duration, v.lastAt()), v.lastSeen()
	case len(v.Events) == 0:
		return values.Missing, "no event came"
	case t.key == "first":
		return v.Events[0].At, v.show(0)
	}
	return v.longestSilence()
}

func (v *streamView) lastAt() time.Duration {
	if len(v.Events) == 0 {
		return 0
	}
	return v.Events[len(v.Events)-1].At
}

// longestSilence is the longest time between two events, or between the last one
// and the end.
func (v *streamView) longestSilence() (gap time.Duration, where string) {
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

// streamDone is `done`: whether [DONE] ended the stream.
type streamDone struct {
	at   source.Pos
	want bool
}

func (d *streamDone) judge(v *streamView, out *outcome.Result) {
	if v.Done == d.want {
		if v.cut != "" && !d.want {
			out.Doubt(v.whyCut("done"))
		}
		return
	}
	if v.cut != "" {
		out.Doubt(v.whyCut("done"))
		return
	}
	f := outcome.Failure{At: d.at, Code: outcome.Ending, Subject: outcome.Subject{Key: "stream", Part: "done"}, Expected: "to end with " + dialect.Done, Actual: "it does not", Detail: v.lastSeen()}
	if !d.want {
		f.Expected, f.Actual, f.Detail = "not to end with "+dialect.Done, "it does", ""
	}
	out.Fail(f)
}

func (d *streamDone) String() string {
	if d.want {
		return "done"
	}
	return "not done"
}

// streamCut is `cut`: whether the server broke the stream off.
type streamCut struct {
	at   source.Pos
	want bool
}

func (c *streamCut) judge(v *streamView, out *outcome.Result) {
	switch {
	case v.cut != "":
		out.Doubt(v.whyCut("cut"))
	case v.lost == c.want:
	case out.Quiet():
		out.Settle(outcome.Unmet)
	case c.want:
		f := outcome.Failure{At: c.at, Code: outcome.Ending, Subject: outcome.Subject{Key: "stream", Part: "cut"}, Expected: "the server to break it off", Actual: "it ended of itself", Detail: v.lastSeen()}
		if v.Done {
			f.Actual = "it ended with " + dialect.Done
		}
		out.Fail(f)
	default:
		out.Fail(outcome.Failure{
			At: c.at, Code: outcome.Ending, Subject: outcome.Subject{Key: "stream", Part: "cut"}, Expected: "to end of itself, or with " + dialect.Done,
			Actual: "the server broke it off (" + string(v.o.Ending()) + ")", Detail: v.lastSeen(),
		})
	}
}

func (c *streamCut) String() string {
	if c.want {
		return "cut"
	}
	return "not cut"
}
