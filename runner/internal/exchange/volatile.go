package exchange

import (
	"regexp"
	"slices"
	"strings"
)

// Volatile names the parts of a response that change on every request and are left out of
// comparisons. The zero value leaves out VolatileHeaders alone.
type Volatile struct {
	Headers  []string         // lower case, in addition to VolatileHeaders
	Families []string         // beginnings of names of headers, lower case, such as x-ratelimit-
	JSON     []string         // JSONPaths
	Body     []*regexp.Regexp // their matches are left out of a text body
}

// VolatileHeaders are left out of every comparison, lower case.
var VolatileHeaders = []string{
	"date", "age", "via", "cf-ray", "server-timing", "set-cookie", "expires",
	"x-request-id", "request-id", "x-correlation-id",
	"x-trace-id", "traceparent", "x-amzn-trace-id", "x-amz-cf-id", "x-served-by", "x-timer",
	"x-runtime", "x-response-time", "x-envoy-upstream-service-time", "x-cloud-trace-context", "nel", "report-to",
}

// Header reports whether comparisons leave out the header of this name, which is lower case. A nil
// v leaves out VolatileHeaders alone.
func (v *Volatile) Header(name string) bool {
	if slices.Contains(VolatileHeaders, name) {
		return true
	}
	return v != nil && (slices.Contains(v.Headers, name) ||
		slices.ContainsFunc(v.Families, func(prefix string) bool { return strings.HasPrefix(name, prefix) }))
}

// VolatilePresets are the volatile parts that whole kinds of APIs share, by name.
var VolatilePresets = map[string]Volatile{"llm": {
	Headers:  []string{"openai-processing-ms", "apim-request-id", "x-ms-request-id"},
	Families: []string{"x-ratelimit-", "anthropic-ratelimit-"},
	JSON: []string{
		"$.id", "$.created", "$.created_at", "$.system_fingerprint", "$.usage", "$.timings", "$.request_id",
		// Identifiers of tool calls and of the parts of an answer.
		"$.choices[*].message.tool_calls[*].id", "$.choices[*].delta.tool_calls[*].id",
		"$.content[*].id", "$.content_block.id", "$.output[*].id", "$.output[*].call_id", "$.item.id", "$.item.call_id", "$.item_id",
		// Events that hold the whole answer: Anthropic's message_start, OpenAI's response.created.
		"$.message.id", "$.message.usage", "$.response.id", "$.response.created_at", "$.response.usage",
		// Ollama, Gemini.
		"$.total_duration", "$.load_duration", "$.prompt_eval_count", "$.prompt_eval_duration", "$.eval_count", "$.eval_duration",
		"$.responseId", "$.usageMetadata",
	},
}}
