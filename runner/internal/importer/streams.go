package importer

import (
	"mime"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
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

// endOf returns the expectation that a stream is whole: that its end mark comes, or last the event
// or the chunk that comes last in a whole one. It is nil for a stream without any, and for one that
// broke off.
func endOf(o *exchange.Observation) Map {
	s := o.Stream
	switch {
	case s == nil:
		return nil
	case s.Done:
		return MapOf("done", true)
	case o.Cut != "" || s.Unfinished != "" || len(s.Events) == 0:
		return nil
	}
	last := s.Events[len(s.Events)-1]
	if dialect.EndEvent(last.Type) {
		return MapOf("last", MapOf("event", last.Type))
	}
	end := endChunk(last.Data)
	if end == nil || len(s.Events) > 1 && endChunk(s.Events[len(s.Events)-2].Data) != nil {
		return nil // each chunk has it
	}
	return MapOf("last", MapOf("json", end))
}

const (
	endDone   = "$.done"
	endReason = "$.candidates[0].finishReason"
)

// endChunk returns the expectation on what the data of a chunk says of the stream's end: a
// finishReason as Gemini's last chunk has one, or "done": true as Ollama's has. It is nil for any
// other chunk.
func endChunk(data string) Map {
	v, _ := JSON(data)
	chunk, _ := v.(Map)
	if chunk.Get("done") == true {
		return MapOf(endDone, true)
	}
	candidates, _ := chunk.Get("candidates").(List)
	if len(candidates) == 0 {
		return nil
	}
	first, _ := candidates[0].(Map)
	if reason, _ := first.Get("finishReason").(string); reason == "" {
		return nil
	}
	return MapOf(endReason, "present")
}
