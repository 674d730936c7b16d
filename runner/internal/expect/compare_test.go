package expect_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

func compared(a, b *exchange.Observation, v *exchange.Volatile, parts ...string) []string {
	differences, unknowns, leftOut := expect.Compare(a, b, parts, v)
	var out []string
	for _, d := range differences {
		out = append(out, d.Path+": "+d.A+" | "+d.B)
	}
	for _, u := range unknowns {
		out = append(out, "unknown: "+u)
	}
	for _, l := range leftOut {
		out = append(out, "left out: "+l)
	}
	return out
}

// TestCompare sets answers side by side in parts, volatile parts aside.
func TestCompare(t *testing.T) {
	stream := &exchange.Observation{Status: 200, Stream: &exchange.Stream{Done: true, Events: []exchange.Event{
		{Data: `{"id": "x", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "p"}, "finish_reason": null}]}`},
		{Data: `{"id": "x", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}`},
		{Data: `[DONE]`},
	}}}
	whole := jsonAnswer(200, `{"id": "y", "choices": [{"index": 0, "message": {"role": "assistant", "content": "pong"}, "finish_reason": "stop"}]}`)
	text := func(body string) *exchange.Observation {
		return &exchange.Observation{Status: 200, Body: []byte(body)}
	}
	header := func(fields ...string) *exchange.Observation {
		o := &exchange.Observation{Status: 200}
		for i := 0; i < len(fields); i += 2 {
			o.Header = append(o.Header, exchange.Field{Name: fields[i], Value: fields[i+1]})
		}
		return o
	}
	for name, c := range map[string]struct {
		a, b     *exchange.Observation
		parts    []string
		volatile *exchange.Volatile
		want     []string
	}{
		"the same": {jsonAnswer(200, `{"a": 1}`), jsonAnswer(200, `{ "a": 1.0 }`), expect.CompareParts(), nil, nil},
		"json": {jsonAnswer(200, `{"a": {"b": [1, 2]}, "c d": "x"}`), jsonAnswer(404, `{"a": {"b": [1]}, "c d": null}`),
			[]string{"status", "body"}, nil, []string{
				"status: 200 | 404", "$.a.b[1]: 2 (number) | absent", `$['c d']: "x" (string) | null`}},
		"volatile json": {jsonAnswer(200, `{"id": 1, "items": [{"at": 1, "n": 1}, {"at": 2}]}`), jsonAnswer(200, `{"items": [{"at": 3, "n": 1}, {"at": 4}]}`),
			[]string{"body"}, &exchange.Volatile{JSON: []string{"$.id", "$..at", "$.nope"}}, []string{"left out: $.id", "left out: $..at"}},
		"volatile item": {jsonAnswer(200, `[1, 2]`), jsonAnswer(200, `[3, 2]`), []string{"body"},
			&exchange.Volatile{JSON: []string{"$[0]"}}, []string{"left out: $[0]"}},
		"headers": {header("Date", "a", "X-A", "1", "X-A", "2", "Own", "1"), header("date", "b", "x-a", "1", "Own", "2", "X-B", "3"),
			[]string{"headers"}, &exchange.Volatile{Headers: []string{"own"}}, []string{
				`header X-A: "1", "2" | "1"`, `header X-B: absent | "3"`, "left out: header Date", "left out: header Own"}},
		"text": {text("at 12:00 all was well"), text("at 13:00 all was bad"), []string{"body"},
			&exchange.Volatile{Body: []*regexp.Regexp{regexp.MustCompile(`\d\d:\d\d`)}}, []string{
				`body: "at  all was well" | "at  all was bad"`, `left out: body /\d\d:\d\d/`}},
		"shape": {jsonAnswer(200, `{"a": [{"x": 1}, {"y": "s"}], "e": []}`), jsonAnswer(200, `{"a": [{"x": 2, "y": "t"}], "e": [{"z": 1}]}`),
			[]string{"shape"}, nil, nil},
		"other shape": {jsonAnswer(200, `{"a": {"b": 1}, "c": 1}`), jsonAnswer(200, `{"a": [1], "c": "1"}`),
			[]string{"shape"}, nil, []string{"$.a: object | array", "$.a.b: number | absent", "$.c: number | string"}},
		"stream and whole": {stream, whole, []string{"status", "shape"}, nil, nil},
		"stream and error": {stream, jsonAnswer(200, `{"error": "busy"}`), []string{"shape"}, nil, []string{
			"$.choices: array | absent", "$.error: absent | string", "$.id: string | absent"}},
		"shape of text": {text("<p>"), jsonAnswer(200, `{}`), []string{"shape"}, nil, []string{"$: a body that is no JSON | JSON"}},
		"unreported":    {answers["told"], answers["json"], []string{"status"}, nil, []string{"status: 404 | 200"}},
		"unreported body": {answers["either"], answers["json"], []string{"status", "body"}, nil, []string{
			"status: 401 or 429 | 200", "unknown: the source did not report the whole body"}},
		"alternatives": {answers["either"], answers["either"], []string{"status"}, nil, []string{
			"unknown: the status was reported as 401 or 429 and as 401 or 429: not which"}},
		"cut":      {answers["cut"], answers["cut"], []string{"body"}, nil, []string{"unknown: the body was read only in part (body limit)"}},
		"refused":  {answers["refused"], answers["json"], []string{"status"}, nil, []string{"unknown: down: no answer (refused): dial tcp 127.0.0.1:1: connection refused"}},
		"nothing":  {nil, answers["missing"], []string{"status"}, nil, []string{"unknown: one of the two was not observed", "unknown: never recorded"}},
		"huge":     {jsonAnswer(200, `[1e999999999, 0.10]`), jsonAnswer(200, `[10e999999998, 0.1]`), []string{"body"}, nil, nil},
		"one huge": {jsonAnswer(200, `1e999999999`), jsonAnswer(200, `1e999999998`), []string{"body"}, nil, []string{"$: 1e999999999 (number) | 1e999999998 (number)"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, compared(c.a, c.b, c.volatile, c.parts...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
