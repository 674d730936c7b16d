package expect

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// eventWords are the parts of an event that a map may judge.
var eventWords = []lang.Word{
	lang.NewWord("json", lang.Of("a map of JSONPaths to predicates", jsonPaths), "its data is JSON"),
	lang.NewWord("data", ofPlain, "its data, a text"),
	lang.NewWord("event", ofPlain, "its type; message where the stream names none"),
	lang.NewWord("type", ofPlain, "the same"),
	lang.NewWord("id", ofPlain, "its id"),
	lang.NewWord("at", ofPlain, "when it came after the request was sent, a duration"),
}

// isEventWord reports whether key is a part of an event.
func isEventWord(key string) bool {
	return slices.ContainsFunc(eventWords, func(w lang.Word) bool { return w.Name == key })
}

// eventMatch is what must hold of one event: of its data as text, or as JSON, of
// its type, its id, and when it came after the request was sent.
type eventMatch struct {
	at    source.Pos
	data  *predicate // nil: any
	json  []jsonNode // with isJSON
	event *predicate
	id    *predicate
	came  *predicate
	// isJSON tells that the data must be JSON.
	isJSON bool
}

// eventMatch reads a predicate on the data, or a map of the event's parts. A map
// of operators is a predicate on the data; `type` is the event's, as a text has
// no other.
func (c *compiling) eventMatch(n *yaml.Node) *eventMatch {
	n = source.Resolve(n)
	m := &eventMatch{at: c.at(n)}
	entries := source.Entries(n)
	if !slices.ContainsFunc(entries, func(e source.Entry) bool { return isEventWord(e.Key) }) {
		m.data = c.predicate(n, asText)
		return m
	}
	c.once(entries)
	for _, e := range entries {
		switch e.Key {
		case "json":
			m.isJSON = true
			if paths, ok := compileJSON(c, e.Value).(*jsonCheck); ok && paths != nil {
				m.json = paths.paths
			}
		case "data":
			m.data = c.predicate(e.Value, asText)
		case "event", "type":
			m.event = c.predicate(e.Value, asText)
		case "id":
			m.id = c.predicate(e.Value, asText)
		case "at":
			m.came = c.predicate(e.Value, asDuration)
		default:
			p := c.unknownWord(e.KeyNode, "part of an event", e.Key, lang.Names(eventWords))
			if _, operator := operators[e.Key]; operator {
				p.DidYouMean, p.Next = "", "write data: {"+e.Key+": …} beside the other parts"
			}
		}
	}
	return m
}

// outcome judges event i without explaining.
func (m *eventMatch) outcome(v *streamView, i int) Outcome {
	quiet := Result{quiet: true}
	m.judge(v, i, &quiet)
	return quiet.Outcome
}

// judge judges event i. Failures name its parts only: see nameFailures.
func (m *eventMatch) judge(v *streamView, i int, out *Result) {
	e := &v.Events[i]
	if m.data != nil {
		m.data.judgeText(e.Data, Subject{Part: "data"}, out)
	}
	if m.event != nil {
		m.event.judgeText(eventType(e), Subject{Part: "type"}, out)
	}
	if m.id != nil {
		m.id.judgeText(e.ID, Subject{Part: "id"}, out)
	}
	if m.isJSON {
		m.judgeJSON(v, i, out)
	}
	if m.came != nil {
		m.judgeTime(v, e.At, out)
	}
}

func (m *eventMatch) judgeTime(v *streamView, came time.Duration, out *Result) {
	if why := v.untimed(); why != "" {
		out.unknown("stream: " + why)
		return
	}
	m.came.judge(came, Subject{Part: "at"}, out)
}

func (m *eventMatch) judgeJSON(v *streamView, i int, out *Result) {
	root, err := v.value(i)
	if errors.Is(err, exchange.ErrTooDeep) {
		out.unknown("stream: " + v.name(i) + ": " + err.Error())
		return
	}
	if err != nil {
		f := Failure{At: m.at}
		if !out.quiet {
			f.Subject, f.Expected, f.Actual, f.Detail = Subject{Part: "data"}, "JSON", quote(v.Events[i].Data), err.Error()
		}
		out.unmet(f)
		return
	}
	for k := range m.json {
		n := &m.json[k]
		value := n.value(root)
		before := len(out.Failures)
		n.want.judge(value, Subject{Part: n.path.text}, out)
		if len(out.Failures) > before && (value == missing || isNoNode(value)) {
			out.Failures[before].Detail = n.path.existing(root)
		}
	}
}

