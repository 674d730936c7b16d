package main

import "strings"

// eventStream returns an answer with these events in the format's own type.
func (f *format) eventStream(body string) answer { return f.typed(f.media, body) }

func (f *format) typed(media, body string) answer {
	a := answer{body: body, streams: true}
	if media != "" {
		a.headers = [][2]string{{"Content-Type", media}}
	}
	return a
}

// good is the good stream.
func (f *format) good() answer { return f.eventStream(strings.Join(f.events, "")) }

// streamed makes a case of the body of a stream; "" means that the format has no such case.
func streamed(title string, body func(f *format) string) scene {
	return scene{title: title, mode: stream, answers: func(f *format) []answer {
		if text := body(f); text != "" {
			return []answer{f.eventStream(text)}
		}
		return nil
	}}
}

// sse returns text for formats of server-sent events, "" for lines of JSON.
func (f *format) sse(text string) string {
	if f.framing != "" {
		return ""
	}
	return text
}

// before returns the good stream with a line in front of every data line.
func (f *format) before(line string) string {
	return f.sse(strings.ReplaceAll(strings.Join(f.events, ""), "data: ", line+"\ndata: "))
}

// marks returns text where the format has an end mark of its own.
func (f *format) marks(text string) string {
	if !f.marked {
		return ""
	}
	return text
}

var streams = []scene{
	streamed("as it should be", func(f *format) string { return strings.Join(f.events, "") }),
	lost("connection lost after half (FIN)", "cut=999"),
	lost("connection lost after half (RST)", "reset,cut=999"),
	streamed("ends inside an event", func(f *format) string { return f.begun() + f.events[f.head+1][:len(f.events[f.head+1])/2] }),
	streamed("ends after half", (*format).begun),
	streamed("half, then the end mark, no reason why", func(f *format) string { return f.sse(f.marks(f.begun() + f.end())) }),
	told("error event after half", func(f *format) string { return f.begun() + f.failure }),
	told("error event, labeled otherwise (1)", func(f *format) string { return f.begun() + f.foreign }),
	told("error event, then the end mark", func(f *format) string { return f.marks(f.begun() + f.failure + f.end()) }),
	told("error is the first event", func(f *format) string { return f.failure }),
	told("a bare JSON line, then the end", func(f *format) string { return f.sse(f.begun() + `{"error": "` + words + `"}` + "\n") }),
	streamed("all but the end mark", func(f *format) string {
		return f.marks(strings.Join(f.events[:len(f.events)-1], ""))
	}),
	{title: "whole, the connection stays open", mode: stream, open: true, answers: func(f *format) []answer { return []answer{f.good()} }},
	streamed("an event without its usual part (2)", func(f *format) string {
		if f.detached == "" {
			return ""
		}
		return f.begun() + f.detached + f.rest()
	}),
	streamed("a heartbeat between events (3)", func(f *format) string {
		if f.framing != "" {
			return strings.Join(f.events, "\n")
		}
		return strings.Join(f.events, ": beat\n\n")
	}),
	streamed("a comment in front of `data:`", func(f *format) string { return f.before(": beat") }),
	streamed("`id:` in front of `data:`", func(f *format) string { return f.before("id: 1") }),
	streamed("JSON over two `data:` lines", func(f *format) string {
		return f.sse(strings.ReplaceAll(strings.Join(f.events, ""), "data: {", "data: {\ndata: "))
	}),
	{title: "the other framing, its type (4)", mode: stream, answers: func(f *format) []answer { return []answer{f.typed(f.other())} }},
	{title: "the other framing, the right type (4)", mode: stream, answers: func(f *format) []answer {
		_, body := f.other()
		return []answer{f.eventStream(body)}
	}},
	{title: "whole, as text/plain", mode: stream, answers: func(f *format) []answer { return []answer{f.typed("text/plain", f.good().body)} }},
	{title: "whole, no Content-Type", mode: stream, answers: func(f *format) []answer { return []answer{f.typed("", f.good().body)} }},
	{title: "200, a JSON error", mode: stream, told: true, answers: func(f *format) []answer { return []answer{json200(f.error)} }},
	{title: "200, HTML (a login page)", mode: stream, told: true, answers: always(html(0))},
	{title: "200, the whole plain answer", mode: stream, answers: func(f *format) []answer { return []answer{f.whole()} }},
}

// told is streamed for a body with the server's words.
func told(title string, body func(f *format) string) scene {
	s := streamed(title, body)
	s.told = true
	return s
}

// lost is half of a stream whose connection a fault of assay serve then ends.
func lost(title, fault string) scene {
	s := streamed(title, (*format).begun)
	s.fault = fault
	return s
}

// other returns the good stream in lines of JSON for formats of server-sent events, and the other
// way round, with the type of that.
func (f *format) other() (media, body string) {
	if f.framing != "" {
		for _, event := range f.events {
			body += "data: " + event + "\n"
		}
		return "text/event-stream", body
	}
	for _, event := range f.events {
		_, value, _ := strings.Cut(event, "data: ")
		if strings.HasPrefix(value, "{") {
			body += strings.TrimSpace(value) + "\n"
		}
	}
	return "application/x-ndjson", body
}
