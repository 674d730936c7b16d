package examples_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
	"assay/runner/internal/testkit"
)

// The streams of the APIs. A line is an event's data, after its type if the API names one.
const (
	chatStream = `{"id":"c-1","choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}]}
{"id":"c-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}
{"id":"c-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]},"finish_reason":null}]}
{"id":"c-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Oslo\"}"}}]},"finish_reason":null}]}
{"id":"c-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}
{"id":"c-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{\"city\":\"Rome\"}"}}]},"finish_reason":null}]}
{"id":"c-1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}
{"id":"c-1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12}}
[DONE]`
	responsesStream = `response.created {"type":"response.created","sequence_number":0,"response":{"id":"r-1","status":"in_progress"}}
response.output_item.added {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"function_call","name":"weather"}}
response.function_call_arguments.delta {"type":"response.function_call_arguments.delta","sequence_number":2,"output_index":0,"delta":"{\"city\":"}
response.function_call_arguments.delta {"type":"response.function_call_arguments.delta","sequence_number":3,"output_index":0,"delta":"\"Oslo\"}"}
response.function_call_arguments.done {"type":"response.function_call_arguments.done","sequence_number":4,"output_index":0,"arguments":"{\"city\":\"Oslo\"}"}
response.output_item.done {"type":"response.output_item.done","sequence_number":5,"output_index":0}
response.output_item.added {"type":"response.output_item.added","sequence_number":6,"output_index":1,"item":{"type":"function_call","name":"weather"}}
response.function_call_arguments.delta {"type":"response.function_call_arguments.delta","sequence_number":7,"output_index":1,"delta":"{\"city\":\"Rome\"}"}
response.function_call_arguments.done {"type":"response.function_call_arguments.done","sequence_number":8,"output_index":1,"arguments":"{\"city\":\"Rome\"}"}
response.output_item.done {"type":"response.output_item.done","sequence_number":9,"output_index":1}
response.completed {"type":"response.completed","sequence_number":10,"response":{"id":"r-1","status":"completed"}}`
	messagesStream = `message_start {"type":"message_start","message":{"id":"m-1","role":"assistant"}}
content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
ping {"type":"ping"}
content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Let me look."}}
content_block_stop {"type":"content_block_stop","index":0}
content_block_start {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","name":"weather","input":{}}}
content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"city\":"}}
content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"Oslo\"}"}}
content_block_stop {"type":"content_block_stop","index":1}
content_block_start {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","name":"weather","input":{}}}
content_block_delta {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"Rome\"}"}}
content_block_stop {"type":"content_block_stop","index":2}
message_delta {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":12}}
message_stop {"type":"message_stop"}`
	ollamaStream = `{"model":"m","message":{"role":"assistant","content":"Hel"},"done":false}
{"model":"m","message":{"role":"assistant","content":"lo"},"done":false}
{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"index":0,"name":"weather","arguments":{"city":"Oslo"}}}]},"done":false}
{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"index":1,"name":"weather","arguments":{"city":"Rome"}}}]},"done":false}
{"model":"m","done":true,"done_reason":"stop","eval_count":2}
`
)

// events frames lines as server-sent events.
func events(lines string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(lines, "\n") {
		if kind, data, ok := strings.Cut(line, " {"); ok && !strings.HasPrefix(line, "{") {
			fmt.Fprintf(&b, "event: %s\ndata: {%s\n\n", kind, data)
			continue
		}
		fmt.Fprintf(&b, "data: %s\n\n", line)
	}
	return b.String()
}

// streamOf maps paths to their streams.
var streamOf = map[string]string{
	chatPath: events(chatStream), responsesPath: events(responsesStream), messagesPath: events(messagesStream), ollamaPath: ollamaStream,
}

// lostHere marks the place where a server drops the connection, openHere where it says nothing
// more until the client goes away.
const lostHere, openHere = "<connection lost>", "<left open>"

// streams serves the four APIs, with changes to their answers.
func streams(mux *http.ServeMux, change func(path, text string) string) {
	for path, text := range streamOf {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			if strings.HasPrefix(path, "/ollama") {
				w.Header().Set("Content-Type", "application/x-ndjson")
			}
			said, _, lost := strings.Cut(change(path, text), lostHere)
			said, _, open := strings.Cut(said, openHere)
			fmt.Fprint(w, said)
			if lost || open {
				_ = http.NewResponseController(w).Flush()
			}
			if open {
				<-r.Context().Done()
			}
			if lost {
				panic(http.ErrAbortHandler)
			}
		})
	}
}

