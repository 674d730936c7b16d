package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/expect"
)

// TestMistakes shows the message for every error in an expectation. Every error of a document is
// reported, not only the first.
func TestMistakes(t *testing.T) {
	var b strings.Builder
	for _, text := range mistaken {
		s, problems := scope(text)
		s.AnswerIDs = []string{"edge-limit", "wrong-host"}
		s.Names = func() []string { return []string{"api", "model"} }
		e := expect.Compile(node(t, text), s)
		if e.Judge(answers["json"], nil).Outcome > expect.Unknown {
			t.Errorf("%s: judged after a mistake", text)
		}
		if problems.Err() == nil {
			t.Errorf("%s: no mistake", text)
			continue
		}
		b.WriteString(problems.Error() + "\n\n")
	}
	golden(t, "mistakes.golden", b.String())
}

var mistaken = []string{
	``,
	`{}`,
	`[]`,
	`404`,
	`edge-limits`,
	`[edge-limit, wrong-hosts]`,
	`{stauts: 404, heders: {a: b}}`,
	`{code: 200, jsonpath: {$.a: 1}, statusCode: 404, xpath: //a}`,
	`{status-code: 200, response-time: 1s}`,
	`{message: hello}`,
	`{$.detail: no}`,
	`{status: 200, status: 404}`,
	`status: null`,
	`status: 99`,
	`status: 4xy`,
	`status: 9xx`,
	`status: [200, 6xx]`,
	`status: 007`,
	`status: "99"`,
	`status: 1000`,
	`status: absent`,
	`{status: ">= 400", duration: "<2s", size: "!= 0", json: {$.a: {length: "≥ 1", count: "==2"}, $.b: {length: "> many"}}}`,
	`status: {nott: 404}`,
	`status: {type: integer}`,
	`status: []`,
	`status: {not: [404, x]}`,
	`headers: [a, b]`,
	`headers: {}`,
	`headers: {Retry-After: null}`,
	`headers: {/(/: absent}`,
	`headers: {X: {starts_wth: a}}`,
	`headers: {X: {}}`,
	`body: {matches: "("}`,
	`body: {absent: maybe}`,
	`json: {detail: no}`,
	`json: {"$.a[": no}`,
	`json: {}`,
	`json: {$.a: {type: invalid_request, message: no}}`,
	`json: {$.a: {type: strin}}`,
	`json: {$.a: {format: datetime}}`,
	`json: {$.a: {between: [1]}}`,
	`json: {$.a: {between: [2, 1]}}`,
	`json: {$.a: {in: x}}`,
	`json: {$.a: {in: []}}`,
	`json: {$.a: {one_of: []}}`,
	`json: {$.a: {one_of: {gt: 1}}}`,
	`json: {$.a: {oneOf: [1, {gt: 5}]}}`,
	`headers: {X: {one_of: [{lenght: 3}, {gt: abc}]}}`,
	`json: {$.a: {lt: {b: 1}}}`,
	`json: {$.a: {gt: abc}}`,
	`json: {$.a: {lt: true}}`,
	`headers: {X: {lt: abc}}`,
	`headers: {X: {between: [a, c]}}`,
	`headers: {X: {between: [1s, 60]}}`,
	`json: {$.a: {between: [1, "2"]}}`,
	`headers: {X: {between: [2m, 7s]}}`,
	`json: {$.a: {not: {mathces: '^m$'}}}`,
	`json: {$.a: {lenght: 3}}`,
	`json: {$.a: {startsWith: b}}`,
	`json: {$.a: {gte: 3, lte: 5}}`,
	`json: {$.a: {exists: true}}`,
	`json: {$.a: {not: {like: {b: {mathces: c}}}}}`,
	`json: {$.a: {status: 200, headers: {X: present}}}`,
	`json: {$.a: {each: {json: {$.b: 1}}}}`,
	`json: {$.a: {schema: {type: strin}}}`,
	`json: {$.a: {schema: 3}}`,
	`json: {$.a: {schema: {file: nowhere.json}}}`,
	`body: {schema: {type: object}}`,
	`headers: {X: {schema: {required: [id]}}}`,
	`stream: {each: {schema: {type: string}}}`,
	`stream: {text: {contains: a}, complete: true, no_errors: true, $.a: 1}`,
	`stream: {each: {$.error: absent}}`,
	`stream: {kinds: {a: {event: a}}, order: [a]}`,
	`json: {$.a: {enum: [a, b]}, $.b: {const: a}, $.c: {anyOf: [a, b]}, $.d: {includes: a}, $.e: {pattern: a}}`,
	`json: {$.a: {type: str}, $.b: {type: Int}, $.c: {type: dict}, $.d: {type: thing}}`,
	`json: {$.choices.0.text: a, $object: b, "$[": c, $.a.0.1: d}`,
	`headers: {X: {regex: a}, Y: {minimum: 3}}`,
	`json: {$.a: {parsed: false}}`,
	`json: {$.a: {parsed: 3, time_until: soon}}`,
	`headers: {X: {time_until: {le: 10m, as: fortnight}}}`,
	`headers: {X: {time_until: {le: 10m, as: epoch_ms}}}`,
	`headers: {X: {time_until: {as: epoch}}}`,
	`headers: {X: {time_until: {le: 10m, as: [epoch]}}}`,
	`headers: {X: {time_until: {}}}`,
	`headers: {X: {time_until: {le: 5}}}`,
	`headers: {X: {time_until: {most: 5s}}}`,
	`headers: {X: {time_until: [5s]}}`,
	`headers: {X: {time_until: {le: 5s, le: 6s}}}`,
	`status: {time_until: 5s}`,
	`json: {$.a: {parsed: {increasing: 3}}}`,
	`json: {$.a: {increasing: false}}`,
	`json: {$.a: {adds_up: [a, b]}}`,
	`json: {$.a: {adds_up: {}}}`,
	`json: {$.a: {adds_up: {t: a}}}`,
	`json: {$.a: {adds_up: {t: []}}}`,
	`json: {$.a: {adds_up: {t: [a, [b]]}}}`,
	`headers: {X: {adds_up: {t: [a]}}}`,
	`json: {$.a: {increasing: {}}}`,
	`json: {$.a: {increasing: {bye: 1}}}`,
	`json: {$.a: {increasing: {by: 0}}}`,
	`json: {$.a: {increasing: {by: [1]}}}`,
	`headers: {X: {increasing: true}}`,
	`json: {$.a: {format: int16}}`,
	`json: {$.a: {parsed: {mathces: b}}}`,
	`json: {$.a: {contains: []}}`,
	`json: {$.a: .inf}`,
	`json: {$.a: {count: many}}`,
	`json: {$.a: {like: {b: {gt: 1, c: 2}}}}`,
	`json: {$.a: {each: {mathces: a, like: b}}}`,
	`duration: {lt: 5}`,
	`duration: {lt: fast}`,
	`duration: {p95: {lt: 1s}, lt: 2s}`,
	`size: {lt: 10Kb3}`,
	`error: timeot`,
	`all: {status: 200}`,
	`any: []`,
	`none: [{status: 200}, {}]`,
	`same_as: {prob: a}`,
	`same_as: {probe: a, in: [stats]}`,
	`cookies: {sid: {value: x, http-only: true}}`,
	`tls: {versoin: "1.3"}`,
	`tls: {}`,
	`cookies: {}`,
	`answer: {a: b}`,
	`json: {$.a: "${modle}"}`,
	`json: {$.a: "${model"}`,
}
