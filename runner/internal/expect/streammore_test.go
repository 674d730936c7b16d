package expect_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// long is a stream of ten events, of which the first ones and the last are at hand.
func long(first string, last string) *exchange.Observation {
	o := streamed("", append(strings.Split(first, ";"), last)...)
	o.Stream.More = 10 - len(o.Stream.Events)
	return o
}

// Of a long stream is known what the events at hand decide; the last may be anywhere behind them.
func TestALongStream(t *testing.T) {
	for _, c := range []struct {
		o    *exchange.Observation
		want []judgement
	}{
		{long("a;b", "z"), []judgement{
			{"events: 10", expect.Met}, {"events: 3", expect.Unmet}, {"first: 100ms", expect.Met}, {"duration: 400ms", expect.Met}, {"gap: {ge: 100ms}", expect.Met}, {"gap: {lt: 100ms}", expect.Unmet}, {"gap: {lt: 1s}", expect.Unknown},
			{"each: {length: 1}", expect.Unknown}, {"each: {in: [a, z]}", expect.Unmet}, {"any: b", expect.Met}, {"any: z", expect.Met}, {"any: c", expect.Unknown}, {"last: z", expect.Met}, {"last: b", expect.Unmet},
			{"count: {of: {data: a}, is: 1}", expect.Unknown}, {"count: {of: {data: a}, is: {ge: 1}}", expect.Met}, {"count: {of: {data: a}, is: 0}", expect.Unmet},
			{"time_to: {of: {data: b}, is: 200ms}", expect.Met}, {"time_to: {of: {data: b}, is: 100ms}", expect.Unmet}, {"time_to: {of: {data: z}, is: 300ms}", expect.Unknown}, {"time_to: {of: {data: y}, is: 300ms}", expect.Unknown},
			{"joined: {is: {starts_with: ab}}", expect.Met}, {"joined: {is: {starts_with: abz}}", expect.Unknown}, {"joined: {is: ab}", expect.Unknown}, {"joined: {is: {starts_with: b}}", expect.Unmet},
			{"kinds: {a: a, b: b, z: z}, order: a b z", expect.Unknown}, {"kinds: {a: a, b: b, z: z}, order: a b a", expect.Unknown}, {"kinds: {a: a, b: b, z: z}, order: a a .*", expect.Unmet},
		}},
		{long(`{"n": 1, "t": "a"};{"n": 2, "t": "b"}`, `{"n": 0, "t": "c"}`), []judgement{
			{"increasing: $.n", expect.Unknown}, {"joined: {path: $.t, is: {starts_with: ab}}", expect.Met}, {"joined: {path: $.t, is: {starts_with: abc}}", expect.Unknown},
			{"joined: {path: $.t, by: $.n, each: {length: {ge: 1}}}", expect.Unknown}, {"joined: {path: $.t, by: $.n, each: {starts_with: a}}", expect.Unmet}, {"joined: {path: $.t, by: $.n, each: {in: [a, b]}}", expect.Unknown}, {"joined: {path: $.t, by: $.n, is: {length: 2}}", expect.Unknown},
		}},
		{long(`{"n": 1};{"n": 1}`, `{"n": 2}`), []judgement{{"increasing: $.n", expect.Unmet}}},
		{long(`{"n": 1, "t": "a"};{"n": 2, "t": 3}`, `{"n": 2}`), []judgement{{"joined: {path: $.t, is: {starts_with: a}}", expect.Unmet}}},
		{long(`{"n": 1, "t": "a"};{"n": 2}`, `{"n": 2, "t": 3}`), []judgement{{"joined: {path: $.t, is: {starts_with: a}}", expect.Met}, {"joined: {path: $.t, by: $.n, each: {starts_with: b}}", expect.Unmet}, {"joined: {path: $.x, by: $.n, each: x}", expect.Unknown}}},
		{long(`{"t": "a"};{"t": "b"}`, "[DONE]"), []judgement{{"joined: {path: $.t, is: {starts_with: ab}}", expect.Met}, {"done: true", expect.Met}, {`last: {json: {$.t: b}}`, expect.Met}, {"kinds: {t: {json: {$.t: present}}, d: '[DONE]'}, order: t t d", expect.Unknown}}},
	} {
		for _, j := range c.want {
			r := compile(t, "stream: {"+j.text+"}").Judge(c.o, nil)
			key, _, _ := strings.Cut(j.text, ":")
			if key == "kinds" {
				key = "order"
			}
			left := fmt.Sprintf("the stream has 10 events, of which the first %d and the last are judged", len(c.o.Stream.Events)-1)
			if r.Outcome != j.want || j.want == expect.Unknown && (len(r.Unknowns) == 0 || !strings.HasPrefix(r.Unknowns[0], "stream "+key) || !strings.HasSuffix(r.Unknowns[0], ": "+left)) {
				t.Errorf("%s: outcome %d, want %d: %s", j.text, r.Outcome, j.want, shown(r))
			}
			if quiet := compile(t, "stream: {"+j.text+"}").Outcome(c.o, nil); quiet != j.want {
				t.Errorf("%s: outcome %d without reasons, want %d", j.text, quiet, j.want)
			}
		}
	}
	one := streamed("", `{"n": 1, "t": "a"}`, `{"n": 2, "t": "b"}`, `{"n": 0, "t": "c"}`)
	one.Stream.More = 1
	for _, text := range []string{"gap: {lt: 1s}", "each: present", "any: nothing", "count: {of: {id: ''}, is: 3}", "time_to: {of: {contains: '0'}, is: {lt: 1s}}", "time_to: {of: nothing, is: {lt: 1s}}", "joined: {is: {length: 1}}", "joined: {path: $.t, is: ab}", "kinds: {a: {contains: t}}, order: a+", "increasing: $.n", "joined: {path: $.t, by: $.n, each: {length: 1}}", "joined: {path: $.t, by: $.n, is: {length: 3}}"} {
		if r := compile(t, "stream: {"+strings.ReplaceAll(text, "of: nothing", "of: {data: nothing}")+"}").Judge(one, nil); r.Outcome != expect.Unknown || !strings.HasSuffix(r.Unknowns[0], "the stream has 4 events, of which the first 2 and the last are judged") {
			t.Errorf("with one event more, %s: %s", text, shown(r))
		}
	}
	for text, want := range map[string]string{
		"stream: {events: 3}":       `the last is event 10 of 10 (byte 80): "z"`,
		"stream: {gap: {lt: 50ms}}": "between event 1 of 10 (byte 0) and event 2",
	} {
		o := long("a;b", "z")
		o.Stream.Cut = ""
		if r := compile(t, text).Judge(o, nil); len(r.Failures) != 1 || r.Failures[0].Detail != want {
			t.Errorf("%s: %s, want %s", text, shown(r), want)
		}
	}
}

