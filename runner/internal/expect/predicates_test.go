package expect_test

import (
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// TestPredicates judges predicates on one JSON value each.
func TestPredicates(t *testing.T) {
	const met, unmet = expect.Met, expect.Unmet
	for _, c := range []struct {
		value, predicate string
		want             expect.Outcome
	}{
		// equality
		{`1`, `1.0`, met},
		{`1e2`, `100`, met},
		{`12345678901234567890`, `12345678901234567890`, met},
		{`12345678901234567890`, `12345678901234567891`, unmet},
		{`0.1`, `0.10`, met},
		{`-0`, `0`, met},
		{`16`, `0x10`, met},
		{`{"a": 1, "b": [2]}`, `{b: [2.0], a: 1}`, met},
		{`{"a": 1}`, `{a: 1, b: 2}`, unmet},
		{`{}`, `{}`, met},
		{`[1, 2]`, `[2, 1]`, unmet},
		{`null`, `null`, met},
		{`null`, `present`, met},
		{`null`, `absent`, unmet},
		{`"1"`, `1`, unmet},
		{`true`, `"true"`, unmet},
		{`"absent"`, `{equals: absent}`, met},
		{`"absent"`, `absent`, unmet},
		{`{"type": "a"}`, `{equals: {type: a}}`, met},
		{`null`, `{equals: null}`, met},
		// one_of: met by one, unknown only where none is met
		{`2`, `{one_of: [{type: string}, {lt: 3}]}`, met},
		{`"a"`, `{one_of: [{type: string}, {lt: 3}]}`, met},
		{`7`, `{one_of: [{type: string}, {lt: 3}]}`, unmet},
		{`null`, `{one_of: [null, {gt: 1}]}`, met},
		{`7`, `{one_of: [{one_of: [1, 2]}, {one_of: [3, 7]}]}`, met},
		{`7`, `{not: {one_of: [1, {gt: 5}]}}`, unmet},
		{`4`, `{not: {one_of: [1, {gt: 5}]}}`, met},
		{`"x"`, `{not: {one_of: [{gt: 5}, {lt: 3}]}}`, unmet},
		{`[1, "a"]`, `{each: {one_of: [{type: string}, 1]}}`, met},
		{`[1, "a", null]`, `{each: {one_of: [{type: string}, 1]}}`, unmet},
		{`[{"b": 2}]`, `{one_of: [{count: 0}, {any: {like: {b: {one_of: [1, 2]}}}}]}`, met},
		{`{"a": "x"}`, `{like: {a: {one_of: [absent, {starts_with: x}]}, b: {one_of: [absent, 1]}}}`, met},
		// in, not
		{`2`, `{in: [1, 2.0]}`, met},
		{`3`, `{in: [1, 2]}`, unmet},
		{`3`, `{not: [1, 2]}`, met},
		{`3`, `{not: {gt: 2}}`, unmet},
		{`3`, `{not: {not: 3}}`, met},
		{`[1]`, `{not: {contains: 1}}`, unmet},
		// order
		{`2`, `{lt: 2.1, le: 2, ge: 2.0, gt: 1.9999999999999999999}`, met},
		{`2`, `{lt: 2}`, unmet},
		{`-3`, `{lt: -2}`, met},
		{`-3e2`, `{between: [-300, -299]}`, met},
		{`9007199254740993`, `{gt: 9007199254740992}`, met},
		{`"10"`, `{gt: "9"}`, met},
		{`"2026-05-04T10:00:00Z"`, `{gt: "2026-05-04T11:30:00+02:00"}`, met},
		{`"2026-05-04T10:00:00Z"`, `{lt: "2026-05-05"}`, met},
		{`"b"`, `{lt: 3}`, unmet},
		{`null`, `{lt: 3}`, unmet},
		{`"b"`, `{not: {lt: 3}}`, unmet},
		{`null`, `{not: [{lt: 3}, {gt: 5}]}`, unmet},
		// quantities: durations, sizes, times; numbers and texts that write them apart
		{`"6m0s"`, `{lt: 7s}`, unmet},
		{`"6m0s"`, `{gt: 7s, le: 20m, between: [5m59s, 360s]}`, met},
		{`"6m0s"`, `{not: {le: 20m}}`, unmet},
		{`"6m0s"`, `{not: {gt: 20m}}`, met},
		{`"2m59.56s"`, `{gt: 179.5s, lt: 3m}`, met},
		{`"500ms"`, `{lt: 1s}`, met},
		{`"1d"`, `{ge: 24h, lt: 1d1s}`, met},
		{`"PT6M"`, `{gt: 7s, le: 6m}`, met},
		{`"P1DT12H"`, `{ge: 36h, le: PT36H}`, met},
		{`"P1M"`, `{gt: 1s}`, unmet},
		{`"PT"`, `{gt: -1s}`, unmet},
		{`"soon"`, `{lt: 7s}`, unmet},
		{`"soon"`, `{not: {lt: 7s}}`, unmet},
		{`6`, `{lt: 7s}`, unmet},
		{`6`, `{not: {lt: 7s}}`, unmet},
		{`"6"`, `{lt: 7s}`, unmet},
		{`"0"`, `{lt: 7s}`, met},
		{`"6m0s"`, `{lt: 7}`, unmet},
		{`"6m0s"`, `{gt: "7"}`, unmet},
		{`"9"`, `{lt: 10}`, unmet},
		{`"9"`, `{not: {lt: 10}}`, unmet},
		{`9`, `{lt: "10"}`, unmet},
		{`"9"`, `{lt: "10"}`, met},
		{`"9"`, `{between: ["8", "10"]}`, met},
		{`"10KiB"`, `{lt: 5MB, ge: 10240B}`, met},
		{`"4MB"`, `{gt: 3MiB}`, met},
		{`"10240"`, `{between: [10KiB, 11KB]}`, met},
		{`10240`, `{between: [10KiB, 11KB]}`, met},
		{`10240.5`, `{gt: 10KiB}`, met},
		{`"7s"`, `{lt: 5MB}`, unmet},
		{`"2026-05-04T10:00:00Z"`, `{lt: 2026-05-05}`, met},
		{`"Mon, 04 May 2026 10:00:00 GMT"`, `{between: ["2026-05-04T09:59:59Z", "Mon, 04 May 2026 10:00:01 GMT"]}`, met},
		{`"tomorrow"`, `{lt: "2026-05-05"}`, unmet},
		{`20260504`, `{lt: "2026-05-05"}`, unmet},
		{`["1s", "soon"]`, `{any: {lt: 7s}}`, met},
		{`["1s", "soon"]`, `{each: {lt: 7s}}`, unmet},
		// text
		{`"rate limited"`, `{matches: '^rate\b', contains: lim, starts_with: rate, ends_with: ed}`, met},
		{`"rate limited"`, `{matches: ^limited}`, unmet},
		{`"straße"`, `{length: 6}`, met},
		{`""`, `empty`, met},
		{`"x"`, `{empty: false}`, met},
		{`null`, `empty`, unmet},
		{`7`, `{matches: 7}`, unmet},
		{`7`, `{not: {matches: 7}}`, met},
		// lists and objects
		{`[1, "a", {"b": 2, "c": 3}]`, `{contains: a}`, met},
		{`[1, "a", {"b": 2, "c": 3}]`, `{contains: {b: 2}}`, met},
		{`[1, "a", {"b": 2, "c": 3}]`, `{contains: [1, a]}`, met},
		{`[1, "a", {"b": 2, "c": 3}]`, `{contains: [1, z]}`, unmet},
		{`{"a": {"b": 1, "c": 2}}`, `{contains: {a: {b: 1}}}`, met},
		{`{"a": {"b": 1, "c": 2}}`, `{contains: {a: {b: 2}}}`, unmet},
		{`[]`, `empty`, met},
		{`{}`, `empty`, met},
		{`[1, 2]`, `{count: 2, length: 2, each: {type: integer}, any: 2}`, met},
		{`[1, 2]`, `{any: 3}`, unmet},
		{`[]`, `{each: 1}`, met},
		{`[]`, `{any: 1}`, unmet},
		{`[]`, `{count: 0}`, met},
		{`{"a": 1}`, `{length: 1}`, met},
		{`[[1], [2]]`, `{each: {each: {lt: 3}}}`, met},
		// like
		{`{"a": 1, "b": {"c": [1, 2], "d": 0}}`, `{like: {b: {c: [1, {gt: 1}]}}}`, met},
		{`{"a": 1, "b": {"c": [1, 2], "d": 0}}`, `{like: {b: {c: [1]}}}`, unmet},
		{`{"a": 1}`, `{like: {a: {type: number}, z: absent}}`, met},
		{`{"a": 1}`, `{like: {z: {not: 1}}}`, unmet},
		{`[{"a": 1, "b": 2}]`, `{like: [{a: 1}]}`, met},
		{`3`, `{like: {gt: 1, lt: 5}}`, met},
		// schema
		{`{"a": 1}`, `{schema: {type: object, required: [a]}}`, met},
		{`{"b": 1}`, `{schema: {type: object, required: [a]}}`, unmet},
		{`{"b": 1}`, `{not: {schema: {type: object, required: [a]}}}`, met},
		{`"{}"`, `{schema: {type: object}}`, unmet},
		{`[{"a": 1}, {"a": 2}]`, `{each: {schema: {required: [a], properties: {a: {maximum: 2}}}}}`, met},
		{`1.0`, `{schema: {type: integer}}`, met},
		{`1`, `{schema: false}`, unmet},
		// parsed
		{`"{\"city\": \"Kiel\"}"`, `{parsed: true}`, met},
		{`"{\"city\": \"Kiel\""`, `{parsed: true}`, unmet},
		{`"{\"city\": \"Kiel\""`, `{not: {parsed: true}}`, met},
		{`{"city": "Kiel"}`, `{parsed: true}`, unmet},
		{`""`, `{parsed: true}`, unmet},
		{`"1"`, `{parsed: 1.0}`, met},
		{`"true"`, `{parsed: {equals: true}}`, met},
		{`"null"`, `{parsed: null}`, met},
		{`"{\"city\": \"Kiel\"}"`, `{parsed: {like: {city: {type: string}}}}`, met},
		{`"{\"city\": 7}"`, `{parsed: {schema: {properties: {city: {type: string}}}}}`, unmet},
		{`"{\"city\": 7}"`, `{not: {parsed: {schema: {properties: {city: {type: string}}}}}}`, met},
		{`"{"`, `{not: {parsed: {schema: {type: object}}}}`, unmet},
		{`{"city": 7}`, `{not: {parsed: {schema: {type: object}}}}`, unmet},
		{`"[1, 2]"`, `{parsed: {count: 2, each: {gt: 0}}}`, met},
		{`"\"{}\""`, `{parsed: {parsed: {equals: {}}}}`, met},
		// type
		{`1.0`, `{type: integer}`, met},
		{`1.5`, `{type: integer}`, unmet},
		{`1.5`, `{type: number}`, met},
		{`null`, `{type: "null"}`, met},
		{`null`, `{type: null}`, met},
		{`null`, `{type: [string, "null"]}`, met},
		{`{}`, `{type: object}`, met},
		{`[]`, `{type: array}`, met},
		{`true`, `{type: boolean}`, met},
		{`"a"`, `{type: number}`, unmet},
		// format
		{`"2026-05-04T10:00:00Z"`, `{format: date-time}`, met},
		{`"2026-05-04"`, `{format: date}`, met},
		{`"10:00:00Z"`, `{format: time}`, met},
		{`"P3DT4H"`, `{format: duration}`, met},
		{`"P1Y"`, `{format: duration}`, met},
		{`"6m0s"`, `{format: duration}`, met},
		{`"2d"`, `{format: duration}`, met},
		{`"6"`, `{format: duration}`, unmet},
		{`"0"`, `{format: duration}`, unmet},
		{`"soon"`, `{format: duration}`, unmet},
		{`"6m0s"`, `{schema: {format: duration}}`, unmet},
		{`"Sun, 06 Nov 1994 08:49:37 GMT"`, `{format: http-date}`, met},
		{`"Sunday, 06-Nov-94 08:49:37 GMT"`, `{format: http-date}`, met},
		{`"Sun Nov  6 08:49:37 1994"`, `{format: http-date}`, met},
		{`"Sun, 06 Nov 1994 08:49:37 UTC"`, `{format: http-date}`, unmet},
		{`"Mon, 06 Nov 1994 08:49:37 GMT"`, `{format: http-date}`, unmet},
		{`"1994-11-06T08:49:37Z"`, `{format: http-date}`, unmet},
		{`"60"`, `{format: http-date}`, unmet},
		{`"6ba7b810-9dad-11d1-80b4-00c04fd430c8"`, `{format: uuid}`, met},
		{`"https://a.example/b?c"`, `{format: uri}`, met},
		{`"../b"`, `{format: uri}`, unmet},
		{`"../b"`, `{format: uri-reference}`, met},
		{`"a@example.com"`, `{format: email}`, met},
		{`"api.example.com"`, `{format: hostname}`, met},
		{`"127.0.0.1"`, `{format: ipv4}`, met},
		{`"127.0.0.256"`, `{format: ipv4}`, unmet},
		{`"::1"`, `{format: ipv6}`, met},
		{`"^a+$"`, `{format: regex}`, met},
		{`"("`, `{format: regex}`, unmet},
		{`"/a/b~1c"`, `{format: json-pointer}`, met},
		{`"a"`, `{format: json-pointer}`, unmet},
	} {
		e := compile(t, "json:\n  $.v: "+c.predicate)
		r := e.Judge(jsonAnswer(200, `{"v": `+c.value+`}`), nil)
		if r.Outcome != c.want {
			t.Errorf("%s of %s: %s", c.predicate, c.value, shown(r))
		}
	}
}

// TestMet judges what holds, and must leave nothing behind.
func TestMet(t *testing.T) {
	for _, c := range []struct{ answer, expect string }{
		{"json", `status: 200`},
		{"json", `status: 2xx`},
		{"json", `status: 2XX`},
		{"json", `status: [200, 404]`},
		{"html", `status: [401, 4xx]`},
		{"json", `status: {not: 401}`},
		{"json", `status: {not: [404, 405, 5xx]}`},
		{"json", `status: {not: [999, "099"]}`},
		{"json", `status: {between: [200, 299]}`},
		{"json", `status: {ge: 200, lt: 300}`},
		{"either", `status: 4xx`},
		{"either", `status: [401, 429]`},
		{"either", `any: [{status: 401}, {status: 429}]`},
		{"either", `none: [{status: 404}, {status: 200}]`},
		{"either", `status: {not: 404}`},
		{"json", `headers: {content-type: application/json, LINK: {any: {contains: next}}, Retry-After: absent}`},
		{"json", `headers: {/^x-rate/: {matches: '^\d+$'}, /quota/: absent}`},
		{"json", `headers: {X-RateLimit-Limit: 60}`},
		{"json", `headers: {X-RateLimit-Limit: {between: [50, 100], gt: 9}}`},
		{"json", `headers: {Link: {count: 2, each: {contains: rel}}}`},
		{"json", `headers: {Link: ["<a>; rel=next", "<b>; rel=prev"]}`},
		{"json", `headers: {Last-Modified: {lt: "2016-01-01T00:00:00Z"}}`},
		{"json", `headers: {X-RateLimit-Limit: {le: 1KiB, not: {gt: 5MB}}}`},
		{"json", `headers: {Last-Modified: {lt: 2016-01-01, format: http-date}}`},
		{"json", `body: {parsed: {like: {total: 3}}, schema: {minLength: 9, pattern: total}}`},
		{"json", `json: {"$.items[*]": {each: {schema: {required: [id]}}}}`},
		{"json", `headers: {Nope: {count: 0}}`},
		{"json", `headers: {Nope: {not: present}}`},
		{"told", `headers: {Retry-After: absent, X-RateLimit-Limit: 60, /rate-?limit/: present}`},
		{"told", `headers: {X-Rate-Limit-Reset: absent}`},
		{"html", `body: {contains: <center>nginx</center>, matches: '(?s)^<html>.*</html>\s$', length: {gt: 20}}`},
		{"none", `body: empty`},
		{"none", `json: {$.detail: absent, "$.items[*]": {count: 0}, $: absent}`},
		{"cut", `body: {starts_with: the beginning, contains: long, matches: begin}`},
		{"cut", `body: {not: {starts_with: The}}`},
		{"cut", `size: {gt: 20}`},
		{"json", `json: {$.total: 3, $.none: null}`},
		{"json", `json: {"$.items[*].id": {count: 3, each: {gt: 0}, any: 2, nodes: [1, 2, 3]}}`},
		{"json", `json: {$.items: {count: 3, each: {like: {tag: {in: [a, b]}}}}}`},
		{"json", `json: {"$.items[-1].tag": b, "$.items[?@.id == 2].tag": b, $.nope: absent, "$.nope[*]": absent}`},
		{"json", `json: {"$.items[?@.id > 9]": {count: 0}, "$.nope": {count: 0}, "$.total": {count: 1}}`},
		{"json", `json: {"$['error'].code": {lt: 8}, $.error: {count: 1}}`},
		{"told", `json: {$.detail.code: 7, $.detail: {like: {code: 7}}, $.detail.x: absent}`},
		{"html", `edge-limit`},
		{"html", `[wrong-host, edge-limit]`},
		{"html", `{answer: edge-limit, size: {le: 1KiB}}`},
		{"json", `all: [{status: 200}, {any: [{status: 404}, {json: {$.ok: true}}]}, {none: [edge-limit]}]`},
		{"refused", `error: refused`},
		{"refused", `error: [timeout, refused]`},
		{"refused", `any: [{status: 503}, {error: refused}]`},
		{"json", `duration: {between: [100ms, 1s]}`},
		{"json", `duration: {lt: 1d}`},
		{"late", `duration: {gt: 200ms}`},
		{"late", `{error: timeout, duration: {lt: 1s}}`},
		{"late", `all: [{error: [timeout, refused]}, {duration: {lt: 1s}}]`},
		{"stalled", `duration: {ge: 300ms}`},
		{"json", `proto: HTTP/1.1`},
		{"json", `cookies: {sid: abc, lang: {in: [de, en]}, theme: absent}`},
		{"json", `cookies: {sid: {value: present, path: /, secure: true, http_only: true, same_site: Lax, max_age: 60}, lang: {secure: false, domain: absent}}`},
		{"moved-on", `redirect: "http://example.com/jobs/7/$${key}/log?page=2"`},
		{"moved", `redirect: http://example.com/c?x=1`},
		{"followed", `cookies: {sid: {value: abc, http_only: true}}`},
		{"odd-cookies", `cookies: {prefs: '{"a": 1}', "user[name]": {value: "b\\c", path: /x, max_age: 5}, quoted: a b, twice: two, bare: absent}`},
		{"followed", `redirect: {count: 2, nodes: ["http://example.com/b", "https://www.example.com/b"]}`},
		{"followed", `redirect: {starts_with: https}`},
		{"json", `tls: {version: 1.2, subject: {contains: api.example.com}, expires_in: {gt: 14d}}`},
		{"none", `sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`},
		{"json", `same_as: list`},
		{"json", `differs_from: edge`},
		{"json", `same_as: {probe: changed, in: status}`},
		{"either", `differs_from: {probe: list, in: [status]}`},
	} {
		s, problems := scope(c.expect)
		s.AnswerIDs = []string{"edge-limit", "wrong-host"}
		e := expect.Compile(node(t, c.expect), s)
		if err := problems.Err(); err != nil {
			t.Fatalf("%s", err)
		}
		if r := e.Judge(answers[c.answer], world(t)); r.Outcome != expect.Met || r.Failures != nil || r.Unknowns != nil {
			t.Errorf("%s: %s\n%s", c.answer, c.expect, shown(r))
		}
	}
}

// TestCharsets judges the text of bodies that are not UTF-8.
func TestCharsets(t *testing.T) {
	for _, c := range []struct{ contentType, body string }{
		{"text/plain; charset=iso-8859-1", "gr\xfc\xdfe"},
		{"text/plain; charset=utf-16le", "g\x00r\x00\xfc\x00\xdf\x00e\x00"},
		{"text/plain", "\xff\xfeg\x00r\x00\xfc\x00\xdf\x00e\x00"},
		{"text/plain; charset=utf-8", "\xef\xbb\xbfgrüße"},
		{"text/plain; charset=UTF-8", "grüße"},
		{"", "grüße"},
	} {
		o := &exchange.Observation{Status: 200, Body: []byte(c.body), Header: exchange.Header{{Name: "Content-Type", Value: c.contentType}}}
		if r := compile(t, `body: grüße`).Judge(o, nil); r.Outcome != expect.Met {
			t.Errorf("%s: %s", c.contentType, shown(r))
		}
	}
}
