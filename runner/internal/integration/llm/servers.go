package llm

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"assay/runner/internal/packs"
)

// Server is a server with recorded answers to the packs in fixtures/llm/NAME, a fixture for each
// pack. scripts/servers starts it.
type Server struct {
	Name    string // with its version
	What    string // in a table's head
	Port    int    // of loopback
	Model   string
	Prefix  string // a gateway's prefix of model names
	Headers string // required headers besides the key, as YAML
	Adds    string // its additions to answers, as keys of mutation.ignore
	Packs   []string
	// Target and Fixture are set for a service that was never called here: its address, and the file
	// below fixtures/llm with reported answers to its first pack.
	Target, Fixture string
	Documents       []Document // expectations by documents
}

// Chutes is known from an integrator's reports of its answers, and from documents.
var Chutes = Server{Name: "chutes", What: "the service of chutes.ai, never asked here: see below", Model: "assay/no-such-model",
	Target: "https://api.chutes.ai", Fixture: "../chutes.fixture", Packs: []string{"auth-ladder", "errors", "limits", "models", "openai-chat"}, Documents: documented}

// Recorded returns the path of a server's recording for a pack, below fixtures.
func (s Server) Recorded(fixtures, pack string) string {
	if s.Fixture != "" && pack == s.Packs[0] {
		return filepath.Join(fixtures, filepath.FromSlash(s.Fixture))
	}
	return filepath.Join(fixtures, s.Name, pack+".fixture")
}

// ofChat are the packs for chats that a mock can answer.
var ofChat = []string{"openai-chat", "models", "auth-ladder", "errors"}

var ofGateway = []string{"openai-chat", "models", "auth-ladder", "errors", "gateway"}

// Servers are the recorded servers, the upstream of this package first.
var Servers = []Server{
	{Name: "upstream", What: "the upstream of this repository", Port: 8801, Model: "small",
		Packs: []string{"openai-chat", "openai-responses", "anthropic-messages", "embeddings", "models", "auth-ladder", "errors", "limits", "gateway", "ollama-chat", "gemini"}},
	{Name: "aimock-1.43.0", What: "npm @copilotkit/aimock, with keys", Port: 8802, Model: "small",
		Packs: []string{"openai-chat", "openai-responses", "anthropic-messages", "models", "auth-ladder", "errors", "limits", "gemini"}},
	{Name: "aimock-proxy-1.43.0", What: "the same as a proxy", Port: 8803, Model: "small", Packs: ofGateway},
	{Name: "mock-llm-0.1.29", What: "npm @dwmkerr/mock-llm", Port: 8804, Model: "gpt-4", Packs: ofChat},
	{Name: "openai-mock-api-0.4.0", What: "npm openai-mock-api", Port: 8805, Model: "gpt-4", Packs: ofChat},
	{Name: "llms-1.0.53", What: "npm @musistudio/llms", Port: 8806, Model: "up,small", Prefix: "up,", Packs: ofGateway},
	{Name: "portkey-1.15.2", What: "npm @portkey-ai/gateway", Port: 8807, Model: "small", Packs: ofGateway,
		Headers: "x-portkey-provider: openai, x-portkey-custom-host: http://127.0.0.1:8801/v1",
		Adds:    "headers: [X-Portkey-Cache-Status, X-Portkey-Last-Used-Option-Index, X-Portkey-Provider, X-Portkey-Retry-Attempt-Count, X-Portkey-Trace-Id]; json: [$.provider]"},
	{Name: "phantomllm-1.0.3", What: "npm phantomllm", Port: 8808, Model: "gpt-4",
		Packs: []string{"openai-chat", "openai-responses", "embeddings", "models", "auth-ladder", "errors"}},
	{Name: "llmops-0.6.10", What: "npm @llmops/gateway", Port: 8809, Model: "small", Packs: ofGateway,
		Headers: "x-llmops-provider: openai, x-llmops-custom-host: http://127.0.0.1:8801/v1, x-portkey-provider: openai, x-portkey-custom-host: http://127.0.0.1:8801/v1",
		Adds:    "headers: [X-Llmops-Cache-Status, X-Llmops-Last-Used-Option-Index, X-Llmops-Provider, X-Llmops-Retry-Attempt-Count, X-Llmops-Trace-Id]; json: [$.provider]"},
	{Name: "oauth2-proxy-7.15.6", What: "Go module oauth2-proxy: a login in front, no API", Port: 8810, Model: "small", Packs: []string{"openai-chat", "models"}},
	{Name: "nginx-1.22.1", What: "Debian's nginx in front of the upstream", Port: 8811, Model: "small", Packs: ofGateway},
	{Name: "ccr-2.0.0", What: "npm @musistudio/claude-code-router, with a key: Anthropic's API in front of the upstream", Port: 8812, Model: "up,small", Prefix: "up,",
		Packs: []string{"anthropic-messages", "openai-chat", "models", "auth-ladder"}},
	{Name: "one-api-0.6.10", What: "Go module songquanpeng/one-api, with one channel", Port: 8813, Model: "small", Packs: ofGateway},
	{Name: "llama-server-0.5.0", What: "llama.cpp's server, from the source in npm node-llama-cpp 3.22.1, with a key, four slots and a model of noise", Port: 8814, Model: "noise",
		Packs: []string{"openai-chat", "openai-responses", "anthropic-messages", "models", "auth-ladder", "errors", "limits"},
		Adds: `json: [$.completed_at, "$.output[*].content[*].logprobs", $.message.usage.cache_read_input_tokens]; ` +
			"headers: [Access-Control-Allow-Credentials]"},
	{Name: "ollama-0.17.4", What: "Go module ollama, with the same model of noise: it looks at no key", Port: 8815, Model: "noise:latest",
		Packs: []string{"openai-chat", "openai-responses", "anthropic-messages", "embeddings", "models", "auth-ladder", "errors", "ollama-chat"},
		Adds: `json: ["$..['background', 'completed_at', 'frequency_penalty', 'presence_penalty', 'max_tool_calls', 'prompt_cache_key']", ` +
			`"$..['safety_identifier', 'top_logprobs', 'logprobs']", $.text]`},
}

