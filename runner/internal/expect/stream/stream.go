package stream

import (
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// ofEvent is the shape of a match of one event.
var ofEvent = lang.Of("a predicate on an event's data, or a map of its parts", lang.Ref("event"))

// streamKey is a word of `stream` with its compiler.
type streamKey struct {
	lang.Word
	compile func(c *compiling, e source.Entry) streamPart
}

// compiling is the state of compiling one `stream`.
type compiling struct {
	*predicate.Compiler
	kinds *kinds
}

// streamKeys are the words of `stream`, in the order of the documentation.
var streamKeys = []streamKey{
	{lang.NewWord("events", predicate.PlainShape, "how many events came"), counting((*streamView).events)},
	{lang.NewWord("first", predicate.PlainShape, "time until the first"), compileTiming},
	{lang.NewWord("gap", predicate.PlainShape, "the longest silence between two"), compileTiming},
	{lang.NewWord("silence", predicate.PlainShape, "the longest time without a byte, comments counted; until the end mark"), compileTiming},
	{lang.NewWord("duration", predicate.PlainShape, "time until the end"), compileTiming},
	{lang.NewWord("last", ofEvent, "the last event"),
		func(c *compiling, e source.Entry) streamPart { return &lastEvent{compileEvent(c.Compiler, e.Value)} }},
	{lang.NewWord("each", ofEvent, "every event but a closing [DONE]"),
		func(c *compiling, e source.Entry) streamPart { return &eachEvent{compileEvent(c.Compiler, e.Value)} }},
	{lang.NewWord("any", ofEvent, "at least one event"),
		func(c *compiling, e source.Entry) streamPart { return &anyEvent{compileEvent(c.Compiler, e.Value)} }},
	{lang.NewWord("kinds", lang.Of("{name: event, …}", kindsSchema), "names for events: an event is of the first kind that it meets"), nil},
	{lang.NewWord("order", lang.Of("start (block delta+ stop)+ end", lang.Schema{"type": "string", "pattern": `\S`}),
		"a regular expression over kinds: sequence, |, ( ), ?, *, +, {2,5}, . for any kind or none; an event of no kind breaks it where no . lets it in"), nil},
	{lang.NewWord("ignore", lang.Texts, "kinds that may come anywhere in the order"), nil},
	{lang.NewWord("count", lang.Of("{of: kind or event, is: predicate}, or a list of them", tallySchema), "how many events are of that kind, or meet that"),
		compileTallies(values.AsNumber, judgeCount)},
	{lang.NewWord("time_to", lang.Of("{of: kind or event, is: predicate}, or a list of them", tallySchema), "time until the first event of that kind, or that meets that"),
		compileTallies(values.AsDuration, judgeTimeTo)},
	{lang.NewWord("increasing", lang.Of("a JSONPath, or {path: $.sequence_number, by: 1}", increasingSchema),
		"each number that the events have there is greater than the one before, by so much where that is said"), compileIncreasing},
	{lang.NewWord("stray", predicate.Shape, "lines that no event stream has: a bare JSON error in the middle of one"),
		func(c *compiling, e source.Entry) streamPart { return &stray{compileLines(c.Compiler, e.Value)} }},
	{lang.NewWord("comments", predicate.PlainShape, "how many comment lines came: heartbeats"), counting((*streamView).comments)},
	{lang.NewWord("joined", lang.Of("{path: $.choices[0].delta.content, is: predicate}, {path, by, each}", joinedSchema()),
		"what the events give at that path, put together, with by one text for each index: texts, null adds nothing, anything else is not met"),
		func(c *compiling, e source.Entry) streamPart { return compileJoined(c.Compiler, e.Value) }},
	{lang.NewWord("done", lang.Flag, "true: it ended with [DONE]; false: it did not"), compileDone},
	{lang.NewWord("cut", lang.Flag, "true: the server broke it off (a reset, an early close, a chunk too few); false: it ended of itself, or with [DONE]"), compileCut},
	{lang.NewWord("after_done", predicate.Shape, "events and stray lines after [DONE]: empty, how many, or a predicate on the list of their texts"), compileAfterDone},
	{lang.NewWord("closed", lang.Of("{within: 1s}, {of: kind or event, within: 1s}", lang.Closed(closedWords, "within")),
		"the answer ends so soon after its end mark: [DONE], the event of, or without either its last event; reading goes on for that long"), compileClosed},
}

// Words lists the words of `stream`.
func Words() []lang.Word {
	words := make([]lang.Word, len(streamKeys))
	for i := range streamKeys {
		words[i] = streamKeys[i].Word
	}
	return words
}

// mapOf is the shape of `stream` in words. It is made once, not for each finding.
var mapOf = sync.OnceValue(func() string {
	return "a map of " + text.List(lang.Names(Words()), "and") + ", or true"
})

func counting(count func(*streamView) int) func(*compiling, source.Entry) streamPart {
	return func(c *compiling, e source.Entry) streamPart {
		return &streamCount{key: e.Key, want: c.Compile(e.Value, values.AsNumber), count: count}
	}
}

// streamCheck is the key `stream`: server-sent events and when they came.
//
// The event "[DONE]" that ends a stream is its end mark: it counts among the events, and `last`
// judges it as text, but `each`, `joined` and a `last` about JSON leave it out.
type streamCheck struct {
	at    source.Pos
	parts []streamPart
}

// streamPart is one key of `stream`.
type streamPart interface {
	judge(v *streamView, out *outcome.Result)
	String() string
}

// Compile reads the key `stream`.
func Compile(c *predicate.Compiler, n *yaml.Node) check.Check {
	n = source.Resolve(n)
	k := &streamCheck{at: c.At(n)}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" && n.Value == "true" {
		return k
	}
	entries, ok := c.Filled(n, "stream", mapOf(), "write stream: true to expect an event stream")
	if !ok {
		return nil
	}
	in := &compiling{c, &kinds{}}
	var kindsAt, written, ignored *source.Entry
	for i := range entries {
		switch e := &entries[i]; e.Key {
		case "kinds":
			kindsAt, in.kinds = e, compileKinds(c, e.Value)
		case "order":
			written = e
		case "ignore":
			ignored = e
		}
	}
	for _, e := range entries {
		if part := compilePart(in, e); part != nil {
			k.parts = append(k.parts, part)
		}
	}
	if written != nil || ignored != nil {
		if part := compileOrder(c, in.kinds, written, ignored); part != nil {
			k.parts = append([]streamPart{part}, k.parts...) // it says most
		}
	}
	if kindsAt != nil && !in.kinds.used {
		c.Mistake(kindsAt.KeyNode, "kinds: nothing is asked of them").Next = "write order: … or count: {of: a kind, is: …}"
	}
	contradicting(c, k, n)
	return k
}

