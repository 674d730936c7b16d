package stream

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/order"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// kindsSchema is the schema of the value of `kinds`.
var kindsSchema = lang.Schema{
	"type": "object", "minProperties": 1, "propertyNames": lang.Schema{"pattern": "^[A-Za-z0-9_-]+$"},
	"additionalProperties": lang.Ref("event"),
}

// kind is a name for the events that meet a match.
type kind struct {
	name string
	is   *eventMatch
}

// kinds is `kinds`: an event belongs to the first kind that it meets.
type kinds struct {
	list []kind
	used bool // some part refers to the list
	// wrong says that there is no list because of an error, which is reported already.
	wrong bool
}

// The kinds of an event that are not indices of kinds.
const (
	noKind      = order.None
	unknownKind = -2 // the part that was read does not decide
)

// compileKinds reads a map from names to matches of one event.
func compileKinds(c *predicate.Compiler, n *yaml.Node) *kinds {
	k := &kinds{}
	entries, ok := c.Entries(n, "kinds", "a map from names to what an event of that kind meets")
	if k.wrong = !ok || len(entries) == 0; !ok {
		return k
	}
	if k.wrong {
		c.Mistake(n, "kinds: the map is empty").Next = "write kinds: {delta: {event: content_block_delta}}"
	}
	for i, e := range entries {
		if !order.IsName(e.Key) {
			c.Mistake(e.KeyNode, "kinds: %q is no name for a kind", e.Key).Next = "use letters, digits, _ and -"
		}
		k.list = append(k.list, kind{e.Key, compileEvent(c, e.Value)})
		if earlier := taking(entries[:i], e.Value); earlier != "" {
			c.Mistake(e.KeyNode, "kinds: no event can be of kind %q: what meets it meets %q, which comes first", e.Key, earlier).
				Next = "write the narrower kind first"
			continue
		}
		if why := k.list[i].is.impossible(); why != "" {
			_ = c.Mistake(e.KeyNode, "kinds: no event can be of kind %q: %s", e.Key, why)
		}
	}
	return k
}

// taking returns the first of the earlier kinds that every event of a later kind meets, as far as
// it requires nothing else; "" if there is none.
func taking(earlier []source.Entry, later *yaml.Node) string {
	narrow, err := compile.JSON(later)
	if err != nil {
		return ""
	}
	for _, e := range earlier {
		if wide, err := compile.JSON(e.Value); err == nil && implied(wide, narrow) {
			return e.Key
		}
	}
	return ""
}

// implied reports whether narrow requires all that wide requires, and perhaps more: both are the
// same, or each part of wide is also in narrow.
func implied(wide, narrow any) bool {
	some := eventParts(narrow)
	for name, want := range eventParts(wide) {
		got, ok := some[name]
		if !ok || !values.Equal(want, got) && (name != "json" || !sameMembers(want, got)) {
			return false
		}
	}
	return true
}

// eventParts returns the map of an event's parts if v is one; otherwise v is about the data.
func eventParts(v any) map[string]any {
	object, ok := v.(map[string]any)
	for name := range object {
		ok = ok && isEventWord(name)
	}
	if !ok {
		return map[string]any{"data": v}
	}
	return object
}

// sameMembers reports whether narrow has every member of wide.
func sameMembers(wide, narrow any) bool {
	all, ok := wide.(map[string]any)
	some, too := narrow.(map[string]any)
	if !ok || !too {
		return false
	}
	for name, want := range all {
		if got, there := some[name]; !there || !values.Equal(want, got) {
			return false
		}
	}
	return true
}

// impossible explains why no event can meet m, as far as m itself shows it; "" if some event may.
func (m *eventMatch) impossible() string {
	isName := func(v any) bool { return v != "" } // an event without a type is a message
	switch {
	case m.event != nil && never(m.event, isName):
		return "no event has such a type"
	case m.id != nil && never(m.id, anything):
		return "no event has such an id"
	case m.data != nil && never(m.data, anything):
		return "no event has such data"
	case m.data != nil && m.isJSON && never(m.data, isJSONText):
		return "its data is to be JSON, and is none"
	}
	for i := range m.json {
		if never(m.json[i].Want, anything) {
			return "there is no such value at " + m.json[i].Path.Text
		}
	}
	return ""
}

func anything(any) bool { return true }

// never reports whether p lists all values that it accepts, and all of them are impossible.
func never(p *predicate.Predicate, can func(any) bool) bool {
	taken, all := p.Takes()
	return all && !slices.ContainsFunc(taken, can)
}

func isJSONText(v any) bool {
	text, ok := v.(string)
	if !ok {
		return false
	}
	_, err := exchange.ParseJSON([]byte(text))
	return err == nil
}

// names lists the names of the kinds.
func (k *kinds) names() []string {
	out := make([]string, len(k.list))
	for i := range k.list {
		out[i] = k.list[i].name
	}
	return out
}

// find returns the index of the kind that n names. It returns false, and reports an error, if there
// is none.
func (k *kinds) find(c *predicate.Compiler, n *yaml.Node, name string) (int, bool) {
	k.used = true
	if i := slices.Index(k.names(), name); i >= 0 {
		return i, true
	}
	if k.wrong {
		return 0, false
	}
	if len(k.list) == 0 {
		c.Mistake(n, "unknown kind %q: there are no kinds", name).Next = "name events in kinds: {" + name + ": {event: …}}"
		return 0, false
	}
	_ = c.UnknownWord(n, "kind", name, k.names())
	return 0, false
}

// of returns the kind of event i: an index of the list, [noKind] or [unknownKind].
func (k *kinds) of(v *streamView, i int) int {
	if v.kinds == nil {
		v.kinds = make([]int32, len(v.Events))
	}
	const shift = 3 // 0 is not judged yet
	if v.kinds[i] == 0 {
		v.kinds[i] = int32(k.judge(v, i) + shift)
	}
	return int(v.kinds[i]) - shift
}

func (k *kinds) judge(v *streamView, i int) int {
	for n := range k.list {
		switch k.list[n].is.outcome(v, i) {
		case outcome.Met:
			return n
		case outcome.Unknown:
			return unknownKind
		}
	}
	return noKind
}

// doubt explains why the kind of event i is unknown.
func (k *kinds) doubt(v *streamView, i int) string {
	for n := range k.list {
		var one outcome.Result
		if k.list[n].is.judge(v, i, &one); one.Outcome == outcome.Unknown {
			return "whether " + v.name(i) + " is of kind " + k.list[n].name + ": " + strings.TrimSpace(strings.Join(one.Unknowns, "; "))
		}
	}
	return ""
}

// marked reports whether a kind is about the data of the end mark. Only then does the end mark
// belong to a kind.
func (k *kinds) marked(v *streamView) bool {
	if !v.Done || len(v.Events) == 0 {
		return false
	}
	last := v.Events[len(v.Events)-1].Data
	return slices.ContainsFunc(k.list, func(one kind) bool {
		return one.is.data != nil && one.is.data.Outcome(last) == outcome.Met
	})
}

// counted returns how many events may have a kind: all, but the end mark only if a kind is about
// it.
func (k *kinds) counted(v *streamView) int {
	if k.marked(v) {
		return len(v.Events)
	}
	return v.messages()
}
