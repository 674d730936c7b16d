package llm

import (
	"fmt"
	"net/http"
	"strings"
)

const nginxPage = "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

// refusals are the faults with an error status: their headers, as alternating names and values, and
// the body; nil means an error object.
var refusals = map[string]struct {
	status  int
	headers []string
	body    any
}{
	"e400":             {status: 400},
	"e401":             {status: 401, headers: []string{"WWW-Authenticate", "Bearer"}},
	"e402":             {status: 402, body: object{"error": object{"message": "Insufficient credits", "code": 402}}},
	"e403":             {status: 403},
	"e404":             {status: 404},
	"e422":             {status: 422, body: object{"detail": []object{{"loc": []string{"body"}, "msg": "Field required"}}}},
	"e429-retry-after": {status: 429, headers: []string{"Retry-After", "17"}},
	"e429-date":        {status: 429, headers: []string{"Retry-After", "Fri, 01 Jan 2038 00:00:00 GMT"}},
	"e429-reset":       {status: 429, headers: []string{"X-Ratelimit-Reset-Requests", "6m0s", "X-Ratelimit-Remaining-Requests", "0"}},
	"e429-anthropic":   {status: 429, headers: []string{"Anthropic-Ratelimit-Requests-Reset", "2038-01-01T00:00:00Z"}},
	"e429-ms":          {status: 429, headers: []string{"Retry-After-Ms", "1500", "X-Should-Retry", "false"}},
	"e429-quota":       {status: 429, body: object{"error": object{"message": "You exceeded your current quota.", "type": "insufficient_quota", "code": "insufficient_quota"}}},
	"e429-detail":      {status: 429, body: object{"detail": "Infrastructure is at maximum capacity, try again later"}},
	"e429-html":        {status: 429, body: "429 Too Many Requests"},
	"e500":             {status: 500},
	"e500-empty":       {status: 500, body: ""},
	"e502-html":        {status: 502, body: "502 Bad Gateway"},
	"e503":             {status: 503, headers: []string{"Retry-After", "3"}},
	"e529":             {status: 529, body: object{"type": "error", "error": object{"type": "overloaded_error", "message": "Overloaded"}}},
	"e200-error":       {status: 200, body: object{"error": object{"message": "no upstream is free", "code": 502}}},
	"e200-html":        {status: 200, body: "Sign in"},
	"e200-cookie":      {status: 200, headers: []string{"Set-Cookie", "session=of-the-upstream; Path=/"}, body: object{"id": "chatcmpl-1", "object": "chat.completion", "created": 1764000000, "model": "small", "choices": []object{{"index": 0, "message": object{"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}}, "usage": usage}},
}

// streams are the faults of streams, after half of the text.
var streams = map[string]func(*events){
	"s-comments": func(e *events) {
		e.text(": PROCESSING\n\n")
		e.data(chunk(object{"content": " there!"}, nil))
		e.data(chunk(object{}, "stop"))
		e.text("data: [DONE]\n\n")
	},
	"s-error":      func(e *events) { e.data(object{"error": failure("server_error", "The server had an error.")}) },
	"s-errorevent": func(e *events) { e.text("event: error\ndata: {\"error\":{\"message\":\"Overloaded\"}}\n\n") },
	"s-raw":        func(e *events) { e.text("{\"error\": \"the instance went away\"}\n") },
	"s-nodone":     func(e *events) { e.data(chunk(object{}, "stop")) },
	"s-nofinish":   func(e *events) { e.text("data: [DONE]\n\n") },
	"s-half":       func(*events) {},
	"s-cut":        func(*events) { panic(http.ErrAbortHandler) },
	"s-event-cut":  func(e *events) { e.text("data: {\"id\":\"chatcmpl-1\",\"choi"); panic(http.ErrAbortHandler) },
}

// fail fails as the model's name asks for.
func fail(w http.ResponseWriter, r *http.Request, a ask) {
	name := strings.TrimPrefix(a.Model, "fault-")
	if breakOff, ok := streams[name]; ok {
		e := open(w)
		e.data(chunk(object{"role": "assistant", "content": "Hello"}, nil))
		breakOff(e)
		return
	}
	f, ok := refusals[name]
	if !ok {
		refuse(w, r, http.StatusNotFound, "model_not_found", fmt.Sprintf("The model '%s' does not exist.", a.Model))
		return
	}
	for i := 0; i < len(f.headers); i += 2 {
		w.Header().Set(f.headers[i], f.headers[i+1])
	}
	switch body := f.body.(type) {
	case nil:
		refuse(w, r, f.status, "fault", "This is fault "+name+".")
	case string:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.status)
		if body != "" {
			fmt.Fprintf(w, nginxPage, body, body)
		}
	default:
		answer(w, f.status, body)
	}
}
