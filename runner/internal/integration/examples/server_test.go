package examples_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// server serves every API of the examples, each on paths of its own; each server has a fresh state.
func server() http.Handler {
	mux := http.NewServeMux()
	chat(mux)
	notes(mux)
	pages(mux)
	jobs(mux)
	graph(mux)
	login(mux)
	shop(mux)
	greeting(mux)
	streams(mux, func(_, text string) string { return text })
	return mux
}

func answer(w http.ResponseWriter, status int, v any) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

type object = map[string]any

// chat is an OpenAI-compatible API.
func chat(mux *http.ServeMux) {
	refuse := func(w http.ResponseWriter, status int, code, param string) {
		answer(w, status, object{"error": object{"message": "no: " + code, "type": "invalid_request_error", "code": code, "param": param}})
	}
	keyed := func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
				refuse(w, http.StatusUnauthorized, "invalid_api_key", "")
				return
			}
			h(w, r)
		}
	}
	mux.HandleFunc("GET /v1/models", keyed(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, object{"object": "list", "data": []object{{"id": "small", "object": "model"}, {"id": "large", "object": "model"}}})
	}))
	mux.HandleFunc("POST /v1/chat/completions", keyed(func(w http.ResponseWriter, r *http.Request) {
		var ask struct {
			Model    string   `json:"model"`
			Messages []object `json:"messages"`
			Tools    []object `json:"tools"`
			Stream   bool     `json:"stream"`
		}
		err := json.NewDecoder(r.Body).Decode(&ask)
		switch {
		case err != nil:
			refuse(w, http.StatusBadRequest, "invalid_json", "")
		case r.Header.Get("X-Burst") != "":
			w.Header().Set("Retry-After", "20")
			refuse(w, http.StatusTooManyRequests, "rate_limit_exceeded", "")
		case ask.Model != "small" && ask.Model != "large":
			refuse(w, http.StatusNotFound, "model_not_found", "model")
		case ask.Messages == nil:
			refuse(w, http.StatusBadRequest, "missing", "messages")
		case ask.Stream:
			streamed(w)
		case ask.Tools != nil:
			complete(w, "tool_calls", object{"role": "assistant", "content": nil, "tool_calls": []object{
				{"id": "call_1", "type": "function", "function": object{"name": "weather", "arguments": `{"city":"Oslo"}`}}}})
		default:
			complete(w, "stop", object{"role": "assistant", "content": "Hello there!"})
		}
	}))
}

func complete(w http.ResponseWriter, reason string, message object) {
	answer(w, http.StatusOK, object{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1764000000, "model": "small",
		"choices": []object{{"index": 0, "message": message, "finish_reason": reason}},
		"usage":   object{"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12},
	})
}

func streamed(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w).Flush
	chunk := func(delta object, reason any) {
		b, _ := json.Marshal(object{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1764000000, "model": "small",
			"choices": []object{{"index": 0, "delta": delta, "finish_reason": reason}}})
		fmt.Fprintf(w, "data: %s\n\n", b)
		_ = flush()
	}
	fmt.Fprint(w, ": keep-alive\n\n")
	for _, text := range []string{"Hello", " there", "!"} {
		chunk(object{"content": text}, nil)
	}
	chunk(object{}, "stop")
	fmt.Fprint(w, "data: [DONE]\n\n")
}

// notes is CRUD over one kind of thing, with entity tags (RFC 9110, section 13).
func notes(mux *http.ServeMux) {
	type note struct {
		ID   int      `json:"id"`
		Text string   `json:"text"`
		Tags []string `json:"tags"`
	}
	var mu sync.Mutex
	all, versions, last := map[int]*note{}, map[int]int{}, 0
	etag := func(id int) string { return fmt.Sprintf(`"%d-%d"`, id, versions[id]) }
	show := func(w http.ResponseWriter, n *note) {
		w.Header().Set("ETag", etag(n.ID))
		answer(w, http.StatusOK, n)
	}
	mux.HandleFunc("POST /notes", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var n note
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
			answer(w, http.StatusBadRequest, object{"error": err.Error()})
			return
		}
		last++
		n.ID, versions[last] = last, 1
		all[last] = &n
		w.Header().Set("Location", fmt.Sprintf("/notes/%d", last))
		w.Header().Set("ETag", etag(last))
		answer(w, http.StatusCreated, n)
	})
	mux.HandleFunc("/notes/{id}", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		id, _ := strconv.Atoi(r.PathValue("id"))
		n := all[id]
		switch {
		case n == nil:
			answer(w, http.StatusNotFound, object{"error": "no such note"})
		case r.Method == http.MethodDelete:
			delete(all, id)
			w.WriteHeader(http.StatusNoContent)
		case r.Method == http.MethodPatch && r.Header.Get("If-Match") != etag(id):
			answer(w, http.StatusPreconditionFailed, object{"error": "changed meanwhile"})
		case r.Method == http.MethodPatch:
			if err := json.NewDecoder(r.Body).Decode(n); err != nil {
				answer(w, http.StatusBadRequest, object{"error": err.Error()})
				return
			}
			versions[id]++
			show(w, n)
		default:
			show(w, n)
		}
	})
}

