package report

import (
	"fmt"
	"strings"

	"assay/runner/internal/judge"
	"assay/runner/internal/text"
)

// FailureText returns one broken or inconclusive finding in full, which entry points show as a
// spec's failure. Observation and control may be nil.
func FailureText(f *Finding, o, control *Observation, style Style) string {
	p := printer{style: style, width: style.width()}
	p.finding(f, o, control)
	return p.b.String()
}

// Headline returns a verdict and its claim, in one line.
func Headline(verdict, claim string, style Style) string {
	color := map[string]string{Holds: green, Broken: red, Inconclusive: yellow}[verdict]
	return string(style.paint(color, verdictWord(verdict)) + plain(claim))
}

// Line makes an untrusted text fit for one line of a terminal.
func Line(s string) string { return clean(s) }

// Summary returns the result of a run in one line.
func Summary(r *Result) string { return summaryLine(r, r.Tally()) }

// printer writes labeled, wrapped lines.
type printer struct {
	b     strings.Builder
	style Style
	width int
}

const labelWidth = 10

// line writes one line.
func (p *printer) line(indent int, text printable) {
	for range indent {
		p.b.WriteByte(' ')
	}
	p.b.WriteString(string(text))
	p.b.WriteByte('\n')
}

// headed writes lines with a head before the first and an indentation of its width before the
// others.
func (p *printer) headed(indent, wide int, head printable, lines []string) {
	for i, l := range lines {
		if i > 0 {
			head = plain(strings.Repeat(" ", wide))
		}
		p.line(indent, (head + plain(l)).trimmed())
	}
}

// field writes a label and a wrapped text to its right; nothing for an empty text.
func (p *printer) field(indent int, label, text string) {
	if text == "" {
		return
	}
	var all []string
	for _, one := range lines(text) {
		all = append(all, wrap(one, p.width-indent-labelWidth)...)
	}
	p.labeled(indent, label, all)
}

// labeled writes lines to the right of a label.
func (p *printer) labeled(indent int, label string, lines []string) {
	p.headed(indent, labelWidth, p.style.paint(dim, label+strings.Repeat(" ", max(0, labelWidth-len(label)))), lines)
}

// finding writes everything about a finding except its claim.
func (p *printer) finding(f *Finding, o, control *Observation) {
	const indent = 4
	p.field(indent, "finding", strings.TrimSpace(f.ID+"  "+f.At.String()))
	if f.Verdict != Broken {
		p.field(indent, "because", f.Reason)
		p.field(indent, "needs", f.Decide)
	}
	p.field(indent, "probe", probeText(f.Probe, o))
	if o != nil && !saysAll(f, o) {
		p.field(indent, "answer", answerText(o))
		if o.GaveUp != "" {
			p.field(indent, "until", o.GaveUp)
		}
	}
	if f.Control != "" && control != nil {
		p.field(indent, "control", f.Control+": "+answerText(control))
	}
	p.field(indent, "source", f.Source)
	if f.Verdict == Broken {
		for _, text := range f.Breaks {
			p.field(indent, "breaks", text)
		}
	}
	if f.Verdict == Broken && f.Reason != "" {
		p.field(indent, "because", f.Reason)
	}
	if o != nil && (f.Verdict == Broken || p.style.Verbose) {
		p.curl(indent, o)
	}
	for i := range f.Failures {
		p.failure(indent, &f.Failures[i])
	}
	if o != nil && (f.Verdict == Broken || p.style.Verbose) {
		p.message(indent, f, o)
	}
}

// saysAll reports whether a finding's reason already says why there is no response.
func saysAll(f *Finding, o *Observation) bool {
	if f.Verdict != Inconclusive {
		return false
	}
	switch judge.Kind(f.Kind) {
	case judge.NoAnswer, judge.Excused, judge.SameRefusal:
		return o.Error != ""
	}
	return o.Missing != ""
}

// probeText returns a probe and its request in one line.
func probeText(probe string, o *Observation) string {
	if o == nil || o.Request == nil {
		return probe
	}
	return probe + "  " + o.Request.Method + " " + o.Request.URL
}

// curl writes the command. Its lines are not wrapped, so that it can be pasted.
func (p *printer) curl(indent int, o *Observation) {
	if o.Curl == "" {
		return
	}
	p.labeled(indent, "curl", strings.Split(o.Curl, "\n"))
	for _, need := range o.CurlNeeds {
		p.field(indent, "", "where "+need)
	}
}

// failure writes one unmet expectation.
func (p *printer) failure(indent int, f *Failure) {
	p.line(0, "")
	title := p.style.paint(bold, f.Subject)
	if !f.At.IsZero() {
		title += "  " + p.style.paint(dim, f.At.String())
	}
	p.line(indent, title)
	p.field(indent+2, "expected", f.Expected)
	p.field(indent+2, "actual", f.Actual)
	p.field(indent+2, "fixture", f.Fixture)
	if f.Detail != "" {
		for _, l := range lines(f.Detail) {
			p.line(indent+2, plain(strings.Repeat(" ", labelWidth)+l).trimmed())
		}
	}
	p.field(indent+2, "next", f.Next)
}

