package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/text"
)

// PastText writes a history for a terminal.
func PastText(w io.Writer, past *Past, style Style) error {
	p := pastText{printer: printer{style: style, width: style.width()}}
	if len(past.Findings) == 0 {
		p.line(0, "No run of these is kept in "+plain(past.History)+". A live run is: assay run --live")
	}
	for i := range past.Findings {
		f := &past.Findings[i]
		if i == 0 || past.Findings[i-1].Suite != f.Suite || past.Findings[i-1].Target != f.Target {
			if i > 0 {
				p.line(0, "")
			}
			p.line(0, (p.style.paint(bold, f.Suite) + "  " + p.style.paint(dim, f.Target)).trimmed())
		}
		p.finding(f)
		if p.b.Len() > mostText {
			if err := p.flush(w); err != nil {
				return err
			}
		}
	}
	for i := range past.Limits {
		if i == 0 {
			p.line(0, "")
			p.line(0, p.style.paint(bold, "Limits"))
		}
		p.limit(&past.Limits[i])
	}
	return p.flush(w)
}

// mostText is from how many bytes on text is written before the rest is there.
const mostText = 64 << 10

// flush writes what there is so far.
func (p *pastText) flush(w io.Writer) error {
	_, err := io.WriteString(w, p.b.String())
	if err != nil {
		return fmt.Errorf("writing the history: %w", err)
	}
	p.b.Reset()
	return nil
}

type pastText struct {
	printer
	days days
}

// days shows times that mostly come again: the last two.
type days [2]struct{ stamp, shown string }

func (d *days) of(stamp string) string {
	for i := range d {
		if d[i].stamp == stamp && stamp != "" {
			return d[i].shown
		}
	}
	d[0], d[1] = d[1], d[0]
	d[0].stamp, d[0].shown = stamp, Day(stamp)
	return d[0].shown
}

func (p *pastText) finding(f *PastFinding) {
	color := yellow
	switch f.Verdict {
	case Holds:
		color = green
	case Broken:
		color = red
	}
	p.headed(2, verdictWidth, p.style.paint(color, verdictWord(f.Verdict)), wrap(clean(f.Claim), p.width-2-verdictWidth))
	p.field(4, "finding", f.ID)
	since := p.days.of(f.Since)
	if f.Before != "" {
		since += fmt.Sprintf("; before that %s, last seen %s", f.Before, Day(f.Until))
	} else if f.Verdict != Inconclusive {
		since += ", the first run"
	}
	p.field(4, "since", since)
	if f.Verdict != Holds {
		p.field(4, "because", f.Reason)
	}
	p.field(4, "runs", p.runs(f))
	p.field(4, "latency", latency(f.Latency))
}

