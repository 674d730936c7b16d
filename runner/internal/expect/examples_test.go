package expect_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// exampleWorld has two answers, one of them with two forms, and one observation.
func exampleWorld(t testing.TB) *expect.World {
	named := map[string]*expect.Expectation{
		"edge-limit": compile(t, `{status: 429, headers: {Content-Type: {starts_with: text/html}}, body: {matches: '<center>nginx(/[\d.]+)?</center>'}}`),
		"no-key":     compile(t, `{status: [401, 403], json: {$.error.code: no_key}}`),
	}
	return &expect.World{
		Answer: func(id string) *expect.Expectation { return named[id] },
		Observation: func(id string) *exchange.Observation {
			if id != "asked" {
				return nil
			}
			return jsonAnswer(404, `{"detail":"no"}`)
		},
	}
}

// TestExamples lists the examples of each expectation, one per line.
func TestExamples(t *testing.T) {
	for _, c := range []struct {
		expect string
		want   string
	}{
		{`status: 404`, `404`},
		{`status: [401, 429]`, `401; 429`},
		{`status: 4xx`, `401`},
		{`status: {not: [200, 401]}`, `404`},
		{`status: {in: [5xx, 302]}`, `500; 302`},
		{`status: {ge: 510}`, `510`},
		{`status: {one_of: [401, {ge: 510}, {in: [429, 401]}]}`, `401; 510; 429`},
		{`headers: {Retry-After: {one_of: [{between: [10, 60]}, soon]}}`, `200 Retry-After: 10; 200 Retry-After: soon`},
		{`headers: {/^x-rate/: present}`, `200 X-RATE: x`},
		{`headers: {Age: {matches: '^\d{2}$'}}`, `200 Age: 11`},
		{`{status: 200, headers: {X-Name: abc, Retry-After: absent, "/^x-rate/": present, Via: {contains: 1.1 google}, Age: {matches: '^\d{2}$'}}}`,
			`200 X-Name: abc, X-RATE: x, Via: 1.1 google, Age: 11`},
		{`body: {starts_with: "<html", contains: [nginx, "9"], ends_with: ">"}`, `200 "<htmlnginx9>"`},
		{`json: {$.detail: {starts_with: model not found}, "$.items[1].id": {type: integer}, $.gone: absent}`,
			`200 Content-Type: application/json "{\"detail\":\"model not found\",\"items\":[null,{\"id\":1}]}"`},
		{`json: {$.a: {like: {b: {type: string}, c: [1, {gt: 5}]}}, $.when: {format: date-time}, $.n: {between: [3, 4]}}`,
			`200 Content-Type: application/json "{\"a\":{\"b\":\"some text\",\"c\":[1,6]},\"n\":3,\"when\":\"2026-01-02T03:04:05Z\"}"`},
		{`json: {$.list: {count: {ge: 2}}, $.kind: {in: [a, b]}}`,
			`200 Content-Type: application/json "{\"kind\":\"a\",\"list\":[1,1]}"; 200 Content-Type: application/json "{\"kind\":\"b\",\"list\":[1,1]}"`},
		{`headers: {Retry-After: {between: [10, 60]}, X-Reset: {gt: 7s}, Size: {lt: 5MB}, Expires: {gt: 2026-05-04}}`,
			`200 Retry-After: 10, X-Reset: 7.000000001s, Size: 4999999, Expires: Mon, 04 May 2026 00:00:01 GMT`},
		{`json: {$.reset: {lt: 7s}, $.at: {le: 2026-05-04}, $.wait: {format: http-date}}`,
			`200 Content-Type: application/json "{\"at\":\"2026-05-04T00:00:00Z\",\"reset\":\"6.999999999s\",\"wait\":\"Fri, 02 Jan 2026 03:04:05 GMT\"}"`},
		{`json: {$.arguments: {parsed: {schema: {type: object, required: [city, days], properties: {city: {type: string, minLength: 2}, days: {type: array, minItems: 1, items: {enum: [mo, tu]}}}}}}}`,
			`200 Content-Type: application/json "{\"arguments\":\"{\\\"city\\\":\\\"xx\\\",\\\"days\\\":[\\\"mo\\\"]}\"}"`},
		{`body: {parsed: true}`, `200 "{}"`},
		{`headers: {Retry-After: {time_until: {gt: 0s, le: 10m}}, X-Reset: {time_until: {equals: 90s, as: epoch-ms}}, X-Date: {time_until: {equals: 1m, as: http-date}}}`,
			`200 Retry-After: 1, X-Reset: 1767323135000, X-Date: Fri, 02 Jan 2026 03:05:05 GMT`},
		{`json: {$.reset: {time_until: {ge: 5s}}, $.at: {time_until: {equals: 5s, as: date-time}}}`,
			`200 Content-Type: application/json "{\"at\":\"2026-01-02T03:04:10Z\",\"reset\":5}"`},
		{`json: {$.n: {format: int64}, $.steps: {increasing: {by: 0.5}}}`,
			`200 Content-Type: application/json "{\"n\":1,\"steps\":[0,0.5]}"`},
		{`json: {$.usage: {adds_up: {total: [prompt, completion]}}}`,
			`200 Content-Type: application/json "{\"usage\":{\"completion\":1,\"prompt\":1,\"total\":2}}"`},
		{`headers: {X-N: {format: int32}, X-Data: {format: base64}}`, `200 X-N: 1, X-Data: AAEC`},
		{`json: {"$.a[0]": 1}`, `200 Content-Type: application/json "{\"a\":[1]}"`},
		{`json: {"$[1]": 1, "$[0].b": 2}`, `200 Content-Type: application/json "[{\"b\":2},1]"`},
		{`json: {"$.a[-1]": 1}`, ``},
		{`json: {$.a: 1, "$.a[0]": 1}`, ``},
		{`json: {$.a.b: 1, "$.a[0]": 1}`, ``},
		{`json: {"$.a[0]": 1, $.a.b: 1}`, ``},
		{`json: {$.a: 1, $.a.b: 1}`, ``},
		{`json: {"$.a[100]": 1, "$.a": {count: 101}}`, ``},
		{`json: {"$.a[101]": 1}`, ``},
		{`json: {"$.a[100]": 1}`, `200 Content-Type: application/json "{\"a\":[` + strings.Repeat("null,", 100) + `1]}"`},
		{`json: {$.a: {schema: {$ref: "#/$defs/a", $defs: {a: {const: 7}}}}}`, `200 Content-Type: application/json "{\"a\":7}"`},
		{`json: {$.a: {schema: {enum: [null, 1]}}}`, `200 Content-Type: application/json "{\"a\":null}"`},
		{`json: {$.a: {schema: {enum: [8]}}}`, `200 Content-Type: application/json "{\"a\":8}"`},
		{`json: {$.a: {schema: {anyOf: [{const: 5}, {const: 6}]}}}`, `200 Content-Type: application/json "{\"a\":5}"`},
		{`json: {$.a: {schema: {oneOf: [{const: 5}, {const: 6}]}}}`, `200 Content-Type: application/json "{\"a\":5}"`},
		{`json: {$.a: {schema: {allOf: [{const: 5}]}}}`, `200 Content-Type: application/json "{\"a\":5}"`},
		{`json: {$.a: {schema: {type: integer, anyOf: [{minimum: 1}]}}}`, `200 Content-Type: application/json "{\"a\":1}"`},
		{`json: {$.a: {schema: {properties: {b: true}, anyOf: [{const: 7}, {type: object}]}}}`, `200 Content-Type: application/json "{\"a\":{}}"`},
		{`json: {$.a: {schema: {type: number, minimum: 2.5}}}`, `200 Content-Type: application/json "{\"a\":2.5}"`},
		{`json: {$.a: {schema: {type: boolean}}}`, `200 Content-Type: application/json "{\"a\":true}"`},
		{`json: {$.a: {schema: {type: "null"}}}`, `200 Content-Type: application/json "{\"a\":null}"`},
		{`json: {$.a: {schema: {type: array, minItems: 2, items: {const: 3}, prefixItems: [{const: 4}]}}}`, `200 Content-Type: application/json "{\"a\":[4,3]}"`},
		{`json: {$.a: {schema: {type: array}}}`, `200 Content-Type: application/json "{\"a\":[]}"`},
		{`json: {$.a: {schema: {type: string, format: duration}}}`, `200 Content-Type: application/json "{\"a\":\"PT1S\"}"`},
		{`json: {$.a: {schema: {type: string, format: uuid}}}`, `200 Content-Type: application/json "{\"a\":\"00000000-0000-4000-8000-000000000000\"}"`},
		{`json: {$.a: {schema: {type: string, pattern: "^a{2}$"}}}`, `200 Content-Type: application/json "{\"a\":\"aa\"}"`},
		{`json: {$.a: {schema: {type: string, pattern: "^a{2}", minLength: 3}}}`, `200 Content-Type: application/json "{\"a\":\"aax\"}"`},
		{`json: {$.a: {schema: {type: string, minLength: 2, maxLength: 2}}}`, `200 Content-Type: application/json "{\"a\":\"xx\"}"`},
		{`json: {$.a: {schema: {type: object, required: [b], properties: {b: {type: object, required: [c], properties: {c: {const: 1}}}}}}}`, `200 Content-Type: application/json "{\"a\":{\"b\":{\"c\":1}}}"`},
		{`json: {$.a: {schema: {$ref: "#/$defs/a", $defs: {a: {type: object, required: [b], properties: {b: {$ref: "#/$defs/a"}}}}}}}`, ``},
		{`{duration: {gt: 2s}}`, `200`},
		{`json: {$.a: {length: 3}}`, `200 Content-Type: application/json "{\"a\":[1,1,1]}"`},
		{`json: {$.a: {length: {ge: 2}, type: string}}`, `200 Content-Type: application/json "{\"a\":\"xx\"}"`},
		{`json: {$.a: {each: 5, length: 1}}`, `200 Content-Type: application/json "{\"a\":[5]}"`},
		{`json: {$.a: {any: 5}}`, `200 Content-Type: application/json "{\"a\":[5]}"`},
		{`json: {$.a: {count: 100}}`, `200 Content-Type: application/json "{\"a\":[` + strings.Repeat("1,", 99) + `1]}"`},
		{`json: {$.a: {count: 101}}`, ``},
		{`json: {$.a: {contains: {b: 1}}}`, `200 Content-Type: application/json "{\"a\":[{\"b\":1}]}"`},
		{`json: {$.a: {parsed: 7}, $.b: {parsed: {equals: [1]}}}`, `200 Content-Type: application/json "{\"a\":\"7\",\"b\":\"[1]\"}"`},
		{`json: {$.a: {nodes: [1]}}`, `200 Content-Type: application/json "{\"a\":1}"`},
		{`json: {$.a: {like: {b: absent, c: {gt: 4}}}}`, `200 Content-Type: application/json "{\"a\":{\"c\":5}}"`},
		{`json: {$.a: {not: empty}}`, `200 Content-Type: application/json "{\"a\":\"x\"}"`},
		{`json: {$.a: empty}`, `200 Content-Type: application/json "{\"a\":\"\"}"`},
		{`json: {$.a: {matches: '^(x|y)+[^b]\w.\s?$'}}`, `200 Content-Type: application/json "{\"a\":\"xaax\"}"`},
		{`json: {$.a: {matches: '^[B-Da-c]$'}, $.b: {matches: '^[x-z]$'}, $.c: {matches: '^[b-df-h]$'}, $.d: {matches: '^[A-Z]$'}, $.e: {matches: '^[_]$'}, $.f: {matches: '^[a]$'}}`, `200 Content-Type: application/json "{\"a\":\"a\",\"b\":\"x\",\"c\":\"b\",\"d\":\"A\",\"e\":\"_\",\"f\":\"a\"}"`},
		{`json: {$.a: {schema: {type: string, minLength: 999}}}`, `200 Content-Type: application/json "{\"a\":\"` + strings.Repeat("x", 999) + `\"}"`},
		{`json: {$.a: {schema: {type: string, minLength: 1000}}}`, ``},
		{`json: {$.a: {schema: {type: array, minItems: 100}}}`, `200 Content-Type: application/json "{\"a\":[` + strings.Repeat("{},", 99) + `{}]}"`},
		{`json: {$.a: {schema: {type: array, minItems: 101}}}`, ``},
		{`json: {$.a: {gt: 1e16}}`, ``},
		{`json: {$.a: {gt: -1e15}}`, `200 Content-Type: application/json "{\"a\":-999999999999999}"`},
		{`{duration: {p95: {lt: 2s}}}`, `200`},
		{`json: {$.a: {gt: 1e15}}`, `200 Content-Type: application/json "{\"a\":1000000000000001}"`},
		{`json: {$.a: {between: [3.5, 4]}}`, `200 Content-Type: application/json "{\"a\":3.5}"`},
		{`status: {ge: 599}`, `599`},
		{`status: {ge: 600}`, ``},
		{`status: {lt: 101}`, `100`},
		{`size: {lt: 5}`, `200`},
		{`edge-limit`, `429 Content-Type: text/html "<center>nginx</center>"`},
		{`[edge-limit, no-key]`, `429 Content-Type: text/html "<center>nginx</center>"; 401 Content-Type: application/json "{\"error\":{\"code\":\"no_key\"}}"; 403 Content-Type: application/json "{\"error\":{\"code\":\"no_key\"}}"`},
		{`any: [{status: 200}, {status: 404, body: no}]`, `200; 404 "no"`},
		{`all: [{status: 2xx}, {body: yes, status: 200}]`, `200 "yes"`},
		{`all: [{body: yes}, {body: yes}]`, `200 "yes"`},
		{`all: [{body: yes}, {body: no}]`, ``},
		{`none: [{status: 200}, {status: 401}]`, `404`},
		{`error: [timeout, refused]`, `timeout; refused`},
		{`same_as: {probe: asked, in: [status, body]}`, `404 Content-Type: application/json "{\"detail\":\"no\"}"`},
		{`{same_as: {probe: asked, in: [status]}, status: 200}`, ``},
		{`same_as: unasked`, ``},
		{`differs_from: {probe: asked, in: [status]}`, `200; 401; 429`},
		{`{status: 200, duration: {lt: 2s}}`, `200`},
		{`{status: 404, all: [{status: 200}]}`, ``},
		{`stream: {events: 3}`, ``},
		{`stream: {cut: true}`, `200 Content-Type: text/event-stream "data: {}\n\n"`},
		{`stream: {kinds: {start: {event: a}, part: {json: {$.n: 1}}, end: {event: b}}, order: start part+ end, done: false, cut: false}`,
			`200 Content-Type: text/event-stream "event: a\ndata: {}\n\ndata: {\"n\":1}\n\nevent: b\ndata: {}\n\n"; 200 Content-Type: text/event-stream "event: a\ndata: {}\n\ndata: {\"n\":1}\n\ndata: {\"n\":1}\n\nevent: b\ndata: {}\n\n"`},
		{`stream: {kinds: {text: {json: {"$.choices[0].delta.content": present}}, done: "[DONE]"}, order: text done}`,
			`200 Content-Type: text/event-stream "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n"`},
		{`stream: {count: {of: {event: usage}, is: 2}, done: true}`, `200 Content-Type: text/event-stream "event: usage\ndata: {}\n\nevent: usage\ndata: {}\n\ndata: [DONE]\n\n"`},
		{`stream: {kinds: {part: {json: {$.n: 1}}, end: {event: b}}, order: (part end)+, count: {of: end, is: 2}, done: false, cut: false}`,
			`200 Content-Type: text/event-stream "data: {\"n\":1}\n\nevent: b\ndata: {}\n\ndata: {\"n\":1}\n\nevent: b\ndata: {}\n\n"`},
		{`stream: {time_to: {of: {json: {$.text: present}}, is: {gt: 2s}}, done: false, cut: false}`, `200 Content-Type: text/event-stream "data: {\"text\":\"x\"}\n\n"`},
		{`stream: {silence: {ge: 3s}, closed: {within: 1s}, done: true}`, `200 Content-Type: text/event-stream "data: {}\n\ndata: [DONE]\n\n"`},
		{`stream: {done: true}`, `200 Content-Type: text/event-stream "data: {}\n\ndata: [DONE]\n\n"`},
	} {
		s, problems := scope(c.expect)
		s.AnswerIDs = []string{"edge-limit", "no-key"}
		e := expect.Compile(node(t, c.expect), s)
		if err := problems.Err(); err != nil {
			t.Fatal(c.expect, err)
		}
		w := exampleWorld(t)
		examples := e.Examples(w)
		if diff := cmp.Diff(c.want, inWords(examples)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.expect, diff)
		}
		for _, o := range examples {
			if r := e.Judge(o, w); r.Outcome != expect.Met {
				t.Errorf("%s: the example %s does not meet it: %s", c.expect, inWords([]*exchange.Observation{o}), shown(r))
			}
		}
		if again := inWords(e.Examples(w)); again != inWords(examples) {
			t.Errorf("%s: other examples the second time: %s", c.expect, again)
		}
	}
}

// inWords formats observations in one line, by status, headers and body.
func inWords(all []*exchange.Observation) string {
	words := make([]string, len(all))
	for i, o := range all {
		if o.Failure != nil {
			words[i] = string(o.Failure.Kind)
			continue
		}
		words[i] = fmt.Sprint(o.Status)
		for k, f := range o.Header {
			words[i] += map[bool]string{true: " ", false: ", "}[k == 0] + f.Name + ": " + f.Value
		}
		if len(o.Body) > 0 {
			words[i] += fmt.Sprintf(" %q", o.Body)
		}
	}
	return strings.Join(words, "; ")
}
