package sse_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	gosse "github.com/tmaxmax/go-sse"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
)

func atZero() time.Duration { return 0 }

// parse reads the pieces as writes of one body.
func parse(pieces ...string) *exchange.Stream {
	p := sse.NewParser(atZero)
	for _, s := range pieces {
		_, _ = p.Write([]byte(s))
	}
	return p.Close("")
}

type events = []exchange.Event

func event(data string, offset int64) exchange.Event {
	return exchange.Event{Data: data, Offset: offset}
}

func TestStreamsAreReadAsTheStandardSays(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want exchange.Stream
	}{
		"one line":                       {"data: a\n\n", exchange.Stream{Events: events{event("a", 0)}}},
		"several lines are one text":     {"data: a\ndata\ndata:b\n\n", exchange.Stream{Events: events{event("a\n\nb", 0)}}},
		"only one space is taken off":    {"data:  a\n\n", exchange.Stream{Events: events{event(" a", 0)}}},
		"CR LF":                          {"data: a\r\n\r\ndata: b\r\n\r\n", exchange.Stream{Events: events{event("a", 0), event("b", 11)}}},
		"CR":                             {"data: a\r\rdata: b\r\r", exchange.Stream{Events: events{event("a", 0), event("b", 9)}}},
		"CR LF after CR is one line end": {"data: a\r\r\ndata: b\n\n", exchange.Stream{Events: events{event("a", 0), event("b", 10)}}},
		"byte order mark":                {"\ufeffdata: a\n\n", exchange.Stream{Events: events{event("a", 0)}}},
		"only the first mark":            {"\ufeff\ufeffdata: a\n\n", exchange.Stream{Stray: []exchange.Stray{{Text: "\ufeffdata: a"}}}},
		"comments":                       {": ping\n\n:\ndata: a\n\n", exchange.Stream{Comments: 2, Events: events{event("a", 10)}}},
		"data without value":             {"data\n\ndata:\n\n", exchange.Stream{Events: events{event("", 0), event("", 6)}}},
		"no data, no event":              {"event: a\nid: 1\n\ndata: b\n\n", exchange.Stream{Events: events{{ID: "1", Data: "b", Offset: 16}}}},
		"type for one event":             {"event: a\ndata: 1\n\ndata: 2\n\n", exchange.Stream{Events: events{{Type: "a", Data: "1"}, event("2", 18)}}},
		"id stays in force":              {"id: 7\ndata: 1\n\ndata: 2\n\nid\ndata: 3\n\n", exchange.Stream{Events: events{{ID: "7", Data: "1"}, {ID: "7", Data: "2", Offset: 15}, event("3", 24)}}},
		"id with NUL is ignored":         {"id: 7\nid: a\x00b\ndata: 1\n\n", exchange.Stream{Events: events{{ID: "7", Data: "1"}}}},
		"retry":                          {"retry: 1500\n\n", exchange.Stream{Retry: 1500 * time.Millisecond}},
		"retry is digits only":           {"retry: 15\nretry: 1e3\nretry: -1\nretry\nretry: +2\n\n", exchange.Stream{Retry: 15 * time.Millisecond}},
		"retry without bound":            {"retry: 99999999999999999999999\n\n", exchange.Stream{Retry: 922337203685 * time.Millisecond}},
		"unfinished event":               {"data: a\n\nevent: x\ndata: b\n", exchange.Stream{Events: events{event("a", 0)}, Unfinished: "event: x\ndata: b"}},
		"unfinished line":                {"data: a\nda", exchange.Stream{Unfinished: "data: a\nda"}},
		"unfinished comment":             {"data: a\n\n: pi", exchange.Stream{Events: events{event("a", 0)}}},
		"[DONE]":                         {"data: a\n\ndata: [DONE]\n\n", exchange.Stream{Events: events{event("a", 0), event("[DONE]", 9)}, Done: true}},
		"nothing after [DONE]":           {"data: [DONE]\n\ndata: a\n\nx", exchange.Stream{Events: events{event("[DONE]", 0)}, Done: true}},
		"bare JSON":                      {"data: a\n\n{\"error\": \"x\"}\n\n", exchange.Stream{Events: events{event("a", 0)}, Stray: []exchange.Stray{{Text: `{"error": "x"}`, Offset: 9}}}},
		"bare JSON, then hung up":        {"data: a\n\n{\"error\": \"x\"}", exchange.Stream{Events: events{event("a", 0)}, Stray: []exchange.Stray{{Text: `{"error": "x"}`, Offset: 9}}}},
		"unknown field":                  {"data: a\nfoo: bar\ndata: b\n\n", exchange.Stream{Events: events{event("a\nb", 0)}, Stray: []exchange.Stray{{Text: "foo: bar", Offset: 8}}}},
		"names are exact":                {"Data: a\ndata : b\n data: c\n", exchange.Stream{Stray: []exchange.Stray{{Text: "Data: a"}, {Text: "data : b", Offset: 8}, {Text: " data: c", Offset: 17}}}},
		"no UTF-8":                       {"data: a\xe2\x82b\n\n", exchange.Stream{Events: events{event("a\ufffdb", 0)}}},
		"empty":                          {"", exchange.Stream{}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(&c.want, parse(c.body)); diff != "" {
				t.Errorf("%q reads otherwise (-want +got):\n%s", c.body, diff)
			}
		})
	}
}

