package drift_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/pipeline"
)

// told formats each change as "class path: was → is (note)".
func told(changes []drift.Change) list {
	var out list
	for _, c := range changes {
		s := fmt.Sprintf("%s %s: %s → %s", c.Class, c.Path, c.Was, c.Is)
		if c.Note != "" {
			s += " (" + c.Note + ")"
		}
		out = append(out, s)
	}
	return out
}

func plain(body string) string { return "HTTP/1.1 200 OK\n\n" + body }

// The limits of each difference: each case has a counterpart without one.
func TestEdgesOfDifferences(t *testing.T) {
	const other = "value $: 3 items → other items"
	for _, c := range []struct {
		name     string
		was, now list
		volatile exchange.Volatile
		about    drift.About
		want     list
	}{
		// Bodies other than JSON.
		{name: "a text that goes on", was: list{plain("one")}, now: list{plain("one, two")}, want: list{`value body: "one" → "one, two"`}},
		{name: "a text that ends early", was: list{plain("one, two")}, now: list{plain("one")}, want: list{`value body: "one, two" → "one"`}},
		{name: "a difference 21 bytes in", was: list{plain("123456789012345678901x")}, now: list{plain("123456789012345678901y")}, want: list{`value body: …"23456789012345678901x" → …"23456789012345678901y"`}},
		{name: "a text of two samples", was: list{plain("one"), plain("two")}, now: list{plain("two")}},
		{name: "a third text", was: list{plain("one"), plain("two")}, now: list{plain("six")}, want: list{`volatile body: "one" → "six" (it varies among the recorded samples)`}},

		{name: "the first of two samples now is the same", was: list{plain("one")}, now: list{plain("one"), plain("two")}, want: list{`value body: "one" → "two"`}},
		{name: "the first of two recorded samples is the same", was: list{ok(`{"a": 1}`), ok(`{"a": 1, "b": 2}`)}, now: list{ok(`{"a": 1}`)},
			want: list{"value $.b: 2 (number) → absent (1 of 2 answers had it)"}},

		// Shapes.
		{name: "another type is told once", was: list{ok(`{"a": 1}`)}, now: list{ok(`{"a": "x"}`)}, want: list{`breaking $.a: 1 (number) → "x" (string)`}},
		{name: "no object among the items now", was: list{ok(`[{"b": 1}, 1]`)}, now: list{ok(`[1, 1]`)}},
		{name: "no list among the items now", was: list{ok(`[[1], 2]`)}, now: list{ok(`[2, 2]`)}},
		{name: "items with another member", was: list{ok(`[{"a": 1}]`)}, now: list{ok(`[{"a": 1, "b": 2}]`)}, want: list{"additive $[*].b: absent → 2 (number)"}},
		{name: "another item of an inner list", was: list{ok(`[[1], [2, 3]]`)}, now: list{ok(`[[1], [2, 9]]`)}, want: list{"value $: 2 items → other items"}},
		{name: "a shorter inner list of the same", was: list{ok(`[[1, 1]]`)}, now: list{ok(`[[1]]`)}, want: list{"value $: 1 item → other items"}},
		{name: "a name that ends in 0", was: list{ok(`{"a0": 1, "a9": 1}`)}, now: list{ok(`{}`)}, want: list{"breaking $.a0: 1 (number) → absent", "breaking $.a9: 1 (number) → absent"}},

		// Parts that are declared volatile.
		{name: "only the recorded item is declared", was: list{ok(`[{"v": 1, "x": "a"}]`)}, now: list{ok(`[{"v": 2, "x": 3}]`)},
			volatile: exchange.Volatile{JSON: list{"$[?@.v == 1]"}}, want: list{"volatile $[?@.v == 1]: object → absent (declared volatile)"}},
		{name: "only the new item is declared", was: list{ok(`[{"v": 2, "x": 3}]`)}, now: list{ok(`[{"v": 1, "x": "a"}]`)},
			volatile: exchange.Volatile{JSON: list{"$[?@.v == 1]"}}, want: list{"volatile $[?@.v == 1]: absent → object (declared volatile)"}},
		{name: "one of the recorded items is declared", was: list{ok(`[{"v": 1, "x": "a"}, {"v": 2, "x": "b"}]`)}, now: list{ok(`[{"v": 2, "x": 3}, {"v": 2, "x": 3}]`)},
			volatile: exchange.Volatile{JSON: list{"$[?@.v == 1]"}}, want: list{"volatile $[?@.v == 1]: object → absent (declared volatile)"}},
		{name: "one of the new items is declared", was: list{ok(`[{"v": 2, "x": 3}, {"v": 2, "x": 3}]`)}, now: list{ok(`[{"v": 1, "x": "a"}, {"v": 2, "x": "b"}]`)},
			volatile: exchange.Volatile{JSON: list{"$[?@.v == 1]"}}, want: list{"volatile $[?@.v == 1]: absent → object (declared volatile)"}},
		{name: "only the recorded member is declared", was: list{ok(`[{"v": 1}]`)}, now: list{ok(`[{"v": 2}]`)},
			volatile: exchange.Volatile{JSON: list{"$[?@.v == 1].v"}}, want: list{"volatile $[?@.v == 1].v: 1 (number) → absent (declared volatile)"}},

		{name: "a declared part where the body is JSON no more", was: list{ok(`{"v": 1}`)}, now: list{"HTTP/1.1 200 OK\nContent-Type: application/json\n\nx"},
			volatile: exchange.Volatile{JSON: list{"$.v"}}, want: list{"breaking body: JSON → a body that is no JSON"}},
		{name: "a declared part of a stream without events", was: list{stream()}, now: list{stream(`data: {"v":1}`)},
			volatile: exchange.Volatile{JSON: list{"$.v"}}, want: list{"breaking stream: 0 events → 1 event"}},

		// Enumerations are of strings.
		{name: "booleans are no words", was: list{ok(`[true, true, true]`)}, now: list{ok(`[true, false, true]`)}, want: list{other}},
		{name: "samples of words", was: list{ok(`{"a": "on"}`), ok(`{"a": "on"}`), ok(`{"a": "on"}`)}, now: list{ok(`{"a": "off"}`)},
			want: list{`additive $.a: "on" → "off" (a new value of a list of words)`}},
		{name: "a sentence beside words", was: list{ok(`["on", "on", "on"]`)}, now: list{ok(`["on", "not now", "on"]`)}, want: list{other}},

		// Statuses and failures.
		{name: "a failure has no name", was: list{ok(`{}`)}, now: list{"# error: timeout no"}, about: drift.About{WasName: "fine", NowName: "limit"},
			want: list{"breaking answer: 200 (fine) → no answer (timeout) (the rest of the answer was not compared)"}},
		{name: "the name is that of the first sample", was: list{ok(`{}`)}, now: list{ok(`{}`), "HTTP/1.1 429 No\n\n"}, about: drift.About{NowName: "fine"},
			want: list{"breaking status: 200 → 429"}},
		{name: "transcribed: another status", was: list{"# transcribed from: a letter\n# reported: status\nHTTP/1.1 429 No\n\n"}, now: list{"HTTP/1.1 500 No\n\n"},
			want: list{"breaking status: 429 → 500 (the rest of the answer was not compared)"}},
		{name: "transcribed: no status", was: list{"# transcribed from: a letter\n# reported: $.a\nHTTP/1.1 ???\n\n{\"a\": 1}"}, now: list{"HTTP/1.1 404 No\n\n{\"a\": 2}"},
			want: list{"value $.a: 1 (number) → 2 (number)"}},

		// Headers.
		{name: "two samples now", was: list{plain("")}, now: list{"HTTP/1.1 200 OK\nX-A: 1\n\n", "HTTP/1.1 200 OK\nX-A: 1\n\n"}, want: list{`additive header X-A: absent → "1"`}},
		{name: "a volatile header that stays", was: list{"HTTP/1.1 200 OK\nDate: then\n\n", "HTTP/1.1 200 OK\nDate: then\n\n"}, now: list{"HTTP/1.1 200 OK\nDate: then\n\n"}},
		{name: "a header that varies", was: list{"HTTP/1.1 200 OK\nX-A: 1\n\n", "HTTP/1.1 200 OK\nX-A: 2\n\n"}, now: list{"HTTP/1.1 200 OK\nX-A: 3\n\n"},
			want: list{`volatile header X-A: "1" or "2" → "3" (it varies among the recorded samples)`}},

		// Streams.
		{name: "a stream that is none any more", was: list{stream(`data: {"a":1}`)}, now: list{ok(`{"a": 1}`)},
			want: list{`breaking header Content-Type: "text/event-stream" → "application/json"`, "breaking stream: 1 event → 0 events"}},
		{name: "a stream where there was none", was: list{ok(`{"a": 1}`)}, now: list{stream(`data: {"a":1}`)},
			want: list{`breaking header Content-Type: "application/json" → "text/event-stream"`, "breaking stream: 0 events → 1 event"}},
		{name: "transcribed: only the status of a stream", was: list{"# transcribed from: a letter\n# reported: status\n" + stream(`data: {"a":1}`)}, now: list{stream(`data: {"b":1}`, `data: [DONE]`)}},
		{name: "a whole stream is cut now", was: list{stream(`data: {"a":1}`)}, now: list{"# stream cut: connection lost\n" + stream(`data: {"a":1}`)},
			want: list{"breaking stream end: of itself → cut (connection lost)"}},
		{name: "a cut stream is whole now", was: list{"# stream cut: connection lost\n" + stream(`data: {"a":1}`)}, now: list{stream(`data: {"a":1}`)},
			want: list{"value stream end: cut (connection lost) → of itself"}},
		{name: "a stream that was cut at times ends in another way", was: list{stream(`data: {"a":1}`), "# stream cut: connection lost\n" + stream(`data: {"a":1}`)},
			now: list{"# stream cut: duration\n" + stream(`data: {"a":1}`)}, want: list{"value stream end: of itself or cut (connection lost) → cut (duration)"}},
		{name: "a stream that has an end now", was: list{stream(`data: {"a":1}`)}, now: list{stream(`data: {"a":1}`, "data: [DONE]")},
			want: list{"additive stream end: of itself → [DONE]", "value stream events: 1 event → 2 events"}},
		{name: "a stream that is left open now", was: list{"# closed: 5ms\n" + stream("data: [DONE]")}, now: list{"# still open: 1s\n" + stream("data: [DONE]")},
			want: list{"breaking stream end: [DONE] → [DONE], then left open"}},
		{name: "a stream that is closed now", was: list{"# still open: 1s\n" + stream("data: [DONE]")}, now: list{"# closed: 5ms\n" + stream("data: [DONE]")},
			want: list{"additive stream end: [DONE], then left open → [DONE]"}},
		{name: "a stream that was left open and has no end mark now", was: list{"# still open: 1s\n" + stream("data: [DONE]")}, now: list{stream("data: a")},
			want: list{"breaking stream end: [DONE], then left open → of itself"}},
		{name: "whether a stream was left open is not known", was: list{stream("data: [DONE]")}, now: list{"# still open: 1s\n" + stream("data: [DONE]")}},

		// Durations.
		{name: "the median of two is the longer", was: list{"# duration: 100ms\n" + ok(`{}`), "# duration: 400ms\n" + ok(`{}`)}, now: list{"# duration: 1150ms\n" + ok(`{}`)}},
		{name: "a sample without a duration does not count", was: list{"# duration: 100ms\n" + ok(`{}`), ok(`{}`), ok(`{}`)}, now: list{"# duration: 450ms\n" + ok(`{}`)},
			want: list{"timing duration: 100ms → 450ms (4.5 times as long)"}},
		{name: "the shortest duration counts", was: list{"# duration: 1ns\n" + ok(`{}`), "# duration: 100ms\n" + ok(`{}`), "# duration: 1s\n" + ok(`{}`)}, now: list{"# duration: 450ms\n" + ok(`{}`)},
			want: list{"timing duration: 100ms → 450ms (4.5 times as long)"}},
		{name: "how long a failure took is nothing", was: list{"# duration: 100ms\n# error: refused no"}, now: list{"# duration: 450ms\n# error: refused no"}},
		{name: "transcribed: a duration that was not reported", was: list{"# transcribed from: a letter\n# reported: status\n# duration: 100ms\n" + plain("")}, now: list{"# duration: 450ms\n" + plain("")}},
		{name: "transcribed: a duration that was reported", was: list{"# transcribed from: a letter\n# reported: status, timing\n# duration: 100ms\n" + plain("")}, now: list{"# duration: 450ms\n" + plain("")},
			want: list{"timing duration: 100ms → 450ms (4.5 times as long)"}},
	} {
		got := told(drift.NewRules(&c.volatile).Compare(answers(t, c.was...), answers(t, c.now...), c.about))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// A text of letters, digits and _-.:/ with at most 40 characters, one of them a letter, may be a
// new value of an enumeration; any other is just another value.
func TestWordsOfAnEnumeration(t *testing.T) {
	rules := drift.NewRules(&exchange.Volatile{})
	for word, is := range map[string]bool{
		"a": true, "z": true, "A": true, "Z": true, "`": false, "{": false, "@": false, "[": false,
		"a`": false, "a{": false, "a@": false, "a[": false, "a;": false, "a,": false, "aé": false, "a b": false, "a!": false,
		"a0": true, "a9": true, "a_": true, "a-": true, "a.": true, "a:": true, "a/": true, "0": false, "9-9": false, "": false,
		strings.Repeat("a", 40): true, strings.Repeat("a", 41): false,
	} {
		got := told(rules.Compare(answers(t, ok(`["on", "on", "on"]`)), answers(t, ok(fmt.Sprintf(`["on", %q, "on"]`, word))), drift.About{}))
		want := list{"value $: 3 items → other items"}
		if is {
			want = list{fmt.Sprintf(`additive $[*]: "on" → %q (a new value of a list of words)`, word)}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", word, diff)
		}
	}
}

// What was not observed, or only in part, is not compared.
func TestWhatIsMissingIsNotCompared(t *testing.T) {
	rules := drift.NewRules(&exchange.Volatile{})
	here, changed := answers(t, ok(`{"a": 1}`)), answers(t, ok(`{"a": 2}`))
	missing := &exchange.Observation{Missing: exchange.Missing{Kind: exchange.FailedFast}}
	none := &exchange.Observation{Samples: []*exchange.Observation{nil, missing}}
	part := &exchange.Observation{Samples: []*exchange.Observation{nil, changed, missing}}
	for name, c := range map[string]struct {
		was, now *exchange.Observation
		want     list
	}{
		"never recorded":       {nil, here, nil},
		"not observed":         {here, nil, nil},
		"recorded as missing":  {missing, here, nil},
		"missing now":          {here, missing, nil},
		"no sample recorded":   {none, here, nil},
		"no sample now":        {here, none, nil},
		"one of three now":     {here, part, list{"value $.a: 1 (number) → 2 (number)"}},
		"one of three, before": {part, here, list{"value $.a: 2 (number) → 1 (number)"}},
	} {
		if diff := cmp.Diff(c.want, told(rules.Compare(c.was, c.now, drift.About{}))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Protocol and certificate are compared if both are known.
func TestConnectionsAreComparedWhereKnown(t *testing.T) {
	rules := drift.NewRules(&exchange.Volatile{})
	observed := func(proto, issuer string) *exchange.Observation {
		o := answers(t, ok(`{}`))
		if o.Proto = proto; issuer != "" {
			o.TLS = &exchange.TLS{Issuer: issuer}
		}
		return o
	}
	for name, c := range map[string]struct {
		was, now *exchange.Observation
		want     list
	}{
		"the same":              {observed("HTTP/1.1", "A"), observed("HTTP/1.1", "A"), nil},
		"another protocol":      {observed("HTTP/1.1", "A"), observed("HTTP/2.0", "A"), list{"value protocol: HTTP/1.1 → HTTP/2.0"}},
		"no protocol recorded":  {observed("", "A"), observed("HTTP/2.0", "A"), nil},
		"no protocol now":       {observed("HTTP/1.1", "A"), observed("", "A"), nil},
		"another issuer":        {observed("HTTP/1.1", "A"), observed("HTTP/1.1", "B"), list{"value tls issuer: A → B"}},
		"no certificate before": {observed("HTTP/1.1", ""), observed("HTTP/1.1", "B"), nil},
		"no certificate now":    {observed("HTTP/1.1", "A"), observed("HTTP/1.1", ""), nil},
	} {
		if diff := cmp.Diff(c.want, told(rules.Compare(c.was, c.now, drift.About{}))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Recordings within ten minutes are close, if both have a date.
func TestCloseIsTenMinutes(t *testing.T) {
	entry := func(body string, at time.Time) *fixture.Entry {
		o := answers(t, ok(body))
		o.Provenance = exchange.Provenance{Kind: "captured", At: at}
		return &fixture.Entry{Probe: "p", Observation: o}
	}
	at := time.Unix(1_000, 0)
	for name, c := range map[string]struct {
		was, now time.Time
		learned  bool
	}{
		"ten minutes":      {at, at.Add(10 * time.Minute), true},
		"a little more":    {at, at.Add(10*time.Minute + 1), false},
		"no date before":   {time.Time{}, at, false},
		"no date now":      {at, time.Time{}, false},
		"no date of both":  {time.Time{}, time.Time{}, false},
		"the other way on": {at.Add(9 * time.Minute), at, true},
	} {
		l := drift.NewRules(&exchange.Volatile{}).Learn(entry(`{"a": 1}`, c.was), entry(`{"a": 2}`, c.now))
		if (len(l.New) == 1) != c.learned || (len(l.Apart) == 0) != c.learned {
			t.Errorf("%s: learned %+v", name, l)
		}
	}
}

// The limits of ages, to the second.
func TestOlderToTheMoment(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		facts string
		want  []drift.Aged
	}{
		"just as old":            {"# captured: 2026-01-30T00:00:00Z", nil},
		"a second older":         {"# captured: 2026-01-29T23:59:59Z", []drift.Aged{{Probe: "agree", Age: 30*day + time.Second}}},
		"an hour ahead":          {"# captured: 2026-03-01T01:00:00Z", nil},
		"a second more":          {"# captured: 2026-03-01T01:00:01Z", []drift.Aged{{Probe: "agree", Ahead: time.Hour + time.Second}}},
		"a day ahead":            {"# transcribed from: a letter\n# observed: 2026-03-02T00:00:00Z", nil},
		"a day and half an hour": {"# transcribed from: a letter\n# observed: 2026-03-02T00:30:00Z", []drift.Aged{{Probe: "agree", Ahead: day + time.Hour/2}}},
	} {
		f, err := fixture.Parse("p.fixture", []byte("### agree\n"+c.facts+"\nGET http://api.example/agree\n\n### agree response\nHTTP/1.1 200 OK\n"))
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(nil)
		d := *judged(t, witnessed, "", server).Run.Document
		server.Close()
		d.Fixture = f
		if diff := cmp.Diff(c.want, drift.Older(&d, now, 30*day)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		d.Fixture = nil
		if aged := drift.Older(&d, now, 0); aged != nil {
			t.Errorf("without fixtures: %v", aged)
		}
	}
}

// Documents without fixtures are named before any request is sent.
func TestCheckNamesDocumentsWithoutFixtures(t *testing.T) {
	server := httptest.NewServer(nil)
	defer server.Close()
	with := judged(t, witnessed, "", server).Run.Document
	without := judged(t, strings.Replace(witnessed, "fixtures: w.fixture\n", "", 1), "", server).Run.Document
	if err := drift.Check([]*pipeline.Document{with}); err != nil {
		t.Errorf("it has fixtures, and yet: %v", err)
	}
	err := drift.Check([]*pipeline.Document{with, without})
	want := without.Suite.File.Name + ":1:1: the suite \"Witnesses\" names no fixtures to compare with; let `fixtures:` name a file, then assay run --record"
	if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Count(err.Error(), "names no fixtures") != 1 {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// Standings whose finding, fixture and response differ in number, place and value.
func TestStandingsOfSeveralFailures(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/json" {
			fmt.Fprint(w, `{"a": 2, "b": 1}`)
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	for _, c := range []struct{ name, expect, was, want string }{
		{"the same as before", "status: 500", "HTTP/1.1 404 Not Found\nContent-Type: text/plain; charset=utf-8\n\n404 page not found\n", "never held: status 500 [fixture 404 Not Found, now 404 Not Found]"},
		{"another place fails too", "{status: 500, body: 404 page not found}", plain("nothing"), "both: status 500 [fixture 200 OK, now 404 Not Found] body \"404 page not found\" [fixture \"nothing\", now \"404 page not found\\n\"]"},
		{"the same fails, and the shape has changed", "status: 500", "HTTP/1.1 404 Not Found\nContent-Type: text/plain; charset=utf-8\nX-Lost: 1\n\n404 page not found\n", "both: status 500 [fixture 404 Not Found, now 404 Not Found]"},
		{"one of two fails now", "{json: {$.a: 1, $.b: 1}}", plain(`{"a": 2, "b": 2}`), "both: json $.a 1 (number) [fixture 2 (number), now 2 (number)] json $.b 1 (number) [fixture 2 (number), now as the finding says]"},
		{"another value fails", "status: 500", "HTTP/1.1 410 Gone\n\n", "both: status 500 [fixture 410 Gone, now 404 Not Found]"},
		{"the answer meets one of two", "{status: 500, size: 19}", plain("nothing"), "both: status 500 [fixture 200 OK, now 404 Not Found] size 19 bytes [fixture 7 bytes, now as the finding says]"},
		{"each meets one of two that want the same", "{json: {$.a: 1, $.b: 1}}", plain(`{"a": 1, "b": 2}`), "both: json $.a 1 (number) [fixture as the finding says, now 2 (number)] json $.b 1 (number) [fixture 2 (number), now as the finding says]"},
		{"the fixture agrees", "status: 500", "HTTP/1.1 500 No\n\n", "contract broken: status 500 [fixture as the finding says, now 404 Not Found]"},
		{"the answer agrees", "status: 404", plain(""), "fixture stale: status 404 [fixture 200 OK, now as the finding says]"},
		{"all agree", "status: 404", "HTTP/1.1 404 Not Found\nContent-Type: text/plain; charset=utf-8\nX-Content-Type-Options: nosniff\n\n404 page not found\n", ""},
	} {
		path := "/p"
		if strings.Contains(c.expect, "json") {
			path = "/json"
		}
		suite := "suite: W\nfixtures: w.fixture\nprobes: {p: {path: " + path + "}}\nfindings: {f: {probe: p, expect: " + braced(c.expect) + "}}\n"
		before := "### p\nGET http://api.example" + path + "\n\n### p response\n" + c.was + "\n"
		r, err := drift.Of(context.Background(), judged(t, suite, before, server), nil, engine.Replay)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range r.Standings {
			line := string(s.So) + ":"
			for _, row := range s.Rows {
				line += fmt.Sprintf(" %s %s [fixture %s, now %s]", row.Path, row.Says, row.Fixture, row.Now)
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func braced(s string) string {
	if strings.HasPrefix(s, "{") {
		return s
	}
	return "{" + s + "}"
}
