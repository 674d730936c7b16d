package expect_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// laborious is a response with an expectation that takes seconds to judge: it counts, for every
// element, all elements, and all again for each of those.
func laborious(t *testing.T) (*expect.Expectation, *exchange.Observation) {
	t.Helper()
	body := "<r>" + strings.Repeat("<a/>", 250) + "</r>"
	return compile(t, `{status: 200, `+longXPath+`}`), &exchange.Observation{
		Status: 200, Body: []byte(body), Size: int64(len(body)), Header: exchange.Header{{Name: "Content-Type", Value: "text/xml"}},
	}
}

const longXPath = `xml: {'count(//a[count(//a[count(//a) = 0]) = 1])': 0}`

// TestJudgingEnds ends an endless judgement when its time or its context ends. The outcome is
// unknown then, also inside keys that negate outcomes.
func TestJudgingEnds(t *testing.T) {
	e, o := laborious(t)
	w := &expect.World{Guard: expect.NewGuard(t.Context(), time.Millisecond)}
	r := e.Judge(o, w)
	if r.Outcome != expect.Unknown || r.Late != expect.TookLong ||
		strings.Join(r.Unknowns, "") != "judging took longer than 1ms (limits.judge), or than what other late ones left of it" {
		t.Errorf("after its time: %+v", r)
	}
	if parts := e.Parts(o, w); parts != nil {
		t.Errorf("its parts: %+v", parts)
	}
	inside := compile(t, `{none: [{`+longXPath+`}]}`)
	if got := inside.Outcome(o, w); got != expect.Unknown {
		t.Errorf("inside none: %v", got)
	}

	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, cancel)
	r = e.Judge(o, &expect.World{Guard: expect.NewGuard(ctx, time.Hour)})
	if r.Outcome != expect.Unknown || r.Late != expect.RunEnded || strings.Join(r.Unknowns, "") != "the run ended before it was judged" {
		t.Errorf("after the context: %+v", r)
	}
}

// TestSchemasOfValuesAreWatched ends an expectation with the operator schema, at any depth, with
// the context, unless the body is small.
func TestSchemasOfValuesAreWatched(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := &expect.World{Guard: expect.NewGuard(ctx, time.Hour)}
	o := jsonAnswer(200, `{"a": {}, "b": "`+strings.Repeat("x", 5000)+`"}`)
	for text, want := range map[string]expect.Outcome{
		`{json: {$.a: {type: object}}}`:                            expect.Met,
		`{json: {$.a: {schema: {type: object}}}}`:                  expect.Unknown,
		`{none: [{json: {$.a: {not: {schema: {type: object}}}}}]}`: expect.Unknown,
	} {
		if got := compile(t, text).Outcome(o, w); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// TestWhatIsFastCountsBesideWhatIsLate has a condition that is unmet for certain next to one that
// takes too long.
func TestWhatIsFastCountsBesideWhatIsLate(t *testing.T) {
	e, o := laborious(t)
	o.Status = 500
	r := e.Judge(o, &expect.World{Guard: expect.NewGuard(t.Context(), time.Millisecond)})
	if r.Outcome != expect.Unmet || len(r.Failures) != 1 || r.Failures[0].Subject != (expect.Subject{Key: "status"}) {
		t.Errorf("got %+v, want the status unmet", r)
	}
}

// Limits of the implementation of an expectation are not a verdict, whatever contains them.
func TestLimitsAreUnknown(t *testing.T) {
	deep := func(depth int) *exchange.Observation {
		return &exchange.Observation{Status: 200, Body: []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth))}
	}
	markup := func(kind, open, end string) *exchange.Observation {
		return &exchange.Observation{
			Status: 200, Header: exchange.Header{{Name: "Content-Type", Value: kind}},
			Body: []byte(strings.Repeat(open, 6000) + strings.Repeat(end, 6000)),
		}
	}
	costly := `cel: "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, a+b+c+d+e > 0)))))"`
	for _, c := range []struct {
		expect string
		of     *exchange.Observation
		want   expect.Outcome
	}{
		{`json: {$.a: absent}`, deep(10_001), expect.Unknown},
		{`json: {$: {type: array}}`, deep(10_000), expect.Met},
		{`schema: {type: array}`, deep(10_001), expect.Unknown},
		{`cel: "json == 1"`, deep(10_001), expect.Unknown},
		{costly, deep(1), expect.Unknown},
		{"none: [{" + costly + "}]", deep(1), expect.Unknown},
		{`schema: {type: array, items: {$ref: "#/$defs/a"}, $defs: {a: {$ref: "#/$defs/a"}}}`, deep(2), expect.Unknown},
		{`json: {$: {schema: {type: array, items: {$ref: "#/$defs/a"}, $defs: {a: {$ref: "#/$defs/a"}}}}}`, deep(2), expect.Unknown},
		{`json: {$: {not: {schema: {items: {$ref: "#/$defs/a"}, $defs: {a: {$ref: "#/$defs/a"}}}}}}`, deep(2), expect.Unknown},
		{`body: {parsed: true}`, deep(10_001), expect.Unknown},
		{`body: {not: {parsed: {count: 7}}}`, deep(10_001), expect.Unknown},
		{`xml: {//b: absent}`, markup("application/xml", "<a>", "</a>"), expect.Unknown},
		{`xml: {//b: absent}`, markup("application/xml", "<a/>", ""), expect.Met},
		{`xml: {//b: absent}`, markup("text/html", "<table><tr><td>", "</table>"), expect.Unknown},
		{`xml: {//b: absent}`, markup("text/html", "<p>a<br><li>b", ""), expect.Met},
	} {
		r := compile(t, `{`+c.expect+`}`).Judge(c.of, nil)
		if r.Outcome != c.want {
			t.Errorf("%s: %v, want %v", c.expect, r.Outcome, c.want)
		}
		if why := strings.Join(r.Unknowns, "; "); strings.Contains(why, "what was read") || (why == "") != (c.want != expect.Unknown) {
			t.Errorf("%s: why nobody knows is told as %q", c.expect, why)
		}
		if c.want != expect.Unknown || strings.Contains(c.expect, costly) {
			continue
		}
		for _, around := range []string{`{none: [{%}]}`, `{any: [{status: 500}, {%}]}`, `{all: [{status: 200}, {%}]}`, `{none: [{none: [{%}]}]}`} {
			if got := compile(t, strings.ReplaceAll(around, "%", c.expect)).Outcome(c.of, nil); got != expect.Unknown {
				t.Errorf("%s of it: %v, want unknown", strings.ReplaceAll(around, "%", c.expect), got)
			}
		}
	}
}
