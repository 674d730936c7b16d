package main

import (
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/packs"
	"assay/runner/internal/suite"
)

// The cases of docs/clients.md by section, for the findings of the packs.
var (
	cutShort = cases("Streams", "ends inside an event", "ends after half", "half, then the end mark, no reason why",
		"error event, labeled otherwise (1)", "a bare JSON line, then the end")
	noStream   = cases("Streams", "200, a JSON error", "200, HTML (a login page)", "200, the whole plain answer", "the other framing, its type (4)", "the other framing, the right type (4)")
	noAnswer   = cases("Plain answers", "200, an error object", "200, HTML (a login page)", "200, JSON type, no body", "204")
	otherError = cases("Refusals: what the error says", "400 `{\"detail\": \"…\"}`", "400 `{\"detail\": {\"message\": \"…\"}}`", "400 `{\"message\": \"…\"}`", "400 `{\"error\": \"…\"}`", "400, HTML")
	noWait     = cases(refusalsTitle, "429, no header")
	leftOpen   = cases("Streams", "whole, the connection stays open")
	asResponse = "Responses, streamed: "
)

func cases(section string, titles ...string) []place {
	out := make([]place, len(titles))
	for i, title := range titles {
		out[i] = place{section: section, scene: title}
	}
	return out
}

// measured are the cases that break a finding of a pack, for each whose breach breaks a client.
var measured = map[string][]place{
	"openai-chat/completes":            noAnswer,
	"openai-chat/stream-whole":         slices.Concat(cutShort, noStream, cases("Streams", "whole, no Content-Type", "whole, as text/plain", "error event after half", "error event, then the end mark", "error is the first event")),
	"openai-chat/stream-closed":        leftOpen,
	"openai-chat/usage-unasked":        cases("Streams", "an event without its usual part (2)"),
	"openai-chat/streams-the-tool":     cases("Tool calls in a stream", "two calls, no `index`", "two whole calls, both `index: 0`", "one call, `index: 1`", "one call, `arguments` an object"),
	"openai-chat/refuses":              otherError,
	"anthropic-messages/answers":       noAnswer,
	"anthropic-messages/stream-whole":  slices.Concat(cutShort, noStream, cases("Streams", "all but the end mark")),
	"anthropic-messages/stream-closed": leftOpen,
	"anthropic-messages/stream-blocks": cases("Tool calls in a stream", "Anthropic: no `index`", "Anthropic: `index: 3` after 0", "Anthropic: the `index` of the text"),
	"anthropic-messages/stream-ends":   cases("Streams", "half, then the end mark, no reason why"),
	"anthropic-messages/refuses":       cases("Plain answers", "200, an error object"),
	"openai-responses/responds":        cases(othersTitle, "Responses: 200, an error object"),
	"openai-responses/stream-whole":    cases(othersTitle, asResponse+"ends after half", asResponse+"200, a JSON error", asResponse+"200, HTML (a login page)"),
	"openai-responses/stream-closed":   cases(othersTitle, asResponse+"whole, the connection stays open"),
	"openai-responses/refuses":         cases(othersTitle, "Responses: 400 `{\"detail\": \"…\"}`"),
	"embeddings/one-vector":            cases(othersTitle, "Embeddings: 200, an error object"),
	"embeddings/as-base64":             cases(othersTitle, "Embeddings: numbers"),
	"embeddings/refused":               cases(othersTitle, "Embeddings: 400 `{\"detail\": \"…\"}`"),
	"models/listed":                    cases(othersTitle, "Models: 200, an error object", "Models: 200, HTML (a login page)"),
	"models/unknown-is-404":            cases(othersTitle, "Models: 400 `{\"detail\": \"…\"}`"),
	"models/needs-a-key":               cases(othersTitle, "Models: 400 `{\"detail\": \"…\"}`"),
	"errors/model-by-name":             cases(refusalsTitle, "503, HTML", "529"),
	"errors/error-object":              otherError,
	"errors/wrong-base":                append(cases("Plain answers", "200, HTML (a login page)"), cases("Streams", "200, HTML (a login page)")...),
	"auth-ladder/refusal-is-told":      otherError,
	"gateway/refusal-readable":         otherError,
	"gateway/wait-kept":                noWait,
	"gateway/no-retry-kept":            noWait,
	"gateway/error-with-200":           cases("Plain answers", "200, an error object"),
	"gateway/refused-stream":           noStream,
	"gateway/half-is-told":             cutShort,
	"gateway/error-comes":              cutShort,
	"gateway/cut-is-cut":               cutShort,
	"ollama-chat/completes":            noAnswer,
	"ollama-chat/stream-whole":         cases("Streams", "ends after half"),
	"ollama-chat/stream-closed":        leftOpen,
	"ollama-chat/stream-lines":         cases("Streams", "a heartbeat between events (3)"),
	"ollama-chat/refuses":              otherError,
	"gemini/completes":                 noAnswer,
	"gemini/stream-whole":              cases("Streams", "ends after half", "a comment in front of `data:`"),
	"gemini/stream-closed":             leftOpen,
	"limits/burst-is-served-or-told":   noWait,
	"limits/refusal-is-json":           cases("Refusals: what the error says", "400, HTML"),
}

