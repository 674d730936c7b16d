package stream

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
)

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
