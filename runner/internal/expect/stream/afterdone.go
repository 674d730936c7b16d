package stream

import (
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/source"
)

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
