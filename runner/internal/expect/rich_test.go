package expect_test

import (
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/expect"
)

// richDir is the folder of the schemas and OpenAPI documents of these tests.
const richDir = "testdata/rich"

// richScope returns a scope with files: schemas, and the OpenAPI document that the first line of
// the text names as "# openapi: <file>".
func richScope(text string) *expect.Scope {
	s, _ := scope(text)
	s.Dir = richDir
	if _, file, ok := strings.Cut(text, "# openapi: "); ok {
		file, _, _ = strings.Cut(file, "\n")
		s.OpenAPI = richDir + "/" + file
	}
	return s
}

func compileRich(t testing.TB, text string) *expect.Expectation {
	t.Helper()
	s := richScope(text)
	e := expect.Compile(node(t, text), s)
	if err := s.Problems.Err(); err != nil {
		t.Fatalf("%s", err)
	}
	return e
}

// streamed returns a stream as observing makes it: each event 40 bytes and 100 ms after the one
// before.
func streamed(cut exchange.Cut, data ...string) *exchange.Observation {
	o := &exchange.Observation{
		Status: 200, Duration: time.Duration(len(data)+1) * 100 * time.Millisecond,
		Request: &exchange.Request{Method: "GET", URL: "https://shop.example/v2/events", Stream: true},
		Header:  exchange.Header{{Name: "Content-Type", Value: "text/event-stream"}},
		Stream:  &exchange.Stream{Cut: cut, Comments: 2},
	}
	for i, d := range data {
		o.Stream.Events = append(o.Stream.Events, exchange.Event{
			Data: d, At: time.Duration(i+1) * 100 * time.Millisecond, Offset: int64(i * 40),
		})
		o.Stream.Done = d == "[DONE]"
	}
	return o
}

func delta(text string) string { return `{"choices":[{"delta":{"content":"` + text + `"}}]}` }

// typed returns a response to GET url with that content type.
func typed(url string, status int, contentType, body string) *exchange.Observation {
	o := jsonAnswer(status, body)
	o.Request = &exchange.Request{Method: "GET", URL: url}
	o.Header = exchange.Header{{Name: "Content-Type", Value: contentType}}
	return o
}

// written is a stream as its text has it; all of it came at once, after 100 ms.
func written(text string, cut exchange.Cut) *exchange.Observation {
	o := streamed(cut)
	p := sse.NewParser(func() time.Duration { return 100 * time.Millisecond })
	_, _ = p.Write([]byte(text))
	o.Stream, o.Body = p.Close(cut), []byte(text)
	return o
}

// ended is a stream that was silent for 1.5 s, and open for that long after its end mark.
func ended(text string, open time.Duration, still bool) *exchange.Observation {
	o := written(text, "")
	o.Stream.Silence = exchange.Silence{For: 1500 * time.Millisecond, After: 1}
	o.Stream.Closing = exchange.Closing{After: open, Open: still}
	return o
}

const whole = "data: {\"a\":1}\n\ndata: [DONE]\n\n"

// spoken is a stream of events of these types.
func spoken(cut exchange.Cut, types string) *exchange.Observation {
	names := strings.Fields(types)
	data := make([]string, len(names))
	for i := range names {
		data[i] = `{"` + names[i] + `":{}}`
	}
	o := streamed(cut, data...)
	for i := range names {
		o.Stream.Events[i].Type = names[i]
	}
	return o
}

// samples returns a repeat with these statuses; 0 is a timeout.
func samples(statuses ...int) *exchange.Observation {
	var all []*exchange.Observation
	for i, status := range statuses {
		o := jsonAnswer(status, `{"n":1}`)
		o.Sample, o.Duration = i+1, time.Duration(i+1)*10*time.Millisecond
		if status == 0 {
			o.Failure = &exchange.Failure{Kind: exchange.Timeout}
		}
		all = append(all, o)
	}
	first := all[0]
	first.Samples = all
	return first
}

const product = `{"id": 7, "name": "tea", "price": 2.5}`

