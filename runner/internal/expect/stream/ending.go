package stream

import (
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/source"
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
