package main

import (
	"fmt"
	"strings"
)

// archive is a HAR of one entry, whose answer the server gives too.
type archive struct {
	method   string // GET if empty
	url      string // URL/made/x if empty
	headers  string // of the request, in JSON, without the brackets
	request  string // further members of the request
	status   int    // 200 if 0
	answered string // headers of the response; a Content-Type if empty
	content  string // of the response; a JSON text if empty
	response string // further members of the response
	entry    string // further members of the entry
}

// none is the status of a request without an answer, which browsers write as 0.
const none = -2

// text returns the entry.
func (a archive) text() string {
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	for _, s := range []*string{&a.request, &a.response, &a.entry} {
		if *s != "" {
			*s = ", " + *s
		}
	}
	switch a.status {
	case 0:
		a.status = 200
	case none:
		a.status = 0
	}
	members := func(s string, defaults ...string) string {
		for _, d := range defaults {
			name, _, _ := strings.Cut(d, ":")
			if !strings.Contains(s, name+":") {
				s = ", " + d + s
			}
		}
		return s
	}
	request := members(a.request, `"bodySize": -1`, `"headersSize": -1`, `"cookies": []`, `"queryString": []`, `"httpVersion": "HTTP/1.1"`)
	response := members(a.response, `"bodySize": -1`, `"headersSize": -1`, `"redirectURL": ""`, `"cookies": []`, `"httpVersion": "HTTP/1.1"`, `"statusText": "OK"`)
	entry := members(a.entry, `"timings": {"send": 0, "wait": 1, "receive": 0}`, `"cache": {}`, `"time": 1`, `"startedDateTime": "2026-01-01T00:00:00.000Z"`)
	return fmt.Sprintf(`{"request": {"method": %q, "url": %q, "headers": [%s]%s}, "response": {"status": %d, "headers": [%s], "content": %s%s}%s}`,
		or(a.method, "GET"), or(a.url, "URL/made/x"), a.headers, request, a.status, or(a.answered, `{"name": "Content-Type", "value": "application/json"}`),
		or(a.content, `{"size": 12, "mimeType": "application/json", "text": "{\"ok\": true}"}`), response, entry)
}

// archived returns a HAR with these entries.
func archived(entries ...string) string {
	return `{"log": {"version": "1.2", "creator": {"name": "made", "version": "1"}, "entries": [` + strings.Join(entries, ", ") + `]}}` + "\n"
}

// archives returns constructs of HAR: each member that changes what is sent, or what was answered.
func archives() []construct {
	var all []construct
	fine := inJSON(`{"ok": true}`)
	add := func(name, text string) {
		all = append(all, construct{name: name, text: text, answer: fine})
	}
	each := func(name string, archives []archive) {
		for i, a := range archives {
			add(fmt.Sprintf("%s-%d", name, i+1), archived(a.text()))
		}
	}
	for _, method := range methods {
		add("method-"+method, archived(archive{method: method}.text()))
	}
	for i, v := range targets {
		if strings.ContainsAny(v, " \"\\|<>^`{}[]$é") || strings.Contains(v, "%z") || strings.HasSuffix(v, "%") { // no browser writes it so
			continue
		}
		add(fmt.Sprintf("url-%d", i+1), archived(archive{url: "URL/made" + v}.text()))
	}
	for i, line := range headerLines {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		h := fmt.Sprintf(`{"name": %q, "value": %q}`, name, strings.TrimSpace(value))
		add(fmt.Sprintf("header-%d", i+1), archived(archive{headers: h}.text()))
	}
	each("request", requestArchives)
	each("body", bodyArchives())
	each("answer", answerArchives)
	each("entry", entryArchives)
	for i, text := range wholeArchives {
		add(fmt.Sprintf("file-%d", i+1), text+"\n")
	}
	all[len(all)-1].answer = inJSON(`{"id": 777}`) // a later request has it in its path
	return knownAre(all, knownOfHAR)
}

