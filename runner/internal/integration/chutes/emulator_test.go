package chutes_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The emulator's invented secrets, and the private data of the account. The emulator echoes them in
// its answers: no output of a run may have them.
const (
	realKey  = "invented-key-of-the-emulator"
	freshKey = "invented-fresh-key-of-the-emulator"
	userID   = "invented-user-of-the-emulator"
)

// wallet has the shape of a payment address, but is invented.
var wallet = "5" + strings.Repeat("invented", 6)[:47]

// secrets returns the values of the suites' environment variables.
func secrets(env string) (string, bool) {
	v, ok := map[string]string{"CHUTES_API_KEY": realKey, "CHUTES_SECOND_API_KEY": freshKey, "CHUTES_MODEL": listed}[env]
	return v, ok
}

// emulator emulates the service's two hosts in one world on loopback ports, with the server's
// layers in their order: the edge, authentication, routes, models, quota.
type emulator struct {
	world    world
	api, llm *httptest.Server

	mu  sync.Mutex
	log []asked
}

// asked is one request as the emulator saw it.
type asked struct {
	host, path, model string
	carries           string // "key", "invented" or ""; fresh keys are keys
	limited           bool   // the edge answered
	text              string // all of it that tells it from others
}

// anonymous reports whether the request names no account: those lengthen a ban.
func (a *asked) anonymous() bool { return a.carries != "key" }

// public reports whether the request needs no credentials.
func (a *asked) public() bool { return a.path == "/v1/models" && a.carries == "" }

// emulate starts an emulator for one test.
func emulate(t testing.TB, w world) *emulator {
	t.Helper()
	e := &emulator{world: w}
	e.api = httptest.NewServer(e.host("api", e.managed))
	e.llm = httptest.NewServer(e.host("llm", e.inference))
	t.Cleanup(e.api.Close)
	t.Cleanup(e.llm.Close)
	return e
}

// asks returns the requests so far, oldest first.
func (e *emulator) asks() []asked {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.log)
}

// credentials are those of a request, as the layers see them.
type credentials struct {
	header string // the last word of Authorization
	other  string // a key anywhere else, which only some worlds read
}

func carried(r *http.Request) credentials {
	words := strings.Fields(r.Header.Get("Authorization"))
	c := credentials{other: r.Header.Get("X-API-Key")}
	if len(words) > 0 {
		c.header = words[len(words)-1]
	}
	return c
}

// read returns the credential that the service checks: X-API-Key only if the world reads it.
func (e *emulator) read(c credentials) string {
	if c.header == "" && e.world.headerRead {
		return c.other
	}
	return c.header
}

func isKey(word string) bool { return word == realKey || word == freshKey }

// host serves one host: a log of requests, the edge, and then the routes.
func (e *emulator) host(name string, routes http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		limited := e.limits(r)
		e.remember(name, r, string(body), limited)
		w.Header().Set("Via", "1.1 invented")
		echo(w, r)
		if limited {
			edgeLimit(w)
			return
		}
		routes(w, r)
	}
}

