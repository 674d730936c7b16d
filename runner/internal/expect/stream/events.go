package stream

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/jsonpath"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// EventWords are the parts of an event that a map may judge.
var EventWords = []lang.Word{
	lang.NewWord("json", lang.Of("a map of JSONPaths to predicates", jsonpath.PathsSchema), "its data is JSON"),
	lang.NewWord("data", predicate.PlainShape, "its data, a text"),
	lang.NewWord("event", predicate.PlainShape, "its type; message where the stream names none"),
	lang.NewWord("type", predicate.PlainShape, "the same"),
	lang.NewWord("id", predicate.PlainShape, "its id"),
	lang.NewWord("at", predicate.PlainShape, "when it came after the request was sent, a duration"),
	lang.NewWord("fields", lang.Of("[data], or operators on the list", fieldsSchema()),
		"what the lines of its block are, in order: id, event, data, retry, comment, stray"),
}

// isEventWord reports whether key is a part of an event.
func isEventWord(key string) bool {
	return slices.ContainsFunc(EventWords, func(w lang.Word) bool { return w.Name == key })
}

// eventMatch is what an event must meet: predicates on its data as text, or on its JSON, its type,
// its id, and its time since the request was sent.
type eventMatch struct {
	at    source.Pos
	data  *predicate.Predicate // may be nil
	json  []jsonpath.Node      // with isJSON
	event *predicate.Predicate
	id    *predicate.Predicate
	came  *predicate.Predicate
	lines *blockLines
	// isJSON says that the data must be JSON.
	isJSON bool
}

// compileEvent reads a predicate on the data, or a map of the event's parts. A map of operators is
// a predicate on the data; `type` is then the event's type, since a text has no other.
func compileEvent(c *predicate.Compiler, n *yaml.Node) *eventMatch {
	n = source.Resolve(n)
	m := &eventMatch{at: c.At(n)}
	entries := source.Entries(n)
	if len(entries) > 0 && strings.HasPrefix(entries[0].Key, "$") {
		c.Mistake(entries[0].KeyNode, "%q is no part of an event", entries[0].Key).Next = "JSONPaths stand below json: {" + entries[0].Key + ": …}"
		return m
	}
	if !slices.ContainsFunc(entries, func(e source.Entry) bool { return isEventWord(e.Key) }) {
		m.data = c.Compile(n, values.AsText)
		return m
	}
	c.Once(entries)
	for _, e := range entries {
		switch e.Key {
		case "json":
			m.isJSON = true
			m.json, _ = jsonpath.Nodes(c, e.Value)
		case "data":
			m.data = c.Compile(e.Value, values.AsText)
		case "event", "type":
			m.event = c.Compile(e.Value, values.AsText)
		case "id":
			m.id = c.Compile(e.Value, values.AsText)
		case "at":
			refuseNegative(c, e.Value, "at")
			m.came = c.Compile(e.Value, values.AsDuration)
		case "fields":
			m.lines = compileFields(c, e.Value)
		default:
			p := c.UnknownWord(e.KeyNode, "part of an event", e.Key, lang.Names(EventWords))
			if c.Language.Has(e.Key) {
				p.DidYouMean, p.Next = "", "write data: {"+e.Key+": …} beside the other parts"
			}
		}
	}
	return m
}

// outcome judges event i without failures.
func (m *eventMatch) outcome(v *streamView, i int) outcome.Outcome {
	v.quiet = outcome.New(true)
	m.judge(v, i, &v.quiet)
	return v.quiet.Outcome
}

// judge judges event i. Failures name its parts only: see nameFailures.
func (m *eventMatch) judge(v *streamView, i int, out *outcome.Result) {
	e := &v.Events[i]
	if m.data != nil {
		m.data.JudgeText(e.Data, outcome.Subject{Part: "data"}, out)
	}
	if m.event != nil {
		m.event.JudgeText(eventType(e), outcome.Subject{Part: "type"}, out)
	}
	if m.id != nil {
		m.id.JudgeText(e.ID, outcome.Subject{Part: "id"}, out)
	}
	if m.isJSON {
		m.judgeJSON(v, i, out)
	}
	if m.came != nil {
		m.judgeTime(v, e.At, out)
	}
	if m.lines != nil {
		m.lines.judge(v, i, out)
	}
}

func (m *eventMatch) judgeTime(v *streamView, came time.Duration, out *outcome.Result) {
	if why := v.untimed(); why != "" {
		out.Doubt("stream: " + why)
		return
	}
	m.came.Judge(came, outcome.Subject{Part: "at"}, out)
}

func (m *eventMatch) judgeJSON(v *streamView, i int, out *outcome.Result) {
	root, err := v.value(i)
	if errors.Is(err, exchange.ErrTooDeep) {
		out.Doubt("stream: " + v.name(i) + ": " + err.Error())
		return
	}
	if err != nil {
		f := outcome.Failure{At: m.at, Code: outcome.Unreadable}
		if !out.Quiet() {
			f.Subject, f.Expected, f.Actual, f.Detail = outcome.Subject{Part: "data"}, "JSON", show.Quote(v.Events[i].Data), err.Error()
		}
		out.Fail(f)
		return
	}
	for k := range m.json {
		n := &m.json[k]
		value := n.Value(root)
		before := len(out.Failures)
		n.Want.Judge(value, outcome.Subject{Part: n.Path.Text}, out)
		if len(out.Failures) > before && (value == values.Missing || values.IsNoNode(value)) {
			out.Failures[before].Detail = n.Path.Existing(root)
		}
	}
}

