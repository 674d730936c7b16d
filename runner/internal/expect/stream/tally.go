package stream

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// tallySchema is the schema of the values of `count` and `time_to`.
var tallySchema = lang.OneOrMany(lang.Schema{
	"type": "object", "additionalProperties": false, "required": []string{"of", "is"},
	"properties": lang.Schema{
		"of": lang.Ref("event").Described("a kind by its name, or what an event meets"),
		"is": predicate.PlainRef,
	},
})

// some are the events of one kind, or those that meet a match.
type some struct {
	at    source.Pos
	kinds *kinds
	kind  int
	match *eventMatch // nil: of the kind
}

// compileSome reads the name of a kind, or a map of an event's parts.
func compileSome(c *compiling, n *yaml.Node) *some {
	n = source.Resolve(n)
	s := &some{at: c.At(n), kinds: c.kinds}
	if n.Kind == yaml.ScalarNode {
		name, ok := c.Text(n, "of")
		if ok {
			s.kind, ok = c.kinds.find(c.Compiler, n, name)
		}
		if !ok {
			return nil
		}
		return s
	}
	if n.Kind != yaml.MappingNode {
		c.Wants(n, "of", "a kind or a map of what an event meets")
		return nil
	}
	s.match = compileEvent(c.Compiler, n)
	return s
}

// has reports whether event i is one of them.
func (s *some) has(v *streamView, i int) outcome.Outcome {
	if s.match != nil {
		return s.match.outcome(v, i)
	}
	switch s.kinds.of(v, i) {
	case s.kind:
		return outcome.Met
	case unknownKind:
		return outcome.Unknown
	}
	return outcome.Unmet
}

// among returns how many events may be one of them.
func (s *some) among(v *streamView) int {
	if s.match != nil {
		return len(v.Events)
	}
	return s.kinds.counted(v)
}

// doubt explains why it is unknown whether event i is one of them.
func (s *some) doubt(v *streamView, i int) string {
	if s.match == nil {
		return s.kinds.doubt(v, i)
	}
	var one outcome.Result
	s.match.judge(v, i, &one)
	return v.name(i) + ": " + strings.TrimSpace(strings.Join(one.Unknowns, "; "))
}

func (s *some) String() string {
	if s.match != nil {
		return s.match.String()
	}
	return s.kinds.list[s.kind].name
}

// tally is a predicate on some events: on their number, or on the time of the first.
type tally struct {
	key  string
	of   *some
	want *predicate.Predicate
	// judgeOne judges it.
	judgeOne func(t *tally, v *streamView, out *outcome.Result)
}

// tallies is `count` or `time_to`: a list of tallies, all of which must hold.
type tallies []tally

func (t tallies) judge(v *streamView, out *outcome.Result) {
	for i := range t {
		t[i].judgeOne(&t[i], v, out)
	}
}

func (t tallies) String() string {
	words := make([]string, len(t))
	for i := range t {
		words[i] = t[i].key + " of " + t[i].of.String() + " " + t[i].want.String()
	}
	return strings.Join(words, ", ")
}

