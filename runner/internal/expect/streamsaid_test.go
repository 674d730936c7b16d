package expect_test

import (
	"fmt"
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// What is expected of a stream is said in short, part by part.
func TestStreamsInShort(t *testing.T) {
	for text, want := range map[string]string{
		"true": "an event stream", "{events: 3}": "stream events 3", "{first: {lt: 1s}}": "stream first less than 1s", "{gap: 1s, duration: 2s}": "stream gap 1s, stream duration 2s", "{comments: 0}": "stream comments 0",
		"{last: x}": `stream last "x"`, "{each: {contains: x}}": `stream each containing "x"`, "{any: {event: a, id: '1', at: {lt: 1s}}}": `stream any type "a", id "1", at less than 1s`, "{any: {json: {$.a: 1}, data: x}}": `stream any "x", $.a 1 (number)`,
		"{stray: empty}": "stream stray empty", "{stray: 3}": "stream stray 3", "{done: true}": "stream done", "{done: false}": "stream not done", "{cut: true}": "stream cut", "{cut: false}": "stream not cut",
		"{joined: {is: x}}": `stream joined "x"`, "{joined: {path: $.a, is: x}}": `stream joined $.a "x"`, "{joined: {path: $.a, by: $.b, each: x}}": `stream joined $.a by $.b each "x"`, "{joined: {path: $.a, by: $.b, is: {length: 1}}}": "stream joined $.a by $.b of length 1", "{joined: {path: $.a, by: $.b, each: x, is: {length: 1}}}": `stream joined $.a by $.b each "x" of length 1`,
		"{increasing: $.n}": "stream increasing $.n", "{increasing: {path: $.n, by: 2}}": "stream increasing $.n by 2", "{count: {of: {data: x}, is: 1}}": `stream count of "x" 1`, "{kinds: {a: x, b: y}, count: [{of: a, is: 1}, {of: b, is: 2}]}": "stream count of a 1, count of b 2", "{kinds: {a: x}, time_to: {of: a, is: {lt: 1s}}}": "stream time_to of a less than 1s",
		"{kinds: {a: x}, order: a+}": `stream order "a+"`,
	} {
		if got := compile(t, "stream: "+text).Summary(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// A kind that is no narrower than an earlier one, or that no event can be of, is a mistake.
func TestKindsThatNoEventIsOf(t *testing.T) {
	const taken = `kinds: no event can be of kind "b": what meets it meets "a", which comes first`
	no := func(why string) string { return `kinds: no event can be of kind "b": ` + why }
	for kinds, want := range map[string]string{
		"a: x, b: x": taken, "a: x, b: y": "", "a: x, b: {data: x}": taken, "a: {contains: x}, b: {contains: x}": taken, "a: {contains: x}, b: {contains: y}": "", "a: {contains: x}, b: x": "", "a: {event: x}, b: {event: x, id: '1'}": taken, "a: {event: x, id: '1'}, b: {event: x}": "", "a: {event: x}, b: {id: x}": "",
		"a: {json: {$.u: 1}}, b: {json: {$.u: 1}}": taken, "a: {json: {$.u: 1}}, b: {json: {$.u: 1, $.v: 2}}": taken, "a: {json: {$.u: 1, $.v: 2}}, b: {json: {$.u: 1}}": "", "a: {json: {$.u: 1}}, b: {json: {$.u: 2}}": "", "a: {json: {$.u: 1}}, b: {json: {$.v: 1}}": "", "a: {json: {$.u: 1}}, b: {event: x, json: {$.u: 1.0}}": taken,
		"a: {json: {$.u: [1, {b: 2}]}}, b: {json: {$.u: [1, {b: 2}]}}": taken, "a: {json: {$.u: [1, {b: 2}]}}, b: {json: {$.u: [1, {b: 3}]}}": "", "a: {json: {$.u: [1]}}, b: {json: {$.u: [1, 2]}}": "", "a: {json: {$.u: {b: 1}}}, b: {json: {$.u: {b: 1, c: 2}}}": "", "a: {json: {$.u: {b: 1, c: 2}}}, b: {json: {$.u: {c: 2, b: 1}}}": taken, "a: {json: {$.u: {b: 1}}}, b: {json: {$.u: {c: 1}}}": "", "a: {json: {$.u: [1, 2]}}, b: {json: {$.u: [1, 2]}}": taken, "a: {json: {$.u: [1, 2]}}, b: {json: {$.u: [1, 3]}}": "",
		"a: {json: {$.u: 1}}, b: {json: {$.u: 1, $.v: 2}, data: '{}'}": taken, "a: {data: {like: x}}, b: {data: {like: x}, id: '1'}": taken, "a: x, b: {equals: y, not: y}": no("no event has such data"), "a: x, b: {id: {in: [a], length: 2}}": no("no event has such an id"), "a: x, b: {event: ''}": no("no event has such a type"), "a: x, b: {event: {in: ['', y]}}": "",
		"a: x, b: {data: y, json: {$.a: 1}}": no("its data is to be JSON, and is none"), "a: x, b: {data: {in: [y, '{}']}, json: {$.a: 1}}": "", "a: x, b: {data: {in: [y, z]}, json: {$.a: 1}}": no("its data is to be JSON, and is none"), "a: x, b: {json: {$.a: {in: [1, 2], gt: 5}}}": no("there is no such value at $.a"), "a: x, b: {json: {$.a: {in: [1, 6], gt: 5}}}": "",
	} {
		if got := strings.Join(mistakes(t, "stream: {kinds: {"+kinds+"}, order: a b}"), "; "); got != want {
			t.Errorf("%s: %q, want %q", kinds, got, want)
		}
	}
}

// A stream's closing [DONE] is of a kind only where one is about it.
func TestTheKindOfTheEnd(t *testing.T) {
	holding(t, streamed("", "a", "[DONE]"), []judgement{
		{"stream: {kinds: {a: a}, order: a}", expect.Met}, {"stream: {kinds: {a: a, d: '[DONE]'}, order: a d}", expect.Met}, {"stream: {kinds: {a: a, d: '[DONE]'}, order: a}", expect.Unmet}, {"stream: {kinds: {a: a}, order: a .}", expect.Unmet}, {"stream: {kinds: {a: {event: message}}, order: a}", expect.Met}, {"stream: {kinds: {a: {contains: D}}, order: . a}", expect.Met},
	})
	holding(t, streamed("", "a", "b"), []judgement{{"stream: {kinds: {a: a}, order: a}", expect.Unmet}, {"stream: {kinds: {a: a}, order: a .}", expect.Met}, {"stream: {kinds: {a: a, b: b}, order: a b}", expect.Met}})
	holding(t, streamed(""), []judgement{{"stream: {kinds: {a: a}, order: a?}", expect.Met}, {"stream: {kinds: {a: a}, order: a}", expect.Unmet}})
}

// The place in a long order is shown with what stands around it, marked below.
func TestThePlaceInALongOrder(t *testing.T) {
	for _, n := range []int{2, 22, 23, 24, 40, 60} {
		kinds, names := make([]string, n), make([]string, n)
		for i := range n {
			names[i] = fmt.Sprintf("n%02d", i)
			kinds[i] = names[i] + ": " + names[i]
		}
		for _, last := range []string{"", "x"} { // an order of 4n-1 characters, and one more
			order := strings.Join(names, " ") + last
			all := kinds
			if last != "" {
				all = append(append([]string{}, kinds[:n-1]...), names[n-1]+"x: "+names[n-1]+"x")
			}
			e := compile(t, "stream: {kinds: {"+strings.Join(all, ", ")+"}, order: "+order+"}")
			for k := range n {
				r := e.Judge(streamed("", append(append([]string{}, names[:k]...), "wrong")...), nil)
				if len(r.Failures) != 1 {
					t.Fatal(shown(r))
				}
				lines := strings.Split(r.Failures[0].Detail, "\n")
				text, below := []rune(lines[0]), []rune(lines[1])
				var marked string
				for i := range below {
					if below[i] == '^' {
						marked += string(text[i])
					}
				}
				want := names[k]
				if k == n-1 {
					want += last
				}
				if marked != want || len(text) > len("order: ")+92 || strings.Contains(lines[0], "…") != (len(order) > 90) {
					t.Errorf("%d of %d: %q is marked, want %q:\n%s\n%s", k, n, marked, want, lines[0], lines[1])
				}
			}
		}
	}
}

// In front of a break the last eight stretches of one kind are named.
func TestWhatCameBeforeABreak(t *testing.T) {
	for events, want := range map[string]string{
		"z": "nothing came before", "i z": "nothing came before", "a z": "before: a", "a a z": "before: a ×2", "a b a a a z": "before: a, b, a ×3", "a i a z": "before: a ×2",
		"a b a b a b a b z": "before: a, b, a, b, a, b, a, b", "a b a b a b a b a z": "before: …, b, a, b, a, b, a, b, a", "a b a b a b a b a a z": "before: …, b, a, b, a, b, a, b, a ×2",
	} {
		r := compile(t, "stream: {kinds: {z: z, a: a, b: b, i: i}, order: '(a | b)*', ignore: i}").Judge(streamed("", strings.Fields(events)...), nil)
		if len(r.Failures) != 1 || !strings.HasSuffix(r.Failures[0].Detail, "\n"+want) {
			t.Errorf("%s: %s, want %s", events, shown(r), want)
		}
	}
}

// Of a stream that the server broke off, or whose reading ended, different times are known.
func TestHowLongCutStreamsTook(t *testing.T) {
	stream := func(cut exchange.Cut) *exchange.Observation {
		o := streamed(cut, "a")
		o.Cut = cut
		return o
	}
	holding(t, stream(exchange.CutLost), []judgement{{"duration: {lt: 1s}", expect.Met}, {"duration: {gt: 1s}", expect.Unmet}, {"duration: {p95: {lt: 1s}}", expect.Met}})
	holding(t, stream(exchange.CutLimit), []judgement{{"duration: {lt: 1s}", expect.Unknown}, {"duration: {gt: 1s}", expect.Unknown}, {"duration: {gt: 100ms}", expect.Met}, {"duration: {lt: 100ms}", expect.Unmet}, {"duration: {p95: {lt: 1s}}", expect.Unknown}})
	cut := jsonAnswer(200, "{}")
	cut.Cut, cut.Duration = exchange.CutLimit, 100
	holding(t, cut, []judgement{{"duration: {lt: 1s}", expect.Unknown}, {"duration: {p95: {gt: 1ns}}", expect.Met}})
}
