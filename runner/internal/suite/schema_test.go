package suite_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(suite.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("suite.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("suite.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON returns a YAML document as editors pass it to a schema.
func asJSON(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return plain(v)
}

func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, item := range v {
			v[k] = plain(item)
		}
		return v
	case map[any]any:
		out := map[string]any{}
		for k, item := range v {
			out[fmt.Sprint(k)] = plain(item)
		}
		return out
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
		return v
	case nil, bool, string, int, float64:
		return v
	}
	return fmt.Sprint(v) // a suite reads a date as text
}

func TestSchemaAcceptsEverySuiteOfTheTree(t *testing.T) {
	s := compiledSchema(t)
	for _, path := range documents(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(asJSON(t, text)); err != nil {
			t.Errorf("%s:\n%v", path, err)
		}
	}
}

// inProbe, inFinding and inExpect embed a text in a whole document.
func inProbe(s string) string {
	return "suite: A\ntarget: https://api.example\nvars: {v: 1}\nsecrets: {k: K}\nprobes:\n  p: {" + s + "}\n  q: {path: /q}\n"
}

func inFinding(s string) string { return inProbe("path: /p") + "findings:\n  f: {" + s + "}\n" }

func inExpect(s string) string { return inFinding("probe: p, expect: " + s) }

func inTop(s string) string { return inProbe("path: /p") + s + "\n" }