// The paths of the four APIs, and parts of their streams that faults change.
const (
	chatPath, responsesPath, messagesPath, ollamaPath = "/openai/v1/chat/completions", "/openai/v1/responses", "/anthropic/v1/messages", "/ollama/api/chat"

	chatError, chatFinish = `{"error":{"message":"overloaded"}}`, `data: {"id":"c-1","choices":[{"index":0,"delta":{},`
	ollamaCall            = `{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"index":1,"name":"weather","arguments":{"city":"Rome"}}}]},"done":false}` + "\n"
	ollamaEnd             = `{"model":"m","done":true,"done_reason":"stop","eval_count":2}` + "\n"
	closed5               = `response.output_item.done {"type":"response.output_item.done","sequence_number":5,"output_index":0}`
	block0                = `content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`
	delta0                = `content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Let me look."}}`
	ping                  = `ping {"type":"ping"}`
)

// streamFaults are faults of servers and gateways in streams: put replaces old in the stream.
var streamFaults = []struct{ name, finding, path, old, put string }{
	{"an error in the middle", "chat", chatPath, chatFinish, "data: " + chatError + "\n\n" + chatFinish},
	{"an error as a bare line", "chat", chatPath, chatFinish, "{\"error\":\"overloaded\"}\n\n" + chatFinish},
	{"an error, then the end as ever", "chat", chatPath, "data: [DONE]", "data: " + chatError + "\n\ndata: [DONE]"},
	{"the connection lost", "chat", chatPath, chatFinish, lostHere},
	{"[DONE] missing", "chat", chatPath, "data: [DONE]\n\n", ""},
	{"a second [DONE]", "chat", chatPath, "data: [DONE]\n\n", "data: [DONE]\n\ndata: [DONE]\n\n"},
	{"an error after [DONE]", "chat", chatPath, "data: [DONE]\n\n", "data: [DONE]\n\ndata: " + chatError + "\n\n"},
	{"left open after [DONE]", "chat", chatPath, "data: [DONE]\n\n", "data: [DONE]\n\n" + openHere},
	{"the usage missing", "chat", chatPath, `data: {"id":"c-1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12}}` + "\n\n", ""},
	{"two frames glued together", "chat", chatPath, "\"finish_reason\":null}]}\n\ndata: {\"id\":\"c-1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"f", "\"finish_reason\":null}]}\ndata: {\"id\":\"c-1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"f"},
	{"JSON in two lines", "chat", chatPath, `"choices":[],"usage"`, "\"choices\":[],\ndata: \"usage\""},
	{"a heartbeat in front of the data", "chat", chatPath, chatFinish, ": keep-alive\n" + chatFinish},
	{"a wrong index", "chat", chatPath, `"index":1,`, `"index":2,`},
	{"two parallel calls concatenated", "chat", chatPath, `"index":1,`, `"index":0,`},
	{"no index", "chat", chatPath, `"index":1,`, ``},
	{"arguments that are an object", "chat", chatPath, `"{\"city\":\"Rome\"}"`, `{"city":"Rome"}`},
	{"arguments that are cut", "chat", chatPath, `\"Oslo\"}`, `\"Os`},

	{"an error in the middle", "responses", responsesPath, events(closed5), events(`error {"type":"error","sequence_number":5,"message":"overloaded"}` + "\n" + closed5)},
	{"the connection lost", "responses", responsesPath, events(closed5), lostHere},
	{"the last event missing", "responses", responsesPath, "event: response.completed\ndata: ", ": "},
	{"two frames glued together", "responses", responsesPath, "\"delta\":\"{\\\"city\\\":\"}\n\nevent: response.function_call_arguments.delta\n", "\"delta\":\"{\\\"city\\\":\"}\n"},
	{"a wrong index", "responses", responsesPath, `"sequence_number":7,"output_index":1`, `"sequence_number":7,"output_index":2`},
	{"arguments of two items concatenated", "responses", responsesPath, `"output_index":1,"delta"`, `"output_index":0,"delta"`},
	{"a sequence that is not monotonic", "responses", responsesPath, `"sequence_number":7`, `"sequence_number":0`},
	{"a sequence with a gap", "responses", responsesPath, `"sequence_number":9`, `"sequence_number":90`},
	{"no sequence number", "responses", responsesPath, `"sequence_number":3,`, ``},
	{"an item that is not closed", "responses", responsesPath, events(closed5), ""},

	{"an error in the middle", "messages", messagesPath, "event: message_delta\n", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\nevent: message_delta\n"},
	{"the connection lost", "messages", messagesPath, "event: message_delta\n", lostHere},
	{"the last event missing", "messages", messagesPath, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", ""},
	{"two frames glued together", "messages", messagesPath, "Let me look.\"}}\n\n", "Let me look.\"}}\n"},
	{"a wrong index", "messages", messagesPath, `"index":2,"delta"`, `"index":3,"delta"`},
	{"two parallel calls concatenated", "messages", messagesPath, `"index":2`, `"index":1`},
	{"two events swapped", "messages", messagesPath, events(block0 + "\n" + ping + "\n" + delta0), events(delta0 + "\n" + ping + "\n" + block0)},
	{"an event lost", "messages", messagesPath, events(block0), ""},
	{"left open after its end", "messages", messagesPath, events(`message_stop {"type":"message_stop"}`), events(`message_stop {"type":"message_stop"}`) + openHere},

	{"an error in the middle", "ollama", ollamaPath, ollamaEnd, "{\"error\":\"overloaded\"}\n" + ollamaEnd},
	{"the connection lost", "ollama", ollamaPath, ollamaEnd, lostHere},
	{"the last line missing", "ollama", ollamaPath, ollamaEnd, ""},
	{"the last line cut", "ollama", ollamaPath, `"done_reason":"stop","eval_count":2}` + "\n", ""},
	{"two lines glued together", "ollama", ollamaPath, "\"lo\"},\"done\":false}\n{", "\"lo\"},\"done\":false}{"},
	{"a wrong index", "ollama", ollamaPath, `"index":1`, `"index":2`},
	{"two parallel calls concatenated", "ollama", ollamaPath, `"index":1,"name":"weather","arguments":{"city":"Rome"}`, `"index":0,"name":"weather","arguments":"{\"city\":\"Oslo\"}{\"city\":\"Rome\"}"`},
	{"two lines swapped", "ollama", ollamaPath, ollamaCall + ollamaEnd, ollamaEnd + ollamaCall},
	{"a blank line as a heartbeat", "ollama", ollamaPath, "\"done\":false}\n{", "\"done\":false}\n\n{"},
}

// openFor is how long a response was open, as a failure says it.
var openFor = regexp.MustCompile(`open still [0-9.]+m?s`)

// TestFaultsOfStreamsAreBroken shows the message for each fault, which breaks only the finding
// about its stream.
func TestFaultsOfStreamsAreBroken(t *testing.T) {
	var b strings.Builder
	for _, f := range streamFaults {
		mux := http.NewServeMux()
		streams(mux, func(path, text string) string {
			if path != f.path {
				return text
			}
			changed := strings.ReplaceAll(text, f.old, f.put)
			if changed == text {
				t.Errorf("%s, %s: the stream is as it was", f.finding, f.name)
			}
			return changed
		})
		server := httptest.NewServer(mux)
		opts := engine.Options{Mode: pipeline.Live, Load: suite.Options{Target: server.URL}}
		if strings.Contains(f.put, openHere) {
			opts.Timeout = 5 * time.Second // reading ends then, where no [DONE] ends it
		}
		documents, err := engine.Open([]string{folder + "/streams.suite.yaml"}, opts)
		if err != nil {
			t.Fatal(err)
		}
		runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
		server.Close()
		if err != nil {
			t.Fatal(err)
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "# %s: %s\n", f.finding, f.name)
		for _, v := range runs[0].Verdicts {
			want := judge.Holds
			if v.Spec.ID == f.finding {
				want = judge.Broken
			}
			if v.Outcome != want {
				t.Errorf("%s, %s: %s is %s", f.finding, f.name, v.Spec.ID, v.Outcome)
			}
			for i := range v.Failures {
				b.WriteString(openFor.ReplaceAllString(v.Failures[i].Text(), "open still TIME") + "\n")
			}
		}
	}
	testkit.Golden(t, "testdata/faults.golden", b.String())
}
