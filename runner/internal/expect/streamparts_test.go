package expect_test

import (
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// timed returns a stream with events at these milliseconds, which ended after all of them.
func timed(end int, at ...int) *exchange.Observation {
	o := streamed("", make([]string, len(at))...)
	for i, ms := range at {
		o.Stream.Events[i].At = time.Duration(ms) * time.Millisecond
		o.Stream.Events[i].Data = string(rune('a' + i))
	}
	o.Duration = time.Duration(end) * time.Millisecond
	return o
}

// The longest silence is between two events, or between the last and the end; without times it is
// unknown.
func TestTheTimesOfAStream(t *testing.T) {
	for _, c := range []struct {
		o    *exchange.Observation
		want []judgement
	}{
		{timed(500, 100, 150, 300), []judgement{{"stream: {first: 100ms, gap: 200ms, duration: 500ms}", expect.Met}, {"stream: {time_to: {of: {data: 'b'}, is: 150ms}}", expect.Met}}},
		{timed(310, 100, 250, 300), []judgement{{"stream: {gap: 150ms, duration: 310ms}", expect.Met}}},
		{timed(0, 100, 250, 300), []judgement{{"stream: {first: 100ms, gap: 150ms, duration: 300ms}", expect.Met}}},
		{timed(300, 100), []judgement{{"stream: {first: 100ms, gap: 200ms}", expect.Met}, {"stream: {gap: {lt: 200ms}}", expect.Unmet}}},
		{timed(100, 100), []judgement{{"stream: {gap: 0s}", expect.Met}, {"stream: {gap: {gt: 0s}}", expect.Unmet}}},
		{timed(300), []judgement{{"stream: {duration: 300ms}", expect.Met}, {"stream: {first: {lt: 1s}}", expect.Unmet}}},
		{timed(0), []judgement{{"stream: {duration: {lt: 1s}}", expect.Unknown}, {"stream: {gap: {lt: 1s}}", expect.Unknown}}},
		{timed(0, 0, 0), []judgement{{"stream: {first: {lt: 1s}}", expect.Unknown}, {"stream: {gap: {lt: 1s}}", expect.Unknown}, {"stream: {time_to: {of: {data: 'a'}, is: {lt: 1s}}}", expect.Unknown}}},
		{timed(200, 0, 0), []judgement{{"stream: {first: {lt: 1s}, gap: 200ms}", expect.Met}}},
	} {
		holding(t, c.o, c.want)
	}
	for _, c := range []struct {
		o            *exchange.Observation
		text, detail string
	}{
		{timed(310, 100, 250, 300), "gap: {lt: 1ms}", "between event 1 of 3 (byte 0) and event 2"},
		{timed(310, 100, 150, 300), "gap: {lt: 1ms}", "between event 2 of 3 (byte 40) and event 3"},
		{timed(400, 100, 200, 300), "gap: {lt: 1ms}", "between event 1 of 3 (byte 0) and event 2"},
		{timed(401, 100, 200, 300), "gap: {lt: 1ms}", "between event 3 of 3 (byte 80) and the end"},
		{timed(100, 100), "gap: {gt: 1ms}", "one event only"},
		{timed(101, 100), "gap: {gt: 1s}", "between event 1 of 1 (byte 0) and the end"},
		{timed(310, 100, 150, 300), "first: {lt: 1ms}", `event 1 of 3 (byte 0): "a"`},
		{timed(310, 100, 150, 300), "duration: {lt: 1ms}", `the last is event 3 of 3 (byte 80): "c"`},
		{timed(310), "duration: {lt: 1ms}", "no event came"},
		{timed(310), "first: {lt: 1ms}", "no event came"},
		{timed(310, 100, 150, 300), "time_to: {of: {data: 'b'}, is: {lt: 1ms}}", `event 2 of 3 (byte 40): "b"`},
	} {
		result := compile(t, "stream: {"+c.text+"}").Judge(c.o, nil)
		if len(result.Failures) != 1 || result.Failures[0].Detail != c.detail {
			t.Errorf("%s: %s, want %s", c.text, shown(result), c.detail)
		}
	}
}

// Of many failing events five are shown, of those that are counted four.
func TestHowManyEventsAreShown(t *testing.T) {
	for n, next := range map[int]string{1: "", 5: "", 6: "1 of 7 events fail likewise", 9: "4 of 10 events fail likewise"} {
		data := append(strings.Split(strings.Repeat("no ", n), " ")[:n], "yes")
		result := compile(t, "stream: {each: yes}").Judge(streamed("", data...), nil)
		if len(result.Failures) != min(n, 5) || result.Failures[len(result.Failures)-1].Next != next {
			t.Errorf("%d events: %s", n, shown(result))
		}
	}
	for n, more := range map[int]string{1: "", 4: "", 5: "\nand 1 more event", 7: "\nand 3 more events"} {
		data := append(strings.Split(strings.Repeat("yes ", n), " ")[:n], "no")
		result := compile(t, "stream: {count: {of: {data: 'yes'}, is: 0}}").Judge(streamed("", data...), nil)
		if len(result.Failures) != 1 || strings.Count(result.Failures[0].Detail, "(byte ") != min(n, 4) || !strings.HasSuffix(result.Failures[0].Detail, `: "yes"`+more) {
			t.Errorf("%d events: %s", n, shown(result))
		}
	}
	for _, c := range []struct {
		text    string
		outcome expect.Outcome
		detail  string
	}{
		{"count: {of: {data: 'no'}, is: 0}", expect.Met, ""}, {"count: {of: {data: 'no'}, is: 1}", expect.Unmet, `the last is event 2 of 2 (byte 40): "maybe"`}, {"each: {in: [yes, maybe]}", expect.Met, ""}, {"any: maybe", expect.Met, ""}, {"last: maybe", expect.Met, ""}, {"last: yes", expect.Unmet, ""},
		{"time_to: {of: {data: 'maybe'}, is: 200ms}", expect.Met, ""}, {"events: 2", expect.Met, ""}, {"events: 3", expect.Unmet, `the last is event 2 of 2 (byte 40): "maybe"`}, {"stray: empty", expect.Met, ""}, {"stray: 0", expect.Met, ""}, {"comments: 2", expect.Met, ""}, {"comments: 3", expect.Unmet, ""},
	} {
		result := compile(t, "stream: {"+c.text+"}").Judge(streamed("", "yes", "maybe"), nil)
		if result.Outcome != c.outcome || c.outcome == expect.Unmet && result.Failures[0].Detail != c.detail {
			t.Errorf("%s: %s, want outcome %d, %s", c.text, shown(result), c.outcome, c.detail)
		}
	}
}

// The message about the last event that does not meet a match has what the end of the body cut off.
func TestAnUnfinishedEvent(t *testing.T) {
	o := streamed("", "yes", "no", "no")
	o.Stream.Unfinished = "data: n"
	result := compile(t, "stream: {each: yes}").Judge(o, nil)
	const said = "the last is event 3 of 3 (byte 80): \"no\"\nan unfinished event was dropped, as the standard has it: \"data: n\""
	if len(result.Failures) != 2 || result.Failures[0].Detail != "" || result.Failures[1].Detail != said {
		t.Errorf("got %s, want %s", shown(result), said)
	}
	o.Stream.Unfinished = ""
	if result := compile(t, "stream: {each: yes}").Judge(o, nil); len(result.Failures) != 2 || result.Failures[1].Detail != "" {
		t.Errorf("without one: %s", shown(result))
	}
}

// In a stream that was read in part, what can no longer change is known.
func TestAStreamReadInPart(t *testing.T) {
	stray := streamed(exchange.CutLimit, "a", "b")
	stray.Stream.Stray = []exchange.Stray{{Text: "oops"}}
	holding(t, stray, []judgement{{"stream: {stray: empty}", expect.Unmet}, {"stream: {stray: {count: 1}}", expect.Met}})
	holding(t, streamed(exchange.CutLimit, "a", "b"), []judgement{
		{"stream: {events: 2}", expect.Unknown}, {"stream: {events: {ge: 2}}", expect.Met}, {"stream: {events: {gt: 2}}", expect.Unknown}, {"stream: {events: {lt: 2}}", expect.Unmet}, {"stream: {events: {lt: 3}}", expect.Unknown}, {"stream: {events: 1}", expect.Unmet}, {"stream: {events: {between: [1, 1]}}", expect.Unmet}, {"stream: {events: {between: [1, 2]}}", expect.Unknown}, {"stream: {events: {between: [3, 5]}}", expect.Unknown}, {"stream: {events: {between: [0, 0], ge: 1}}", expect.Unmet}, {"stream: {events: {in: [1, 2]}}", expect.Unknown},
		{"stream: {count: {of: {data: 'a'}, is: 1}}", expect.Unknown}, {"stream: {count: {of: {data: 'a'}, is: {ge: 1}}}", expect.Met}, {"stream: {count: {of: {data: 'a'}, is: 0}}", expect.Unmet}, {"stream: {count: {of: {data: 'a'}, is: {le: 1}}}", expect.Unknown},
		{"stream: {time_to: {of: {data: 'b'}, is: 200ms}}", expect.Met}, {"stream: {time_to: {of: {data: 'c'}, is: {lt: 1s}}}", expect.Unknown}, {"stream: {first: 100ms}", expect.Met}, {"stream: {first: {lt: 100ms}}", expect.Unmet}, {"stream: {gap: {ge: 100ms}}", expect.Met}, {"stream: {gap: {lt: 1s}}", expect.Unknown}, {"stream: {gap: {lt: 100ms}}", expect.Unmet},
		{"stream: {each: {in: [a, b]}}", expect.Unknown}, {"stream: {each: a}", expect.Unmet}, {"stream: {any: b}", expect.Met}, {"stream: {any: c}", expect.Unknown}, {"stream: {last: b}", expect.Unknown}, {"stream: {stray: empty}", expect.Unknown}, {"stream: {stray: 0}", expect.Unknown},
		{"stream: {done: true}", expect.Unknown}, {"stream: {done: false}", expect.Unknown}, {"stream: {cut: true}", expect.Unknown}, {"stream: {cut: false}", expect.Unknown}, {"stream: {comments: {ge: 2}}", expect.Met}, {"stream: {comments: 2}", expect.Unknown},
	})
}