// The schema for editors and the loader agree on the errors within a single document.
func TestSchemaAndLoaderAgree(t *testing.T) {
	good := []string{
		inTop("about: 3"), inTop("findings:"),
		inTop("limits: {rate: 2/s, requests: 1, timeout: 1d12h, body: 512, writes: ask, cooldown: {on: 4xx, wait: 1h}}"),
		inTop("include: []"), inTop("volatile: {headers: Date, json: [$.a], body: [a+]}"), inTop("volatile: {preset: llm}"),
		inTop("request: {headers: {X: null}, timeout: null, json: null}"),
		inTop("answers: {ok: {status: 200}}"),
		inTop("checklist: {c: {ask: what, answers: {yes: , no: {}}}}"),
		inTop("hypotheses: {h: {predicts: {p: {status: 200}, q: [{status: 1xx}, {status: 404}]}}}"),
		inProbe("url: https://x.example/"), inProbe("path: /p, timeout: '${v}s', redirects: '${v}'"),
		inProbe("path: /p, method: PATCH, query: {a: [1, x], b: null}"),
		inProbe("path: /p, json: null, form: {a: 1}"), inProbe("path: /p, json: [1, {a: null}]"),
		inProbe("path: /p, auth: {basic: [a, b]}"), inProbe("path: /p, auth: {X-Key: a}"), inProbe("path: /p, auth: null"),
		inProbe("path: /p, each: {a: , b: {vars: {x: 1}, headers: {A: b}}}"), inProbe("path: /p, matrix: {a: [1, b, null]}"),
		inProbe("path: /p, wait: 2s"), inProbe("path: /p, wait: {told_by: q, at: X-Reset, as: epoch, plus: -1s, at_most: 2m}"),
		inProbe("path: /p, repeat: 3, retry: 0, cost: 0.5, risk: bans"), inProbe("path: /p, until: {expect: {status: 200}, backoff: 1.5}"),
		inProbe("path: /p, http: 2, tls: {insecure: true}, connect_to: {'a:1': 'b:2'}"), inProbe("path: /p, http: 1.1"),
		inProbe("path: /p, capture: {a: {status: true}, b: {header: X}}"), inProbe("path: /p, capture: {a: {as: text, json: $.id}}"),
		inProbe("path: /p, multipart: [{name: a, value: b}]"), inProbe("path: /p, graphql: {query: q, variables: {a: 1}}"),
		inFinding("probe: [p], expect: {status: 200}, labels: a, control: q"), inFinding("probe: p, pending: later"),
		inExpect("{status: [401, 4xx]}"), inExpect("{status: {not: [404, 405]}}"), inExpect("{body: {contains: a, not: {matches: b}}}"),
		inExpect("{json: {$.a: {a: 1}, $.b: absent, $.c: {each: {type: string}}, $.d: {like: {a: {gt: 1}}}, $.e: [1]}}"),
		inExpect("{any: [{status: 200}, {all: [{status: 404}]}], none: [{status: 500}]}"),
		inFinding("probe: p, claim: 7, expect: {status: 200}"),
		inExpect("{status: [999, 451, '099', 1XX]}"), inExpect("{status: {not: {in: [5xx, 429]}}}"), inExpect("{headers: {X: {lt: 7s, ge: '60', le: 5MB, gt: -1.5}}}"),
		inExpect("{headers: {X: {between: [1h30m, 2d]}, Y: {lt: PT5M}, Z: {gt: '2026-01-02'}}}"), inExpect("{headers: {X: {gt: '2026-01-02T03:04:05Z'}}}"),
		inExpect("{headers: {X: {lt: 'Fri, 02 Jan 2026 03:04:05 GMT', format: http-date}, Y: {format: duration}, Z: {lt: '${v}'}}}"),
		inExpect("{json: {$.a: {parsed: true}, $.b: {parsed: {schema: {type: object}}}, $.c: {schema: true}, $.d: {not: {parsed: {like: {a: {gt: 1}}}}}}}"),
		inExpect("{stream: {any: {parsed: {a: 1}}, joined: {path: $.a, is: {parsed: {schema: {type: object}}}}}, body: {schema: {minLength: 3}}, headers: {X: {parsed: {count: 2}}}}"),
		inExpect("{json: {$.a: {status: open, total: 3}, $.b: {id: 3}, $.c: {line: 3}, $.d: {equals: {status: ok}}, $.e: {like: {status: ok}}, $.f: {}, $.g: {likes: 3}}}"),
		inExpect("{json: {$.a: {like: {id: 3, b: {code: [1, {like: {c: absent}}]}}}, $.b: {like: {}}, $.c: {not: {message: m}}}}"),
		inExpect("{json: {$.a: {between: [1, 2], in: [1], length: 3, count: {ge: 1}, empty: false, format: uuid}}}"),
	}
	bad := []string{
		"target: https://api.example", "suite: [a]", inTop("finding: {}"), inTop("vars2: {}"), inTop("probs: {}"),
		inTop("limits: {rate: fast}"), inTop("limits: {requests: 0}"), inTop("limits: {writes: never}"), inTop("limits: {timeout: 5}"), inTop("limits: {body: big}"), inTop("limits: {cooldown: {on: 429}}"),
		inTop("limits: null"), inTop("answers: {Bad_Id: {status: 200}}"), inTop("volatile: {json: [a]}"), inTop("volatile: {preset: llms}"), inTop("redact: {header: [a]}"),
		inTop("checklist: {c: {where: there}}"), inTop("hypotheses: {h: {claim: a}}"), inTop("hypotheses: {h: {predicts: {p: []}}}"),
		inProbe("pth: /p"), inProbe("path: [a]"), inProbe("path: /p, url: https://x.example"), inProbe("path: /p, json: 1, body: a"), inProbe("path: /p, headers: [a]"),
		inProbe("path: /p, headers: {a: {b: c}}"), inProbe("path: /p, redirects: -1"), inProbe("path: /p, redirects: x"), inProbe("path: /p, timeout: soon"),
		inProbe("path: /p, stream: maybe"), inProbe("path: /p, http: 3"), inProbe("path: /p, cost: -1"), inProbe("path: /p, risk: ban"),
		inProbe("path: /p, wait: soon"), inProbe("path: /p, wait: {plus: 1s}"), inProbe("path: /p, wait: {told_by: q, as: days}"),
		inProbe("path: /p, repeat: 0"), inProbe("path: /p, repeat: {every: 1s}"), inProbe("path: /p, until: {every: 1s}"), inProbe("path: /p, retry: {every: 1s}"),
		inProbe("path: /p, repeat: 2, until: {expect: {status: 200}}"), inProbe("path: /p, each: {}"), inProbe("path: /p, each: {a: }, matrix: {b: [1]}"),
		inProbe("path: /p, each: {a: {hdrs: {}}}"), inProbe("path: /p, each: {'a[b]': }"), inProbe("path: /p, matrix: {a: []}"), inProbe("path: /p, matrix: {a: [[1]]}"),
		inProbe("path: /p, auth: token"), inProbe("path: /p, auth: {basic: [a]}"), inProbe("path: /p, auth: {basic: [a, b], bearer: c}"), inProbe("path: /p, auth: {beerer: a}"),
		inProbe("path: /p, auth: {aws_sigv4: {region: r}}"), inProbe("path: /p, capture: {a: {json: id}}"), inProbe("path: /p, capture: {a: {status: false}}"),
		inProbe("path: /p, capture: {a: {header: a, cookie: b}}"), inProbe("path: /p, capture: {a: {as: text}}"), inProbe("path: /p, capture: {a: {json: $.id, as: number}}"), inProbe("path: /p, capture: {a: {header: a, cookie: b, as: text}}"), inProbe("path: /p, multipart: {a: b}"), inProbe("path: /p, multipart: [{name: a}]"),
		inProbe("path: /p, multipart: [{name: a, value: b, file: c}]"), inProbe("path: /p, graphql: {variables: {}}"), inProbe("path: /p, tls: {verify: false}"),
		inFinding("probe: p"), inFinding("expect: {status: 200}"), inFinding("probe: p, expects: {status: 200}, expect: {status: 200}"),
		inExpect("{}"), inExpect("{statsu: 200}"), inExpect("{status: twohundred}"), inExpect("{status: {nott: 200}}"), inExpect("{json: {a: 1}}"),
		inExpect("{json: {$.a: {gt: 1, b: 2}}}"), inExpect("{json: {$.a: {between: [1]}}}"), inExpect("{json: {$.a: {type: text}}}"), inExpect("{all: {status: 200}}"),
		inFinding("probe: p, claim: '', expect: {status: 200}"), inFinding("probe: p, claim: ' ', expect: {status: 200}"), inFinding("probe: p, pending: ''"),
		inTop("hypotheses: {h: {claim: '', predicts: {p: {status: 200}}}}"),
		inExpect("{status: 9xx}"), inExpect("{status: [200, 9xx]}"), inExpect("{status: 0xx}"), inExpect("{status: 6xx}"), inExpect("{status: 99}"), inExpect("{status: 1000}"),
		inExpect("{json: {$.a: {gt: abc}}}"), inExpect("{headers: {X: {lt: abc}}}"), inExpect("{headers: {X: {lt: seven}}}"), inExpect("{json: {$.a: {gt: true}}}"), inExpect("{json: {$.a: {gt: null}}}"),
		inExpect("{json: {$.a: {between: [a, c]}}}"), inExpect("{headers: {X: {lt: 7 s}}}"), inExpect("{headers: {X: {lt: 7 parsecs}}}"),
		inExpect("{headers: {X: {format: datetime}}}"), inExpect("{json: {$.a: {not: []}}}"), inExpect("{json: {$.a: {in: []}}}"), inExpect("{json: {$.a: {contains: []}}}"), inExpect("{json: {$.a: {length: x}}}"),
		inExpect("{json: {$.a: {not: {mathces: a}}}}"), inExpect("{json: {$.a: {lenght: 3}}}"), inExpect("{json: {$.a: {gte: 3}}}"), inExpect("{json: {$.a: {startsWith: a}}}"),
		inExpect("{json: {$.a: {status: 200}}}"), inExpect("{json: {$.a: {json: {$.b: 1}}}}"), inExpect("{json: {$.a: {each: {headers: {X: 1}, body: x}}}}"), inExpect("{json: {$.a: {not: {openapi: true}}}}"),
		inExpect("{json: {$.a: {like: {b: {mathces: c}}}}}"), inExpect("{json: {$.a: {parsed: false}}}"), inExpect("{json: {$.a: {parsed: {mathces: c}}}}"), inExpect("{json: {$.a: {schema: 3}}}"), inExpect("{json: {$.a: {schema: [x]}}}"),
		inExpect("{headers: {}}"), inExpect("{json: {}}"), inExpect("{cookies: {}}"), inExpect("{xml: {}}"), inExpect("{tls: {}}"), inExpect("{share: {}}"), inExpect("{stream: {}}"), inExpect("{any: []}"), inExpect("{error: []}"), inExpect("{answer: []}"), inExpect("{cel: []}"),
		inExpect("[]"), inExpect("{headers: {X: {}}}"), inExpect("{body: {}}"), inExpect("{status: {}}"),
		inExpect("{body: {empty: maybe}}"), inExpect("{none: []}"), inExpect("{$.a: 1}"),
	}
	s := compiledSchema(t)
	check := func(text string, valid bool) {
		if err := s.Validate(asJSON(t, []byte(text))); (err == nil) != valid {
			t.Errorf("schema, good %v: %v\n%s", valid, err, text)
		}
		_, err := suite.Parse("a.suite.yaml", []byte(text), suite.Options{Env: noEnv})
		var ps source.Problems
		if (err == nil) != valid || err != nil && !errors.As(err, &ps) {
			t.Errorf("loader, good %v: %v\n%s", valid, err, text)
		}
	}
	for _, text := range good {
		check(text, true)
	}
	for _, text := range bad {
		check(text, false)
	}
}

