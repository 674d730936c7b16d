package mock_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"assay/runner/mock"
)

// An application's client gets the recorded responses of the Chutes API: 404 to a bearer token at
// the address that was tried, 429 without Retry-After to the header X-API-Key. Any key works.
func Example() {
	recorded, err := mock.Open("../../fixtures/chutes.fixture", mock.Options{})
	if err != nil {
		panic(err)
	}
	ask := func(as ...option.RequestOption) {
		client := openai.NewClient(append([]option.RequestOption{
			option.WithBaseURL("https://api.chutes.ai/v1"), option.WithAPIKey("invented"),
			option.WithHTTPClient(recorded.Client()), option.WithMaxRetries(0),
		}, as...)...)
		_, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
			Model:    "any/model",
			Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("ping")},
		})
		var answer *openai.Error
		if errors.As(err, &answer) {
			fmt.Printf("%d, Retry-After %q\n", answer.StatusCode, answer.Response.Header.Get("Retry-After"))
		}
	}
	ask()
	ask(option.WithHeaderDel("Authorization"), option.WithHeader("X-API-Key", "invented"))
	// Output:
	// 404, Retry-After ""
	// 429, Retry-After ""
}

// Over a real connection, with a fault: the stream ends in its middle, and the
// client must say so.
func Example_fault() {
	fault, err := mock.ParseFault("cut=2,probe=streamed")
	if err != nil {
		panic(err)
	}
	recorded, err := mock.Open("../../fixtures/examples/chat.fixture", mock.Options{Faults: []mock.Fault{fault}})
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(recorded)
	defer server.Close()
	client := openai.NewClient(option.WithBaseURL(server.URL+"/v1"), option.WithAPIKey("invented"))
	stream := client.Chat.Completions.NewStreaming(context.Background(), openai.ChatCompletionNewParams{
		Model:    "small",
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Say hello.")},
	})
	for stream.Next() {
		for _, choice := range stream.Current().Choices {
			fmt.Printf("%q\n", choice.Delta.Content)
		}
	}
	fmt.Println(stream.Err())
	// Output:
	// "Hello"
	// " there"
	// unexpected EOF
}