// effects are the ends of `breaks:`, and the words of docs/clients.md for each.
var effects = map[string]func(word string) bool{
	"your client sees half of the text and no error":                            is(isHalf),
	"your client sees no text and no error":                                     is(isNone),
	"your client sees no vector and no error":                                   is(isNone),
	"your client sees an empty list and no error":                               is(isNone),
	"your client sees an error without the server's words":                      is(wordless),
	"your client sees an error in place of the text":                            is(wordless),
	"your client waits, with all of the text at hand":                           is(waiting),
	"your client asks again soon, within the limit":                             is(soon),
	"your client asks again soon, in vain":                                      is(soon),
	"your client sees no tool call, or two calls melted into one, and no error": func(w string) bool { return w == isNone || strings.Contains(w, "}{") },
	"your client sees the tool called without its arguments, and no error":      is("`f {}`"),
}

func is(word string) func(string) bool { return func(w string) bool { return w == word } }

// What `breaks:` of the packs says of a client is what was measured with that client.
func TestBreaksAreMeasured(t *testing.T) {
	there, said := cells(t), map[string]bool{}
	for _, pack := range packs.Names() {
		text, _ := packs.Suite(pack, packs.Provider{Target: "http://127.0.0.1:1", Model: "m"})
		s, err := suite.Parse("../../../packs/files/"+pack+".suite.yaml", []byte(text), suite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range s.Findings {
			id := pack + "/" + f.ID
			if len(f.Breaks) == 0 {
				continue
			}
			said[id] = true
			for _, text := range f.Breaks {
				names, effect, _ := strings.Cut(text, ": ")
				meets := effects[effect]
				if meets == nil {
					t.Errorf("%s: breaks says %q, which no word of docs/clients.md means", id, effect)
					continue
				}
				for name := range strings.SplitSeq(names, ", ") {
					i := slices.IndexFunc(columns, func(c column) bool { return c.called() == name })
					if i < 0 {
						t.Errorf("%s: breaks names %q, which is no client of docs/clients.md", id, name)
						continue
					}
					if !slices.ContainsFunc(measured[id], func(at place) bool { return meets(there[place{at.section, at.scene, columns[i].Head}]) }) {
						t.Errorf("%s: breaks says of %s %q, which docs/clients.md has for none of %q", id, name, effect, measured[id])
					}
				}
			}
		}
	}
	for id := range measured {
		if !said[id] {
			t.Errorf("%s has no breaks, and a breach of it breaks clients", id)
		}
	}
}

// unjudged are the cases that break clients and no pack, with the reason.
var unjudged = map[string]string{
	"connection lost after half (FIN)":               "a lost connection is an error of the network, which the run reports",
	"connection lost after half (RST)":               "the same",
	"a comment in front of `data:`":                  "how an event is laid out is not judged",
	"`id:` in front of `data:`":                      "the same",
	"JSON over two `data:` lines":                    "the same",
	"200, body cut":                                  "a body that is not whole is inconclusive",
	"200, body cut always: requests":                 "the same",
	"429, `Retry-After: 1.9`":                        "the client's own reading of a right answer",
	"429, `retry-after-ms: 1500`":                    "the same",
	"429, `x-should-retry: false`, `Retry-After: 1`": "the same",
	"429, `Retry-After: 120`":                        "the same",
	"429 always, no header: requests":                "as many as the client is set to make",
	"400 in the API's own form":                      "the words are in a field of openai-go's error",
	"402 in the API's own form":                      "the same",
	"two calls, as they should be":                   "mistral's client reads no form of OpenAI's but its own",
	"two calls, their pieces by turns":               "the index of each piece is right",
}

// Every case that is not well with some client breaks a finding, or says why none.
func TestEveryCaseBreaksAFinding(t *testing.T) {
	broken := map[string]bool{}
	for _, all := range measured {
		for _, at := range all {
			broken[at.section+at.scene] = true
		}
	}
	fine := []string{isOK, noCase, once, asTold, inPieces, withWords}
	for at, word := range cells(t) {
		if !slices.Contains(fine, word) && !broken[at.section+at.scene] && unjudged[at.scene] == "" {
			t.Errorf("%q is %s, and no finding of a pack is about it", at, word)
		}
	}
}
