// Package llm emulates a provider of language models: it answers as OpenAI, Anthropic, Ollama and
// Gemini do, and fails in 30 ways on request. Gateways run in front of it to show how they forward
// its answers, and the packs of contracts are recorded against it.
//
// The requested model selects the answer: small and embed answer, fault-NAME fails as NAME says
// (faults.go), every other model does not exist. Nothing here is random or read from a clock, so
// that recordings repeat.
//
//	server.go     routes, keys, models, embeddings
//	chat.go       POST /v1/chat/completions
//	others.go     POST /v1/responses and /v1/messages
//	ollama.go     Ollama's own API
//	gemini.go     Google's Gemini API
//	faults.go     the ways to fail
//	servers.go    the recorded servers, and their suites
//	runs.go       the verdicts on the recordings, as results
//	documents.go  what documents lead to expect of a service that was never called
//	upstream      the command that serves it on loopback
//	recorded      the command that writes the suites, results and verdicts of the servers
//	gguf          the command that writes a small language model for the servers that load one
package llm