// contradicting rejects what no stream can meet: one with its end mark is whole.
func contradicting(c *predicate.Compiler, k *streamCheck, n *yaml.Node) {
	var done, cut bool
	for _, part := range k.parts {
		switch part := part.(type) {
		case *streamDone:
			done = part.want
		case *streamCut:
			cut = part.want
		}
	}
	if done && cut {
		c.Mistake(n, "stream: done: true and cut: true exclude each other").Next = "a stream that ended with " + dialect.Done + " is whole: leave one of them out"
	}
}

func compilePart(c *compiling, e source.Entry) streamPart {
	for i := range streamKeys {
		if streamKeys[i].Name != e.Key {
			continue
		}
		if streamKeys[i].compile == nil { // read together with another
			return nil
		}
		return streamKeys[i].compile(c, e)
	}
	p := c.UnknownWord(e.KeyNode, "key of stream", e.Key, lang.Names(Words()))
	switch here := otherWords[strings.ToLower(strings.ReplaceAll(e.Key, "_", ""))]; {
	case strings.HasPrefix(e.Key, "$"):
		p.DidYouMean, p.Next = "", "JSONPaths are of one event: any, each or last: {json: {"+e.Key+": …}}"
	case here != "":
		p.DidYouMean = here
	case p.DidYouMean == "":
		p.Next = "known here: " + strings.Join(lang.Names(Words()), ", ")
	}
	return nil
}

// otherWords are keys as one may look for them, in lower case without underscores, and the key that
// means the same here.
var otherWords = map[string]string{
	"text": "joined", "content": "joined", "delta": "joined", "concat": "joined", "complete": "done", "completed": "done", "finished": "done", "end": "done",
	"chunks": "events", "messages": "events", "all": "each", "every": "each", "some": "any", "sequence": "order", "ttft": "time_to", "timeout": "silence", "heartbeats": "comments",
}

func (k *streamCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if check.BodyUnreported(o) {
		out.Doubt("the source did not report the body")
		return
	}
	if !k.isStream(o, out) {
		return
	}
	v := newStreamView(o)
	for _, part := range k.parts {
		part.judge(v, out)
	}
}

