package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/testkit"
)

// golden compares text with testdata/name. Every failure in it has a code.
func golden(t *testing.T, name, text string) {
	t.Helper()
	if strings.Contains(text, noCode) {
		t.Errorf("%s: a failure has a code that is %s", name, noCode)
	}
	testkit.Golden(t, "testdata/"+name, text)
}

// TestFailures shows every message of a key or predicate that is unmet or unknown.
func TestFailures(t *testing.T) {
	var b strings.Builder
	for _, c := range failing {
		s, problems := scope(c.expect)
		s.AnswerIDs = []string{"edge-limit", "wrong-host", "circle"}
		e := expect.Compile(node(t, c.expect), s)
		if err := problems.Err(); err != nil {
			t.Fatalf("%s", err)
		}
		r := e.Judge(answers[c.answer], world(t))
		if r.Outcome == expect.Met {
			t.Errorf("%s meets %s", c.answer, c.expect)
		}
		if quiet := e.Outcome(answers[c.answer], world(t)); quiet != r.Outcome {
			t.Errorf("%s: Outcome gives %v, Judge %v", c.expect, quiet, r.Outcome)
		}
		b.WriteString("# " + c.answer + "\n" + c.expect + "\n→ " + shown(r) + "\n")
	}
	golden(t, "failures.golden", b.String())
}

// world has three named answers and the observations of the tables.
func world(t testing.TB) *expect.World {
	named := map[string]*expect.Expectation{
		"edge-limit": compile(t, `{status: 429, headers: {Content-Type: {starts_with: text/html}}}`),
		"wrong-host": compile(t, `{status: 404, json: {$.detail: "No matching chute found!"}}`),
	}
	s, _ := scope("circle")
	s.AnswerIDs = []string{"circle"}
	named["circle"] = expect.Compile(node(t, "circle"), s)
	return &expect.World{
		Answer:      func(id string) *expect.Expectation { return named[id] },
		Observation: observationOf,
	}
}