// eventType returns an event's type: "message" if the stream names none.
func eventType(e *exchange.Event) string {
	if e.Type == "" {
		return "message"
	}
	return e.Type
}

func (m *eventMatch) String() string {
	var words []string
	for _, part := range []struct {
		name string
		want *predicate.Predicate
	}{{"", m.data}, {"type ", m.event}, {"id ", m.id}, {"at ", m.came}} {
		if part.want != nil {
			words = append(words, part.name+part.want.String())
		}
	}
	for i := range m.json {
		words = append(words, m.json[i].Path.Text+" "+m.json[i].Want.String())
	}
	if m.lines != nil {
		words = append(words, m.lines.String())
	}
	if len(words) == 0 {
		return "JSON data"
	}
	return strings.Join(words, ", ")
}

// lastEvent is `last`.
type lastEvent struct{ want *eventMatch }

func (l *lastEvent) judge(v *streamView, out *outcome.Result) {
	n := len(v.Events)
	if l.want.isJSON {
		n = v.messages()
	}
	switch {
	case v.cut != "":
		out.Doubt(v.whyCut("last"))
	case n == 0:
		out.Fail(outcome.Failure{At: l.want.at, Code: outcome.Absent, Subject: outcome.Subject{Key: "stream", Part: "last"}, Expected: l.want.String(), Actual: "no event", Detail: v.lastSeen()})
	case out.Quiet():
		out.Settle(l.want.outcome(v, n-1))
	default:
		before := len(out.Failures)
		if l.want.judge(v, n-1, out); len(out.Failures) > before {
			v.nameFailures(out.Failures[before:], "last, ", n-1)
		}
	}
}

// nameFailures prefixes the subjects of an event's failures with its name, which is made only then.
func (v *streamView) nameFailures(failures []outcome.Failure, role string, i int) {
	for k := range failures {
		f := &failures[k]
		f.Subject = outcome.Subject{Key: "stream", Part: strings.TrimSpace(role + v.name(i) + " " + strings.TrimSpace(f.Subject.String()))}
		if v.Unfinished != "" && i == len(v.Events)-1 && f.Detail == "" {
			f.Detail = v.lastSeen()
		}
	}
}

func (l *lastEvent) String() string { return "last " + l.want.String() }

// eachEvent is `each`: every event but the end mark must meet it.
type eachEvent struct{ want *eventMatch }

func (e *eachEvent) judge(v *streamView, out *outcome.Result) {
	const most = 5
	failing, n := 0, v.messages()
	for i := range n {
		got := e.want.outcome(v, i)
		if out.Quiet() || got == outcome.Met {
			out.Settle(got)
			continue
		}
		if got == outcome.Unmet {
			failing++
		}
		if failing <= most {
			before := len(out.Failures)
			e.want.judge(v, i, out)
			v.nameFailures(out.Failures[before:], "", i)
		}
	}
	switch {
	case failing > most:
		out.Failures[len(out.Failures)-1].Next = fmt.Sprintf("%d of %d events fail likewise", failing-most, n)
	case failing > 0:
	case v.More > 0:
		out.Doubt(v.left("each"))
	case v.cut != "":
		out.Doubt(v.whyCut("each"))
	case n == 0:
		out.Fail(outcome.Failure{At: e.want.at, Code: outcome.Absent, Subject: outcome.Subject{Key: "stream", Part: "each"}, Expected: e.want.String(), Actual: "no event", Detail: v.lastSeen()})
	}
}

func (e *eachEvent) String() string { return "each " + e.want.String() }

// anyEvent is `any`: at least one event must meet it.
type anyEvent struct{ want *eventMatch }

func (a *anyEvent) judge(v *streamView, out *outcome.Result) {
	found := outcome.Unmet
	for i := range v.Events {
		if found = outcome.Or(found, a.want.outcome(v, i)); found == outcome.Met {
			return
		}
	}
	switch {
	case v.cut != "":
		out.Doubt(v.whyCut("any"))
	case v.More > 0:
		out.Doubt(v.left("any"))
	case found == outcome.Unknown:
		out.Doubt("stream any: " + a.doubt(v))
	case out.Quiet():
		out.Settle(found)
	default:
		out.Fail(outcome.Failure{
			At: a.want.at, Code: outcome.Value, Subject: outcome.Subject{Key: "stream", Part: "any"}, Expected: a.want.String(),
			Actual: "none of " + text.Count(len(v.Events), "event"), Detail: a.nearest(v),
		})
	}
}

// doubt explains why the first event with an unknown outcome could not be judged.
func (a *anyEvent) doubt(v *streamView) string {
	for i := range v.Events {
		one := outcome.Result{}
		if a.want.judge(v, i, &one); one.Outcome == outcome.Unknown {
			return v.name(i) + ": " + strings.TrimSpace(strings.Join(one.Unknowns, "; "))
		}
	}
	return v.untimed()
}

// nearest explains for the first events and the last why they do not meet it.
func (a *anyEvent) nearest(v *streamView) string {
	const most = 3
	var lines []string
	n := len(v.Events)
	if a.want.isJSON {
		n = v.messages()
	}
	for i := range n {
		if i >= most && i != n-1 {
			continue
		}
		one := outcome.Result{}
		a.want.judge(v, i, &one)
		lines = append(lines, v.name(i)+": "+strings.TrimSpace(outcome.FirstFailure(&one)))
	}
	return strings.Join(lines, "\n")
}

func (a *anyEvent) String() string { return "any " + a.want.String() }