// runs returns the last verdicts as a strip, and how many there were of each.
func (p *pastText) runs(f *PastFinding) string {
	var strip strings.Builder
	for _, v := range f.Recent {
		switch v {
		case Holds:
			strip.WriteString("✓")
		case Broken:
			strip.WriteString("✗")
		case Inconclusive:
			strip.WriteString("?")
		}
	}
	var counts []string
	for _, c := range []struct {
		n    int
		word string
	}{{f.Held, "held"}, {f.Broke, "broken"}, {f.Unsure, "inconclusive"}} {
		if c.n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	text := strip.String() + "  " + strings.Join(counts, ", ")
	if f.Flapping {
		text += fmt.Sprintf("; flapping: %d changes within the last ten", f.Changes)
	}
	return text
}

// latency returns a sparkline, with the values of its ends and its last bar.
func latency(ms []float64) string {
	if len(ms) == 0 {
		return ""
	}
	values := make([]time.Duration, len(ms))
	for i, v := range ms {
		values[i] = time.Duration(v * float64(time.Millisecond))
	}
	line := fmt.Sprintf("%s  last %s", history.Sparkline(values), text.Took(ms[len(ms)-1]))
	if least, most := slices.Min(ms), slices.Max(ms); len(ms) > 1 {
		line += fmt.Sprintf(", %s to %s", text.Took(least), text.Took(most))
	}
	return line
}

func (p *pastText) limit(l *PastLimit) {
	word, color := "lifted", green
	if l.Last.FreeAfter == "" {
		word, color = "LIMITED", red
	}
	head := fmt.Sprintf("%s at %s: %s", l.Probe, l.Target, l.Met())
	p.line(2, p.style.paint(color, fmt.Sprintf("%-*s", verdictWidth, word))+plain(head))
	p.field(4, "last", l.Last.String())
	if l.Longest.First != l.Last.First {
		p.field(4, "longest", l.Longest.String())
	}
	if l.Told != nil {
		p.field(4, "told", l.Told.String()+l.Truths.String())
	}
	if l.Next != nil {
		p.field(4, "told last", l.Next.String())
	}
}

// Met says which answer the limit gave last, and how often it was met: "429 (limited), 3 times".
func (l *PastLimit) Met() string {
	name := fmt.Sprint(l.Last.Status)
	if l.Last.Answer != "" {
		name += " (" + l.Last.Answer + ")"
	}
	return name + ", " + times(l.Spells)
}

// note says what of the told resets was true, for the page; nothing where none was told.
func (l *PastLimit) note() []string {
	var notes []string
	if l.Told != nil {
		notes = append(notes, l.Probe+" told "+l.Told.String()+l.Truths.String())
	}
	if l.Next != nil {
		notes = append(notes, l.Probe+" told "+l.Next.String())
	}
	return notes
}

// String says what was told, and whether it was true.
func (t *PastTold) String() string {
	said := t.Header + ": " + t.Reading + ", by " + toldAt(t.At)
	after := t.off()
	off := text.Span(after.Abs())
	switch history.Truth(t.Truth) {
	case history.Open:
		return said + "; not asked after that yet"
	case history.True:
		if after < 0 {
			return said + "; true to the second: let in " + off + " before it"
		}
		return said + "; true: let in " + off + " after it"
	case history.Late:
		return said + "; late: let in " + off + " before it"
	case history.Early:
		return said + "; early: still refused " + off + " after it, for less than a second"
	case history.Untrue:
		return said + "; untrue: still refused " + off + " after it"
	}
	return said
}

// off is how long after the told reset the request was sent that showed its truth.
func (t *PastTold) off() time.Duration {
	asked, err := time.Parse(time.RFC3339Nano, t.Asked)
	at, wrong := time.Parse(time.RFC3339Nano, t.At)
	if err != nil || wrong != nil {
		return 0
	}
	return asked.Sub(at)
}

// toldAt is an RFC 3339 time to the second.
func toldAt(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

// String says how many told resets were what: " (all: 2 true, 1 late)"; "" unless there were
// several.
func (n *PastTruth) String() string {
	if n == nil || n.True+n.Early+n.Late+n.Untrue < 2 {
		return ""
	}
	var parts []string
	for _, c := range []struct {
		n    int
		word history.Truth
	}{{n.True, history.True}, {n.Early, history.Early}, {n.Late, history.Late}, {n.Untrue, history.Untrue}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	return " (all: " + strings.Join(parts, ", ") + ")"
}

// String gives the bounds of a spell's begin, end and duration.
func (s *PastSpell) String() string {
	began := "seen first " + Day(s.First)
	if s.FreeBefore != "" {
		began = fmt.Sprintf("began between %s (last free) and %s (first limited)", Day(s.FreeBefore), Day(s.First))
	}
	ended := "it goes on, last seen " + Day(s.Last)
	if s.FreeAfter != "" {
		ended = fmt.Sprintf("reset between %s (last limited) and %s (first free)", Day(s.Last), Day(s.FreeAfter))
	}
	var took string
	switch {
	case s.AtLeast == nil:
		took = "how long it took is not known: the clock was set back"
	case s.AtMost != nil:
		took = fmt.Sprintf("it took at least %s, at most %s", text.Span(span(*s.AtLeast)), text.Span(span(*s.AtMost)))
	case *s.AtLeast > 0:
		took = "it took at least " + text.Span(span(*s.AtLeast))
	default:
		return began + "; " + ended
	}
	return began + "; " + ended + "; " + took
}

// span is a number of seconds as a duration.
func span(seconds float64) time.Duration {
	return time.Duration(math.Round(seconds * float64(time.Second)))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// Day formats an RFC 3339 time for people.
func Day(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}