// The JSON of more events than are kept is read anew, and the same is said of it.
func TestAStreamOfManyEvents(t *testing.T) {
	for _, n := range []int{10_000, 10_001, 10_100} {
		data := make([]string, n)
		for i := range data {
			data[i] = fmt.Sprintf(`{"n": %d, "t": "x"}`, i)
		}
		o := streamed("", data...)
		holding(t, o, []judgement{
			{"stream: {each: {json: {$.n: {ge: 0}, $.t: x}}, increasing: {path: $.n, by: 1}, joined: {path: $.t, is: {length: " + fmt.Sprint(n) + "}}}", expect.Met},
			{"stream: {each: {json: {$.n: {lt: " + fmt.Sprint(n-1) + "}}}}", expect.Unmet},
			{"stream: {last: {json: {$.n: " + fmt.Sprint(n-1) + "}}, any: {json: {$.n: 77}}}", expect.Met},
		})
	}
}

// Lines that no stream has are counted, the first of them are shown.
func TestStrayLines(t *testing.T) {
	stray := func(more int, texts ...string) *exchange.Observation {
		o := streamed("", "a")
		for i, text := range texts {
			o.Stream.Stray = append(o.Stream.Stray, exchange.Stray{Text: text, Offset: int64(10 * i)})
		}
		o.Stream.MoreStray = more
		return o
	}
	lines := stray(0, "x")
	lines.Stream.Framing = exchange.NDJSON
	lines.Header[0].Value = "application/x-ndjson"
	for _, c := range []struct {
		o              *exchange.Observation
		text           string
		want           expect.Outcome
		actual, detail string
	}{
		{stray(0), "empty", expect.Met, "", ""}, {stray(0), "absent", expect.Met, "", ""}, {stray(0), "0", expect.Met, "", ""}, {stray(0), "1", expect.Unmet, "0", ""},
		{stray(0, "x"), "1", expect.Met, "", ""}, {stray(0, "x"), "[x]", expect.Met, "", ""}, {stray(0, "x"), "empty", expect.Unmet, `["x"] (array)`, `line at byte 0 is no line of an event stream: "x"`},
		{stray(0, "x"), "absent", expect.Unmet, `["x"] (array)`, `line at byte 0 is no line of an event stream: "x"`},
		{lines, "0", expect.Unmet, "1", `line at byte 0 is no line of a stream of JSON lines: "x"`},
		{stray(0, "x", "y", "z"), "0", expect.Unmet, "3", "line at byte 0 is no line of an event stream: \"x\"\nline at byte 10 is no line of an event stream: \"y\"\nline at byte 20 is no line of an event stream: \"z\""},
		{stray(0, "x", "y", "z", "w"), "{count: 3}", expect.Unmet, `4: "x" (string), "y" (string), "z" (string), "w" (string)`, "line at byte 0 is no line of an event stream: \"x\"\nline at byte 10 is no line of an event stream: \"y\"\nline at byte 20 is no line of an event stream: \"z\"\nand 1 more"},
		{stray(5, "x", "y", "z", "w"), "9", expect.Met, "", ""},
		{stray(5, "x", "y", "z", "w"), "4", expect.Unmet, "9", "line at byte 0 is no line of an event stream: \"x\"\nline at byte 10 is no line of an event stream: \"y\"\nline at byte 20 is no line of an event stream: \"z\"\nand 6 more"},
		{stray(5, "x", "y"), "empty", expect.Unmet, `["x"] (array)`, "line at byte 0 is no line of an event stream: \"x\"\nline at byte 10 is no line of an event stream: \"y\""},
		{stray(1, "x", "y"), "3", expect.Met, "", ""}, {stray(1, "x", "y"), "{count: 3}", expect.Unknown, "", "stream stray: the stream has 3 stray lines, of which the first 2 are judged"}, {stray(1, "x", "y"), "empty", expect.Unmet, `["x"] (array)`, "line at byte 0 is no line of an event stream: \"x\"\nline at byte 10 is no line of an event stream: \"y\""},
		{stray(5, "x", "y"), "{empty: true, count: 2}", expect.Unknown, "", "stream stray: the stream has 7 stray lines, of which the first 2 are judged"}, {stray(5, "x", "y"), "{empty: false}", expect.Met, "", ""}, {stray(0), "{count: 1}", expect.Unmet, "0", ""},
		{stray(5, "x", "y"), "{count: 2}", expect.Unknown, "", "stream stray: the stream has 7 stray lines, of which the first 2 are judged"},
		{stray(5, "x", "y"), "{each: {length: 1}}", expect.Unknown, "", "stream stray: the stream has 7 stray lines, of which the first 2 are judged"},
	} {
		r := compile(t, "stream: {stray: "+c.text+"}").Judge(c.o, nil)
		actual, detail := "", strings.Join(r.Unknowns, "; ")
		for _, f := range r.Failures {
			actual, detail = actual+f.Actual, detail+f.Detail
		}
		if r.Outcome != c.want || actual != c.actual || detail != c.detail {
			t.Errorf("%s of %v: %s, want outcome %d, %s, %s", c.text, c.o.Stream.Stray, shown(r), c.want, c.actual, c.detail)
		}
	}
}

