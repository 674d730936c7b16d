package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// A CEL expression is judged if all that it reads was reported, and is unknown otherwise.
func TestWhatAnExpressionOfCELReads(t *testing.T) {
	reported := func(r exchange.Reported) *exchange.Observation {
		o := jsonAnswer(200, `{"a": 1}`)
		o.Reported = &r
		return o
	}
	const status, headers, duration, json, body = `status == 200`, `"content-type" in headers`, `duration < duration("1s")`, `json.a == 1`, `body.contains("a")`
	all := exchange.Reported{Status: true, Headers: []string{"*"}, Body: true, Timing: true}
	without := func(change func(r *exchange.Reported)) exchange.Reported {
		r := all
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		o       *exchange.Observation
		unknown map[string]bool
	}{
		"an answer":            {jsonAnswer(200, `{"a": 1}`), nil},
		"all":                  {reported(all), nil},
		"no status":            {reported(without(func(r *exchange.Reported) { r.Status = false })), map[string]bool{status: true}},
		"one of some statuses": {reported(without(func(r *exchange.Reported) { r.StatusAny = []int{200, 201} })), map[string]bool{status: true}},
		"some headers":         {reported(without(func(r *exchange.Reported) { r.Headers = []string{"Content-Type"} })), map[string]bool{headers: true}},
		"no times":             {reported(without(func(r *exchange.Reported) { r.Timing = false })), map[string]bool{duration: true}},
		"no body":              {reported(without(func(r *exchange.Reported) { r.Body = false })), map[string]bool{json: true, body: true}},
	} {
		for _, text := range []string{status, headers, duration, json, body} {
			want := expect.Met
			if c.unknown[text] {
				want = expect.Unknown
			}
			if r := compile(t, "cel: '"+text+"'").Judge(c.o, nil); r.Outcome != want {
				t.Errorf("%s: %s: outcome %d, want %d: %s", name, text, r.Outcome, want, shown(r))
			}
		}
	}
}

// Only a map of keys can be given another key.
func TestWhichExpectationsAreMaps(t *testing.T) {
	for text, want := range map[string]bool{
		"status: 200": true, "{status: 200, body: x}": true, "any: [{status: 200}, {status: 201}]": false, "{any: [{status: 200}, {status: 201}], body: x}": true, "none: [{status: 200}]": true, "all: [{status: 200}]": true,
	} {
		if got := compile(t, text).IsMap(); got != want {
			t.Errorf("%s: a map is %v, want %v", text, got, want)
		}
	}
}

// Headers are looked up whatever the case of a name, which may be computed; what an expression read
// is shown where it is false.
func TestWhatAnExpressionOfCELShows(t *testing.T) {
	o := jsonAnswer(200, `{"a": "`+strings.Repeat("x", 153)+`"}`)
	o.Header = append(o.Header, exchange.Field{Name: "X-Req", Value: "abc"})
	holding(t, o, []judgement{{`cel: 'headers["X-" + "REQ"] == "abc"'`, expect.Met}, {`cel: '("x-" + "REQ") in headers'`, expect.Met}, {`cel: 'headers["X-" + "GONE"] == "abc"'`, expect.Unmet}, {`cel: 'headers.exists(n, n == "x-req")'`, expect.Met}, {`cel: 'size(headers) == 2'`, expect.Met}})
	for text, want := range map[string]string{
		"size(samples) == 7":            "samples = 1 sample",
		"json.a == \"y\"":               `json = {"a":"` + strings.Repeat("x", 153) + "\"…",
		"body == \"y\"":                 `body = "{\"a\": \"` + strings.Repeat("x", 149) + "…",
		"status == 1 || json.a == \"\"": `json = {"a":"` + strings.Repeat("x", 153) + "\"…\nstatus = 200",
		"\"y\" in headers":              "headers = Content-Type, X-Req",
		"duration > duration(\"1s\")":   "duration = 0s",
	} {
		r := compile(t, "cel: '"+text+"'").Judge(o, nil)
		if len(r.Failures) != 1 || r.Failures[0].Detail != want {
			t.Errorf("%s: %s, want %s", text, shown(r), want)
		}
	}
	if r := compile(t, "cel: 'json.a'").Judge(jsonAnswer(200, `{"a": "`+strings.Repeat("x", 121)+`"}`), nil); len(r.Failures) != 1 || r.Failures[0].Actual != strings.Repeat("x", 120)+"… (string)" {
		t.Error(shown(r))
	}
	if r := compile(t, "cel: 'json.a'").Judge(jsonAnswer(200, `{"a": "`+strings.Repeat("x", 120)+`"}`), nil); len(r.Failures) != 1 || r.Failures[0].Actual != strings.Repeat("x", 120)+" (string)" {
		t.Error(shown(r))
	}
	if r := compile(t, "cel: 'size(samples) == 7'").Judge(samples(200, 200), nil); len(r.Failures) != 1 || r.Failures[0].Detail != "samples = 2 samples" {
		t.Error(shown(r))
	}
}

