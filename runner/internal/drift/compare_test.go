package drift_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/drift"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/testkit"
)

// answers parses recorded responses; several are the samples of one observation.
func answers(t testing.TB, texts ...string) *exchange.Observation {
	t.Helper()
	var b strings.Builder
	for i, text := range texts {
		fmt.Fprintf(&b, "### p\n# sample: %d\nGET http://api.example/\n\n### p response\n%s\n\n", i+1, text)
	}
	f, err := fixture.Parse("p.fixture", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Entries) == 1 {
		return f.Entries[0].Observation
	}
	all := &exchange.Observation{Probe: "p"}
	for _, e := range f.Entries {
		all.Samples = append(all.Samples, e.Observation)
	}
	return all
}

// ok returns a JSON response.
func ok(body string) string {
	return "HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + body
}

// stream returns a response with events.
func stream(lines ...string) string {
	return "# body: events\nHTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n" + strings.Join(lines, "\n\n")
}

type list = []string

var compared = []struct {
	name     string
	was, now list // samples
	volatile exchange.Volatile
	about    drift.About
}{
	{name: "the same", was: list{ok(`{"a": 1}`)}, now: list{ok(`{"a":1}`)}},
	{name: "the order of keys is nothing", was: list{ok(`{"a": 1, "b": 2}`)}, now: list{ok(`{"b": 2, "a": 1}`)}},

	{name: "another status", was: list{ok(`{"a": 1}`)}, now: list{"HTTP/1.1 500 Oh\n\n"}},
	{name: "another status, with names", was: list{ok(`{}`)}, now: list{"HTTP/1.1 429 No\n\n"}, about: drift.About{WasName: "fine", NowName: "edge-limit"}},
	{name: "an answer where there was none", was: list{"# error: refused no"}, now: list{ok(`{}`)}},
	{name: "no answer in another way", was: list{"# error: refused no"}, now: list{"# error: timeout no"}},
	{name: "no answer in the same way", was: list{"# error: refused no"}, now: list{"# error: refused not at all"}},
	{name: "a status that some samples had", was: list{ok(`{}`), "HTTP/1.1 503 No\n\n"}, now: list{"HTTP/1.1 503 No\n\n"}},
	{name: "a new status among samples", was: list{ok(`{"a": 1}`), ok(`{"a": 1}`)}, now: list{ok(`{"a": 2}`), "HTTP/1.1 503 No\n\n"}},

	{name: "a lost field", was: list{ok(`{"a": {"b": "x", "c": 1}}`)}, now: list{ok(`{"a": {"c": 1}}`)}},
	{name: "a lost object", was: list{ok(`{"a": {"b": "x"}, "c": 1}`)}, now: list{ok(`{"c": 1}`)}},
	{name: "a new field", was: list{ok(`{"a": 1}`)}, now: list{ok(`{"a": 1, "odd name": [1, 2]}`)}},
	{name: "another type", was: list{ok(`{"a": 1, "b": {}}`)}, now: list{ok(`{"a": "1", "b": []}`)}},
	{name: "null where there was a value", was: list{ok(`{"a": 1}`)}, now: list{ok(`{"a": null}`)}},
	{name: "a value where there was null", was: list{ok(`{"a": null}`)}, now: list{ok(`{"a": 1}`)}},
	{name: "other values", was: list{ok(`{"a": 1, "b": "x", "c": true}`)}, now: list{ok(`{"a": 1.5, "b": "y", "c": false}`)}},
	{name: "not JSON any more", was: list{ok(`{"a": 1}`)}, now: list{"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n\n<html>"}},
	{name: "no body any more", was: list{ok(`{"a": 1}`)}, now: list{ok("")}},
	{name: "a body where there was none", was: list{ok("")}, now: list{ok(`{"a": 1}`)}},
	{name: "a scalar", was: list{ok(`"a"`)}, now: list{ok(`{"a": 1}`)}},

	{name: "more items", was: list{ok(`{"a": [{"b": 1}]}`)}, now: list{ok(`{"a": [{"b": 2}, {"b": 3}]}`)}},
	{name: "other items", was: list{ok(`{"a": [{"b": 1}]}`)}, now: list{ok(`{"a": [{"b": 2}]}`)}},
	{name: "no items: nothing is known of them", was: list{ok(`{"a": []}`)}, now: list{ok(`{"a": [{"b": 2}]}`)}},
	{name: "a field lost in every item", was: list{ok(`[{"b": 1, "c": 1}, {"b": 1, "c": 1}]`)}, now: list{ok(`[{"b": 1}, {"b": 1}]`)}},
	{name: "a field lost in some items", was: list{ok(`[{"b": 1}, {"b": 1}, {"b": 1}]`)}, now: list{ok(`[{"b": 1}, {}, {}]`)}},
	{name: "a field that only some items had", was: list{ok(`[{"b": 1, "c": 1}, {"c": 1}]`)}, now: list{ok(`[{"c": 1}, {"c": 1}]`)}},
	{name: "another type in some items", was: list{ok(`[1, 2]`)}, now: list{ok(`[1, "2"]`)}},
	{name: "a list in a list", was: list{ok(`[[1], [2, 3]]`)}, now: list{ok(`[[1], [2, 3, 4]]`)}},
	{name: "a new word of an enumeration", was: list{ok(`[{"s": "open"}, {"s": "sent"}, {"s": "open"}, {"s": "sent"}]`)}, now: list{ok(`[{"s": "open"}, {"s": "returned"}, {"s": "open"}, {"s": "sent"}]`)}},
	{name: "names are no enumeration", was: list{ok(`[{"s": "Ann B"}, {"s": "Cid D"}, {"s": "Eve F"}]`)}, now: list{ok(`[{"s": "Guy H"}, {"s": "Cid D"}, {"s": "Eve F"}]`)}},

	{name: "learned from samples", was: list{ok(`{"id": "a1", "v": 1}`), ok(`{"id": "b2", "v": 1}`)}, now: list{ok(`{"id": "c3", "v": 2}`)}},
	{name: "learned from recordings", was: list{ok(`{"id": "a1"}`)}, now: list{ok(`{"id": "c3"}`)}, about: drift.About{Learned: list{"$.id"}}},
	{name: "what was learned may still be lost", was: list{ok(`{"id": "a1"}`)}, now: list{ok(`{}`)}, about: drift.About{Learned: list{"$.id"}}},
	{name: "an optional field of samples", was: list{ok(`{"a": 1, "b": 1}`), ok(`{"a": 1}`)}, now: list{ok(`{"a": 1}`)}},

	{name: "declared volatile", was: list{ok(`{"id": "a1", "v": 1}`)}, now: list{ok(`{"v": 1}`)}, volatile: exchange.Volatile{JSON: list{"$.id"}}},
	{name: "changed with the model", was: list{ok(`{"model": "one", "usage": {"a": 1}}`)}, now: list{ok(`{"model": "two", "usage": {"b": 1}}`)}, volatile: exchange.Volatile{JSON: list{"$.model"}}},
	{
		name: "an id that always changes explains nothing", was: list{ok(`{"id": "1", "v": 1}`)}, now: list{ok(`{"id": "2", "v": 2}`)},
		volatile: exchange.Volatile{JSON: list{"$.id"}}, about: drift.About{Learned: list{"$.id"}},
	},
	{name: "declared in every item", was: list{ok(`[{"id": 1, "a": 1}]`)}, now: list{ok(`[{"id": "x", "a": 1}]`)}, volatile: exchange.Volatile{JSON: list{"$[*].id"}}},

	{name: "headers", was: list{"HTTP/1.1 200 OK\nX-Lost: 1\nX-Same: 1\nX-Other: 1\nDate: then\nContent-Length: 0\n\n"}, now: list{"HTTP/1.1 200 OK\nX-New: 1\nX-same: 1\nX-Other: 2\nDate: now\n\n"}},
	{name: "another content type", was: list{ok(`{}`)}, now: list{"HTTP/1.1 200 OK\nContent-Type: application/problem+json\n\n{}"}},
	{name: "another charset", was: list{ok(`{}`)}, now: list{"HTTP/1.1 200 OK\nContent-Type: application/json; charset=utf-8\n\n{}"}},
	{name: "a header declared volatile", was: list{"HTTP/1.1 200 OK\nX-Model: a\nX-V: 1\n\n"}, now: list{"HTTP/1.1 200 OK\nX-Model: b\n\n"}, volatile: exchange.Volatile{Headers: list{"x-model"}}},
	{name: "a header that only some samples had", was: list{"HTTP/1.1 200 OK\nX-A: 1\n\n", "HTTP/1.1 200 OK\n\n"}, now: list{"HTTP/1.1 200 OK\n\n"}},

	{name: "text", was: list{"HTTP/1.1 200 OK\nContent-Type: text/plain\n\nthe quick brown fox jumps over the dog"}, now: list{"HTTP/1.1 200 OK\nContent-Type: text/plain\n\nthe quick brown fox jumps over the cat"}},
	{
		name: "text but for its volatile part", was: list{"HTTP/1.1 200 OK\n\nat 10:00 all is well"}, now: list{"HTTP/1.1 200 OK\n\nat 11:30 all is well"},
		volatile: exchange.Volatile{Body: []*regexp.Regexp{regexp.MustCompile(`\d\d:\d\d`)}},
	},

	{name: "a stream the same", was: list{stream(`data: {"a":1}`, `data: {"a":2}`, "data: [DONE]")}, now: list{stream(`data: {"a":3}`, `data: {"a":4}`, "data: [DONE]")}},
	{name: "a stream without its end", was: list{stream(`data: {"a":1}`, "data: [DONE]")}, now: list{stream(`data: {"a":1}`, `data: {"a":1}`)}},
	{name: "a stream cut short", was: list{stream(`data: {"a":1}`, "data: [DONE]")}, now: list{"# stream cut: connection lost\n" + stream(`data: {"a":1}`, `data: {"a":1}`)}},
	{name: "an error in mid-stream", was: list{stream(`data: {"a":1}`, "data: [DONE]")}, now: list{stream(`data: {"a":1}`, `{"error": "no"}`)}},
	{name: "chunks of another shape", was: list{stream(`data: {"a":{"b":"x"}}`, `data: {"a":{}}`, "data: [DONE]")}, now: list{stream(`data: {"c":{"b":"x"}}`, `data: {"c":{}}`, "data: [DONE]")}},
	{name: "another type of event", was: list{stream("event: delta\ndata: 1", "event: end\ndata: 2")}, now: list{stream("event: delta\ndata: 1", "event: stop\ndata: 2")}},
	{name: "no stream at all", was: list{stream(`data: {"a":1}`)}, now: list{"# body: events\nHTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n: nothing"}},
	{name: "another model streams", was: list{stream(`data: {"model":"one","a":1}`)}, now: list{stream(`data: {"model":"two","b":1}`)}, volatile: exchange.Volatile{JSON: list{"$.model"}}},

	{name: "transcribed: only the status", was: list{"# transcribed from: a letter\n# reported: status\nHTTP/1.1 429 No\n\n"}, now: list{"HTTP/1.1 429 No\nX-Any: 1\nContent-Type: text/html\n\n<html>"}},
	{name: "transcribed: one of two statuses", was: list{"# transcribed from: a letter\n# reported: status (401 or 429)\nHTTP/1.1 ???\n\n"}, now: list{"HTTP/1.1 429 No\n\n"}},
	{name: "transcribed: neither of two statuses", was: list{"# transcribed from: a letter\n# reported: status (401 or 429)\nHTTP/1.1 ???\n\n"}, now: list{"HTTP/1.1 200 OK\n\n"}},
	{
		name: "transcribed: a field and the absence of headers",
		was:  list{"# transcribed from: a letter\n# reported: status, $.detail, $.none, headers /rate-?limit/\nHTTP/1.1 404 No\n\n" + `{"detail": "no chute"}`},
		now:  list{"HTTP/1.1 404 No\nX-RateLimit-Reset: 9\nX-Other: 1\n\n" + `{"detail": {"why": "no chute"}, "more": 1, "none": 1}`},
	},
	{name: "transcribed: a lost field", was: list{"# transcribed from: a letter\n# reported: status, $.detail\nHTTP/1.1 404 No\n\n" + `{"detail": "no chute"}`}, now: list{"HTTP/1.1 404 No\n\nno JSON"}},

	{name: "slower", was: list{"# duration: 100ms\n" + ok(`{}`)}, now: list{"# duration: 450ms\n" + ok(`{}`)}},
	{name: "faster", was: list{"# duration: 900ms\n" + ok(`{}`)}, now: list{"# duration: 150ms\n" + ok(`{}`)}},
	{name: "too little to tell", was: list{"# duration: 1ms\n" + ok(`{}`)}, now: list{"# duration: 90ms\n" + ok(`{}`)}},
	{name: "a duration that is not known", was: list{ok(`{}`)}, now: list{"# duration: 450ms\n" + ok(`{}`)}},
	{name: "three times as long", was: list{"# duration: 100ms\n" + ok(`{}`)}, now: list{"# duration: 300ms\n" + ok(`{}`)}},
	{name: "not three times as long", was: list{"# duration: 100ms\n" + ok(`{}`)}, now: list{"# duration: 299ms\n" + ok(`{}`)}},
	{name: "100 ms longer", was: list{"# duration: 1ms\n" + ok(`{}`)}, now: list{"# duration: 101ms\n" + ok(`{}`)}},
	{name: "the median of samples", was: list{"# duration: 1s\n" + ok(`{}`), "# duration: 100ms\n" + ok(`{}`), "# duration: 100ms\n" + ok(`{}`)}, now: list{"# duration: 450ms\n" + ok(`{}`)}},
	{name: "samples now", was: list{ok(`{"a": 1}`)}, now: list{ok(`{"a": 1}`), ok(`{"a": 1}`), "HTTP/1.1 200 OK\nX-A: 1\nContent-Type: application/json\n\n{\"a\": 2}"}},
	{name: "no JSON of no type", was: list{ok(`{"a": 1}`)}, now: list{"HTTP/1.1 200 OK\n\nnope"}},
	{name: "no JSON that says it is", was: list{ok(`{"a": 1}`)}, now: list{ok("nope")}},
	{name: "another first letter", was: list{"HTTP/1.1 200 OK\n\na fox jumps over the lazy dog"}, now: list{"HTTP/1.1 200 OK\n\nA fox jumps over the lazy dog"}},
	{name: "another letter 20 bytes in, and 21", was: list{"HTTP/1.1 200 OK\n\n12345678901234567890x", "HTTP/1.1 200 OK\n\n123456789012345678901x"}, now: list{"HTTP/1.1 200 OK\n\n123456789012345678901y"}},
	{
		name: "as much of a value as is shown", was: list{ok(`{"a": "` + strings.Repeat("x", 60) + `", "b": "` + strings.Repeat("x", 61) + `", "c": "` + strings.Repeat("x", 59) + `éé"}`)},
		now: list{ok(`{"a": "` + strings.Repeat("y", 60) + `", "b": "` + strings.Repeat("y", 61) + `", "c": "` + strings.Repeat("y", 59) + `éé"}`)},
	},
	{name: "a new word beside one that came thrice", was: list{ok(`["on", "on", "on"]`)}, now: list{ok(`["on", "off", "on"]`)}},
	{name: "a new word beside one that came twice", was: list{ok(`["on", "on"]`)}, now: list{ok(`["on", "off"]`)}},
	{name: "words that came once are no enumeration", was: list{ok(`["a", "b", "c"]`)}, now: list{ok(`["a", "b", "d"]`)}},
	{name: "names of members", was: list{ok(`{"aZ_9": 1, "Az": 1, "9a": 1, "a@": 1, "a[": 1, "a{": 1, "a/": 1, "a:": 1, "": 1}`)}, now: list{ok(`{}`)}},
	{name: "no error in mid-stream any more", was: list{stream(`data: {"a":1}`, `{"error": "no"}`)}, now: list{stream(`data: {"a":1}`)}},
	{name: "an error in mid-stream as before", was: list{stream(`data: {"a":1}`, `{"error": "no"}`)}, now: list{stream(`data: {"a":1}`, `{"error": "no"}`)}},
	{name: "another way there", was: list{"# hop: 302 http://a/ to /b\n" + ok(`{}`)}, now: list{"HTTP/2.0 200 OK\nContent-Type: application/json\n\n{}"}},
}