// An answer is a stream by what was read of it, or by its Content-Type.
func TestWhichAnswersAreStreams(t *testing.T) {
	answer := func(contentType string, asked bool, s *exchange.Stream) *exchange.Observation {
		o := typed("http://h/", 200, contentType, "")
		o.Stream, o.Request.Stream, o.Duration = s, asked, time.Second
		return o
	}
	one, two := []exchange.Event{{Data: "{}"}}, []exchange.Event{{Data: "{}"}, {Data: "{}"}}
	for _, c := range []struct {
		o    *exchange.Observation
		want expect.Outcome
		says string
	}{
		{answer("text/event-stream", false, &exchange.Stream{Framing: exchange.SSE}), expect.Met, ""},
		{answer("application/x-ndjson", false, &exchange.Stream{Framing: exchange.NDJSON}), expect.Met, ""},
		{answer("application/json", false, &exchange.Stream{Framing: exchange.SSE, Events: one}), expect.Met, ""},
		{answer("application/json", false, &exchange.Stream{Framing: exchange.NDJSON, Events: two}), expect.Met, ""},
		{answer("application/json", false, &exchange.Stream{Framing: exchange.NDJSON, Events: one}), expect.Unmet, "a JSON value a line (Content-Type application/x-ndjson), "},
		{answer("application/json", false, &exchange.Stream{Framing: exchange.SSE}), expect.Unmet, "server-sent events (Content-Type text/event-stream), "},
		{answer("application/jsonl", false, &exchange.Stream{Framing: exchange.SSE}), expect.Unmet, "server-sent events (Content-Type text/event-stream), stream: ndjson on the probe reads what the Content-Type says"},
		{answer("text/event-stream", false, &exchange.Stream{Framing: exchange.NDJSON, Events: one}), expect.Unmet, "a JSON value a line (Content-Type application/x-ndjson), stream: true on the probe reads what the Content-Type says"},
		{answer("application/json", false, nil), expect.Unmet, "server-sent events (Content-Type text/event-stream), "},
		{answer("application/json", true, nil), expect.Unmet, "server-sent events (Content-Type text/event-stream), "},
		{answer("text/event-stream", false, nil), expect.Unknown, "stream: the answer was not read as a stream: set stream: true on the probe"},
		{answer("application/jsonl", false, nil), expect.Unknown, "stream: the answer was not read as a stream: set stream: ndjson on the probe"},
		{answer("application/jsonl", true, nil), expect.Unknown, "stream: the recorded answer is not marked as a stream: write `# body: events` above its status line, or record it anew"},
	} {
		r := compile(t, "stream: true").Judge(c.o, nil)
		says := strings.Join(r.Unknowns, "; ")
		for _, f := range r.Failures {
			says += f.Expected + ", " + f.Next
		}
		if r.Outcome != c.want || says != c.says {
			t.Errorf("%+v as %s: %s, want outcome %d, %s", c.o.Stream, c.o.Header[0].Value, shown(r), c.want, c.says)
		}
	}
}

