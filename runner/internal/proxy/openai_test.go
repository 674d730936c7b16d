package proxy_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"assay/runner/internal/exchange"
	"assay/runner/mock"
)

// The official client of OpenAI asks a recorded API by way of the proxy: the suite that comes of it
// holds, and has the stream as the client got it.
func TestAnOpenAIClient(t *testing.T) {
	api, err := mock.Open("../../../fixtures/examples/chat.fixture", mock.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := start(t, api)
	client := openai.NewClient(option.WithBaseURL(b.url+"/v1"), option.WithAPIKey("invented-4711"))
	for range 2 {
		stream := client.Chat.Completions.NewStreaming(t.Context(), openai.ChatCompletionNewParams{
			Model:    "small",
			Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Say hello.")},
		})
		text := ""
		for stream.Next() {
			for _, choice := range stream.Current().Choices {
				text += choice.Delta.Content
			}
		}
		if err := stream.Err(); err != nil || !strings.HasPrefix(text, "Hello there") {
			t.Errorf("%q, %v", text, err)
		}
	}
	if _, err := client.Models.Get(t.Context(), "none"); err == nil {
		t.Error("a model that is not there was found")
	}
	suite, fixtures, findings := b.replays()
	if findings != 2 || !strings.Contains(suite, "stream: {done: true}") || strings.Contains(suite+fixtures, "invented-4711") {
		t.Errorf("%d findings in\n%s\n%s", findings, suite, fixtures)
	}
	for _, o := range b.recorded() {
		if o.Request.Method == http.MethodPost && (o.Stream == nil || o.Cut != exchange.Cut("") || len(o.Stream.Events) < 3) {
			t.Errorf("the stream was recorded as %+v", o.Stream)
		}
	}
}
