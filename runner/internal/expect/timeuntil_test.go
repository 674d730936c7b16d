package expect_test

import (
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// limited is a response received on 2026-11-29 at 12:00:00.4 UTC by its server's clock; the
// client's clock is an hour late.
var limited = &exchange.Observation{
	Status: 429, Proto: "HTTP/1.1", Sent: time.Date(2026, 11, 29, 11, 0, 0, 0, time.UTC), Duration: time.Second,
	Header: exchange.Header{
		{Name: "Date", Value: "Sun, 29 Nov 2026 12:00:00 GMT"},
		{Name: "Content-Type", Value: "application/json"},
		{Name: "Retry-After", Value: "9007199254741"},
		{Name: "retry-after-ms", Value: "1500"},
		{Name: "X-RateLimit-Reset", Value: "1795953606"},
		{Name: "X-RateLimit-Reset-Tokens", Value: "2m59.56s"},
		{Name: "RateLimit", Value: `"d";r=0;t=3`},
		{Name: "X-Empty", Value: ""},
		{Name: "X-When", Value: "soon"},
	},
	Body: []byte(`{"at": "2026-11-29T12:00:05Z", "unix": 1795953606, "ms": 1795953606000, "hour": 3600, "text": "6m0s", "huge": 1e400,
		"list": ["Sun, 29 Nov 2026 12:00:05 UTC", 5], "error": {"reset": 5, "more": null}, "inner": "{\"reset\": \"1795953606.5\"}"}`),
}

func TestTimeUntil(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]expect.Outcome{
		`headers: {Retry-After: {time_until: {gt: 100d}}}`:                                    expect.Met,
		`headers: {retry-after-ms: {time_until: 1500ms}}`:                                     expect.Met,
		`headers: {X-RateLimit-Reset: {time_until: {between: [6s, 6s]}}}`:                     expect.Met,
		`headers: {X-RateLimit-Reset: {time_until: {gt: 0s, le: 10m, as: epoch}}}`:            expect.Met,
		`headers: {X-RateLimit-Reset: {time_until: {le: 10m, as: seconds}}}`:                  expect.Unmet,
		`headers: {X-RateLimit-Reset: {time_until: {le: 10m, as: http-date}}}`:                expect.Unmet,
		`headers: {X-RateLimit-Reset: {not: {time_until: {le: 10m, as: http-date}}}}`:         expect.Unmet,
		`headers: {X-RateLimit-Reset: {not: {time_until: {gt: 10m}}}}`:                        expect.Met,
		`headers: {X-RateLimit-Reset: {one_of: [{time_until: {gt: 10m}}, {time_until: 6s}]}}`: expect.Met,
		`headers: {/^X-RateLimit-Reset/: {time_until: {gt: 5s, lt: 3m}}}`:                     expect.Met,
		`headers: {X-RateLimit-Reset-Tokens: {time_until: {equals: 2m59.56s}}}`:               expect.Met,
		`headers: {RateLimit: {time_until: {in: [1s, 3s]}}}`:                                  expect.Met,
		`headers: {X-When: {time_until: {ge: 0s}}}`:                                           expect.Unmet,
		`headers: {X-When: {not: {time_until: {ge: 0s}}}}`:                                    expect.Unmet,
		`headers: {X-Empty: {time_until: {ge: 0s}}}`:                                          expect.Unmet,
		`headers: {X-None: {time_until: {ge: 0s}}}`:                                           expect.Unmet,
		`json: {$.at: {time_until: 5s}, $.unix: {time_until: 6s}, $.ms: {time_until: 6s}}`:    expect.Met,
		`json: {$.hour: {time_until: 1h}, $.text: {time_until: {le: 6m}}}`:                    expect.Met,
		`json: {$.hour: {time_until: {equals: 3.6s, as: milliseconds}}}`:                      expect.Met,
		`json: {$.huge: {time_until: {gt: 100d}}}`:                                            expect.Met,
		`json: {$.list: {each: {time_until: 5s}}}`:                                            expect.Met,
		`json: {"$.list[*]": {nodes: {any: {time_until: 5s}}, each: {time_until: {lt: 6s}}}}`: expect.Met,
		`json: {$.list: {like: [{time_until: 5s}, {time_until: {gt: 5s}}]}}`:                  expect.Unmet,
		`json: {$.error: {like: {reset: {time_until: 5s}}}}`:                                  expect.Met,
		`json: {$.error: {time_until: 5s}}`:                                                   expect.Unmet,
		`json: {$.error.more: {time_until: 5s}}`:                                              expect.Unmet,
		`json: {$.inner: {parsed: {like: {reset: {time_until: 6.5s}}}}}`:                      expect.Met,
		`any: [{json: {$.at: {time_until: 4s}}}, {all: [{json: {$.at: {time_until: 5s}}}]}]`:  expect.Met,
	} {
		if r := compile(t, text).Judge(limited, nil); r.Outcome != want {
			t.Errorf("%s: expected %v, got %s", text, want, shown(r))
		}
	}
}

// A point in time is unknown without the time of the response; a wait is not.
func TestTimeUntilWithoutAClock(t *testing.T) {
	t.Parallel()
	o := jsonAnswer(200, `{"at": "2026-11-29T12:00:05Z", "wait": 5}`)
	if r := compile(t, `json: {$.wait: {time_until: 5s}}`).Judge(o, nil); r.Outcome != expect.Met {
		t.Errorf("a wait: %s", shown(r))
	}
	for _, text := range []string{`json: {$.at: {time_until: {ge: 0s}}}`, `json: {$.at: {not: {time_until: {ge: 0s}}}}`} {
		r := compile(t, text).Judge(o, nil)
		const why = `json $.at: "2026-11-29T12:00:05Z" (string): it names a moment, and it is not known when the response came`
		if r.Outcome != expect.Unknown || len(r.Unknowns) != 1 || r.Unknowns[0] != why {
			t.Errorf("%s: %s", text, shown(r))
		}
	}
}

// One expectation judges responses with different times.
func TestTimeUntilOfSamples(t *testing.T) {
	t.Parallel()
	at := func(second int) *exchange.Observation {
		o := limited.Copy()
		o.Header = exchange.Header{{Name: "X-RateLimit-Reset", Value: "1795953606"}}
		o.Sent, o.Duration = time.Date(2026, 11, 29, 12, 0, second, 0, time.UTC), 0
		return o
	}
	o := at(0)
	o.Samples = []*exchange.Observation{o, at(2), at(7)}
	e := compile(t, `headers: {X-RateLimit-Reset: {time_until: {gt: 0s}}}`)
	r := e.Judge(o, nil)
	if r.Outcome != expect.Unmet || len(r.Failures) != 1 || r.Failures[0].Subject.In != "sample 3" {
		t.Errorf("%s", shown(r))
	}
}
