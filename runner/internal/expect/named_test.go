package expect_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// naming compiles an expectation that may name the answers a, b, c….
func naming(t *testing.T, text string) *expect.Expectation {
	t.Helper()
	s, problems := scope(text)
	for id := 'a'; id <= 'z'; id++ {
		s.AnswerIDs = append(s.AnswerIDs, string(id))
	}
	e := expect.Compile(node(t, text), s)
	if err := problems.Err(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e
}

// What an expectation is about decides how the diagnosis and lint use it.
func TestWhatAnExpectationIsAbout(t *testing.T) {
	for text, want := range map[string]struct {
		named      []string
		status     string
		enumerable bool
		samples    bool
	}{
		"a":                               {named: []string{"a"}},
		"[a, b]":                          {named: []string{"a", "b"}},
		"answer: a":                       {named: []string{"a"}},
		"{answer: a, status: 200}":        {},
		"[{status: 200}, a]":              {},
		"status: 404":                     {status: "status 404", enumerable: true},
		"status: [401, 4xx]":              {status: "status 401 or 4xx", enumerable: true},
		"{status: 404, size: 3}":          {enumerable: true},
		"{size: 3}":                       {enumerable: true},
		"{duration: {lt: 1s}}":            {enumerable: true},
		"{duration: {p95: {lt: 1s}}}":     {enumerable: true, samples: true},
		"{status: 404, body: x}":          {},
		"body: x":                         {},
		"json: {$.a: 1}":                  {},
		"any: [{status: 200}, {size: 3}]": {enumerable: true},
		"any: [{status: 200}, {body: x}]": {},
		"none: [{any: [{body: x}, {status: 1xx}]}]":           {},
		"none: [{any: [{size: 1}, {status: 1xx}]}]":           {enumerable: true},
		"share: {'1': {status: 200}}":                         {samples: true},
		"all: [{status: 200}, {share: {'1': {status: 200}}}]": {samples: true},
		"all: [{status: 200}, {body: x}]":                     {},
		"cel: size(samples) == 1":                             {samples: true},
		"cel: ['status == 200', 'size(samples) > 0']":         {samples: true},
		"cel: status == 200":                                  {},
		"error: timeout":                                      {},
	} {
		e := naming(t, text)
		if !cmp.Equal(e.Named(), want.named) || e.StatusOnly() != want.status || e.Enumerable() != want.enumerable || e.JudgesSamples() != want.samples {
			t.Errorf("%s: names %v, only %q, enumerable %v, of samples %v; want %+v", text, e.Named(), e.StatusOnly(), e.Enumerable(), e.JudgesSamples(), want)
		}
	}
}

// A failed connection has a duration only where an expectation wants it to fail.
func TestDurationsOfFailedConnections(t *testing.T) {
	o := &exchange.Observation{Duration: time.Second, Failure: &exchange.Failure{Kind: exchange.Reset}}
	holding(t, o, []judgement{
		{"{error: reset, duration: {le: 1s}}", expect.Met}, {"{any: [{error: reset}, {status: 200}], duration: {le: 1s}}", expect.Met}, {"{all: [{error: reset}], duration: {le: 1s}}", expect.Met},
		{"{none: [{error: timeout}], duration: {le: 1s}}", expect.Unknown}, {"{none: [{error: reset}], duration: {le: 1s}}", expect.Unmet}, {"duration: {le: 1s}", expect.Unknown},
	})
}

// chain is a world in which the answer a is b, b is c…, and the last of n is a status.
func chain(t *testing.T, n int) *expect.World {
	named := map[string]*expect.Expectation{}
	for i := range n {
		text := string(rune('a' + i + 1))
		if i == n-1 {
			text = "status: 404"
		}
		named[string(rune('a'+i))] = naming(t, text)
	}
	return &expect.World{Answer: func(id string) *expect.Expectation { return named[id] }}
}

// Answers may be named by answers ten deep.
func TestHowDeepAnswersAreNamed(t *testing.T) {
	for n, known := range map[int]bool{1: true, 2: true, 9: true, 10: true, 11: false, 20: false} {
		w, want, outcome := chain(t, n), "", expect.Unknown
		if known {
			want, outcome = "404", expect.Met
		}
		e := naming(t, "a")
		if got := inWords(e.Examples(w)); got != want {
			t.Errorf("%d deep: the examples are %q", n, got)
		}
		if r := e.Judge(jsonAnswer(404, "{}"), w); r.Outcome != outcome {
			t.Errorf("%d deep: %s", n, shown(r))
		}
	}
	self := naming(t, "a")
	w := &expect.World{Answer: func(string) *expect.Expectation { return self }}
	if got := self.Examples(w); got != nil {
		t.Errorf("an answer that is defined by itself has the examples %s", inWords(got))
	}
	if got := naming(t, "[a, b]").Examples(nil); got != nil {
		t.Errorf("answers that nobody defines have the examples %s", inWords(got))
	}
}

// Of many ways to meet an expectation the first 24 are made, out of the first 96 that were tried.
func TestHowManyExamplesAreMade(t *testing.T) {
	statuses := make([]string, 30)
	for i := range statuses {
		statuses[i] = fmt.Sprint(201 + i)
	}
	all := "status: [" + strings.Join(statuses, ", ") + "]"
	if got := compile(t, all).Examples(nil); len(got) != 24 || got[23].Status != 224 {
		t.Errorf("%d examples", len(got))
	}
	for cel, want := range map[string]int{
		"status == 201 && json.k == 201": 1, "status == 204 && json.k == 206": 1, "status == 204 && json.k == 207": 0, "status == 204 && json.k == 211": 0, "status == 230 && json.k == 230": 0,
	} {
		if got := compile(t, all+"\njson: {$.k: {in: ["+strings.Join(statuses, ", ")+"]}}\ncel: "+cel).Examples(nil); len(got) != want {
			t.Errorf("%s: the examples %s", cel, inWords(got))
		}
	}
	usual := []string{"200", "401", "404", "429", "400", "403", "500", "503", "402", "409", "422", "201", "204", "302", "502", "100"}
	for i, want := range usual {
		if got := inWords(compile(t, "status: {not: ["+strings.Join(append([]string{"999"}, usual[:i]...), ", ")+"]}").Examples(nil)); got != want {
			t.Errorf("after %v comes %s, want %s", usual[:i], got, want)
		}
	}
	s, _ := scope("")
	s.Lookup = declared(nil, "code")
	if got := expect.Compile(node(t, `status: "${code}"`), s).Examples(nil); got != nil {
		t.Errorf("what waits for a value has the examples %s", inWords(got))
	}
}

// A response in short: its status, and the beginning of its body.
func TestResponsesInShort(t *testing.T) {
	x := strings.Repeat("x", 300)
	for want, o := range map[string]*exchange.Observation{
		"status 200":                        {Status: 200},
		"status 404 Not Found":              {Status: 404, Reason: "Not Found"},
		"status 404 " + x[:60]:              {Status: 404, Reason: x[:60]},
		"status 405 " + x[:60] + "…":        {Status: 405, Reason: x[:61]},
		"status 200, body a b":              {Status: 200, Body: []byte("a\n b")},
		"status 200, body b":                {Status: 200, Body: []byte("b")},
		"status 200, body " + x[:100]:       {Status: 200, Body: []byte(x[:100])},
		"status 200, body " + x[:100] + "…": {Status: 200, Body: []byte(x[:101])},
		"status 201, body a":                {Status: 201, Body: []byte(strings.Repeat(" ", 299) + "ab")},
		"status 401 or 429":                 {Status: 401, Reason: "no", Reported: &exchange.Reported{Status: true, StatusAny: []int{401, 429}}},
		"status 401":                        {Status: 200, Reported: &exchange.Reported{StatusAny: []int{401}}},
		"an answer":                         {Status: 200, Reason: "OK", Reported: &exchange.Reported{}},
		"status 200 OK":                     {Status: 200, Reason: "OK", Reported: &exchange.Reported{Status: true}},
		"no answer (refused): no":           {Status: 200, Failure: &exchange.Failure{Kind: exchange.Refused, Message: "no"}},
		"no answer (reset): " + x[:200]:     {Failure: &exchange.Failure{Kind: exchange.Reset, Message: x[:200]}},
		"no answer (dns): " + x[:200] + "…": {Failure: &exchange.Failure{Kind: exchange.DNS, Message: x[:201]}},
	} {
		if got := expect.Gist(o); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for n, more := range map[int]string{197: "", 198: "", 199: "…"} {
		o := &exchange.Observation{Status: 200, Header: exchange.Header{{Name: "A"}, {Name: strings.Repeat("x", n-1)}}}
		if r := compile(t, "headers: {Retry-After: present}").Judge(o, nil); len(r.Failures) != 1 || r.Failures[0].Detail != "the answer has the headers A, "+strings.Repeat("x", min(n-1, 197))+more {
			t.Errorf("%d: %s", n, shown(r))
		}
	}
}

// An expectation in short has at most 120 characters, one of its conditions 400.
func TestExpectationsInShort(t *testing.T) {
	for n, more := range map[int]string{113: "", 114: "…"} {
		if got, want := compile(t, "body: "+strings.Repeat("x", n)).Summary(), `body "`+strings.Repeat("x", min(n, 114))+`"`; more == "" && got != want || more != "" && got != want[:120]+more {
			t.Errorf("%d characters: %s", n, got)
		}
	}
	texts := func(text string, o *exchange.Observation) string {
		var words []string
		for _, p := range naming(t, text).Parts(o, chain(t, 3)) {
			words = append(words, p.Text)
		}
		return strings.Join(words, "; ")
	}
	for text, want := range map[string]string{
		"a": "answer a", "[a, b]": "a or b", "{answer: [a, b], status: 404}": "answer a or b; status 404", "[{status: 404}, a]": "status 404 or a", "none: [a, {status: 200}]": "none of a or status 200", "all: [a, {status: 404}]": "a, status 404",
		"cel: status == 404": "cel", "schema: {type: object}": "schema",
	} {
		if got := texts(text, jsonAnswer(404, "{}")); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	s, problems := scope("b")
	expect.Compile(node(t, "b"), s)
	if len(*problems) != 1 || (*problems)[0].Next != "the document names no answers; an expectation is a map, as in {status: 200}" {
		t.Errorf("no answers: %v", problems)
	}
	s, problems = scope("b")
	s.AnswerIDs = []string{"alpha"}
	expect.Compile(node(t, "b"), s)
	if len(*problems) != 1 || strings.Contains((*problems)[0].Next, "names no answers") {
		t.Errorf("another answer: %v", problems)
	}
}

// A list is of alternatives, of which one is met.
func TestAListIsOfAlternatives(t *testing.T) {
	holding(t, jsonAnswer(200, "{}"), []judgement{{"[{status: 404}, {status: 200}]", expect.Met}, {"[{status: 404}, {status: 201}]", expect.Unmet}})
	if compile(t, "[{status: 404}, {status: 200}]").IsMap() || naming(t, "a").IsMap() || naming(t, "[a, b]").IsMap() || !naming(t, "{answer: a, status: 2xx}").IsMap() {
		t.Error("alternatives are no map, a map is one")
	}
}

// A value that is read as a time in one form and may be one in another is told.
func TestTimesThatMayBeOthers(t *testing.T) {
	o := jsonAnswer(200, `{"reset": "5000", "plain": "5s"}`)
	o.Header = append(o.Header, exchange.Field{Name: "Date", Value: "Mon, 04 May 2026 10:00:00 GMT"}, exchange.Field{Name: "X-RateLimit-Reset", Value: "5000"})
	for text, want := range map[string][]string{
		"json: {$.reset: {time_until: {gt: 0s}}}":                {"json $.reset"},
		"json: {$.reset: {time_until: {gt: 0s, as: seconds}}}":   nil,
		"json: {$.plain: {time_until: {gt: 0s}}}":                nil,
		"json: {$.reset: present}":                               nil,
		"headers: {X-RateLimit-Reset: {time_until: {gt: 0s}}}":   {"header X-RateLimit-Reset"},
		"json: {$.reset: {not: {time_until: {gt: 1h}}}}":         {"json $.reset"},
		"any: [{json: {$.reset: {time_until: {gt: 0s}}}}]":       {"json $.reset"},
		"{status: 404, json: {$.reset: {time_until: {gt: 0s}}}}": {"json $.reset"},
	} {
		var got []string
		compile(t, text).Ambiguities(o, nil, func(_ source.Pos, text string) {
			subject, _, _ := strings.Cut(text, ": 5000 may mean ")
			got = append(got, subject)
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// The helpers for other packages say of values what expectations say.
func TestHelpersForOtherPackages(t *testing.T) {
	for text, want := range map[string]bool{"$.detail": true, "$.detail.a": true, "$.other": false, "$.[": false} {
		if got := expect.JSONReported(answers["told"], text); got != want {
			t.Errorf("%s is reported: %v", text, got)
		}
	}
	if !expect.JSONReported(answers["json"], "$.x") || expect.JSONReported(answers["json"], "x") {
		t.Error("what was observed is reported whole, and no path is no path")
	}
	if !expect.HeaderReported(answers["told"], "Retry-After") || expect.HeaderReported(answers["told"], "Date") || !expect.HeaderReported(answers["json"], "Date") {
		t.Error("headers that were reported")
	}
	one, two := json.Number("1"), json.Number("2.0")
	if !expect.Increases(one, two) || expect.Increases(two, one) || expect.Increases(one, one) || expect.Increases("1", two) || expect.Increases(one, nil) {
		t.Error("numbers that increase")
	}
	d, err := expect.ParseDuration("1d12h")
	if n, wrong := expect.ParseSize("10KiB"); err != nil || wrong != nil || d != 36*time.Hour || n != 10240 {
		t.Errorf("%v %v, %v %v", d, err, n, wrong)
	}
	for _, wrong := range []string{"", "soon", "1", "1x"} {
		if _, err := expect.ParseDuration(wrong); err == nil {
			t.Errorf("%q is a duration", wrong)
		}
	}
}