// knownOfHAR are the constructs that differ, and why.
var knownOfHAR = [][2]string{
	{"method-TRACE", "a browser does not fetch by TRACE"},
	{"method-patch", "a method is written in capitals here"},
	{"url-1[0-4]", "curl and browsers take dots out of a path, and an archive has the path that was sent"},
	{"url-22", "httpsnippet escapes an apostrophe in a path"},
	{"url-64", "a browser escapes an apostrophe in a query"},
	{"url-7[5-8]", "Playwright compares addresses with their fragments"},
	{"header-5", "the command curl takes a header without a value away"},
	{"header-6", "the command curl takes a header without a value away"},
	{"header-24", "the command curl takes a header without a value away"},
	{"header-44", "a header Cookie without a value is left out"},
	{"header-55", "TE is a field of the connection"},
	{"request-4", "an answer to a request with cookies is not one to a request without them"},
	{"request-2", "the address counts, not queryString"},
	{"request-[79]", "httpsnippet keeps the last of several fields of one name"},
	{"request-19", "Playwright compares addresses with their fragments"},
	{"request-21", "Playwright compares addresses with the case of their scheme"},
	{"body-11", "httpsnippet does not escape params; Playwright compares bodies by their text alone"},
	{"body-12", "Playwright compares bodies by their text alone"},
	{"body-13", "httpsnippet sends a param without a value as undefined"},
	{"body-17", "httpsnippet sends nothing of a form whose media type has a boundary"},
	{"body-20", "httpsnippet sends nothing of a form whose media type has a boundary"},
	{"body-28", "httpsnippet does not read the encoding of a body"},
	{"body-35", "httpsnippet does not read a body in a file"},
	{"body-36", "curl reads the file that a body with @ names"},
	{"answer-4", "the server of Go leaves Content-Type out of a 304"},
	{"answer-22", "Playwright takes base64 in small letters only"},
	{"answer-33", "Playwright keeps the last of several fields of one name"},
	{"answer-34", "a browser refuses a field with a line end"},
	{"answer-36", "a browser refuses a field of HTTP/2's own"},
	{"answer-37", "Playwright has no body of an answer with no-store"},
	{"answer-40", "Playwright replays a text in UTF-8, whatever charset its header names"},
	{"answer-43", "a browser takes a byte-order mark away"},
	{"answer-1[12]", "Playwright follows a redirect, and the file has no answer to the next request"},
}

// bodyArchives returns requests with bodies.
func bodyArchives() []archive {
	var all []archive
	for _, data := range postData {
		var kind string
		if _, after, ok := strings.Cut(data, `"mimeType": "`); ok {
			kind, _, _ = strings.Cut(after, `"`)
		}
		header := fmt.Sprintf(`{"name": "Content-Type", "value": %q}`, kind)
		all = append(all, archive{method: "POST", headers: header, request: `"postData": ` + data})
	}
	return all
}