const feed = `<?xml version="1.0" encoding="ISO-8859-1"?>
<feed xmlns:dc="urn:dc"><title>Caf` + "\xe9" + `</title><entry id="a"><dc:date>2026-01-01</dc:date></entry><entry id="b"/></feed>`

const page = `<!DOCTYPE html><html><head><title>Shop</title></head><body><p class=price>9.50<p class=price>12</body></html>`

// richAnswers are the responses that the tables judge.
var richAnswers = map[string]func() *exchange.Observation{
	"product": func() *exchange.Observation {
		return typed("https://shop.example/v2/products/7", 200, "application/json", product)
	},
	"moved": func() *exchange.Observation {
		return typed("http://127.0.0.1:8080/products/7", 200, "application/json; charset=utf-8", product)
	},
	"bad": func() *exchange.Observation {
		return typed("https://shop.example/v2/products/7", 200, "application/json", `{"id": "7", "price": 0, "note": 1, "more": true}`)
	},
	"teapot": func() *exchange.Observation {
		return typed("https://shop.example/v2/products", 418, "text/plain", "short and stout")
	},
	"problem": func() *exchange.Observation {
		return typed("https://shop.example/v2/products/9", 404, "application/problem+json", `{"title": "no such product"}`)
	},
	"html": func() *exchange.Observation {
		return typed("https://shop.example/v2/products/9", 404, "text/html", page)
	},
	"untotal": func() *exchange.Observation {
		return typed("https://shop.example/v2/products", 200, "application/json", `[]`)
	},
	"total": func() *exchange.Observation {
		o := typed("https://shop.example/v2/products", 200, "application/json", `[`+product+`]`)
		o.Header = append(o.Header, exchange.Field{Name: "X-Total", Value: "1"})
		return o
	},
	"mistotal": func() *exchange.Observation {
		o := typed("https://shop.example/v2/products", 200, "application/json", `[]`)
		o.Header = append(o.Header, exchange.Field{Name: "x-total", Value: "many"})
		return o
	},
	"best": func() *exchange.Observation {
		return typed("https://shop.example/v2/products/best", 500, "text/html", "oops")
	},
	"nowhere": func() *exchange.Observation { return typed("https://shop.example/v2/produkts/9", 404, "text/html", "") },
	"plain":   func() *exchange.Observation { return typed("https://shop.example/v2/events", 200, "text/plain", "no") },
	"old": func() *exchange.Observation {
		return typed("https://old.example/items", 200, "application/json", `{"price": 0, "note": null, "parent": null, "nullable": true}`)
	},
	"feed":  func() *exchange.Observation { return typed("https://shop.example/feed", 200, "application/xml", feed) },
	"page":  func() *exchange.Observation { return typed("https://shop.example/", 200, "", page) },
	"empty": func() *exchange.Observation { return typed("https://shop.example/", 200, "application/xml", "") },
	"text":  func() *exchange.Observation { return typed("https://shop.example/", 200, "text/plain", "plain words") },
	"cut": func() *exchange.Observation {
		o := typed("https://shop.example/v2/products/7", 200, "application/json", `{"id": 7`)
		o.Cut = "body limit"
		return o
	},
	"unreported": func() *exchange.Observation {
		o := typed("https://shop.example/v2/products/7", 429, "", "")
		o.Reported = &exchange.Reported{Status: true}
		return o
	},
	"stream": func() *exchange.Observation { return streamed("", delta("Hel"), delta("lo"), "[DONE]") },
	"broken-stream": func() *exchange.Observation {
		o := streamed("", delta("Hel"), delta("lo"))
		o.Stream.Stray = []exchange.Stray{{Text: `{"error": "out of memory"}`, Offset: 80}}
		o.Stream.Unfinished = "data: {"
		return o
	},
	"cut-stream":  func() *exchange.Observation { return streamed("timeout", delta("Hel"), delta("lo")) },
	"lost-stream": func() *exchange.Observation { return streamed(exchange.CutLost, delta("Hel"), delta("lo")) },
	"calls-stream": func() *exchange.Observation {
		return streamed("", `{"call": {"arguments": "{\"x\""}}`, `{"call": {"arguments": null}}`, `{"call": {"arguments": ":1}"}}`, `{"usage": 3}`, "[DONE]")
	},
	"object-stream": func() *exchange.Observation {
		return streamed("", `{"call": {"arguments": ""}}`, `{"call": {"arguments": {"x": 1}}}`, "[DONE]")
	},
	"cut-object-stream": func() *exchange.Observation { return streamed("timeout", `{"content": "a"}`, `{"content": 7}`) },
	"empty-stream":      func() *exchange.Observation { return streamed("") },
	"unread-stream": func() *exchange.Observation {
		o := streamed("", delta("x"))
		o.Stream = nil
		return o
	},
	"not-a-stream": func() *exchange.Observation {
		o := typed("https://shop.example/v2/events", 401, "application/json", `{"detail": "no key"}`)
		o.Stream = &exchange.Stream{Stray: []exchange.Stray{{Text: `{"detail": "no key"}`}}}
		return o
	},
	"untimed-stream": func() *exchange.Observation {
		o := streamed("", "a", "b")
		o.Duration = 0
		for i := range o.Stream.Events {
			o.Stream.Events[i].At = 0
		}
		return o
	},
	"whole":      func() *exchange.Observation { return ended(whole, 20*time.Millisecond, false) },
	"late":       func() *exchange.Observation { return ended(whole, 12*time.Second, false) },
	"open":       func() *exchange.Observation { return ended(whole, time.Second, true) },
	"unmeasured": func() *exchange.Observation { return written(whole, "") },
	"more-after": func() *exchange.Observation {
		return written(whole+"event: error\ndata: {\"error\":1}\n\noops\ndata: [DONE]\n\ndata: late\n\ndata: half", "")
	},
	"cut-after": func() *exchange.Observation {
		o := written(whole, exchange.CutLimit)
		o.Cut = exchange.CutLimit
		return o
	},
	"blocks-of-lines": func() *exchange.Observation {
		return written("\ufeffid: 1\r\ndata: a\r\n\r\n: beat\n\n: beat\nevent: e\rdata: {\"a\":\ndata: 2}\n\nretry: 5\nx: y\ndata: b\n\n", "")
	},
	"closing-message": func() *exchange.Observation {
		o := spoken("", "message_start message_stop")
		o.Duration = 12 * time.Second
		return o
	},
	"hanging-message": func() *exchange.Observation {
		o := spoken("timeout", "message_start message_stop")
		o.Duration = 30 * time.Second
		return o
	},
	"json-lines": func() *exchange.Observation {
		o := streamed("", "{}")
		o.Header[0].Value = "application/x-ndjson"
		o.Stream.Framing, o.Body = exchange.NDJSON, []byte("{}\n")
		return o
	},
	"grammar":      func() *exchange.Observation { return spoken("", "start block ping delta delta stop usage end") },
	"lost-grammar": func() *exchange.Observation { return spoken(exchange.CutLost, "start block delta ping") },
	"cut-grammar":  func() *exchange.Observation { return spoken("timeout", "start block delta ping") },
	"parallel": func() *exchange.Observation {
		return streamed("", `{"calls": [{"index": 0, "arguments": ""}]}`, `{"calls": [{"index": 1, "arguments": "{\"y\""}, {"index": 0, "arguments": "{\"x\":"}]}`,
			`{"calls": [{"index": 1, "arguments": null}, {"id": 3}]}`, `{"calls": [{"index": 0, "arguments": "1}"}, {"index": 1, "arguments": ":2}"}]}`, "[DONE]")
	},
	"melted": func() *exchange.Observation {
		return streamed("", `{"calls": [{"index": 0, "arguments": "{\"x\":1}"}]}`, `{"calls": [{"index": 0, "arguments": "{\"y\":2}"}]}`, "[DONE]")
	},
	"unindexed": func() *exchange.Observation {
		return streamed("", `{"calls": [{"index": 0, "arguments": "{}"}, {"arguments": "{\"y\":2}"}]}`, "[DONE]")
	},
	"odd-index": func() *exchange.Observation {
		return streamed("", `{"calls": [{"index": [0], "arguments": "{}"}]}`)
	},
	"object-call": func() *exchange.Observation {
		return streamed("", `{"calls": [{"index": 0, "arguments": {"x": 1}}]}`)
	},
	"cut-parallel": func() *exchange.Observation {
		return streamed("timeout", `{"calls": [{"index": 0, "arguments": "{\"x\":1}"}]}`)
	},
	"blocks": func() *exchange.Observation {
		return streamed("", `{"index": 1, "delta": {"partial_json": "{\"x\"", "id": "b"}}`, `{"index": 2, "delta": {"partial_json": "{}", "id": "a"}}`,
			`{"index": 1, "delta": {"partial_json": ":1}", "id": "b"}}`, `{"index": 1}`)
	},
	"numbered": func() *exchange.Observation {
		return streamed("", `{"n": -1, "m": [1]}`, `{"n": 1}`, `{}`, `x`, `{"n": 3.0}`, `{"n": 5}`, "[DONE]")
	},
	"unnumbered": func() *exchange.Observation {
		return streamed("", `{"n": 9007199254740993}`, `{"n": 9007199254740992}`)
	},
	"cut-numbered":  func() *exchange.Observation { return streamed("timeout", `{"n": 1}`, `{"n": 2}`) },
	"error-grammar": func() *exchange.Observation { return spoken("", "start block delta error") },
	"fragment":      func() *exchange.Observation { return typed("https://shop.example/", 200, "text/html", `<p>a<p>b`) },
	"no-content":    func() *exchange.Observation { return typed("https://shop.example/v2/events", 204, "", "") },
	"untold-total": func() *exchange.Observation {
		o := typed("https://shop.example/v2/products", 200, "application/json", `[]`)
		o.Reported = &exchange.Reported{Status: true, Body: true, Headers: []string{"content-type"}}
		return o
	},
	"silent-end": func() *exchange.Observation {
		o := streamed("", "1", "2")
		o.Duration = 900 * time.Millisecond
		return o
	},
	"typed-stream": func() *exchange.Observation {
		o := streamed("", "1", "2")
		o.Stream.Events[1].Type, o.Stream.Events[1].ID = "update", "42"
		return o
	},
	"flaky":    func() *exchange.Observation { return samples(200, 200, 503, 200, 500) },
	"steady":   func() *exchange.Observation { return samples(200, 200, 200, 200) },
	"timeouts": func() *exchange.Observation { return samples(200, 0, 200, 0) },
}

