package suite_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"assay/runner/source"
	"assay/runner/suite"
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

// asJSON is a YAML document as editors hand it to a schema.
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
	return fmt.Sprint(v) // a date is text to a suite
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

// inProbe, inFinding and inExpect set a piece of text into a whole document.
func inProbe(s string) string {
	return "suite: A\ntarget: https://api.example\nvars: {v: 1}\nsecrets: {k: K}\nprobes:\n  p: {" + s + "}\n  q: {path: /q}\n"
}

func inFinding(s string) string { return inProbe("path: /p") + "findings:\n  f: {" + s + "}\n" }

func inExpect(s string) string { return inFinding("probe: p, expect: " + s) }

func inTop(s string) string { return inProbe("path: /p") + s + "\n" }

// The schema for editors and the loader say the same of what a single document
// can get wrong.
func TestSchemaAndLoaderAgree(t *testing.T) {
	good := []string{
		inTop("about: 3"), inTop("findings:"),
		inTop("limits: {rate: 2/s, requests: 1, timeout: 1d12h, body: 512, writes: ask, cooldown: {on: 4xx, wait: 1h}}"),
		inTop("include: []"), inTop("volatile: {headers: Date, json: [$.a], body: [a+]}"),
		inTop("request: {headers: {X: null}, timeout: null, json: null}"),
		inTop("answers: {ok: {status: 200}}"),
		inTop("checklist: {c: {ask: what, answers: {yes: , no: {}}}}"),
		inTop("hypotheses: {h: {predicts: {p: {status: 200}, q: [{status: 1xx}, {status: 404}]}}}"),
		inProbe("url: https://x.example/"), inProbe("path: /p, timeout: '${v}s', redirects: '${v}'"),
		inProbe("path: /p, method: PATCH, query: {a: [1, x], b: null}"),
		inProbe("path: /p, json: null, form: {a: 1}"), inProbe("path: /p, json: [1, {a: null}]"),
		inProbe("path: /p, auth: {basic: [a, b]}"), inProbe("path: /p, auth: {X-Key: a}"), inProbe("path: /p, auth: null"),
		inProbe("path: /p, each: {a: , b: {vars: {x: 1}, headers: {A: b}}}"), inProbe("path: /p, matrix: {a: [1, b, null]}"),
		inProbe("path: /p, repeat: 3, retry: 0, cost: 0.5, risk: bans"), inProbe("path: /p, until: {expect: {status: 200}, backoff: 1.5}"),
		inProbe("path: /p, http: 2, tls: {insecure: true}, connect_to: {'a:1': 'b:2'}"), inProbe("path: /p, http: 1.1"),
		inProbe("path: /p, capture: {a: {status: true}, b: {header: X}}"), inProbe("path: /p, capture: {a: {as: text, json: $.id}}"),
		inProbe("path: /p, multipart: [{name: a, value: b}]"), inProbe("path: /p, graphql: {query: q, variables: {a: 1}}"),
		inFinding("probe: [p], expect: {status: 200}, labels: a, control: q"), inFinding("probe: p, pending: later"),
		inExpect("{status: [401, 4xx]}"), inExpect("{status: {not: [404, 405]}}"), inExpect("{body: {contains: a, not: {matches: b}}}"),
		inExpect("{json: {$.a: {a: 1}, $.b: absent, $.c: {each: {type: string}}, $.d: {like: {a: {gt: 1}}}, $.e: [1]}}"),
		inExpect("{any: [{status: 200}, {all: [{status: 404}]}], none: [{status: 500}]}"),
		inExpect("{json: {$.a: {between: [1, 2], in: [1], length: 3, count: {ge: 1}, empty: false, format: uuid}}}"),
	}
	bad := []string{
		"target: https://api.example", "suite: [a]", inTop("finding: {}"), inTop("vars2: {}"), inTop("probs: {}"),
		inTop("limits: {rate: fast}"), inTop("limits: {requests: 0}"), inTop("limits: {writes: never}"), inTop("limits: {timeout: 5}"), inTop("limits: {body: big}"), inTop("limits: {cooldown: {on: 429}}"),
		inTop("limits: null"), inTop("answers: {Bad_Id: {status: 200}}"), inTop("volatile: {json: [a]}"), inTop("redact: {header: [a]}"),
		inTop("checklist: {c: {where: there}}"), inTop("hypotheses: {h: {claim: a}}"), inTop("hypotheses: {h: {predicts: {p: []}}}"),
		inProbe("pth: /p"), inProbe("path: [a]"), inProbe("path: /p, url: https://x.example"), inProbe("path: /p, json: 1, body: a"), inProbe("path: /p, headers: [a]"),
		inProbe("path: /p, headers: {a: {b: c}}"), inProbe("path: /p, redirects: -1"), inProbe("path: /p, redirects: x"), inProbe("path: /p, timeout: soon"),
		inProbe("path: /p, stream: maybe"), inProbe("path: /p, http: 3"), inProbe("path: /p, cost: -1"), inProbe("path: /p, risk: ban"),
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
