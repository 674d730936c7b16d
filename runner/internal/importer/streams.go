package importer

import (
	"mime"
	"strings"
)

// markStreams reads as streams the responses that the probes ask to have streamed. A recorded
// response shows by itself what it is.
func (d *Draft) markStreams() {
	for _, p := range d.Probes {
		if p.Options.Get("stream") == nil && d.Recorded[p.ID] == nil && p.asksForStream() {
			p.Options.Set("stream", true)
		}
	}
}

// asksForStream reports whether a request names server-sent events as the only media type that it
// accepts, or asks for a stream as APIs of language models have it: the member "stream" of its JSON
// body, or the parameter alt=sse of Gemini.
func (p *Probe) asksForStream() bool {
	if p.Body != nil && p.Body.Key == "json" {
		if body, ok := p.Body.Value.(Map); ok && body.Get("stream") == true {
			return true
		}
	}
	if _, query, ok := strings.Cut(p.URL, "?"); ok && strings.Contains("&"+query+"&", "&alt=sse&") || p.Query.Get("alt") == "sse" {
		return true
	}
	for _, h := range p.Headers {
		text, ok := h.Value.(string)
		if !ok || !strings.EqualFold(h.Key, "Accept") {
			continue
		}
		if media, _, err := mime.ParseMediaType(text); err == nil && media == "text/event-stream" {
			return true
		}
	}
	return false
}