// TestRichMet judges expectations that must be met; each would be met for the wrong reason by a
// weaker implementation.
func TestRichMet(t *testing.T) {
	for _, c := range richMet {
		if r := compileRich(t, c.expect).Judge(richAnswers[c.answer](), nil); r.Outcome != expect.Met {
			t.Errorf("%s, %s\n%s", c.answer, c.expect, shown(r))
		}
	}
}

// TestRichFailures shows every message of the keys about schemas, OpenAPI, XML,
// streams, samples and CEL.
func TestRichFailures(t *testing.T) {
	var b strings.Builder
	for _, c := range richFailing {
		e, o := compileRich(t, c.expect), richAnswers[c.answer]()
		r := e.Judge(o, nil)
		if r.Outcome == expect.Met {
			t.Errorf("%s meets %s", c.answer, c.expect)
		}
		if quiet := e.Outcome(o, nil); quiet != r.Outcome {
			t.Errorf("%s: Outcome gives %v, Judge %v", c.expect, quiet, r.Outcome)
		}
		b.WriteString("# " + c.answer + "\n" + c.expect + "\n→ " + shown(r) + "\n")
	}
	golden(t, "rich.golden", b.String())
}

// TestRichMistakes shows the message for every error in one of these keys.
func TestRichMistakes(t *testing.T) {
	var b strings.Builder
	for _, text := range richMistaken {
		s := richScope(text)
		e := expect.Compile(node(t, text), s)
		e.Judge(richAnswers["product"](), nil)
		if s.Problems.Err() == nil {
			t.Errorf("%s: no mistake", text)
			continue
		}
		b.WriteString(s.Problems.Error() + "\n\n")
	}
	golden(t, "rich_mistakes.golden", b.String())
}
