package stream

import (
	"time"

	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

func compileDone(c *compiling, e source.Entry) streamPart {
	if want, ok := c.Flag(source.Resolve(e.Value), e.Key); ok {
		return &streamDone{at: c.At(e.Value), want: want}
	}
	return nil
}

func compileCut(c *compiling, e source.Entry) streamPart {
	if want, ok := c.Flag(source.Resolve(e.Value), e.Key); ok {
		return &streamCut{at: c.At(e.Value), want: want}
	}
	return nil
}

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

// closedWords are the keys of `closed`.
var closedWords = []lang.Word{
	lang.NewWord("within", lang.Of("a duration", lang.Schema{"type": "string"}), "how long the answer may stay open after its end mark"),
	lang.NewWord("of", lang.Of("kind or event", lang.Ref("event")), "the event that is the end mark, where that is not [DONE]"),
}

// closed is `closed`: the response ended soon after the end mark of its stream.
type closed struct {
	at     source.Pos
	within time.Duration
	of     *some // nil: [DONE], without one the last event
}

// compileClosed reads {within: 1s}, or {of: {event: message_stop}, within: 1s}.
func compileClosed(c *compiling, e source.Entry) streamPart {
	const form = "a map such as {within: 1s}"
	entries, ok := c.Entries(e.Value, e.Key, form)
	if !ok {
		return nil
	}
	k := &closed{at: c.At(e.Value)}
	asked := false
	for _, e := range entries {
		switch e.Key {
		case "within":
			asked = true
			refuseNegative(c.Compiler, e.Value, "within")
			v, read := c.Operand(e.Value, values.AsDuration)
			k.within, _ = v.(time.Duration)
			ok = ok && read
		case "of":
			k.of = compileSome(c, e.Value)
			ok = ok && k.of != nil
		default:
			_ = c.UnknownWord(e.KeyNode, "key of closed", e.Key, lang.Names(closedWords))
		}
	}
	if !asked {
		c.Mistake(e.Value, "closed: within how long is missing").Next = "write closed: {within: 1s}"
	}
	if !ok || !asked {
		return nil
	}
	c.ReadOn = max(c.ReadOn, k.within)
	return k
}

func (k *closed) judge(v *streamView, out *outcome.Result) {
	mark, why := k.mark(v)
	if why == "" && mark >= 0 {
		why = k.unknown(v)
	}
	s := outcome.Subject{Key: "stream", Part: "closed"}
	switch {
	case why != "":
		out.Doubt("stream closed: " + why)
		return
	case mark < 0:
		f := outcome.Failure{At: k.at, Code: outcome.Absent, Subject: s, Expected: "an end mark", Actual: "none of " + text.Count(len(v.Events), "event"), Detail: v.lastSeen()}
		if k.of != nil {
			f.Expected += ": " + k.of.String()
		}
		out.Fail(f)
		return
	}
	after, open := v.openAfter(mark)
	switch {
	case open && after <= k.within:
		out.Doubt("stream closed: the answer was open still " + took(after) + " after its end mark, when reading ended")
	case after <= k.within:
	case out.Quiet():
		out.Settle(outcome.Unmet)
	default:
		f := outcome.Failure{
			At: k.at, Code: outcome.Ending, Subject: s, Expected: "to end within " + k.within.String() + " of its end mark",
			Actual: "it ended " + took(after) + " after it", Detail: "the end mark is " + v.show(mark), Next: "a client that reads to the end of the answer waits that long",
		}
		if open {
			f.Actual = "it was open still " + took(after) + " after it"
		}
		out.Fail(f)
	}
}

// mark returns the index of the end mark, -1 if there is none; why says why it is unknown.
func (k *closed) mark(v *streamView) (mark int, why string) {
	if k.of == nil {
		if !v.Done && v.cut != "" {
			return 0, v.cutText() + "; of: {event: …} says which event is the end mark"
		}
		return len(v.Events) - 1, ""
	}
	for i := range k.of.among(v) {
		switch k.of.has(v, i) {
		case outcome.Met:
			return i, ""
		case outcome.Unknown:
			return 0, k.of.doubt(v, i)
		}
	}
	switch {
	case v.cut != "":
		return 0, v.cutText()
	case v.More > 0:
		return 0, v.left("closed")
	}
	return -1, ""
}

// unknown says why it is unknown how long the response stayed open, "" if it is known.
func (k *closed) unknown(v *streamView) string {
	if v.Done && v.Closing.After == 0 && check.TimingUnreported(v.o) == "" {
		return "how long the answer stayed open after " + dialect.Done + " was not recorded: record it anew, or write `# closed: 5ms` above its status line"
	}
	if v.Done && k.of == nil {
		return check.TimingUnreported(v.o)
	}
	return v.untimed()
}

// openAfter is how long the answer stayed open after event i; open: it was open still.
func (v *streamView) openAfter(i int) (after time.Duration, open bool) {
	if v.Done {
		return v.lastAt() - v.Events[i].At + v.Closing.After, v.Closing.Open
	}
	return v.o.Duration - v.Events[i].At, v.cut != ""
}

// took is a time that was measured, as people read it.
func took(d time.Duration) string {
	return show.Value(d.Round(100*time.Microsecond), values.AsDuration)
}

func (k *closed) String() string {
	words := "closed within " + k.within.String()
	if k.of != nil {
		words += " of " + k.of.String()
	}
	return words
}

// afterDone is `after_done`: the events and stray lines after the end mark.
type afterDone struct {
	at   source.Pos
	want someLines
}

func compileAfterDone(c *compiling, e source.Entry) streamPart {
	return &afterDone{c.At(e.Value), compileLines(c.Compiler, e.Value)}
}

func (a *afterDone) judge(v *streamView, out *outcome.Result) {
	s := outcome.Subject{Key: "stream", Part: "after_done"}
	if !v.Done || len(v.Events) == 0 {
		switch {
		case v.cut != "":
			out.Doubt(v.whyCut("after_done"))
		case out.Quiet():
			out.Settle(outcome.Unmet)
		default:
			out.Fail(outcome.Failure{At: a.at, Code: outcome.Ending, Subject: s, Expected: "to end with " + dialect.Done, Actual: "it does not end with " + dialect.Done, Detail: v.lastSeen()})
		}
		return
	}
	texts := v.behind()
	if len(texts) == 0 && v.o.Cut != "" {
		out.Doubt("stream after_done: the body was read only in part (" + string(v.o.Cut) + ")")
		return
	}
	before := len(out.Failures)
	a.want.judge(len(texts), texts, s, out)
	for i := before; i < len(out.Failures); i++ {
		out.Failures[i].Next = "a client that reads on sees them; one that ends at " + dialect.Done + " does not"
	}
}

// behind lists the data of the events after the end mark, and the stray lines among them, as they
// came.
func (v *streamView) behind() []any {
	mark := v.Events[len(v.Events)-1].Offset
	if mark < 0 || mark >= int64(len(v.o.Body)) {
		return nil
	}
	more := sse.After(v.o.Body[mark:])
	var out []any
	stray := more.Stray
	for _, e := range more.Events {
		for ; len(stray) > 0 && stray[0].Offset < e.Offset; stray = stray[1:] {
			out = append(out, stray[0].Text)
		}
		out = append(out, e.Data)
	}
	if out = append(out, strayTexts(stray)...); more.Unfinished != "" {
		out = append(out, more.Unfinished)
	}
	return out
}

func (a *afterDone) String() string { return "after_done " + a.want.String() }