// Numbers that increase are compared as written, not as a computer rounds them.
func TestNumbersOfAStream(t *testing.T) {
	numbers := func(all string) *exchange.Observation {
		data := strings.Fields(all)
		for i := range data {
			data[i] = `{"n": ` + data[i] + `}`
		}
		return streamed("", data...)
	}
	for _, c := range []struct {
		all, text string
		want      expect.Outcome
	}{
		{"1 2 3", "$.n", expect.Met}, {"1 1", "$.n", expect.Unmet}, {"0.1 0.2 0.3 0.4", "{path: $.n, by: 0.1}", expect.Met}, {"1 2 4", "{path: $.n, by: 1}", expect.Unmet}, {"1 3 5", "{path: $.n, by: 2}", expect.Met}, {"2 1", "{path: $.n, by: 1}", expect.Unmet},
		{"9007199254740992.5 9007199254740993", "$.n", expect.Met}, {"9223372036854775807 9223372036854775808", "{path: $.n, by: 1}", expect.Met}, {"12345678901234567890 12345678901234567892", "{path: $.n, by: 1}", expect.Unmet}, {"-1 0", "{path: $.n, by: 1}", expect.Met}, {"5", "{path: $.n, by: 1}", expect.Met},
	} {
		if r := compile(t, "stream: {increasing: "+c.text+"}").Judge(numbers(c.all), nil); r.Outcome != c.want {
			t.Errorf("%s of %s: %s", c.text, c.all, shown(r))
		}
	}
	for all, want := range map[string]string{
		"2 1":                   "the numbers: 2, 1",
		"1 2 3 4 5 6 7 8 8":     "the numbers: 1, 2, 3, 4, 5, 6, 7, 8, 8",
		"1 2 3 4 5 6 7 8 9 9":   "the numbers: … (1 more), 2, 3, 4, 5, 6, 7, 8, 9, 9",
		"0 1 2 3 4 5 6 7 8 9 9": "the numbers: … (2 more), 2, 3, 4, 5, 6, 7, 8, 9, 9",
		`1 "x"`:                 `the numbers: 1, "x"`,
		`"x"`:                   "",
	} {
		if r := compile(t, "stream: {increasing: $.n}").Judge(numbers(all), nil); len(r.Failures) != 1 || r.Failures[0].Detail != want {
			t.Errorf("%s: %s, want %s", all, shown(r), want)
		}
	}
}