func TestSchemaIsTheSameEveryTime(t *testing.T) {
	if !bytes.HasPrefix(suite.Schema(), []byte("{\n")) || !bytes.HasSuffix(suite.Schema(), []byte("}\n")) {
		t.Error("the schema is not indented JSON that ends with a line end")
	}
	if strings.Contains(string(suite.Schema()), `"$ref": "#/$defs/"`) {
		t.Error("a reference names nothing")
	}
}

// The schema for editors has the declarations of package expect, word by word.
func TestSchemaAsksExpectForItsWords(t *testing.T) {
	var s struct {
		Defs map[string]struct {
			Properties map[string]struct{ Description string }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(suite.Schema(), &s); err != nil {
		t.Fatal(err)
	}
	for def, words := range map[string][]lang.Word{"expect": expect.Keys(), "operators": expect.Operators()} {
		if len(s.Defs[def].Properties) != len(words) {
			t.Errorf("the schema has %d words of %s, package expect %d", len(s.Defs[def].Properties), def, len(words))
		}
		for _, w := range words {
			if w.Meaning == "" || w.Shape.Words == "" || s.Defs[def].Properties[w.Name].Description != w.Meaning {
				t.Errorf("%s of %s: the schema says %q, package expect %q", w.Name, def, s.Defs[def].Properties[w.Name].Description, w.Meaning)
			}
		}
	}
}
