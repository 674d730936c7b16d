package llm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// ofGemini reports whether a request is for Google's Gemini API.
func ofGemini(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/v1beta/") }

// googleStatus are the names of google.rpc.Code for statuses.
var googleStatus = map[int]string{400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
	429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED"}

// googleError returns an error in the form of google.rpc.Status.
func googleError(status int, message string) object {
	name := googleStatus[status]
	if name == "" {
		name = "UNKNOWN"
	}
	return object{"error": object{"code": status, "message": message, "status": name}}
}

// geminiKeyed passes only requests with the key to a handler, in Google's header or in the query.
func (s *server) geminiKeyed(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("X-Goog-Api-Key")
		if key == "" {
			key = r.URL.Query().Get("key")
		}
		switch key {
		case s.key:
			h(w, r)
		case "":
			answer(w, http.StatusForbidden, googleError(http.StatusForbidden, "Method doesn't allow unregistered callers."))
		default:
			o := googleError(http.StatusBadRequest, "API key not valid. Please pass a valid API key.")
			o["error"].(object)["details"] = []object{{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}}
			answer(w, http.StatusBadRequest, o)
		}
	}
}

// geminiModels serves Google's list of models.
func geminiModels(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, object{"models": []object{oneOfGoogle("small", "generateContent", "countTokens"), oneOfGoogle("embed", "embedContent", "batchEmbedContents")}})
}

func oneOfGoogle(name string, methods ...string) object {
	return object{"name": "models/" + name, "version": "001", "displayName": name, "inputTokenLimit": 2048, "outputTokenLimit": 512,
		"supportedGenerationMethods": methods}
}

func geminiModel(w http.ResponseWriter, r *http.Request) {
	if id := r.PathValue("id"); id != "small" {
		noModel(w, r, id, "this method")
		return
	}
	answer(w, http.StatusOK, oneOfGoogle("small", "generateContent", "countTokens"))
}

func noModel(w http.ResponseWriter, r *http.Request, model, method string) {
	refuse(w, r, http.StatusNotFound, "", fmt.Sprintf("models/%s is not found for API version v1beta, or is not supported for %s.", model, method))
}

// geminiAsk is the part of a request to Gemini that determines the answer.
type geminiAsk struct {
	Contents []object `json:"contents"`
	Content  object   `json:"content"`
	Requests []object `json:"requests"`
	Tools    []object `json:"tools"`
	Config   struct {
		Most   int    `json:"maxOutputTokens"`
		Schema object `json:"responseSchema"`
	} `json:"generationConfig"`
}

// gemini serves the methods of a model: POST /v1beta/models/MODEL:METHOD.
func gemini(w http.ResponseWriter, r *http.Request) {
	name, method, _ := strings.Cut(r.PathValue("action"), ":")
	var a geminiAsk
	err := json.NewDecoder(r.Body).Decode(&a)
	switch {
	case err != nil:
		refuse(w, r, http.StatusBadRequest, "", "Invalid JSON payload received.")
	case strings.HasPrefix(name, "fault-"):
		fail(w, r, ask{Model: name})
	case (name == "embed" || name == "gemini-embedding-001") && (a.Content != nil || a.Requests != nil):
		a.embed(w, method)
	case name != "small":
		noModel(w, r, name, method)
	case len(a.Contents) == 0:
		refuse(w, r, http.StatusBadRequest, "", "* GenerateContentRequest.contents: contents is not specified")
	case method == "countTokens":
		answer(w, http.StatusOK, object{"totalTokens": 9})
	case method == "generateContent":
		answer(w, http.StatusOK, a.whole())
	case method == "streamGenerateContent":
		geminiStream(w, r.URL.Query().Get("alt") == "sse")
	default:
		noModel(w, r, name, method)
	}
}

// embed serves the vector of a text, or those of several.
func (a geminiAsk) embed(w http.ResponseWriter, method string) {
	vectors := []object{}
	for range max(len(a.Requests), 1) {
		vectors = append(vectors, object{"values": []float64{0.6, -0.8, 0}})
	}
	if method == "batchEmbedContents" {
		answer(w, http.StatusOK, object{"embeddings": vectors})
		return
	}
	answer(w, http.StatusOK, object{"embedding": vectors[0]})
}

// whole returns the answer in one piece.
func (a geminiAsk) whole() object {
	switch {
	case a.Tools != nil:
		return generated(object{"functionCall": object{"name": "weather", "args": object{"city": "Oslo"}}}, "STOP", 3)
	case a.Config.Schema != nil:
		return generated(object{"text": `{"city":"Oslo"}`}, "STOP", 3)
	case a.Config.Most == 1:
		return generated(object{"text": "Hello"}, "MAX_TOKENS", 1)
	}
	return generated(object{"text": "Hello there!"}, "STOP", 3)
}

// generated returns a part as an answer. An answer without a reason goes on.
func generated(part object, reason string, tokens int) object {
	candidate := object{"content": object{"role": "model", "parts": []object{part}}, "index": 0}
	if reason != "" {
		candidate["finishReason"] = reason
	}
	return object{"candidates": []object{candidate}, "modelVersion": "small-001", "responseId": "gen-1",
		"usageMetadata": object{"promptTokenCount": 9, "candidatesTokenCount": tokens, "totalTokenCount": 9 + tokens}}
}

// geminiStream streams the answer as events, or as one JSON array.
func geminiStream(w http.ResponseWriter, sse bool) {
	pieces := []object{generated(object{"text": "Hello"}, "", 1), generated(object{"text": " there"}, "", 2), generated(object{"text": "!"}, "STOP", 3)}
	if !sse {
		answer(w, http.StatusOK, pieces)
		return
	}
	e := open(w)
	for _, piece := range pieces {
		e.data(piece)
	}
}