func (e *emulator) remember(host string, r *http.Request, body string, limited bool) {
	a := asked{host: host, path: r.URL.Path, model: modelOf(body), limited: limited}
	shown := r.Header.Clone()
	shown.Del("User-Agent")
	a.text = fmt.Sprint(host, " ", r.Method, " ", r.URL, " ", shown, " ", body)
	switch {
	case strings.Contains(a.text, realKey), strings.Contains(a.text, freshKey), strings.Contains(a.text, basic(realKey)):
		a.carries = "key"
	case strings.Contains(a.text, "invented-by-assay"):
		a.carries = "invented"
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.log = append(e.log, a)
}

// echo returns the request's credentials, as services in debug mode do: plain, and encoded.
func echo(w http.ResponseWriter, r *http.Request) {
	c := carried(r)
	w.Header().Set("X-Invented-Echo", r.URL.RawQuery+" "+c.header+" "+c.other)
	w.Header().Set("X-Invented-Encoded", base64.StdEncoding.EncodeToString([]byte(c.header+c.other)))
}

// limits is the edge, the first layer: it knows addresses and counts, and in one world accounts.
func (e *emulator) limits(r *http.Request) bool {
	c, chat := carried(r), isChat(r)
	switch w := e.world; {
	case w.address:
		return r.Header.Get(network) == ""
	case w.account && isKey(c.header):
		return chat || w.everywhere
	case w.account && w.everywhere && isKey(c.other) && !chat:
		return true
	default:
		return w.anonymous && chat && e.read(c) == ""
	}
}

func isChat(r *http.Request) bool { return r.Method == http.MethodPost }

// authenticated is authentication; scope is what the route needs: "" any key, "all" one with all
// rights.
func (e *emulator) authenticated(w http.ResponseWriter, r *http.Request, scope string) bool {
	switch word := e.read(carried(r)); {
	case word == "":
		detail(w, http.StatusUnauthorized, "Authentication required.")
	case !isKey(word), e.world.unknownKey:
		detail(w, http.StatusUnauthorized, "Invalid token or user not found")
	case scope == "all" && e.world.scoped:
		detail(w, http.StatusUnauthorized, "Invalid token.")
	default:
		return true
	}
	return false
}

// managed is the api host: management routes, and a catch-all.
func (e *emulator) managed(w http.ResponseWriter, r *http.Request) {
	if !e.authenticated(w, r, "all") {
		return
	}
	switch r.URL.Path {
	case "/users/me":
		answer(w, http.StatusOK, object{"user_id": userID, "payment_address": wallet, "hotkey": wallet, "coldkey": wallet, "keys": []string{realKey}})
	case "/users/me/quotas":
		answer(w, http.StatusOK, []object{{"user_id": userID, "quota": 200}})
	case "/users/me/subscription_usage":
		answer(w, http.StatusOK, object{"user_id": userID, "used": 0})
	default:
		detail(w, http.StatusNotFound, "No matching chute found!")
	}
}

// inference is the llm host.
func (e *emulator) inference(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/v1/models" && e.read(carried(r)) == "" {
		answer(w, http.StatusOK, object{"object": "list", "data": []object{{"id": listed}, {"id": "invented/other"}}})
		return
	}
	if !e.authenticated(w, r, "") {
		return
	}
	body, _ := io.ReadAll(r.Body)
	switch model := modelOf(string(body)); {
	case model != listed:
		detail(w, http.StatusNotFound, "model not found: "+model)
	case e.world.spent:
		detail(w, http.StatusPaymentRequired, object{
			"message":               "the quota is used up: pay to " + wallet,
			"quota_reset_timestamp": "2026-01-02T00:00:00+00:00",
		})
	default:
		e.complete(w, string(body))
	}
}

// listed is a model of the emulator's catalogue.
const listed = "invented/small"

func modelOf(body string) string {
	var ask struct{ Model string }
	_ = json.Unmarshal([]byte(body), &ask)
	return ask.Model
}

// complete answers a chat, as a stream on request.
func (e *emulator) complete(w http.ResponseWriter, body string) {
	h := w.Header()
	h.Set("X-Chutes-InvocationID", "invented")
	h.Set("X-Chutes-Quota-Total", "200")
	h.Set("X-Chutes-Quota-Used", "1")
	h.Set("X-Chutes-Quota-Remaining", "199")
	h.Set("X-Chutes-RL-User", userID)
	if !strings.Contains(body, `"stream":true`) {
		answer(w, http.StatusOK, object{
			"id": "invented", "object": "chat.completion",
			"choices": []object{{"index": 0, "message": object{"role": "assistant", "content": "pong"}, "finish_reason": "length"}},
			"usage":   object{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
		})
		return
	}
	h.Set("Content-Type", "text/event-stream")
	chunk := func(members string) { fmt.Fprintf(w, "data: {\"object\":\"chat.completion.chunk\",%s}\n\n", members) }
	chunk(`"choices":[{"index":0,"delta":{"role":"assistant","content":"pong"}}]`)
	chunk(`"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}`)
	if e.world.breaks {
		fmt.Fprint(w, "{\"error\": \"the instance went away\"}\n")
		return
	}
	chunk(`"choices":[{"index":0,"delta":{},"finish_reason":"length"}]`)
	fmt.Fprint(w, "data: [DONE]\n\n")
}

type object = map[string]any

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func detail(w http.ResponseWriter, status int, v any) { answer(w, status, object{"detail": v}) }

func edgeLimit(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusTooManyRequests)
	fmt.Fprint(w, "<html>\n<head><title>429 Too Many Requests</title></head>\n<body>\n<center>nginx</center>\n</body>\n</html>\n")
}
