package exchange

import (
	"mime"
	"time"
)

// Framing is how the events of a stream are told apart in its body.
type Framing string

// The framings.
const (
	SSE    Framing = ""       // server-sent events
	NDJSON Framing = "ndjson" // a JSON value a line
)

// FramingOf is the framing that the Content-Type of an answer names; false where it names
// none: WHATWG's text/event-stream, and the names in use for lines of JSON.
func FramingOf(h Header) (Framing, bool) {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	switch kind {
	case "text/event-stream":
		return SSE, true
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonl", "application/jsonlines", "application/x-jsonlines":
		return NDJSON, true
	}
	return "", false
}

// Event is one server-sent event as the WHATWG standard dispatches it.
type Event struct {
	ID   string        // last event ID in force
	Type string        // "event" field; "" means "message"
	Data string        // data lines joined by \n
	At   time.Duration // since the request was sent
	// Offset is the byte offset of the event's first line in the body.
	Offset int64
}

// Stray is a line of a stream that is neither blank nor a comment nor a known field: for instance
// an error object written into the stream without "data:".
type Stray struct {
	Text   string
	At     time.Duration
	Offset int64
}

// The maximum numbers of events and stray lines that a Stream keeps.
const (
	MostEvents = 250_000
	MostStray  = 100_000
)

// Stream is a body read as server-sent events, or as lines of JSON.
type Stream struct {
	Framing Framing
	Events  []Event
	Stray   []Stray
	// More counts the events that are not kept between the last of Events and the one before it,
	// MoreStray the stray lines after the last of Stray: a body may contain more of either than there
	// is memory for. The body keeps them all.
	More, MoreStray int
	Comments        int           // comment lines, blank lines of NDJSON (heartbeats)
	Retry           time.Duration // last "retry:" seen, 0 none
	// Unfinished is an event cut off by the end of the body before its blank line; the standard drops
	// it.
	Unfinished string
	// Done reports whether an event with data "[DONE]" ended the stream; that
	// event is the last of Events.
	Done bool
	// Cut says why reading ended before the stream did; "" if the stream ended by itself.
	Cut     Cut
	Silence Silence
	Closing Closing
}

// Silence is the longest time in which no byte of a stream came, comments included: before its
// first byte (from the head of the response on), between two, or after its last. What comes after
// the end mark does not count.
type Silence struct {
	For   time.Duration // 0: not known
	After int           // how many events came before it
}

// Closing says how long a response stayed open after the end mark of its stream.
type Closing struct {
	After time.Duration // since the end mark came; 0: not known
	Open  bool          // it was still open then: reading ended
}