var failing = []struct{ answer, expect string }{
	// status
	{"json", `status: 404`},
	{"html", `status: 4xx
json: {$.a: 1}`},
	{"json", `status: 4xx`},
	{"json", `status: [401, 4xx]`},
	{"html", `status: {not: 429}`},
	{"html", `status: {not: [404, 4xx]}`},
	{"html", `status: {lt: 400}`},
	{"html", `status: {one_of: [{lt: 400}, 5xx]}`},
	{"html", `status: {not: {one_of: [{lt: 400}, 4xx]}}`},
	{"json", `json: {$: {one_of: [{type: array}, {like: {nothing: present, detail: {type: integer}}}, {nodes: []}]}}`},
	{"json", `headers: {Content-Type: {one_of: [{starts_with: text/}, {matches: xml$}]}, X-None: {one_of: [a, {length: 3}]}}`},
	{"json", `json: {"$.*": {one_of: [1, 2]}}`},
	{"html", `status: {between: [200, 299]}`},
	{"html", `status: {matches: ^5}`},
	{"html", `status: {in: [200, 5xx]}`},
	{"either", `status: 404`},
	{"either", `status: 429`},
	{"refused", `status: 200`},
	{"missing", `status: 200`},
	// headers
	{"json", `headers: {content-type: text/html}`},
	{"json", `headers: {Content-Typ: text/html}`},
	{"json", `headers: {Retry-After: present}`},
	{"none", `headers: {Retry-After: present}`},
	{"json", `headers: {X-RateLimit-Limit: absent}`},
	{"json", `headers: {/rate-?limit/: absent, Retry-After: absent}`},
	{"json", `headers: {/quota/: present}`},
	{"json", `headers: {X-RateLimit-Limit: {lt: 50}}`},
	{"json", `headers: {Link: {matches: rel=next}}`},
	{"json", `headers: {Link: {any: {contains: rel=last}}}`},
	{"json", `headers: {Link: {count: 3}}`},
	{"json", `headers: {Link: [<a>; rel=next]}`},
	{"json", `headers: {Last-Modified: {gt: "2016-01-01"}}`},
	{"json", `headers: {Content-Type: {gt: 5}}`},
	{"json", `headers: {Content-Type: {gt: 7s}}`},
	{"json", `headers: {X-RateLimit-Limit: {lt: 7s}}`},
	{"json", `headers: {X-RateLimit-Limit: {not: {lt: 7s}}}`},
	{"json", `headers: {Retry-After: {lt: 7s}}`},
	{"json", `headers: {Last-Modified: {le: 60}}`},
	{"json", `headers: {Content-Type: {format: http-date}}`},
	{"json", `headers: {Content-Type: {parsed: true}}`},
	{"told", `headers: {Retry-After: present}`},
	{"told", `headers: {Content-Type: present}`},
	{"told", `headers: {/limit/: present}`},
	// body
	{"html", `body: "<html>"`},
	{"html", `body: {contains: <center>Nginx</center>}`},
	{"html", `body: {not: {contains: nginx}}`},
	{"html", `body: {starts_with: "{", ends_with: "}", length: {lt: 10}}`},
	{"html", `body: empty`},
	{"none", `body: {empty: false}`},
	{"html", `body: "<html>\n<head><title>429 Too Many Requests</title></head>\n<body>\n<center>openresty</center>\n</body>\n</html>\n"`},
	{"long", `body: {equals: "` + strings.Repeat("all work and no play ", 20) + `makes Jill a dull girl"}`},
	{"long", `body: {contains: makes Jack a dull man}`},
	{"cut", `body: {contains: end}`},
	{"cut", `body: {starts_with: The}`},
	{"cut", `body: {length: 23}`},
	{"cut", `json: {$.a: 1}`},
	{"told", `body: {contains: x}`},
	// json
	{"html", `json: {$.a: 1}`},
	{"none", `json: {$.a: 1}`},
	{"json", `json: {$.total: 4, $.name: Bench}`},
	{"json", `json: {$.total: "3"}`},
	{"json", `json: {$.big: 12345678901234567891}`},
	{"json", `json: {$.none: absent}`},
	{"json", `json: {$.error.detail: no}`},
	{"json", `json: {"$.items[7].id": 1}`},
	{"json", `json: {"$.items[*].name": {each: {type: string}}}`},
	{"json", `json: {$.total.deep: present}`},
	{"json", `json: {$..detail: {not: x}}`},
	{"json", `json: {"$.items[*].id": 1}`},
	{"json", `json: {"$.items[*].id": {each: {lt: 2}}}`},
	{"json", `json: {"$.items[*].id": {any: {gt: 5}}}`},
	{"json", `json: {"$.items[*].id": {count: 2}}`},
	{"json", `json: {"$.items[*].id": {nodes: [1, 2]}}`},
	{"json", `json: {"$.items[*].id": absent}`},
	{"json", `json: {$.items: {count: {gt: 3}}}`},
	{"json", `json: {$.items: {each: {tag: a}}}`},
	{"json", `json: {$.items: {each: {like: {tag: a, name: present}}}}`},
	{"json", `json: {$.items: {length: 2}}`},
	{"json", `json: {$.total: {length: 2}}`},
	{"json", `json: {$.total: {matches: ^3, contains: 3}}`},
	{"json", `json: {$.name: {contains: 3, length: 4}}`},
	{"json", `json: {$.name: {in: [a, b, c]}}`},
	{"json", `json: {$.name: {between: [1, 2]}}`},
	{"json", `json: {$.name: {between: [1KB, 2KB]}}`},
	{"json", `json: {$.total: {lt: "60"}}`},
	{"json", `json: {$.total: {lt: 60s}}`},
	{"json", `json: {$.made: {lt: 60s}}`},
	{"call", `json: {$.digits: {lt: 60}}`},
	{"json", `json: {$.error: {schema: {required: [detail], properties: {code: {type: string}}}}}`},
	{"json", `json: {$.total: {schema: {maximum: 2}}}`},
	{"json", `json: {$.total: {not: {schema: {maximum: 3}}}}`},
	{"json", `json: {$.error: {parsed: {like: {code: 7}}}}`},
	{"json", `json: {$.name: {parsed: true}}`},
	{"call", `json: {$.arguments: {parsed: {like: {city: {type: number}}}}}`},
	{"call", `json: {$.arguments: {parsed: {schema: {required: [unit], properties: {city: {type: integer}}}}}}`},
	{"json", `json: {$.name: {not: {parsed: {schema: {type: object}}}}}`},
	{"json", `json: {$.name: {format: duration}}`},
	{"call", `json: {$.reset: {lt: 7s, not: {gt: 5m}}}`},
	{"call", `json: {$.cut: {parsed: true}}`},
	{"json", `json: {$.name: {matches: '^\d+$'}}`},
	{"json", `json: {$.name: {starts_with: x}}`},
	{"json", `json: {$.name: {ends_with: x}}`},
	{"limited", `headers: {Retry-After: {time_until: {gt: 0s, le: 10m}}, X-RateLimit-Reset: {time_until: {gt: 10s}}, X-RateLimit-Reset-Tokens: {time_until: {lt: 1m, as: duration}}}`},
	{"limited", `headers: {X-When: {time_until: {ge: 0s}}, X-Empty: {time_until: {ge: 0s}}, X-RateLimit-Reset: {time_until: {ge: 0s, as: epoch-ms}}, X-None: {time_until: 5s}}`},
	{"limited", `json: {$.hour: {time_until: {le: 10m}}, $.error: {time_until: {le: 10m}}, $.list: {each: {time_until: {gt: 1m}}}}`},
	{"limited", `json: {$.list: {time_until: 5s}, $.inner: {parsed: {like: {reset: {time_until: 5s}}}}, $.at: {not: {time_until: {gt: 0s}}}, $.text: {one_of: [{time_until: 5s}, absent]}}`},
	{"call", `json: {$.reset: {time_until: {le: 5m}}, $.digits: {time_until: {as: date-time, gt: 0s}}}`},
	{"json", `json: {$.name: {format: uuid}}`},
	{"json", `json: {$.ratio: {format: int32}, $.name: {format: int64}, $.ok: {format: int64}, $.none: {format: base64}}`},
	{"json", `json: {$.name: {format: jwt}, $.made: {format: base64}}`},
	{"numbers", `json: {"$.steps[*].n": {increasing: true}, "$.steps[*].id": {increasing: true}, $.whole: {increasing: {by: 1}}, "$.whole[0]": {increasing: true}}`},
	{"numbers", `json: {"$.nowhere[*]": {increasing: true}, $.steps: {not: {increasing: true}}, $.whole: {not: {increasing: true}}}`},
	{"usage", `json: {$.usage: {adds_up: {total: [prompt, completion], all: [total, cached]}}, $.text: {adds_up: {total: [prompt]}}, $.none: {adds_up: {total: [prompt]}}}`},
	{"usage", `json: {$.usage: {adds_up: {prompt: [total, gone]}, not: {adds_up: {prompt: [text]}}}, $.text: {not: {adds_up: {a: [b]}}}}`},
	{"usage", `json: {$.usage: {adds_up: {huge: [huge]}}}`},
	{"json", `json: {$.name: {format: date-time}}`},
	{"json", `json: {$.total: {format: uuid}}`},
	{"json", `json: {$.name: {type: [number, "null"]}}`},
	{"json", `json: {$.ratio: {type: integer}}`},
	{"json", `json: {$.name: {not: bench}}`},
	{"json", `json: {$.name: {not: [x, {type: string}]}}`},
	{"json", `json: {$.name: empty}`},
	{"json", `json: {$.empty: {not: empty}}`},
	{"json", `json: {$.total: {lt: 3, gt: 3, le: 2.99, ge: 3.01}}`},
	{"json", `json: {$.name: {lt: 3}}`},
	{"json", `json: {$.made: {lt: "2026-05-04T11:00:00+02:00"}}`},
	{"json", `json: {$.error: {message: no, code: 8}}`},
	{"json", `json: {$.error: {like: {code: {gt: 7}, detail: present, message: absent}}}`},
	{"json", `json: {$.items: {like: [{id: 1}, {id: 2}]}}`},
	{"json", `json: {$.items: {like: [{id: 1}, {id: 3}, {tag: b}]}}`},
	{"json", `json: {$.items: {contains: {id: 9}}}`},
	{"json", `json: {$.items: {contains: [{id: 1}, {id: 9}]}}`},
	{"json", `json: {$.error: {contains: {code: 8}}}`},
	{"json", `json: {$.error: {contains: code}}`},
	{"json", `json: {$.name: {equals: absent}}`},
	{"told", `json: {$.detail.code: 8}`},
	{"told", `json: {$.other: 1}`},
	{"either", `json: {$.detail: 1}`},
	// answers and combinations
	{"json", `edge-limit`},
	{"json", `[edge-limit, wrong-host]`},
	{"json", `answer: [edge-limit, wrong-host]`},
	{"refused", `edge-limit`},
	{"json", `circle`},
	{"json", `all: [{status: 200}, {status: 201}]`},
	{"json", `any: [{status: 429}, {json: {$.total: 4}}]`},
	{"json", `none: [{status: 429}, {status: 200, body: present}]`},
	{"told", `any: [{status: 200}, {body: x}]`},
	{"told", `none: [{status: 200}, {body: x}]`},
	{"either", `any: [{status: 401, body: x}, {status: 429}]`},
	// time, size, connection
	{"json", `duration: {lt: 200ms}`},
	{"none", `duration: {lt: 200ms}`},
	{"told", `duration: {lt: 200ms}`},
	{"late", `duration: {lt: 200ms}`},
	{"late", `duration: {lt: 1s}`},
	{"late", `{status: 200, duration: {lt: 1s}}`},
	{"lost", `duration: {lt: 1s}`},
	{"stalled", `duration: {lt: 1s}`},
	{"json", `size: {lt: 100}`},
	{"json", `size: {gt: 1KiB}`},
	{"cut", `size: {lt: 20}`},
	{"cut", `size: {lt: 30}`},
	{"json", `sha256: abc`},
	{"cut", `sha256: abc`},
	{"refused", `error: timeout`},
	{"json", `error: [timeout, dns]`},
	{"refused", `{error: refused, status: 200}`},
	{"json", `cookies: {sid: abd, theme: present, lang: absent}`},
	{"json", `cookies: {sid: {value: x, secure: false, path: /a, max_age: {gt: 60}, same_site: Strict, domain: present}}`},
	{"none", `cookies: {sid: {secure: true}}`},
	{"moved", `redirect: http://example.com/c`},
	{"none", `redirect: present`},
	{"followed", `redirect: {count: 1}`},
	{"json", `tls: {version: {ge: 1.3}, issuer: {contains: Root}, expires_in: {gt: 60d}}`},
	{"html", `tls: {version: "1.3"}`},
	{"moved", `tls: {version: "1.3"}`},
	{"json", `proto: HTTP/2.0`},
	{"none", `proto: HTTP/2.0`},
	// other probes
	{"json", `same_as: edge`},
	{"html", `differs_from: edge`},
	{"html", `differs_from: {probe: edge, in: [status]}`},
	{"json", `same_as: {probe: changed, in: [body]}`},
	{"json", `same_as: {probe: changed, in: [shape]}`},
	{"json", `same_as: nobody`},
	{"json", `same_as: down`},
	{"told", `same_as: list`},
	{"either", `same_as: {probe: list, in: [status]}`},
	{"either", `same_as: {probe: edge, in: [status]}`},
}

// observationOf returns other probes' observations by id.
func observationOf(id string) *exchange.Observation {
	changed := jsonAnswer(200, `{"total": "3", "items": [{"id": 1, "tag": null}], "new": 1}`)
	for _, o := range answers {
		if o.Probe == id {
			return o
		}
	}
	if id == "changed" {
		return changed
	}
	return nil
}
