package canary

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// forms are the names of Transforms in order; a request names one by its place.
var forms = slices.Sorted(maps.Keys(Transforms))

// echoes are what Echo makes of an echoed text, by the first part of the path.
var echoes = map[string]func(w http.ResponseWriter, r *http.Request, e string){
	"json": func(w http.ResponseWriter, _ *http.Request, e string) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"echo": "%s", "list": [1, {"%s": true}]}`, Marshaled(e), Marshaled(e))
	},
	"text": func(w http.ResponseWriter, _ *http.Request, e string) {
		w.Header().Set("X-Echo", e)
		w.Header().Add("Set-Cookie", "sid="+strings.ReplaceAll(e, ";", "")+"; Path=/")
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(w, "you sent %s.\n%s", e, e)
	},
	"stream": func(w http.ResponseWriter, _ *http.Request, e string) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprintf(w, "id: %s\ndata: {\"echo\": \"%s\"}\n\n: %s\n\ndata: %s\n\n{\"error\": \"%s\"}\n\ndata: [DONE]\n\n", e, Marshaled(e), e, e, Marshaled(e))
	},
	// Piece by piece, as models answer.
	"pieces": func(w http.ResponseWriter, _ *http.Request, e string) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i, piece := range Pieces(e) {
			fmt.Fprintf(w, "data: {\"n\": %d, \"choices\": [{\"delta\": {\"content\": \"%s\"}}]}\n\n", i, Marshaled(piece))
		}
		fmt.Fprint(w, "data: [DONE]\n\n")
	},
	"words": func(w http.ResponseWriter, _ *http.Request, e string) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, piece := range Pieces(e) {
			fmt.Fprintf(w, "data: %s\n\n", piece)
		}
	},
	"lines": func(w http.ResponseWriter, _ *http.Request, e string) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		for _, piece := range Pieces(e) {
			fmt.Fprintf(w, "{\"response\": \"%s\"}\n", Marshaled(piece))
		}
	},
	"redirect": func(w http.ResponseWriter, r *http.Request, e string) {
		if r.URL.Query().Has("there") {
			fmt.Fprint(w, "there")
			return
		}
		w.Header().Set("Location", r.URL.Path+"?there="+strings.NewReplacer(" ", "%20", "#", "%23").Replace(e))
		w.WriteHeader(http.StatusFound)
	},
	// An invalid response, which net/http quotes in its error.
	"error": func(w http.ResponseWriter, _ *http.Request, e string) { raw(w, "HTTP/1.1 "+e+"\r\n\r\n") },
	"problem": func(w http.ResponseWriter, _ *http.Request, e string) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("WWW-Authenticate", `Bearer realm="api", error_description="`+Marshaled(e)+`"`)
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"type": "about:blank", "title": "not known", "instance": "/keys/%s"}`, Marshaled(e))
	},
	"trailer": func(w http.ResponseWriter, _ *http.Request, e string) {
		fmt.Fprint(w, "its sum is behind it")
		w.Header().Set(http.TrailerPrefix+"X-Echo", e)
	},
	"reason": func(w http.ResponseWriter, _ *http.Request, e string) {
		raw(w, "HTTP/1.1 418 "+e+"\r\nContent-Length: 0\r\n\r\n")
	},
}

// Pieces cuts a text into parts of at most three characters.
func Pieces(s string) []string {
	var out []string
	for part := range slices.Chunk([]rune(s), 3) {
		out = append(out, string(part))
	}
	return out
}

// raw writes bytes to the connection and ends it.
func raw(w http.ResponseWriter, text string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(text))
}

// Echo responds to /PLACE/N with the secret of the header X-Secret in form N, in that place of the
// response.
func Echo(w http.ResponseWriter, r *http.Request) {
	place, n := placeOf(r)
	if place == nil {
		http.NotFound(w, r)
		return
	}
	place(w, r, Transforms[forms[n]](r.Header.Get("X-Secret")))
}

// Suite is a suite that asks Echo for a secret in every form and place: it sends
// it in every place of a request, captures what comes back and judges it so that
// reports show it all. Its secret s is the environment variable CANARY, its
// fixtures echo.fixture.
func Suite(target string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `suite: Echo
target: %s
fixtures: echo.fixture
secrets: {s: CANARY}
request: {headers: {X-Secret: "${s}"}, redirects: 2}
answers:
  teapot: {status: 418}
probes:
  sent:
    path: /text/0?key=${s}
    auth: {basic: [me, "${s}"]}
    cookies: {sid: "${s}"}
    json: {key: "${s}", text: "it is ${s}."}
  form: {path: "/text/0/${s}", auth: {bearer: "${s}"}, form: {key: "${s}"}}
  unresolved: {url: "http://${s}.invalid/?key=${s}", http: "1.1"}
  refused: {url: "http://127.0.0.1:1/${s}?key=${s}"}
`, target)
	for _, place := range places() {
		for n := range forms {
			fmt.Fprintf(&b, "  %s-%d: {path: /%s/%d, stream: %t, capture: {all: {body: true}, header: {header: X-Echo}}}\n", place, n, place, n, streamed[place])
		}
	}
	fmt.Fprint(&b, "findings:\n")
	for _, probe := range []string{"sent", "form", "unresolved", "refused"} {
		fmt.Fprintf(&b, "  %s: {probe: %s, expect: {status: 299, body: {contains: nothing like it}}}\n", probe, probe)
	}
	fmt.Fprint(&b, "  no-name: {probe: unresolved, expect: {error: dns}}\n  nobody: {probe: refused, expect: {error: refused}}\n")
	for _, place := range places() {
		for n := range forms {
			if place == "error" { // a failing connection is recorded where a finding expects it
				fmt.Fprintf(&b, "  error-%d-fails: {probe: error-%d, expect: {error: protocol}}\n", n, n)
			}
			expect := "status: 299, headers: {X-Echo: x}, cookies: {sid: x}, json: {$.echo: x}, body: x"
			if streamed[place] {
				expect = "status: 299, stream: {each: {data: x}, last: x, joined: {path: '$.choices[0].delta.content', is: x}}"
			}
			fmt.Fprintf(&b, "  %s-%d: {claim: '%s, %s', probe: %s-%d, expect: {%s}}\n", place, n, place, strings.ReplaceAll(forms[n], "'", ""), place, n, expect)
			if n%5 == 0 {
				fmt.Fprintf(&b, "  %s-%d-unless: {probe: %s-%d, unless: {status: 200}, expect: {status: 299}}\n", place, n, place, n)
				fmt.Fprintf(&b, "  %s-%d-holds: {probe: %s-%d, expect: {any: [{status: {not: 299}}, {error: protocol}]}}\n", place, n, place, n)
				fmt.Fprintf(&b, "  %s-%d-same: {probe: %s-%d, expect: {same_as: {probe: text-0, in: [status, body, headers]}}}\n", place, n, place, n)
			}
		}
	}
	fmt.Fprint(&b, "hypotheses:\n  other:\n    claim: The other\n    predicts: {json-0: {body: x}, text-0: {body: {contains: x}}}\n")
	return b.String()
}

// streamed are the places that are event streams.
var streamed = map[string]bool{"stream": true, "pieces": true, "words": true}

func places() []string { return slices.Sorted(maps.Keys(echoes)) }
