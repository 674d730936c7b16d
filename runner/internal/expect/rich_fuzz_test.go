package expect_test

import (
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/expect"
)

// parsed returns a body read as a stream by the same parser as in observing.
func parsed(body string, cut exchange.Cut) *exchange.Observation {
	at := time.Duration(0)
	p := sse.NewParser(func() time.Duration { at += time.Millisecond; return at })
	_, _ = p.Write([]byte(body)) // a Parser never fails
	return &exchange.Observation{
		Status: 200, Body: []byte(body), Duration: time.Second,
		Header: exchange.Header{{Name: "Content-Type", Value: "text/event-stream"}}, Stream: p.Close(cut),
	}
}

// TestStreamAsParsed judges a body as received from a server: a failure in the middle of the stream
// is a bare JSON line, without an end mark.
func TestStreamAsParsed(t *testing.T) {
	const broken = ": beat\n\ndata: {\"a\": \"x\"}\n\n{\"error\": \"gone\"}\n\n"
	e := compileRich(t, `stream: {stray: empty, last: "[DONE]", comments: 1, events: 1, joined: {path: $.a, is: x}}`)
	r := e.Judge(parsed(broken, ""), nil)
	if r.Outcome != expect.Unmet || len(r.Failures) != 2 {
		t.Errorf("want a failure each for stray and last, got\n%s", shown(r))
	}
	whole := ": beat\n\ndata: {\"a\": \"x\"}\n\ndata: [DONE]\n\n"
	e = compileRich(t, `stream: {stray: empty, last: "[DONE]", comments: 1, events: 2, joined: {path: $.a, is: x}}`)
	if r := e.Judge(parsed(whole, ""), nil); r.Outcome != expect.Met {
		t.Errorf("%s", shown(r))
	}
}

// agree checks that judging with and without failures gives the same outcome.
func agree(t *testing.T, e *expect.Expectation, o *exchange.Observation) {
	t.Helper()
	r := e.Judge(o, nil)
	if quiet := e.Outcome(o, nil); quiet != r.Outcome {
		t.Errorf("Outcome gives %v, Judge %v", quiet, r.Outcome)
	}
	if (r.Outcome == expect.Unmet) != (len(r.Failures) > 0) {
		t.Errorf("%v with %d failures", r.Outcome, len(r.Failures))
	}
}

// mapNode returns {key: {inner: text}}, or {key: text} without inner, for texts that would break
// YAML.
func mapNode(key, inner, text string) *yaml.Node {
	scalar := func(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }
	value := scalar(text)
	if inner != "" {
		value = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{scalar(inner), value}}
	}
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{scalar(key), value}}
}

func FuzzStream(f *testing.F) {
	e := compileRich(f, `stream: {events: {ge: 2}, first: {lt: 1s}, gap: {lt: 1ms}, duration: {lt: 1s}, last: "[DONE]", each: {json: {"$..a": present}},
  any: {json: {$.b: 1}, type: message}, stray: empty, comments: {le: 3}, joined: {path: "$.a[*]", is: {length: {ge: 1}}}, done: true}`)
	for _, body := range []string{"data: {\"a\": [1]}\n\ndata: [DONE]\n\n", ": x\r\n{\"error\": 1}\r\n", "event: a\rid: 1\rdata\r\r", "\xef\xbb\xbfdata: \xff\n\n"} {
		f.Add(body, "")
		f.Add(body, "timeout")
	}
	f.Fuzz(func(t *testing.T, body, cut string) { agree(t, e, parsed(body, exchange.Cut(cut))) })
}

func FuzzXML(f *testing.F) {
	for _, path := range []string{"//entry/@id", "count(//p)", "/feed/title[1]", "string(//a[last()])", "//a[b='c']/following-sibling::*"} {
		f.Add(path, feed, "application/xml")
		f.Add(path, page, "text/html")
		f.Add(path, page, "")
	}
	f.Fuzz(func(t *testing.T, path, body, contentType string) {
		s := richScope(path)
		e := expect.Compile(mapNode("xml", path, "x"), s)
		if s.Problems.Err() != nil {
			return
		}
		agree(t, e, typed("https://shop.example/", 200, contentType, body))
	})
}

func FuzzCEL(f *testing.F) {
	for _, text := range []string{"status == 200", "json.a[0] > 1", "headers['a'] == 'b'", "body.matches('^x')", "duration > duration('1s')", "samples.all(s, s.status == 200)", "json.map(x, x)", "1/0 == 1"} {
		f.Add(text, `{"a": [1, 2.5, null], "b": {}}`)
	}
	f.Fuzz(func(t *testing.T, text, body string) {
		s := richScope(text)
		e := expect.Compile(mapNode("cel", "", text), s)
		if s.Problems.Err() != nil {
			return
		}
		agree(t, e, jsonAnswer(200, body))
	})
}

func FuzzSchema(f *testing.F) {
	f.Add(`{"type": "object", "required": ["a"]}`, `{"b": 1}`)
	f.Add(`{"$ref": "#/$defs/a", "$defs": {"a": {"oneOf": [{"type": "string"}, true]}}}`, `"x"`)
	f.Add(`{"$dynamicRef": "#a", "unevaluatedProperties": false, "if": {}, "then": {"format": "uri"}}`, `[1e400]`)
	f.Fuzz(func(t *testing.T, schema, body string) {
		text := "schema: " + schema
		var n yaml.Node
		if yaml.Unmarshal([]byte(text), &n) != nil || len(n.Content) == 0 {
			return
		}
		s := richScope(text)
		e := expect.Compile(n.Content[0], s)
		if s.Problems.Err() != nil {
			return
		}
		agree(t, e, jsonAnswer(200, body))
	})
}
