package main

import (
	"fmt"
	"net/http"
	"time"
)

// mode is how a client asks.
type mode string

const (
	plain  mode = "plain"
	stream mode = "stream"
	tools  mode = "tools" // a stream with tools to call
	// Of other APIs of OpenAI's: a response, streamed and whole, a vector, the list of models.
	responses mode = "responses"
	respond   mode = "respond"
	embed     mode = "embed"
	list      mode = "list"
)

// answer is one answer of the server.
type answer struct {
	status  int // 0: 200
	headers [][2]string
	body    string
	streams bool // the body is read as events, and sent one by one
}

// scene is one case: what the server answers to a client of a format.
type scene struct {
	title string
	mode  mode
	// answers are handed out in turn, the last one again and again; none: the format has no such
	// case.
	answers func(f *format) []answer
	fault   string        // of assay serve
	open    bool          // the connection stays open after the answer
	told    bool          // the answer holds the server's words
	calls   []call        // the tool calls that a client should see
	again   again         // what the page says of a refusal
	tells   time.Duration // the wait that the refusal names; 0: none, or a date
}

// again is what the page says of further requests.
type again int

const (
	result  again = iota // nothing: it says what the caller sees
	after                // after how long the client asks again
	counted              // how many requests it makes
)

// section is a table of the page.
type section struct {
	title, intro string
	scenes       []scene
}

const refusalsTitle = "Refusals: when and how often a client asks again"

// all returns every table, in the order of the page.
func all() []section {
	return []section{
		{"Streams", streamsIntro, streams}, {"Plain answers", plainIntro, plains},
		{refusalsTitle, refusalsIntro, refusals},
		{"Refusals: what the error says", wordsIntro, bodies}, {"Tool calls in a stream", toolsIntro, toolScenes},
		{othersTitle, othersIntro, others},
	}
}

const page = `<html><head><title>Sign in</title></head><body><form action="/login">` + words + `</form></body></html>`

// json200 returns an answer with a JSON body.
func json200(body string) answer {
	return answer{headers: [][2]string{{"Content-Type", "application/json"}}, body: body}
}

func html(status int) answer {
	return answer{status: status, headers: [][2]string{{"Content-Type", "text/html"}}, body: page}
}

// always returns answers that are the same for every format.
func always(a ...answer) func(*format) []answer { return func(*format) []answer { return a } }

// whole is the good plain answer.
func (f *format) whole() answer { return json200(f.plain) }

// refused returns the format's own refusal, with headers in pairs.
func (f *format) refused(status int, headers ...string) answer {
	a := json200(f.error)
	a.status = status
	for i := 0; i < len(headers); i += 2 {
		a.headers = append(a.headers, [2]string{headers[i], headers[i+1]})
	}
	return a
}

var plains = []scene{
	{title: "as it should be", mode: plain, answers: func(f *format) []answer { return []answer{f.whole()} }},
	{title: "200, an error object", mode: plain, told: true, answers: func(f *format) []answer { return []answer{json200(f.error)} }},
	{title: "200, HTML (a login page)", mode: plain, told: true, answers: always(html(0))},
	{title: "200, JSON type, no body", mode: plain, answers: always(json200(""))},
	{title: "204", mode: plain, answers: always(answer{status: http.StatusNoContent})},
	{title: "200, body cut", mode: plain, fault: "cut", answers: func(f *format) []answer { return []answer{f.whole()} }},
}

// ahead is how far ahead the date of a refusal is: further than a program needs to start.
const ahead = 4 * time.Second

var refusals = []scene{
	refusing("429, `Retry-After: 1.9`", 1900*time.Millisecond, 429, "Retry-After", "1.9"),
	refusing("429, `retry-after-ms: 1500`", 1500*time.Millisecond, 429, "Retry-After-Ms", "1500"),
	{title: "429, `Retry-After` a date", mode: plain, again: after, answers: func(f *format) []answer {
		return []answer{f.refused(429, "Retry-After", time.Now().Add(ahead).UTC().Format(http.TimeFormat)), f.whole()}
	}},
	refusing("429, `x-should-retry: false`, `Retry-After: 1`", time.Second, 429, "Retry-After", "1", "X-Should-Retry", "false"),
	refusing("429, `Retry-After: 120`", 2*time.Minute, 429, "Retry-After", "120"),
	refusing("429, no header", 0, 429),
	{title: "429 always, no header: requests", mode: plain, again: counted, answers: func(f *format) []answer { return []answer{f.refused(429)} }},
	refusing("402", 0, 402),
	{title: "503, HTML", mode: plain, again: after, answers: func(f *format) []answer { return []answer{html(503), f.whole()} }},
	refusing("529", 0, 529),
	{title: "429, `Retry-After: 1`, to a stream", mode: stream, again: after, tells: time.Second, answers: func(f *format) []answer {
		return []answer{f.refused(429, "Retry-After", "1"), f.good()}
	}},
	{title: "200, body cut always: requests", mode: plain, again: counted, fault: "cut", answers: func(f *format) []answer { return []answer{f.whole()} }},
}

// refusing makes a case of a refusal that names a wait in its headers, before the good answer.
func refusing(title string, tells time.Duration, status int, headers ...string) scene {
	return scene{title: title, mode: plain, again: after, tells: tells, answers: func(f *format) []answer {
		return []answer{f.refused(status, headers...), f.whole()}
	}}
}

// refusal returns a 400 with a JSON body that holds the words.
func refusal(body string) func(*format) []answer {
	a := json200(fmt.Sprintf(body, words))
	a.status = http.StatusBadRequest
	return always(a)
}

var bodies = []scene{
	{title: "400 in the API's own form", mode: plain, told: true, answers: func(f *format) []answer { return []answer{f.refused(400)} }},
	{title: "400 `{\"detail\": \"…\"}`", mode: plain, told: true, answers: refusal(`{"detail": %q}`)},
	{title: "400 `{\"detail\": {\"message\": \"…\"}}`", mode: plain, told: true, answers: refusal(`{"detail": {"message": %q}}`)},
	{title: "400 `{\"message\": \"…\"}`", mode: plain, told: true, answers: refusal(`{"message": %q}`)},
	{title: "400 `{\"error\": \"…\"}`", mode: plain, told: true, answers: refusal(`{"error": %q}`)},
	{title: "400, HTML", mode: plain, told: true, answers: always(html(400))},
	{title: "402 in the API's own form", mode: plain, told: true, answers: func(f *format) []answer { return []answer{f.refused(402)} }},
}
