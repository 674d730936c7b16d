package llm

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

type object = map[string]any

// server is a provider that knows one key.
type server struct{ key string }

// New returns a provider of the models small and embed that accepts key.
func New(key string) http.Handler {
	s := &server{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/models", s.keyed(models))
	mux.HandleFunc("GET /v1/models/{id}", s.keyed(model))
	mux.HandleFunc("POST /v1/chat/completions", s.keyed(chat))
	mux.HandleFunc("POST /v1/embeddings", s.keyed(embeddings))
	mux.HandleFunc("POST /v1/responses", s.keyed(responses))
	mux.HandleFunc("POST /v1/messages", s.keyed(messages))
	mux.HandleFunc("POST /api/chat", s.keyed(ollamaChat))
	mux.HandleFunc("POST /api/generate", s.keyed(ollamaGenerate))
	mux.HandleFunc("GET /api/tags", s.keyed(tags))
	mux.HandleFunc("GET /v1beta/models", s.geminiKeyed(geminiModels))
	mux.HandleFunc("GET /v1beta/models/{id}", s.geminiKeyed(geminiModel))
	mux.HandleFunc("POST /v1beta/models/{action}", s.geminiKeyed(gemini))
	mux.HandleFunc("OPTIONS /v1/", preflight)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if _, pattern := mux.Handler(&http.Request{Method: method, URL: r.URL, Host: r.Host}); pattern != "" {
				w.Header().Set("Allow", method+", OPTIONS")
				refuse(w, r, http.StatusMethodNotAllowed, "method_not_supported", "Not allowed to "+r.Method+" on "+r.URL.Path)
				return
			}
		}
		refuse(w, r, http.StatusNotFound, "unknown_url", "Unknown request URL: "+r.Method+" "+r.URL.Path)
	})
}

// keyed passes only requests with the key to a handler: as a bearer token (RFC 6750, the scheme in
// any case), or in Anthropic's header.
func (s *server) keyed(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", "req_upstream")
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		bearer := strings.EqualFold(scheme, "bearer") && token == s.key
		if !bearer && (!anthropic(r) || r.Header.Get("X-Api-Key") != s.key) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="upstream"`)
			refuse(w, r, http.StatusUnauthorized, "invalid_api_key", "Incorrect API key provided.")
			return
		}
		w.Header().Set("X-Ratelimit-Limit-Requests", "500")
		w.Header().Set("X-Ratelimit-Remaining-Requests", "499")
		h(w, r)
	}
}

// anthropic reports whether a request is for Anthropic's API.
func anthropic(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/v1/messages") }

func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	w.WriteHeader(http.StatusNoContent)
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// refuse answers with an error in the form of the requested API.
func refuse(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	if anthropic(r) {
		kind := map[int]string{401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error", 529: "overloaded_error"}[status]
		if kind == "" {
			kind = "invalid_request_error"
		}
		answer(w, status, object{"type": "error", "error": object{"type": kind, "message": message}, "request_id": "req_upstream"})
		return
	}
	if ofGemini(r) {
		answer(w, status, googleError(status, message))
		return
	}
	if ofOllama(r) {
		answer(w, status, object{"error": message})
		return
	}
	answer(w, status, object{"error": failure(code, message)})
}

// failure returns OpenAI's error object.
func failure(code, message string) object {
	return object{"message": message, "type": "invalid_request_error", "param": nil, "code": code}
}

// ask is the part of a request that determines the answer.
type ask struct {
	Model    string          `json:"model"`
	Messages []object        `json:"messages"`
	Input    json.RawMessage `json:"input"`
	Streams  *bool           `json:"stream"` // nil: Ollama streams
	Options  struct {
		Usage bool `json:"include_usage"`
	} `json:"stream_options"`
	Tools     []object `json:"tools"`
	Parallel  *bool    `json:"parallel_tool_calls"`
	Format    object   `json:"response_format"`
	MaxTokens *int     `json:"max_tokens"`
	MaxOutput *int     `json:"max_output_tokens"`
	N         int      `json:"n"`
	Stop      []string `json:"stop"`
	Heat      float64  `json:"temperature"`
	Encoding  string   `json:"encoding_format"`
	// Ollama's.
	Schema json.RawMessage `json:"format"`
	Limits struct {
		Predict int `json:"num_predict"`
	} `json:"options"`
}

// streams reports whether a stream is asked for.
func (a *ask) streams() bool { return a.Streams != nil && *a.Streams }

// read reads and checks a request; it answers one that is refused or fails, and then returns false.
func read(w http.ResponseWriter, r *http.Request) (ask, bool) {
	var a ask
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, &a)
	}
	bad := func(code, message string) (ask, bool) {
		refuse(w, r, http.StatusBadRequest, code, message)
		return a, false
	}
	switch {
	case err != nil:
		return bad("invalid_json", "We could not parse the JSON body of your request.")
	case a.Model == "":
		return bad("missing_required_parameter", "you must provide a model parameter")
	case strings.HasPrefix(a.Model, "fault-"):
		fail(w, r, a)
		return a, false
	case a.Model != "small" && a.Model != "embed":
		refuse(w, r, http.StatusNotFound, "model_not_found", fmt.Sprintf("The model '%s' does not exist.", a.Model))
		return a, false
	case a.Heat < 0 || a.Heat > 2:
		return bad("decimal_above_max_value", "Invalid 'temperature': it must lie between 0 and 2.")
	case len(a.Messages) > 0 && unknownRole(a.Messages[0]["role"]):
		return bad("invalid_value", "Invalid value of 'messages[0].role'.")
	case a.MaxTokens != nil && *a.MaxTokens < 1:
		return bad("integer_below_min_value", "Invalid 'max_tokens': it must be at least 1.")
	}
	return a, true
}

func unknownRole(role any) bool {
	switch role {
	case "system", "developer", "user", "assistant", "tool":
		return false
	}
	return true
}

func models(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, object{"object": "list", "data": []object{one("small"), one("embed")}})
}

func one(id string) object {
	return object{"id": id, "object": "model", "created": 1764000000, "owned_by": "upstream"}
}

func model(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if id != "small" && id != "embed" {
		refuse(w, r, http.StatusNotFound, "model_not_found", fmt.Sprintf("The model '%s' does not exist.", id))
		return
	}
	answer(w, http.StatusOK, one(id))
}

func embeddings(w http.ResponseWriter, r *http.Request) {
	a, ok := read(w, r)
	if !ok {
		return
	}
	var texts []string
	var text string
	if json.Unmarshal(a.Input, &text) == nil && text != "" {
		texts = []string{text}
	} else if json.Unmarshal(a.Input, &texts) != nil || len(texts) == 0 {
		refuse(w, r, http.StatusBadRequest, "invalid_input", "'input' must be a text or a list of texts.")
		return
	}
	data := []object{}
	for i := range texts {
		var vector any = []float64{0.6, -0.8, 0}
		if a.Encoding == "base64" {
			vector = "mpkZP83MTL8AAAAA"
		}
		data = append(data, object{"object": "embedding", "index": i, "embedding": vector})
	}
	answer(w, http.StatusOK, object{"object": "list", "data": data, "model": a.Model, "usage": object{"prompt_tokens": 2, "total_tokens": 2}})
}