// Write writes a server's suites into a folder of its own below dir, with its recordings below
// fixtures, if any.
func (s Server) Write(dir, fixtures string) error {
	dir = filepath.Join(dir, s.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	write := func(name, text string) error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644) } //nolint:forbidigo // a scratch folder
	for _, pack := range s.Packs {
		text, _ := packs.Suite(pack, packs.Provider{Target: cmp.Or(s.Target, fmt.Sprintf("http://127.0.0.1:%d", s.Port)), Model: s.Model})
		if s.Prefix != "" {
			text = strings.Replace(text, `prefix: ""`, `prefix: "`+s.Prefix+`"`, 1)
		}
		if s.Headers != "" {
			text = withHeaders(text, s.Headers)
		}
		text = strings.Replace(text, "  ignore:\n", "  ignore:\n"+added+ignored(s.Adds), 1)
		recorded, err := os.ReadFile(s.Recorded(fixtures, pack))
		if err != nil {
			recorded = []byte("# Nothing is recorded yet.\n")
		}
		if err := write(pack+".suite.yaml", text); err != nil {
			return err
		}
		if err := write(pack+".fixture", string(recorded)); err != nil {
			return err
		}
	}
	return write(packs.Shared, packs.Answers())
}

// added lists the headers that npm's servers add to every answer.
const added = `    - headers: [Access-Control-Allow-Origin, Access-Control-Allow-Methods, Access-Control-Allow-Headers,
        Access-Control-Expose-Headers, X-Powered-By, X-Accel-Buffering, X-Accel-Expires, Server, Etag]
      because: the server says it with every answer, and no client of the API reads it
`

// ignored returns entries of mutation.ignore for a server's additions.
func ignored(keys string) string {
	if keys == "" {
		return ""
	}
	var b strings.Builder
	for key := range strings.SplitSeq(keys, "; ") {
		b.WriteString("    - {" + key + ", because: the server adds it for itself}\n")
	}
	return b.String()
}

// withHeaders adds headers to every probe of a suite.
func withHeaders(text, headers string) string {
	for _, way := range []string{"\nrequest: {", "\nrequest:\n"} {
		before, after, found := strings.Cut(text, way)
		switch {
		case !found:
			continue
		case strings.HasSuffix(way, "{"):
			return before + way + "headers: {" + headers + "}, " + after
		default:
			return before + way + "  headers: {" + headers + "}\n" + after
		}
	}
	return text
}
