package main

import (
	"net/http"
	"strings"
)

const othersTitle = "The other APIs of OpenAI"

const othersIntro = `Responses, embeddings and the list of models, with the words of the tables above; a vector or a list that is not the server's is shown.
`

// method returns the method that a client asks with.
func (m mode) method() string {
	if m == list {
		return http.MethodGet
	}
	return http.MethodPost
}

// response is the format of the Responses API.
var response = &format{
	media:  "text/event-stream",
	events: split(upstreamed("/v1/responses", `{"model": "small", "input": "hi", "stream": true}`)), head: 2,
	plain: upstreamed("/v1/responses", `{"model": "small", "input": "hi"}`),
	error: openai.error,
}

// The good answers of the other APIs.
var (
	asBase64  = json200(upstreamed("/v1/embeddings", `{"model": "embed", "input": "hi", "encoding_format": "base64"}`))
	asNumbers = json200(upstreamed("/v1/embeddings", `{"model": "embed", "input": "hi"}`))
	asList    = json200(upstreamed("/v1/models", ""))
)

// others are the cases of the other APIs.
var others = []scene{
	{title: "Responses, streamed: as it should be", mode: responses, answers: always(response.eventStream(strings.Join(response.events, "")))},
	{title: "Responses, streamed: ends after half", mode: responses, answers: always(response.eventStream(response.begun()))},
	{title: "Responses, streamed: whole, the connection stays open", mode: responses, open: true, answers: always(response.eventStream(strings.Join(response.events, "")))},
	{title: "Responses, streamed: 200, a JSON error", mode: responses, told: true, answers: always(json200(response.error))},
	{title: "Responses, streamed: 200, HTML (a login page)", mode: responses, told: true, answers: always(html(0))},
	{title: "Responses: as it should be", mode: respond, answers: always(response.whole())},
	{title: "Responses: 200, an error object", mode: respond, told: true, answers: always(json200(response.error))},
	{title: "Responses: 400 `{\"detail\": \"…\"}`", mode: respond, told: true, answers: refusal(`{"detail": %q}`)},
	{title: "Embeddings: base64", mode: embed, answers: always(asBase64)},
	{title: "Embeddings: numbers", mode: embed, answers: always(asNumbers)},
	{title: "Embeddings: 200, an error object", mode: embed, told: true, answers: always(json200(response.error))},
	{title: "Embeddings: 400 `{\"detail\": \"…\"}`", mode: embed, told: true, answers: refusal(`{"detail": %q}`)},
	{title: "Models: as it should be", mode: list, answers: always(asList)},
	{title: "Models: 200, an error object", mode: list, told: true, answers: always(json200(response.error))},
	{title: "Models: 200, HTML (a login page)", mode: list, told: true, answers: always(html(0))},
	{title: "Models: 400 `{\"detail\": \"…\"}`", mode: list, told: true, answers: refusal(`{"detail": %q}`)},
}
