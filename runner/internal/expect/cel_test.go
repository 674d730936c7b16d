package expect_test

import (
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