// compileTallies reads {of: …, is: …}, or a list of them.
func compileTallies(of values.Kind, judge func(*tally, *streamView, *outcome.Result)) func(*compiling, source.Entry) streamPart {
	return func(c *compiling, e source.Entry) streamPart {
		items := []*yaml.Node{source.Resolve(e.Value)}
		if items[0].Kind == yaml.SequenceNode {
			var ok bool
			if items, ok = c.List(items[0], e.Key, "a map of of and is, or a list of them"); !ok {
				return nil
			}
		}
		var out tallies
		for _, n := range items {
			if of, want := compileTally(c, n, e.Key, of); of != nil && want != nil {
				out = append(out, tally{e.Key, of, want, judge})
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
}

func compileTally(c *compiling, n *yaml.Node, key string, kind values.Kind) (of *some, want *predicate.Predicate) {
	entries, ok := c.Entries(n, key, "a map of of and is, or a list of them")
	if !ok {
		return nil, nil
	}
	var asked bool
	for _, e := range entries {
		switch e.Key {
		case "of":
			asked, of = true, compileSome(c, e.Value)
		case "is":
			if want = c.Compile(e.Value, kind); kind == values.AsDuration {
				refuseNegative(c.Compiler, e.Value, key)
			}
		default:
			_ = c.UnknownWord(e.KeyNode, "key of "+key, e.Key, []string{"of", "is"})
		}
	}
	switch {
	case !asked:
		c.Mistake(n, "%s: of which events is missing", key).Next = "write " + key + ": {of: a kind or {event: …}, is: …}"
	case want == nil:
		c.Mistake(n, "%s: what it is to be is missing", key).Next = "write " + key + ": {of: …, is: {ge: 1}}"
		if kind == values.AsDuration {
			(*c.Problems)[len(*c.Problems)-1].Next = "write " + key + ": {of: …, is: {lt: 2s}}"
		}
	}
	return of, want
}

// judgeCount judges the number of the events.
func judgeCount(t *tally, v *streamView, out *outcome.Result) {
	var found []int
	for i := range t.of.among(v) {
		switch t.of.has(v, i) {
		case outcome.Met:
			found = append(found, i)
		case outcome.Unknown:
			out.Doubt("stream count: " + t.of.doubt(v, i))
			return
		}
	}
	switch {
	case v.cut != "" && !predicate.Settled(t.want, len(found)):
		out.Doubt(v.whyCut("count"))
		return
	case v.More > 0 && !predicate.Settled(t.want, len(found)):
		out.Doubt(v.left("count"))
		return
	}
	before := len(out.Failures)
	t.want.Judge(len(found), outcome.Subject{Key: "stream", Part: "count of " + t.of.String()}, out)
	if len(out.Failures) > before {
		out.Failures[before].Code, out.Failures[before].Detail = outcome.Count, v.list(found)
	}
}

// list names the first of some events, each with its data.
func (v *streamView) list(found []int) string {
	const most = 4
	if len(found) == 0 {
		return v.lastSeen()
	}
	var lines []string
	for _, i := range found[:min(len(found), most)] {
		lines = append(lines, v.show(i))
	}
	if more := len(found) - most; more > 0 {
		lines = append(lines, "and "+text.Count(more, "more event"))
	}
	return strings.Join(lines, "\n")
}

// judgeTimeTo judges the time of the first of the events.
func judgeTimeTo(t *tally, v *streamView, out *outcome.Result) {
	if why := v.untimed(); why != "" {
		out.Doubt("stream time_to: " + why)
		return
	}
	s := outcome.Subject{Key: "stream", Part: "time_to " + t.of.String()}
	for i := range t.of.among(v) {
		switch t.of.has(v, i) {
		case outcome.Met:
			if v.More > 0 && i == len(v.Events)-1 {
				continue // more events came before the last
			}
			before := len(out.Failures)
			t.want.Judge(v.Events[i].At, s, out)
			if len(out.Failures) > before {
				out.Failures[before].Detail = v.show(i)
			}
			return
		case outcome.Unknown:
			out.Doubt("stream time_to: " + t.of.doubt(v, i))
			return
		}
	}
	switch {
	case v.cut != "":
		out.Doubt(v.whyCut("time_to"))
	case v.More > 0:
		out.Doubt(v.left("time_to"))
	case out.Quiet():
		out.Settle(outcome.Unmet)
	default:
		f := outcome.Failure{At: t.of.at, Code: outcome.Absent, Subject: s, Expected: t.want.String(), Actual: "none of " + text.Count(len(v.Events), "event"), Detail: v.lastSeen()}
		if t.of.match != nil {
			f.Detail = (&anyEvent{t.of.match}).nearest(v)
		}
		out.Fail(f)
	}
}