// Every kind of difference, as reported, is in testdata/changes.golden.
func TestCompare(t *testing.T) {
	var b strings.Builder
	for _, c := range compared {
		fmt.Fprintf(&b, "%s\n", c.name)
		rules := drift.NewRules(&c.volatile)
		for _, d := range rules.Compare(answers(t, c.was...), answers(t, c.now...), c.about) {
			fmt.Fprintf(&b, "  %-9s %s: %s → %s\n", d.Class, d.Path, d.Was, d.Is)
			if d.Note != "" {
				fmt.Fprintf(&b, "            %s\n", d.Note)
			}
		}
	}
	testkit.Golden(t, "testdata/changes.golden", b.String())
}

// The worst change is one of the most serious class, in any order.
func TestWorst(t *testing.T) {
	of := func(classes ...drift.Class) *drift.Result {
		r := &drift.Result{}
		for _, c := range classes {
			r.Changes = append(r.Changes, drift.Change{Class: c})
		}
		return r
	}
	for i, c := range drift.Classes {
		if got := of(drift.Classes[len(drift.Classes)-1], c).Worst(); got != c {
			t.Errorf("the worst is %q, want %q", got, c)
		}
		if got := of(drift.Classes[i:]...).Worst(); got != c {
			t.Errorf("the worst is %q, want %q", got, c)
		}
	}
	if got := of().Worst(); got != "" {
		t.Errorf("the worst of nothing is %q", got)
	}
}