// A mistake in an expression is at its column, where the line of the document has it verbatim.
func TestWhereAnExpressionOfCELIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"cel: statu == 200": "1:6", "cel: status == 200 && statu == 1": "1:23", `cel: "status == 200 && statu == 1"`: "1:24", "cel: 'statu == 1'": "1:6", "cel: >-\n  status == 200 && statu == 1": "1:6", "cel: |\n  statu == 1": "1:6", "cel: 'body == \"\" && it''s'": "1:6", "cel: status ==\n  200 && statu == 1": "1:6",
	} {
		s, problems := scope(text)
		expect.Compile(node(t, text), s)
		if len(*problems) == 0 || (*problems)[0].Pos.String() != "test.yaml:"+want {
			t.Errorf("%s: %v, want it at %s", text, problems, want)
		}
	}
}

// An expression has at most 20,000 characters.
func TestHowLongAnExpressionOfCELIs(t *testing.T) {
	for n, wrong := range map[int]bool{20_000: false, 20_001: true} {
		if got := mistakes(t, "cel: 'status"+strings.Repeat(" ", n-len("status==200"))+"==200'"); (got != nil) != wrong {
			t.Errorf("%d characters: %.200q", n, got)
		}
	}
}

// One sample is the response; of several each is judged, and the first that fails is named.
func TestOneSampleAndTwo(t *testing.T) {
	for _, text := range []string{"status: 200", "cel: status == 200"} {
		key, _, _ := strings.Cut(text, ":")
		for want, o := range map[string]*exchange.Observation{key: samples(500), "sample 1: " + key: samples(500, 200), "sample 2: " + key: samples(200, 500)} {
			r := compile(t, text).Judge(o, nil)
			if len(r.Failures) != 1 || r.Failures[0].Subject.String() != want {
				t.Errorf("%s: %s, want %s", text, shown(r), want)
			}
		}
	}
	o := samples(200, 200, 200)
	o.Samples[1].Reported = &exchange.Reported{}
	holding(t, o, []judgement{{"status: 200", expect.Unknown}, {"any: [{status: 200}]", expect.Unknown}})
	if r := compile(t, "share: {'< 0.1': {status: 200}}").Judge(samples(200, 200, 200, 200), nil); len(r.Failures) != 1 || r.Failures[0].Detail != "samples 1, 2, 3 and 1 more" {
		t.Error(shown(r))
	}
	either := &exchange.Observation{Reported: &exchange.Reported{Status: true, StatusAny: []int{401}, Headers: []string{"*"}}}
	holding(t, either, []judgement{{"status: 401", expect.Met}, {"status: 404", expect.Unmet}, {"status: {ge: 400}", expect.Met}, {"cel: status == 401", expect.Unknown}})
}