// pages hands out five items, a cursor at a time.
func pages(mux *http.ServeMux) {
	cursors := map[string]int{"": 0, "after-102": 2, "after-104": 4}
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, r *http.Request) {
		from, known := cursors[r.URL.Query().Get("cursor")]
		if !known {
			answer(w, http.StatusBadRequest, object{"error": "unknown cursor"})
			return
		}
		var items []object
		for i := from; i < min(from+2, 5); i++ {
			items = append(items, object{"id": 101 + i})
		}
		var next any
		if from+2 < 5 {
			next = fmt.Sprintf("after-%d", 100+from+2)
		}
		answer(w, http.StatusOK, object{"items": items, "next": next})
	})
}

// jobs are done after three requests.
func jobs(mux *http.ServeMux) {
	var mu sync.Mutex
	polls := 0
	mux.HandleFunc("POST /jobs", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		polls = 0
		w.Header().Set("Location", "/jobs/7")
		answer(w, http.StatusAccepted, object{"state": "queued"})
	})
	mux.HandleFunc("GET /jobs/7", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		polls++
		if polls < 3 {
			answer(w, http.StatusOK, object{"state": "running", "progress": polls * 40})
			return
		}
		answer(w, http.StatusOK, object{"state": "done", "progress": 100})
	})
	mux.HandleFunc("GET /jobs/7/result", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		fmt.Fprint(w, "name,count\nassay,1\n")
	})
}

// graph answers three GraphQL documents by their contents.
func graph(mux *http.ServeMux) {
	mux.HandleFunc("POST /graphql", func(w http.ResponseWriter, r *http.Request) {
		var ask struct {
			Query     string `json:"query"`
			Variables object `json:"variables"`
		}
		err := json.NewDecoder(r.Body).Decode(&ask)
		switch {
		case err != nil:
			answer(w, http.StatusBadRequest, object{"errors": []object{{"message": err.Error()}}})
		case strings.Contains(ask.Query, "shoeSize"):
			answer(w, http.StatusOK, object{"data": nil, "errors": []object{{"message": `Cannot query field "shoeSize" on type "Hero".`}}})
		case strings.Contains(ask.Query, "rename"):
			answer(w, http.StatusOK, object{"data": object{"rename": object{"name": "Ada"}}})
		case ask.Variables["id"] == "1":
			answer(w, http.StatusOK, object{"data": object{"hero": object{"name": "Grace", "friends": []object{{"name": "Ada"}, {"name": "Joan"}}}}})
		default:
			answer(w, http.StatusOK, object{"data": object{"hero": nil}})
		}
	})
}

// login returns a cookie for the password that the tests set.
func login(mux *http.ServeMux) {
	const session = "0123456789abcdef-session"
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("session"); err != nil || c.Value != session {
			http.Redirect(w, r, "/login", http.StatusFound)
			return
		}
		answer(w, http.StatusOK, object{"user": "ada"})
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("password") != password {
			answer(w, http.StatusUnauthorized, object{"error": "wrong user or password"})
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: session, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		w.Header().Set("Location", "/me")
		w.WriteHeader(http.StatusSeeOther)
	})
}

// shop answers as shop.openapi.yaml says.
func shop(mux *http.ServeMux) {
	products := []object{{"id": 1, "name": "pen", "price": 1.5, "note": nil}, {"id": 2, "name": "paper", "price": 3}}
	mux.HandleFunc("GET /products", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, products) })
	mux.HandleFunc("GET /products/{id}", func(w http.ResponseWriter, r *http.Request) {
		if id, err := strconv.Atoi(r.PathValue("id")); err == nil && id >= 1 && id <= len(products) {
			answer(w, http.StatusOK, products[id-1])
			return
		}
		w.Header().Set("Content-Type", "application/problem+json")
		answer(w, http.StatusNotFound, object{"title": "no such product", "status": 404})
	})
}

// greeting speaks five languages, one of them in a charset of its own.
func greeting(mux *http.ServeMux) {
	texts := map[string]string{"en": "Good morning", "de": "Guten Morgen", "fr": "Bonjour", "ja": "おはようございます", "zh": "\xd4\xe7\xc9\xcf\xba\xc3"}
	mux.HandleFunc("GET /greeting", func(w http.ResponseWriter, r *http.Request) {
		language := r.Header.Get("Accept-Language")
		w.Header().Set("Content-Language", language)
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if language == "zh" {
			w.Header().Set("Content-Type", "text/plain; charset=gb2312")
		}
		w.Header().Set("Vary", "Accept-Language")
		fmt.Fprint(w, texts[language])
	})
}