func TestStreamsOfLinesHaveAnEventForEachLineOfJSON(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want exchange.Stream
	}{
		"lines":                     {"{\"a\": 1}\n[2]\n", exchange.Stream{Events: events{event(`{"a": 1}`, 0), event("[2]", 9)}}},
		"CR LF, and CR in a value":  {"{\"a\":\r1}\r\n2\r\n", exchange.Stream{Events: events{event("{\"a\":\r1}", 0), event("2", 10)}}},
		"blank lines are comments":  {"1\n\n \r\n2\n", exchange.Stream{Comments: 2, Events: events{event("1", 0), event("2", 6)}}},
		"a last line without end":   {"1\n{\"a\": 2}", exchange.Stream{Events: events{event("1", 0), event(`{"a": 2}`, 2)}}},
		"a last line that is cut":   {"1\n{\"a\": ", exchange.Stream{Events: events{event("1", 0)}, Unfinished: `{"a": `}},
		"a last line of no JSON":    {"1\n{}x", exchange.Stream{Events: events{event("1", 0)}, Stray: []exchange.Stray{{Text: "{}x", Offset: 2}}}},
		"what is no JSON":           {"1\ndata: 2\n[DONE]\n3\n", exchange.Stream{Events: events{event("1", 0), event("3", 17)}, Stray: []exchange.Stray{{Text: "data: 2", Offset: 2}, {Text: "[DONE]", Offset: 10}}}},
		"two values glued together": {"{}{}\n", exchange.Stream{Stray: []exchange.Stray{{Text: "{}{}"}}}},
		"byte order mark":           {"\ufeff1\n", exchange.Stream{Events: events{event("1", 0)}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Framing = exchange.NDJSON
			for _, pieces := range [][]string{{c.body}, strings.Split(c.body, "")} {
				p := sse.NewReader(exchange.NDJSON, atZero)
				for _, piece := range pieces {
					_, _ = p.Write([]byte(piece))
				}
				if diff := cmp.Diff(&c.want, p.Close("")); diff != "" {
					t.Errorf("%q in %d pieces reads otherwise (-want +got):\n%s", c.body, len(pieces), diff)
				}
			}
		})
	}
}