// A response compared with itself has not changed, whatever it is.
func FuzzAnAnswerIsAsItself(f *testing.F) {
	for _, c := range compared {
		for _, text := range c.was {
			f.Add(text)
		}
	}
	rules := drift.NewRules(&exchange.Volatile{JSON: list{"$..id"}})
	f.Fuzz(func(t *testing.T, text string) {
		file, err := fixture.Parse("p.fixture", []byte("### p\nGET http://api.example/\n\n### p response\n"+text+"\n"))
		if err != nil || len(file.Entries) == 0 {
			t.Skip()
		}
		again, err := fixture.Parse("p.fixture", []byte("### p\nGET http://api.example/\n\n### p response\n"+text+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		was, now := file.Entries[0].Observation, again.Entries[0].Observation
		was.Body = append([]byte(" "), was.Body...) // another text of the same JSON
		if _, err := now.JSON(); err != nil {
			was.Body = was.Body[1:]
		}
		if changes := rules.Compare(was, now, drift.About{}); len(changes) > 0 {
			t.Errorf("%q changed: %+v", text, changes)
		}
	})
}

// Differences between recordings are learned and kept; handwritten entries teach nothing.
func TestLearn(t *testing.T) {
	entry := func(kind, body string, varies ...string) *fixture.Entry {
		o := answers(t, ok(body))
		o.Provenance = exchange.Provenance{Kind: kind, At: time.Unix(1_000, 0)}
		return &fixture.Entry{Probe: "p", Observation: o, Varies: varies}
	}
	at := func(after time.Duration, e *fixture.Entry) *fixture.Entry {
		e.Observation.Provenance.At = e.Observation.Provenance.At.Add(after)
		return e
	}
	undated := entry("captured", `{"a": 1}`)
	undated.Observation.Provenance.At = time.Time{}
	rules := drift.NewRules(&exchange.Volatile{})
	for _, c := range []struct {
		name     string
		was, now *fixture.Entry
		want     drift.Learned
	}{
		{"another value", entry("captured", `{"a": 1, "b": 1}`), entry("captured", `{"a": 1, "b": 2}`), drift.Learned{Varies: list{"$.b"}, New: list{"$.b"}}},
		{"known before", entry("captured", `{"a": 1, "b": 1}`, "$.a"), entry("captured", `{"a": 1, "b": 2}`), drift.Learned{Varies: list{"$.a", "$.b"}, New: list{"$.b"}}},
		{"another shape", entry("captured", `{"a": 1}`), entry("captured", `{"a": "1"}`), drift.Learned{}},
		{"transcribed", entry("transcribed", `{"a": 1}`), entry("captured", `{"a": 2}`), drift.Learned{}},
		{"just close", entry("captured", `{"a": 1}`), at(drift.Close, entry("captured", `{"a": 2}`)), drift.Learned{Varies: list{"$.a"}, New: list{"$.a"}}},
		{"after a change", entry("captured", `{"a": 1}`, "$.b"), at(drift.Close+time.Second, entry("captured", `{"a": 2}`)), drift.Learned{Varies: list{"$.b"}, Apart: list{"$.a"}}},
		{"the clock was set back", at(time.Hour, entry("captured", `{"a": 1}`)), entry("captured", `{"a": 2}`), drift.Learned{Apart: list{"$.a"}}},
		{"nobody knows when", undated, entry("captured", `{"a": 2}`), drift.Learned{Apart: list{"$.a"}}},
	} {
		if diff := cmp.Diff(c.want, rules.Learn(c.was, c.now)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// How headers differ does not depend on those that were compared before, whether they were the same
// or only in a part.
func TestHeadersComparedOneAfterTheOther(t *testing.T) {
	var all list
	for _, header := range []string{"", "X-A: 1\n", "X-A: 2\n", "X-A: 1\nX-B: 1\n", "X-B: 1\nx-a: 1\n", "Date: now\n", "Content-Type: text/html\n", "Content-Length: 1\nX-A: 1\n", "ETag: a\nX-A: 1\n"} {
		all = append(all, "HTTP/1.1 200 OK\n"+header, "HTTP/1.1 404 No\n"+header, "# trailer: X-A: 1\nHTTP/1.1 200 OK\n"+header, "# reported: status, header X-A\nHTTP/1.1 200 OK\n"+header)
	}
	volatile := exchange.Volatile{Headers: list{"etag"}}
	one := drift.NewRules(&volatile)
	for n, about := range []drift.About{{}, {Learned: list{"header X-A"}}} {
		for i := range all {
			for k := range all {
				for _, body := range []string{"a", "a", "b"} { // the same twice
					was, now := answers(t, all[i]+"\na"), answers(t, all[k]+"\n"+body)
					now.Probe = fmt.Sprint(n, i, k, body)
					want := drift.NewRules(&volatile).Compare(was, now, about)
					if diff := cmp.Diff(want, one.Compare(was, now, about)); diff != "" {
						t.Fatalf("%s\n%s\n%s", all[i], all[k], diff)
					}
				}
			}
		}
	}
}
