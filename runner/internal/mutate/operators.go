package mutate

// Operator is one way to change a response.
type Operator struct {
	// Name is its name in a suite's mutation.ignore and in the JSON result.
	Name string
	// Says is what was done, as the end of a sentence: "dropped", "answered 200".
	Says string
	// Weight is how bad it is if the change is not noticed, 1 to 10.
	Weight int
	// Additive reports that HTTP clients ignore such a change, so that not noticing it is not a
	// weakness.
	Additive bool
}

// The operators, in the order in which they are applied.
var (
	statusNeighbour = &Operator{Name: "status-neighbour", Says: "a neighbour", Weight: 6}
	statusClass     = &Operator{Name: "status-class", Says: "of another class", Weight: 8}
	statusOK        = &Operator{Name: "status-ok", Says: "200 for an error", Weight: 10}
	statusError     = &Operator{Name: "status-error", Says: "500 for a success", Weight: 10}

	headerDropped = &Operator{Name: "header-dropped", Says: "dropped", Weight: 4}
	headerRenamed = &Operator{Name: "header-renamed", Says: "renamed", Weight: 4}
	headerChanged = &Operator{Name: "header-changed", Says: "another value", Weight: 4}
	headerSooner  = &Operator{Name: "header-sooner", Says: "a reset that is over", Weight: 4}
	headerUnit    = &Operator{Name: "header-unit", Says: "a time in another unit", Weight: 4}
	headerAdded   = &Operator{Name: "header-added", Says: "added", Weight: 1, Additive: true}

	trailerDropped = &Operator{Name: "trailer-dropped", Says: "dropped", Weight: 4}
	trailerChanged = &Operator{Name: "trailer-changed", Says: "another value", Weight: 4}

	bodyEmptied   = &Operator{Name: "body-emptied", Says: "emptied", Weight: 9}
	bodyTruncated = &Operator{Name: "body-truncated", Says: "cut in half", Weight: 9}
	bodyHTML      = &Operator{Name: "body-html", Says: "an HTML page", Weight: 9}
	bodyChanged   = &Operator{Name: "body-changed", Says: "one character changed", Weight: 5}

	jsonDropped    = &Operator{Name: "json-dropped", Says: "dropped", Weight: 8}
	jsonRenamed    = &Operator{Name: "json-renamed", Says: "renamed", Weight: 8}
	jsonNull       = &Operator{Name: "json-null", Says: "null", Weight: 7}
	jsonRetyped    = &Operator{Name: "json-retyped", Says: "another type", Weight: 7}
	jsonEmptied    = &Operator{Name: "json-emptied", Says: "emptied", Weight: 6}
	jsonShortened  = &Operator{Name: "json-shortened", Says: "an item short", Weight: 5}
	jsonDuplicated = &Operator{Name: "json-duplicated", Says: "an item twice", Weight: 4}
	jsonReordered  = &Operator{Name: "json-reordered", Says: "in another order", Weight: 3}
	jsonNumber     = &Operator{Name: "json-number", Says: "off by one", Weight: 4}
	jsonString     = &Operator{Name: "json-string", Says: "another text", Weight: 4}
	jsonTime       = &Operator{Name: "json-time", Says: "a day later", Weight: 4}
	jsonUnit       = &Operator{Name: "json-unit", Says: "a time in another unit", Weight: 4}
	jsonText       = &Operator{Name: "json-text", Says: "its JSON cut short", Weight: 6}
	jsonEnum       = &Operator{Name: "json-enum", Says: "another word", Weight: 5}

	streamDropped    = &Operator{Name: "stream-dropped", Says: "an event lost", Weight: 7}
	streamDuplicated = &Operator{Name: "stream-duplicated", Says: "an event twice", Weight: 7}
	streamSwapped    = &Operator{Name: "stream-swapped", Says: "two events swapped", Weight: 6}
	streamInserted   = &Operator{Name: "stream-inserted", Says: "an event of another kind put in", Weight: 8}
	streamIndex      = &Operator{Name: "stream-index", Says: "the index of another", Weight: 7}
	streamText       = &Operator{Name: "stream-text", Says: "its JSON, in parts, cut short", Weight: 7}
	streamAfter      = &Operator{Name: "stream-after", Says: "an error after [DONE]", Weight: 1, Additive: true}
	streamFields     = &Operator{Name: "stream-fields", Says: "a comment in front of its data", Weight: 1, Additive: true}
	streamDone       = &Operator{Name: "stream-done", Says: "[DONE] lost", Weight: 8}
	streamStray      = &Operator{Name: "stream-stray", Says: "a line that no stream has", Weight: 8}
	streamCut        = &Operator{Name: "stream-cut", Says: "cut off in the middle", Weight: 9}
	streamLost       = &Operator{Name: "stream-lost", Says: "connection lost in the middle", Weight: 9}

	streamOpen = &Operator{Name: "stream-open", Says: "left open behind its end", Weight: 1, Additive: true}

	slower = &Operator{Name: "slower", Says: "slower", Weight: 2}
)

// Operators lists all of them, in order.
var Operators = []*Operator{
	statusNeighbour, statusClass, statusOK, statusError,
	headerDropped, headerRenamed, headerChanged, headerSooner, headerUnit, headerAdded,
	trailerDropped, trailerChanged,
	bodyEmptied, bodyTruncated, bodyHTML, bodyChanged,
	jsonDropped, jsonRenamed, jsonNull, jsonRetyped, jsonEmptied, jsonShortened, jsonDuplicated, jsonReordered,
	jsonNumber, jsonString, jsonTime, jsonUnit, jsonText, jsonEnum,
	streamDropped, streamDuplicated, streamSwapped, streamInserted, streamIndex, streamText, streamDone, streamStray, streamCut, streamLost,
	streamAfter, streamFields, streamOpen,
	slower,
}