// fields writes fields below their name, if there are any.
func (p *printer) fields(indent int, name string, all []Field) {
	if len(all) == 0 {
		return
	}
	p.line(0, "")
	p.line(indent, p.style.paint(bold, name))
	for _, h := range all {
		p.line(indent+2, plain(h.Name+": "+h.Value))
	}
}

// message writes what came: headers with -v, the body or the events.
func (p *printer) message(indent int, f *Finding, o *Observation) {
	if p.style.Verbose {
		p.fields(indent, "headers", o.Headers)
		p.fields(indent, "trailers", o.Trailers)
	}
	switch {
	case len(o.Events) > 0:
		p.events(indent, o)
	case o.BodyCoding != "":
		p.line(0, "")
		p.line(indent, p.style.paint(bold, "body")+plain(fmt.Sprintf("  %d bytes that are no text", o.Size)))
	case o.Body != "":
		p.body(indent, f, o)
	}
}

func (p *printer) body(indent int, f *Finding, o *Observation) {
	p.line(0, "")
	title := p.style.paint(bold, "body")
	text := o.Body
	if !p.style.Verbose {
		text = excerpt(text, f.Failures)
	}
	if len(text) != len(o.Body) {
		title += plain(fmt.Sprintf("  %d bytes, cut here; -v shows it whole", max(o.Size, int64(len(o.Body)))))
	} else if o.BodyCut != "" {
		title += "  " + plain(o.BodyCut)
	}
	p.line(indent, title)
	for _, l := range lines(text) {
		for _, w := range wrap(l, p.width-indent-2) {
			p.line(indent+2, plain(w))
		}
	}
}

// mostStrayLines is the maximum number of stray lines written of a stream, except those at its end;
// with -v, all in the result are.
const mostStrayLines = 20

// events writes a stream: its last events, all of them with -v, and the first
// stray lines.
func (p *printer) events(indent int, o *Observation) {
	const last = 5
	events := o.Events
	title := "  " + text.Count(max(len(events), o.EventsTotal), "event")
	if o.BodyCut != "" {
		title += "  " + o.BodyCut
	}
	if o.StillOpen {
		title += "  still open " + text.Took(o.ClosedMS) + " after its end mark"
	}
	p.line(0, "")
	p.line(indent, p.style.paint(bold, "stream")+plain(title))
	skipped := 0
	strays := 0
	for i, e := range events {
		number := i + 1
		if e.Number > 0 {
			if i > 0 && e.Number != events[i-1].Number+1 {
				skipped += e.Number - events[i-1].Number - 1 // those in between are not in the result
			}
			number = e.Number
		}
		if e.Stray {
			strays++
		}
		if !p.style.Verbose && (!e.Stray || strays > mostStrayLines) && i < len(events)-last {
			skipped++
			continue
		}
		if skipped > 0 {
			p.line(indent+2, plain("… "+text.Count(skipped, "event")))
			skipped = 0
		}
		kind := e.Type
		if e.Stray {
			kind = "stray line"
		}
		text := clean(strings.TrimSpace(fmt.Sprintf("%d @%s %s ", number, text.Took(e.AtMS), kind)) + " " + e.Data)
		if !p.style.Verbose {
			text = cut(text, p.width-indent-2)
		}
		p.line(indent+2, plain(text))
	}
}

// answerText describes what came for a probe, in one sentence with its provenance.
func answerText(o *Observation) string {
	var b strings.Builder
	if o.Answer != "" {
		b.WriteString(o.Answer + ": ")
	}
	switch {
	case o.Missing != "":
		b.WriteString("not asked: " + firstLine(o.Missing))
		return b.String()
	case o.Error != "":
		b.WriteString("none (" + o.Error + "): " + o.ErrorText)
	case o.Status == 0:
		b.WriteString("status not told")
	default:
		b.WriteString(strings.TrimSpace(fmt.Sprintf("%d %s", o.Status, o.Reason)))
		for _, h := range o.Headers {
			if isContentType(h.Name) {
				b.WriteString(", " + h.Value)
			}
		}
		if o.Size > 0 {
			b.WriteString(", " + text.Count(int(o.Size), "byte"))
		}
	}
	if o.DurationMS > 0 {
		b.WriteString(" in " + text.Took(o.DurationMS))
	}
	for _, odd := range o.Odd {
		b.WriteString("; " + odd)
	}
	if o.Samples > 1 {
		b.WriteString(", first of " + text.Count(o.Samples, "sample"))
	}
	b.WriteString(provenanceText(o))
	return b.String()
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func provenanceText(o *Observation) string {
	text := o.Provenance
	switch o.Provenance {
	case "":
		return ""
	case "live":
		if o.FromCache && o.Sent != "" {
			text += " at " + o.Sent + ", taken over from an earlier run"
		}
		return " (" + text + ")"
	case "captured":
		if o.Recorded != "" {
			text += " " + o.Recorded
		}
	}
	if o.From != "" {
		text += " from " + o.From
	}
	if o.Reported != "" {
		text += "; reported: " + o.Reported
	}
	return " (" + text + ")"
}