func TestTimesAreThoseOfTheWritesThatCompleteThem(t *testing.T) {
	var now time.Duration
	p := sse.NewParser(func() time.Duration { return now })
	for _, piece := range []string{"data: a\n", "\ndata: b\n\n{\"er", "ror\": 1}\n", "data: c\r", "\r", "\ndata: d\n\n"} {
		now += time.Millisecond
		_, _ = p.Write([]byte(piece))
	}
	s := p.Close("timeout")
	want := &exchange.Stream{
		Events: events{
			{Data: "a", At: 2e6}, {Data: "b", At: 2e6, Offset: 9}, {Data: "c", At: 5e6, Offset: 31}, {Data: "d", At: 6e6, Offset: 41},
		},
		Stray: []exchange.Stray{{Text: `{"error": 1}`, At: 3e6, Offset: 18}},
		Cut:   "timeout",
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAStrayWithoutLineEndCameWithTheEnd(t *testing.T) {
	var now time.Duration
	p := sse.NewParser(func() time.Duration { return now })
	now = 1
	_, _ = p.Write([]byte("data: a\n\n{\"error\""))
	now = 2
	_, _ = p.Write([]byte(": 1}"))
	now = 3
	if s := p.Close(""); s.Events[0].At != 1 || s.Stray[0].At != 3 {
		t.Errorf("the event came at %d, the stray at %d; want 1 and 3", s.Events[0].At, s.Stray[0].At)
	}
}

func TestDoneTellsTheReaderToStop(t *testing.T) {
	p := sse.NewParser(atZero)
	_, _ = p.Write([]byte("data: [DONE]\n"))
	if p.Done() {
		t.Error("done before the event's blank line")
	}
	_, _ = p.Write([]byte("\n"))
	if !p.Done() {
		t.Error("not done after the event [DONE]")
	}
}

// goSSE is what another parser of the standard makes of a body.
func goSSE(body string) events {
	var out events
	for e, err := range gosse.Read(strings.NewReader(body), nil) {
		if err != nil {
			return nil
		}
		out = append(out, exchange.Event{ID: e.LastEventID, Type: e.Type, Data: e.Data})
	}
	return out
}

func TestEventsAreThoseThatGoSSEReads(t *testing.T) {
	for _, body := range []string{
		"data: a\n\ndata: b\n\n", "data: a\r\n\r\ndata: b\r\n\r\n", "\ufeffdata: a\rdata: b\r\r",
		"id: 1\nevent: x\ndata: {\"a\": 1}\n\n: ping\n\ndata\ndata: c\n\n", "data: a\nfoo: x\n{}\n\n", "id: 1\ndata: a\n\nid\ndata: b\n\ndata: c\n",
	} {
		if diff := cmp.Diff(goSSE(body), parse(body).Events, cmpopts.IgnoreFields(exchange.Event{}, "Offset")); diff != "" {
			t.Errorf("%q (-go-sse +ours):\n%s", body, diff)
		}
	}
}

func TestLinesOfABlock(t *testing.T) {
	const body = "\ufeff: a\r\nid: 1\rdata: a\n\n: alone\n\nevent: e\ndata: b\nx: y\nretry: 5\ndata\n\r: c\ndata: d\n\n"
	want := [][]string{{"comment", "id", "data"}, {"event", "data", "stray", "retry", "data"}, {"comment", "data"}}
	for i, e := range parse(body).Events {
		if diff := cmp.Diff(want[i], sse.Lines([]byte(body), e.Offset)); diff != "" {
			t.Errorf("event %d (-want +got):\n%s", i, diff)
		}
	}
}

// A byte order mark with nothing after it is a blank line: no part of the block that follows.
func TestLinesAfterALineWithTheMarkAlone(t *testing.T) {
	const body = "\ufeff\nid: 1\ndata: a\n\n"
	if diff := cmp.Diff([]string{"id", "data"}, sse.Lines([]byte(body), parse(body).Events[0].Offset)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWhatFollowsAnEvent(t *testing.T) {
	got := sse.After([]byte("data: [DONE]\n\ndata: [DONE]\n\noops\nevent: e\ndata: 1\n\ndata: 2"))
	var data []string
	for _, e := range got.Events {
		data = append(data, e.Data)
	}
	if diff := cmp.Diff([]string{"[DONE]", "1"}, data); diff != "" || got.Done || len(got.Stray) != 1 || got.Unfinished != "data: 2" {
		t.Errorf("got %+v (-want +got):\n%s", got, diff)
	}
	if got := sse.After(nil); len(got.Events) != 0 {
		t.Errorf("after nothing there is %+v", got)
	}
}

func FuzzCuttingTheBodyChangesNothing(f *testing.F) {
	for _, s := range []string{
		"\ufeffdata: a\r\n\r\ndata: b\n\n: c\n", "id: 1\x00\nevent: e\nretry: 5\r\rdata\n\n{}", "data: [DONE]\n\nx: y\r\n", "\xef\xbb", "data: \xe2\x82\n\n", "\ufeff\ndata:\x00b\n\r",
	} {
		f.Add(s, uint8(1), uint8(3))
	}
	f.Fuzz(func(t *testing.T, body string, a, b uint8) {
		whole := parse(body)
		i := min(int(a), len(body))
		j := min(i+int(b), len(body))
		if diff := cmp.Diff(whole, parse(body[:i], body[i:j], body[j:])); diff != "" {
			t.Errorf("%q cut at %d and %d (-whole +cut):\n%s", body, i, j, diff)
		}
		if diff := cmp.Diff(whole, parse(strings.Split(body, "")...)); diff != "" {
			t.Errorf("%q byte by byte (-whole +cut):\n%s", body, diff)
		}
		for i, e := range whole.Events {
			if e.Offset < 0 || e.Offset >= int64(len(body)) || i > 0 && e.Offset <= whole.Events[i-1].Offset {
				t.Errorf("%q: event %d has the offset %d", body, i, e.Offset)
			}
			lines, data := sse.Lines([]byte(body), e.Offset), 0
			for _, name := range lines {
				if name == "data" {
					data++
				}
			}
			if want := strings.Count(e.Data, "\n") + 1; data != want {
				t.Errorf("%q: event %d has the lines %q, want %d of data", body, i, lines, want)
			}
		}
	})
}

func BenchmarkThousandStreamsOfFiftyEvents(b *testing.B) {
	chunk := []byte("data: {\"id\":\"c-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word\"}}]}\n\n")
	b.SetBytes(1000 * 50 * int64(len(chunk)))
	b.ReportAllocs()
	for b.Loop() {
		for range 1000 {
			p := sse.NewParser(atZero)
			for range 50 {
				_, _ = p.Write(chunk)
			}
			if n := len(p.Close("").Events); n != 50 {
				b.Fatalf("%d events", n)
			}
		}
	}
}

// TestOfTooManyEventsTheFirstAndTheLastAreKept counts the rest, and sees the end mark.
func TestOfTooManyEventsTheFirstAndTheLastAreKept(t *testing.T) {
	const more = 5
	s := parse(strings.Repeat("data: a\n\n", exchange.MostEvents+more-1) + "data: [DONE]\n\n")
	if len(s.Events) != exchange.MostEvents || s.More != more || !s.Done || s.Events[len(s.Events)-1].Data != "[DONE]" || s.Events[len(s.Events)-2].Data != "a" {
		t.Errorf("got %d events and %d more, done %t", len(s.Events), s.More, s.Done)
	}
	s = parse(strings.Repeat("x\n", exchange.MostStray+more))
	if len(s.Stray) != exchange.MostStray || s.MoreStray != more {
		t.Errorf("got %d stray lines and %d more", len(s.Stray), s.MoreStray)
	}
}