// isStream reports whether the response is an event stream. A response of another type is a
// failure; if the suite did not ask to read a stream, the result is unknown.
func (k *streamCheck) isStream(o *exchange.Observation, out *outcome.Result) bool {
	says, said := exchange.FramingOf(o.Header)
	if o.Stream == nil && said && o.Request != nil && o.Request.Stream { // of a fixture, written by hand
		out.Doubt("stream: the recorded answer is not marked as a stream: write `# body: events` above its status line, or record it anew")
		return false
	}
	if o.Stream == nil && said {
		out.Doubt("stream: the answer was not read as a stream: set stream: " + wordOf(says) + " on the probe")
		return false
	}
	if o.Stream != nil && (len(o.Stream.Events) >= fewest[o.Stream.Framing] || said && says == o.Stream.Framing) {
		return true
	}
	f := outcome.Failure{
		At: k.at, Code: outcome.Unreadable, Subject: outcome.Subject{Key: "stream"}, Expected: "server-sent events (Content-Type text/event-stream)",
		Actual: check.Gist(o), Detail: check.ContentTypeLine(o),
	}
	if o.Stream != nil && o.Stream.Framing == exchange.NDJSON {
		f.Expected = "a JSON value a line (Content-Type application/x-ndjson)"
	}
	if said {
		f.Next = "stream: " + wordOf(says) + " on the probe reads what the Content-Type says"
	}
	out.Fail(f)
	return false
}

// fewest is how many events make a stream of a response whose Content-Type does not say so: a plain
// JSON response is also one line of JSON.
var fewest = map[exchange.Framing]int{exchange.SSE: 1, exchange.NDJSON: 2}

// wordOf returns the value of the probe's key stream for a framing.
func wordOf(framing exchange.Framing) string {
	if framing == exchange.SSE {
		return "true"
	}
	return string(framing)
}

func (k *streamCheck) Summary() string {
	if len(k.parts) == 0 {
		return "an event stream"
	}
	words := make([]string, len(k.parts))
	for i, part := range k.parts {
		words[i] = "stream " + part.String()
	}
	return strings.Join(words, ", ")
}

// streamView is a stream being judged. The JSON of an event's data is read once, on first use.
type streamView struct {
	*exchange.Stream
	o    *exchange.Observation
	json []eventJSON
	// recent is the event whose JSON was read last, if not all are kept.
	recent   int
	recentIs eventJSON
	// kinds are the kinds of the events, once they are used: see [kinds.of].
	kinds []int32
	quiet outcome.Result // of the current event, if only the outcome is needed
	// cut says why Assay did not read the stream to its end, "" if it did: the rest is unknown. If the
	// server broke it off, lost is set, and nothing follows what came.
	cut  exchange.Cut
	lost bool
}

type eventJSON struct {
	read  bool
	value any
	err   error
}

func newStreamView(o *exchange.Observation) *streamView {
	v := &streamView{Stream: o.Stream, o: o, cut: o.Ending()}
	if v.lost = v.cut.ByServer(); v.lost {
		v.cut = ""
	}
	return v
}

func (v *streamView) events() int { return len(v.Events) + v.More }

func (v *streamView) comments() int { return v.Comments }

// messages returns the number of events without the end mark.
func (v *streamView) messages() int {
	if v.Done && len(v.Events) > 0 {
		return len(v.Events) - 1
	}
	return len(v.Events)
}

// mostParsed is the number of events up to which all JSON is kept; of longer streams only that of
// the current event.
const mostParsed = 10_000

// left says that not all events are available to be judged; "" if they are.
func (v *streamView) left(key string) string {
	if v.More == 0 {
		return ""
	}
	return fmt.Sprintf("stream %s: the stream has %s, of which the first %d and the last are judged", key, text.Count(v.events(), "event"), len(v.Events)-1)
}

// value returns the JSON of event i's data.
func (v *streamView) value(i int) (any, error) {
	if len(v.Events) > mostParsed {
		if v.recent != i || !v.recentIs.read {
			v.recent, v.recentIs.read = i, true
			v.recentIs.value, v.recentIs.err = exchange.ParseJSON([]byte(v.Events[i].Data))
		}
		return v.recentIs.value, v.recentIs.err
	}
	if v.json == nil {
		v.json = make([]eventJSON, len(v.Events))
	}
	j := &v.json[i]
	if !j.read {
		j.read = true
		j.value, j.err = exchange.ParseJSON([]byte(v.Events[i].Data))
	}
	return j.value, j.err
}

// whyCut says why a part of a stream that was cut is unknown.
func (v *streamView) whyCut(key string) string {
	return "stream " + key + ": " + v.cutText()
}

func (v *streamView) cutText() string {
	return "the stream was read only in part (" + string(v.cut) + "): " + text.Count(v.events(), "event")
}
