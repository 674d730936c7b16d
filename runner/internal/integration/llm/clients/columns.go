package main

import "strings"

// column is one way to call a provider: a client, and where it has two ways, which.
type column struct {
	Name    string // of the program's branch
	Head    string // in tables
	Package string // npm or Go module
	Version string
	Way     string // "" or the helper that is called
	format  *format
	// paths are those that the client asks for a stream and for a plain answer.
	streamPath, plainPath string
	streamsOnly           bool
	tools                 bool // it assembles tool calls
	others                bool // it has the other APIs of OpenAI, and is measured with them
}

// columns are the clients in the order of the tables.
var columns = []column{
	{Name: "openai-6", Head: "openai 6", Package: "openai", Version: "6.49.0", format: openai, tools: false, others: true},
	{Name: "openai-6-stream", Head: "openai 6 .stream()", Package: "openai", Version: "6.49.0", Way: ".stream()", format: openai, streamsOnly: true, tools: true},
	{Name: "openai-7", Head: "openai 7", Package: "openai", Version: "7.59.0", format: openai, others: true},
	{Name: "openai-7-stream", Head: "openai 7 .stream()", Package: "openai", Version: "7.59.0", Way: ".stream()", format: openai, streamsOnly: true, tools: true},
	{Name: "groq", Head: "groq", Package: "groq-sdk", Version: "1.6.0", format: openai, streamPath: "/openai/v1/chat/completions", plainPath: "/openai/v1/chat/completions"},
	{Name: "anthropic", Head: "anthropic", Package: "@anthropic-ai/sdk", Version: "1.14.0", format: anthropic},
	{Name: "anthropic-stream", Head: "anthropic .stream()", Package: "@anthropic-ai/sdk", Version: "1.14.0", Way: ".stream()", format: anthropic, streamsOnly: true, tools: true},
	{Name: "google", Head: "google", Package: "@google/genai", Version: "2.32.0", format: google, plainPath: "/v1beta/models/m:generateContent"},
	{Name: "mistral", Head: "mistral", Package: "@mistralai/mistralai", Version: "2.7.0", format: mistral, tools: true},
	{Name: "cohere", Head: "cohere", Package: "cohere-ai", Version: "8.1.0", format: cohere},
	{Name: "ollama", Head: "ollama", Package: "ollama", Version: "0.6.4", format: ollama},
	{Name: "ai", Head: "ai", Package: "ai", Version: "6.0.326", format: openai, tools: true},
	{Name: "openai-go", Head: "openai-go", Package: "github.com/openai/openai-go/v3", Version: "3.99.0", format: openai, tools: true, others: true},
	{Name: "anthropic-go", Head: "anthropic-go", Package: "github.com/anthropics/anthropic-sdk-go", Version: "1.84.0", format: anthropic, tools: true},
	{Name: "go-openai", Head: "go-openai", Package: "github.com/sashabaranov/go-openai", Version: "1.43.0", format: openai, tools: true},
	{Name: "langchaingo", Head: "langchaingo", Package: "github.com/tmc/langchaingo", Version: "0.1.14", format: openai, tools: true},
	{Name: "ollama-go", Head: "ollama-go", Package: "github.com/ollama/ollama", Version: "0.17.4", format: ollama},
}

// Additions are packages that a client needs, and is nothing without.
var additions = map[string]string{"ai": "@ai-sdk/openai-compatible@2.0.92"}

// isGo reports whether the client is a Go module.
func (c *column) isGo() bool { return strings.HasPrefix(c.Package, "github.com/") }

// short returns the name by which the field knows the client: the package of npm, the last part of
// a Go module.
func (c *column) short() string {
	name := strings.TrimSuffix(c.Package, "/v3")
	if c.isGo() {
		name = name[strings.LastIndex(name, "/")+1:]
	}
	if name == "ollama" && c.isGo() {
		return "ollama/api"
	}
	return name
}

// called returns the client as `breaks:` of a pack names it.
func (c *column) called() string { return strings.TrimSpace(c.short() + " " + c.Version + " " + c.Way) }

// path returns the path that the client asks.
func (c *column) path(m mode) string {
	switch m {
	case responses, respond:
		return "/v1/responses"
	case embed:
		return "/v1/embeddings"
	case list:
		return "/v1/models"
	case plain, stream, tools:
	}
	if m == plain && c.plainPath != "" {
		return c.plainPath
	}
	if c.streamPath != "" {
		return c.streamPath
	}
	return c.format.path
}

// installs returns what npm install or go get installs, each with its version.
func installs(ofGo bool) []string {
	var out []string
	seen := map[string]bool{}
	for i := range columns {
		c := &columns[i]
		name := c.Package + "@" + c.Version
		switch {
		case c.isGo() != ofGo || seen[name]:
			continue
		case ofGo:
			name = c.Package + "@v" + c.Version
		case c.Name == "openai-7": // beside the other major
			name = "openai-7@npm:" + name
		}
		seen[c.Package+"@"+c.Version] = true
		out = append(out, name)
		if more := additions[c.Package]; more != "" {
			out = append(out, more)
		}
	}
	return out
}