// eventType is an event's type: "message" where the stream names none.
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
		want *predicate
	}{{"", m.data}, {"type ", m.event}, {"id ", m.id}, {"at ", m.came}} {
		if part.want != nil {
			words = append(words, part.name+part.want.String())
		}
	}
	for i := range m.json {
		words = append(words, m.json[i].path.text+" "+m.json[i].want.String())
	}
	if len(words) == 0 {
		return "JSON data"
	}
	return strings.Join(words, ", ")
}

// lastEvent is `last`.
type lastEvent struct{ want *eventMatch }

func (l *lastEvent) judge(v *streamView, out *Result) {
	n := len(v.Events)
	if l.want.isJSON {
		n = v.messages()
	}
	switch {
	case v.cut != "":
		out.unknown(v.whyCut("last"))
	case n == 0:
		out.unmet(Failure{At: l.want.at, Subject: Subject{Key: "stream", Part: "last"}, Expected: l.want.String(), Actual: "no event", Detail: v.lastSeen()})
	case out.quiet:
		out.settle(l.want.outcome(v, n-1))
	default:
		before := len(out.Failures)
		if l.want.judge(v, n-1, out); len(out.Failures) > before {
			v.nameFailures(out.Failures[before:], "last, ", n-1)
		}
	}
}

// nameFailures puts the event's name in front of the subjects of its failures,
// which only then is worth making.
func (v *streamView) nameFailures(failures []Failure, role string, i int) {
	for k := range failures {
		f := &failures[k]
		f.Subject = Subject{Key: "stream", Part: strings.TrimSpace(role + v.name(i) + " " + strings.TrimSpace(f.Subject.String()))}
		if v.Unfinished != "" && i == len(v.Events)-1 && f.Detail == "" {
			f.Detail = v.lastSeen()
		}
	}
}

func (l *lastEvent) String() string { return "last " + l.want.String() }

// eachEvent is `each`: every event but the end mark.
type eachEvent struct{ want *eventMatch }

func (e *eachEvent) judge(v *streamView, out *Result) {
	const most = 5
	failing, n := 0, v.messages()
	for i := range n {
		outcome := e.want.outcome(v, i)
		if out.quiet || outcome == Met {
			out.settle(outcome)
			continue
		}
		if outcome == Unmet {
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
		out.unknown(v.left("each"))
	case v.cut != "":
		out.unknown(v.whyCut("each"))
	case n == 0:
		out.unmet(Failure{At: e.want.at, Subject: Subject{Key: "stream", Part: "each"}, Expected: e.want.String(), Actual: "no event", Detail: v.lastSeen()})
	}
}

func (e *eachEvent) String() string { return "each " + e.want.String() }

// anyEvent is `any`: at least one event.
type anyEvent struct{ want *eventMatch }

func (a *anyEvent) judge(v *streamView, out *Result) {
	found := Unmet
	for i := range v.Events {
		if found = either(found, a.want.outcome(v, i)); found == Met {
			return
		}
	}
	switch {
	case v.cut != "":
		out.unknown(v.whyCut("any"))
	case v.More > 0:
		out.unknown(v.left("any"))
	case found == Unknown:
		out.unknown("stream any: " + a.doubt(v))
	case out.quiet:
		out.settle(found)
	default:
		out.unmet(Failure{
			At: a.want.at, Subject: Subject{Key: "stream", Part: "any"}, Expected: a.want.String(),
			Actual: "none of " + plural(len(v.Events), "event"), Detail: a.nearest(v),
		})
	}
}

// doubt says why the first event that could not be judged could not.
func (a *anyEvent) doubt(v *streamView) string {
	for i := range v.Events {
		one := Result{}
		if a.want.judge(v, i, &one); one.Outcome == Unknown {
			return v.name(i) + ": " + strings.TrimSpace(strings.Join(one.Unknowns, "; "))
		}
	}
	return v.untimed()
}

// nearest says of the first events and the last what keeps them from it.
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
		one := Result{}
		a.want.judge(v, i, &one)
		lines = append(lines, v.name(i)+": "+strings.TrimSpace(firstFailure(&one)))
	}
	return strings.Join(lines, "\n")
}

func (a *anyEvent) String() string { return "any " + a.want.String() }