var (
	postData = []string{
		`{"mimeType": "application/json", "text": "{\"a\": 1}"}`, `{"mimeType": "application/json; charset=utf-8", "text": "{\"a\": [1, 2.50, \"é\"]}"}`, `{"mimeType": "application/json", "text": "{\"a\": 12345678901234567890}"}`, `{"mimeType": "application/json", "text": "{\"a\": 1"}`, `{"mimeType": "application/vnd.api+json", "text": "{\"a\": 1}"}`, `{"mimeType": "application/json", "text": "[]"}`, `{"mimeType": "application/json", "text": "7"}`,
		`{"mimeType": "application/x-www-form-urlencoded", "text": "a=1&b=x%20y"}`, `{"mimeType": "application/x-www-form-urlencoded", "text": "a=1&a=2&b"}`, `{"mimeType": "application/x-www-form-urlencoded", "text": "a=x+y"}`, `{"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "1"}, {"name": "b", "value": "x y&z=é"}]}`, `{"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]}`, `{"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a"}]}`, `{"mimeType": "application/x-www-form-urlencoded", "text": "a=1", "params": [{"name": "a", "value": "1"}]}`, `{"mimeType": "application/x-www-form-urlencoded;charset=UTF-8", "text": "a=1"}`,
		`{"mimeType": "multipart/form-data", "params": [{"name": "a", "value": "1"}, {"name": "b", "value": "x y"}]}`, `{"mimeType": "multipart/form-data; boundary=xyz", "params": [{"name": "a", "value": "1"}]}`, `{"mimeType": "multipart/form-data; boundary=xyz", "text": "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xyz--\r\n"}`, `{"mimeType": "multipart/form-data; boundary=xyz", "text": "--xyz\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--xyz--\r\n"}`, `{"mimeType": "multipart/form-data; boundary=xyz", "params": [{"name": "a", "fileName": "b.txt", "contentType": "text/plain", "value": "hello"}]}`, `{"mimeType": "multipart/mixed; boundary=xyz", "text": "--xyz\r\nContent-Type: text/plain\r\n\r\n1\r\n--xyz--\r\n"}`,
		`{"mimeType": "text/plain", "text": "a b\nc"}`, `{"mimeType": "text/plain;charset=UTF-8", "text": "é"}`, `{"mimeType": "application/xml", "text": "<a>1</a>"}`, `{"mimeType": "application/graphql", "text": "{a}"}`, `{"mimeType": "application/json", "text": "{\"query\": \"{a}\", \"variables\": {\"b\": 1}}"}`, `{"mimeType": "application/octet-stream", "text": "abc"}`, `{"mimeType": "application/octet-stream", "text": "YWJj", "encoding": "base64"}`, `{"mimeType": "application/octet-stream", "text": "AP8=", "encoding": "base64"}`,
		`{"mimeType": "text/plain", "text": ""}`, `{"mimeType": "text/plain", "text": " "}`, `{"mimeType": "text/plain", "text": "${x}"}`, `{"mimeType": "application/json", "text": "{\"a\": \"${x}\"}"}`, `{"mimeType": "text/plain", "text": "a", "comment": "b"}`, `{"mimeType": "application/json", "_file": "body.json"}`, `{"mimeType": "text/plain", "text": "@body.json"}`,
	}
	requestArchives = []archive{
		{url: "URL/made?a=1", request: `"queryString": [{"name": "a", "value": "1"}]`}, {request: `"queryString": [{"name": "a", "value": "x y"}]`}, {url: "URL/made?a=1&a=2&b", request: `"queryString": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}, {"name": "b", "value": ""}]`},
		{request: `"cookies": [{"name": "a", "value": "dark"}]`}, {headers: `{"name": "Cookie", "value": "a=dark"}`, request: `"cookies": [{"name": "a", "value": "dark"}]`}, {headers: `{"name": "Cookie", "value": "a=dark; b=dark"}`}, {headers: `{"name": "Cookie", "value": "a=dark"}, {"name": "Cookie", "value": "b=dark"}`},
		{headers: `{"name": ":authority", "value": "a"}, {"name": ":method", "value": "GET"}, {"name": "x-a", "value": "b"}`}, {headers: `{"name": "X-A", "value": "1"}, {"name": "X-A", "value": "2"}`}, {headers: `{"name": "X-A", "value": "1", "comment": "c"}, {"name": "x-b", "value": "2"}`}, {headers: `{"name": "Accept", "value": "application/json"}, {"name": "Accept-Language", "value": "de"}, {"name": "Sec-Fetch-Mode", "value": "navigate"}`}, {headers: `{"name": "Authorization", "value": "Bearer dark"}, {"name": "X-API-Key", "value": "dark"}`},
		{request: `"httpVersion": "h2"`}, {request: `"httpVersion": "HTTP/1.0"`}, {request: `"httpVersion": "unknown"`}, {request: `"httpVersion": "http/2.0", "comment": "x"`}, {request: `"postData": null`}, {request: `"bodySize": 0, "headersSize": 99`}, {url: "URL/made#here"}, {url: "http://ann:dark@127.0.0.1:PORT/made"}, {url: "HTTP://127.0.0.1:PORT/made"}, {request: `"_own": {"a": 1}`}, {method: "DELETE", headers: `{"name": "Content-Type", "value": "application/json"}`, request: `"postData": {"mimeType": "application/json", "text": "{\"a\": 1}"}`},
		{method: "POST", headers: `{"name": "Content-Type", "value": "text/csv"}`, request: `"postData": {"mimeType": "text/plain", "text": "a,b"}`}, {method: "POST", headers: `{"name": "Content-Length", "value": "99"}, {"name": "Content-Type", "value": "text/plain"}`, request: `"postData": {"mimeType": "text/plain", "text": "abc"}`}, {method: "POST"}, {method: "PUT", headers: `{"name": "Content-Length", "value": "0"}`},
	}
	answerArchives = []archive{
		{status: 201}, {status: 204, content: `{"size": 0, "mimeType": "x-unknown"}`}, {status: 204}, {status: 304, content: `{"size": 0, "mimeType": ""}`}, {status: 304}, {status: 404}, {status: 500}, {status: 206}, {status: 418, response: `"statusText": "I am a teapot"`}, {status: 999},
		{status: 302, answered: `{"name": "Location", "value": "/made/y"}`, response: `"redirectURL": "URL/made/y"`, content: `{"size": 0, "mimeType": ""}`}, {status: 302, answered: `{"name": "Location", "value": "/made/y"}`, content: `{"size": 0, "mimeType": ""}`},
		{content: `{"size": 0, "mimeType": "application/json"}`}, {content: `{"size": 12, "mimeType": "application/json", "text": ""}`}, {content: `{"size": 99, "mimeType": "application/json", "text": "{\"ok\": true}"}`}, {content: `{"size": -1, "mimeType": "application/json", "text": "{\"ok\": true}"}`}, {content: `{"size": 12, "compression": 5, "mimeType": "application/json", "text": "{\"ok\": true}"}`}, {content: `{"mimeType": "application/json", "text": "{\"ok\": true}"}`}, {content: `{"size": 12, "text": "{\"ok\": true}"}`}, {content: `{}`},
		{content: `{"size": 12, "mimeType": "application/json", "encoding": "base64", "text": "eyJvayI6IHRydWV9"}`}, {content: `{"size": 12, "mimeType": "application/json", "encoding": "BASE64", "text": "eyJvayI6IHRydWV9"}`}, {content: `{"size": 12, "mimeType": "application/json", "encoding": "utf-8", "text": "{\"ok\": true}"}`}, {content: `{"size": 12, "mimeType": "application/json", "encoding": "", "text": "{\"ok\": true}"}`}, {content: `{"size": 12, "mimeType": "application/json", "encoding": "base64", "text": "eyJvayI6IHRydWV9\n"}`}, {content: `{"size": 12, "mimeType": "application/json", "_file": "answer.json"}`}, {content: `{"size": 12, "mimeType": "application/json", "text": "{\"ok\": true}", "comment": "c"}`},
		{answered: `{"name": "Content-Type", "value": "application/json"}, {"name": "Content-Encoding", "value": "gzip"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}, {"name": "Content-Encoding", "value": "br"}, {"name": "Content-Length", "value": "5"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}, {"name": "Transfer-Encoding", "value": "chunked"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}, {"name": "Content-Length", "value": "99"}`}, {answered: `{"name": "content-type", "value": "application/json"}, {"name": "x-a", "value": "1"}, {"name": "X-B", "value": "2"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}, {"name": "X-A", "value": "1"}, {"name": "X-A", "value": "2"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}, {"name": "X-A", "value": "1\n2"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}, {"name": "X-A", "value": ""}`}, {answered: `{"name": ":status", "value": "200"}, {"name": "content-type", "value": "application/json"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}, {"name": "ETag", "value": "\"a\""}, {"name": "Date", "value": "Thu, 01 Jan 2026 00:00:00 GMT"}, {"name": "Cache-Control", "value": "no-store"}`}, {answered: `{"name": "X-A", "value": "b"}`},
		{answered: `{"name": "Content-Type", "value": "text/plain; charset=utf-8"}`, content: `{"size": 3, "mimeType": "text/plain", "text": "é\n"}`}, {answered: `{"name": "Content-Type", "value": "text/plain; charset=iso-8859-1"}`, content: `{"size": 1, "mimeType": "text/plain", "text": "é"}`}, {answered: `{"name": "Content-Type", "value": "text/html"}`, content: `{"size": 8, "mimeType": "text/html", "text": "<p>a</p>"}`}, {answered: `{"name": "Content-Type", "value": "application/octet-stream"}`, content: `{"size": 2, "mimeType": "application/octet-stream", "encoding": "base64", "text": "AP8="}`}, {answered: `{"name": "Content-Type", "value": "application/json"}`, content: `{"size": 3, "mimeType": "application/json", "text": "\ufeff{}"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}`, content: `{"size": 3, "mimeType": "application/json", "text": "{\"a\": 1, \"a\": 2}"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}`, content: `{"size": 3, "mimeType": "application/json", "text": "{\"a\": 12345678901234567890, \"b\": 1.0}"}`}, {answered: `{"name": "Content-Type", "value": "text/event-stream"}`, content: `{"size": 9, "mimeType": "text/event-stream", "text": "data: 1\n\ndata: 2\n\n"}`}, {answered: `{"name": "Content-Type", "value": "application/json"}`, content: `{"size": 3, "mimeType": "application/json", "text": "{"}`}, {answered: `{"name": "Content-Type", "value": "text/plain"}`, content: `{"size": 9, "mimeType": "text/plain", "text": "### a\nHTTP/1.1 200 OK\n\n# b\n"}`}, {answered: `{"name": "Content-Type", "value": "text/plain"}`, content: `{"size": 9, "mimeType": "text/plain", "text": "a\r\nb\r\n\r\n"}`}, {answered: `{"name": "Content-Type", "value": "text/plain"}`, content: `{"size": 9, "mimeType": "text/plain", "text": "${x} $${y}"}`},
		{response: `"httpVersion": "h2"`}, {response: `"httpVersion": "unknown"`}, {response: `"cookies": [{"name": "a", "value": "b"}]`}, {response: `"_transferSize": 0, "_error": null, "comment": "c"`}, {method: "HEAD", content: `{"size": 0, "mimeType": "application/json"}`},
	}
	entryArchives = []archive{
		{entry: `"comment": "c"`}, {entry: `"cache": {"beforeRequest": null, "afterRequest": {"lastAccess": "2026-01-01T00:00:00Z", "eTag": "a", "hitCount": 1}}`}, {entry: `"pageref": "none"`}, {entry: `"serverIPAddress": "127.0.0.1", "connection": "80"`}, {entry: `"timings": {"blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": -1, "wait": -1, "receive": -1}`}, {entry: `"timings": {}`}, {entry: `"time": -1`}, {entry: `"time": 0.5`}, {entry: `"time": null`}, {entry: `"startedDateTime": "2026-01-01T00:00:00.000+01:00"`}, {entry: `"startedDateTime": "yesterday"`},
		{entry: `"_initiator": {"type": "script"}, "_priority": "High", "_resourceType": "fetch"`}, {entry: `"_resourceType": "xhr"`}, {entry: `"_webSocketMessages": [{"type": "send", "data": "a"}]`}, {entry: `"_fromCache": "disk"`}, {entry: `"_monotonicTime": 1, "_frameref": "a", "_securityDetails": {}, "_serverPort": 80`}, {entry: `"_resourceType": "image"`}, {entry: `"_own": [1, {"a": null}]`},
	}
	// wholeArchives are files of several entries, or with members of the log.
	wholeArchives = []string{
		archived(archive{}.text(), archive{url: "URL/made/y"}.text()), archived(archive{}.text(), archive{}.text()), archived(archive{}.text(), archive{status: 404}.text()), archived(archive{}.text(), archive{method: "POST"}.text()),
		archived(archive{}.text(), archive{url: "ws://127.0.0.1:PORT/made", entry: `"_webSocketMessages": []`}.text()), archived(archive{}.text(), archive{url: "data:text/plain,a"}.text()), archived(archive{}.text(), archive{url: "URL/made/a.png"}.text()), archived(archive{}.text(), archive{url: "URL/made/z", status: none, response: `"_error": "net::ERR_FAILED"`}.text()), archived(archive{}.text(), archive{url: "blob:http://a/b"}.text()), archived(archive{}.text(), archive{url: "chrome-extension://a/b"}.text()), archived(archive{}.text(), archive{url: "about:blank"}.text()), archived(archive{}.text(), archive{url: "URL/made/z", status: -1}.text()),
		archived(archive{method: "OPTIONS", headers: `{"name": "Access-Control-Request-Method", "value": "POST"}`}.text(), archive{method: "POST"}.text()), archived(archive{}.text(), `{"request": {}}`), archived(archive{}.text(), `{}`), archived(archive{}.text(), `null`), archived(archive{}.text(), `{"request": {"method": "GET", "url": "URL/made/y", "headers": "x"}, "response": {"status": 200}}`), archived(archive{}.text(), archive{url: "URL/made/y", entry: `"time": "x"`}.text()),
		archived(archive{}.text(), archive{url: "URL/made/y", content: `{"size": 12, "mimeType": "application/json", "encoding": "base64", "text": "eyJvayI6IHRydWV9AA"}`}.text()), archived(archive{}.text(), archive{url: "URL/made/y", content: `{"size": 12, "mimeType": "application/json", "encoding": "base64", "text": "?"}`}.text()), archived(archive{}.text(), archive{url: "URL/made/y", content: `{"size": 1, "mimeType": "application/json", "encoding": "latin1", "text": "é"}`}.text()), archived(archive{}.text(), archive{url: "URL/made/y", content: `{"size": 12, "mimeType": "application/json", "_file": "none.json"}`}.text()),
		"\ufeff" + archived(archive{}.text()), strings.Replace(archived(archive{}.text()), `"version": "1.2", `, "", 1), strings.Replace(archived(archive{}.text()), `"creator": {"name": "made", "version": "1"}, `, "", 1), strings.Replace(archived(archive{}.text()), `"version": "1.2", `, `"version": "1.1", "browser": {"name": "a", "version": "1"}, "comment": "c", "pages": [{"startedDateTime": "2026-01-01T00:00:00Z", "id": "p", "title": "t", "pageTimings": {"onLoad": -1}}], `, 1), strings.Replace(archived(archive{}.text()), `{"log": `, `{"_own": 1, "log": `, 1), `{"log": {}}`, `{}`, `[]`, `{"log": {"entries": null}}`, `{"log": {"version": "1.2", "entries": [` + archive{}.text() + `]}`,
		archived(archive{url: "URL/made/orders", method: "POST", content: `{"size": 1, "mimeType": "application/json", "text": "{\"id\": 777}"}`}.text(), archive{url: "URL/made/orders/777"}.text()),
	}
)
