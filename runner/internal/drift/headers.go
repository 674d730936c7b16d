package drift

import (
	"maps"
	"mime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"assay/runner/internal/exchange"
	"assay/runner/internal/text"
)

// framing lists headers about how a message was sent, not about its content.
var framing = []string{"content-length", "transfer-encoding", "connection", "keep-alive", "content-encoding", "accept-ranges", "alt-svc", "vary"}

// headersOf compares the header fields of responses, and those behind their bodies, by name. A
// field that only some of the recorded responses had may be absent.
func (c *comparing) headersOf(was, now []*exchange.Observation) {
	plain := c.plainHeaders(was, now)
	if plain && c.before.are(c.Rules, was[0].Header, now[0].Header) {
		c.changes, c.repeats = append(c.changes, c.before.changes...), true
		return
	}
	from := len(c.changes)
	c.fieldsOf(inHeader, was, now)
	if plain && len(c.declared) == 0 {
		c.before.note(c.Rules, was[0].Header, now[0].Header, c.changes[from:])
		c.repeats = true
	}
	if behind := func(o *exchange.Observation) bool { return len(o.Trailer) > 0 }; slices.ContainsFunc(was, behind) || slices.ContainsFunc(now, behind) {
		if was, now := trailersOf(was), trailersOf(now); len(was) > 0 && len(now) > 0 {
			c.fieldsOf(inTrailer, was, now)
		}
	}
}

// headersBefore are the headers that were compared last, as those of many responses come again and
// again, and how they differ.
type headersBefore struct {
	rules    *Rules
	was, now exchange.Header
	changes  []Change // in the order of a result, of which it may be all: it is not written to
}

// mostFields is the maximum number of fields of a header that is held.
const mostFields = 64

// plainHeaders reports whether how headers differ depends on them and on the rules alone.
func (c *comparing) plainHeaders(was, now []*exchange.Observation) bool {
	if len(was) != 1 || len(now) != 1 || c.quiet || c.first != "" || len(c.learned)+len(c.unsteady) > 0 {
		return false
	}
	a, b := was[0], now[0]
	return a.Reported == nil && b.Reported == nil && len(a.Trailer)+len(b.Trailer) == 0 && len(a.Header)+len(b.Header) <= mostFields
}

// are reports whether these were compared last.
func (h *headersBefore) are(rules *Rules, was, now exchange.Header) bool {
	return h.rules == rules && slices.Equal(h.was, was) && slices.Equal(h.now, now)
}

// note keeps how headers differ.
func (h *headersBefore) note(rules *Rules, was, now exchange.Header, changes []Change) {
	h.rules, h.was, h.now = rules, append(h.was[:0], was...), append(h.now[:0], now...)
	h.changes = ordered(slices.Clone(changes))
}

// trailersOf returns the responses whose trailers are known, with these for headers.
func trailersOf(all []*exchange.Observation) []*exchange.Observation {
	var out []*exchange.Observation
	for _, o := range all {
		if o.Cut == "" && o.Reported == nil {
			view := o.Copy()
			view.Header = o.Trailer
			out = append(out, view)
		}
	}
	return out
}

// fieldsOf compares fields by name.
func (c *comparing) fieldsOf(kind fieldKind, was, now []*exchange.Observation) {
	var room [32]string
	seen := room[:0]
	one := len(was) == 1 && len(now) == 1
	for n, side := range [][]*exchange.Observation{was, now} {
		for _, o := range side {
			for i := range o.Header {
				if one && sameField(was[0].Header, now[0].Header, i, n) {
					continue
				}
				shown := o.Header[i].Name
				if !slices.ContainsFunc(seen, func(n string) bool { return strings.EqualFold(n, shown) }) {
					seen = append(seen, shown)
					c.header(kind, shown, was, now)
				}
			}
		}
	}
}

// sameField reports whether the field at index i of one of two headers, of the first or of the
// second, is in both once, with the same value: most are.
func sameField(was, now exchange.Header, i, second int) bool {
	a, b := was, now
	if second == 1 {
		a, b = now, was
	}
	if i < len(b) && a[i] == b[i] {
		return true
	}
	return slices.Contains(b, a[i]) && once(a, a[i].Name) && once(b, a[i].Name)
}

// once reports whether a header has one field of that name.
func once(h exchange.Header, name string) bool {
	n := 0
	for i := range h {
		if len(h[i].Name) == len(name) && strings.EqualFold(h[i].Name, name) {
			n++
		}
	}
	return n == 1
}

// fieldKind says where a field stands: in the header, or behind the body.
type fieldKind int

const (
	inHeader fieldKind = iota
	inTrailer
)

// String is how the path of a field begins.
func (k fieldKind) String() string { return [...]string{"header ", "trailer "}[k] }

// fieldNames holds what is known of the names of fields, by name as it came: most come again and
// again. A map that was stored is not changed any more.
type fieldNames struct {
	mu    sync.Mutex // of who stores
	known atomic.Pointer[map[string]fieldName]
}

// fieldName is what is known of a name.
type fieldName struct {
	name, path         string // in lower case; in a Change
	volatile, declared bool
}

// mostNames is the maximum number of names that are held.
const mostNames = 256

// nameOf returns what is known of the name of a field.
func (r *Rules) nameOf(kind fieldKind, shown string) fieldName {
	names := &r.named[kind]
	if known := names.known.Load(); known != nil {
		if n, ok := (*known)[shown]; ok {
			return n
		}
	}
	shown = strings.Clone(shown) // of a response that is let go of
	name := strings.ToLower(shown)
	n := fieldName{
		name: name, path: kind.String() + shown, volatile: slices.Contains(framing, name) || r.volatile.Header(name),
		declared: r.volatile != nil && slices.Contains(r.volatile.Headers, name),
	}
	names.note(shown, n)
	return n
}

// note holds what is known of a name, if there is room.
func (f *fieldNames) note(shown string, n fieldName) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var known map[string]fieldName
	if before := f.known.Load(); before != nil {
		known = *before
	}
	if len(known) == mostNames {
		return
	}
	more := make(map[string]fieldName, len(known)+1)
	maps.Copy(more, known)
	more[shown] = n
	f.known.Store(&more)
}

func (c *comparing) header(kind fieldKind, shown string, was, now []*exchange.Observation) {
	of := c.nameOf(kind, shown)
	name, path := of.name, of.path
	if !slices.ContainsFunc(was, func(o *exchange.Observation) bool { return o.Reported.KnowsHeader(name) }) {
		return
	}
	if of.volatile && c.quiet && !of.declared {
		return
	}
	var room [2]string
	before, had := fieldValues(room[:0:1], was, name)
	after, has := fieldValues(room[1:1], now, name)
	switch {
	case of.volatile:
		if had+has > 0 && !slices.Equal(before, after) {
			c.volatileHeader(name, Change{Class: Volatile, Path: path, Was: showFields(before), Is: showFields(after)})
		}
	case has == 0 && had == len(was):
		c.add(Breaking, path, showFields(before), Absent, "")
	case had == 0:
		c.add(Additive, path, Absent, showFields(after), partly(has, len(now), "answer"))
	case has < len(now) && had == len(was):
		c.add(Breaking, path, showFields(before), Absent, partly(len(now)-has, len(now), "answer"))
	default:
		c.fieldValue(name, path, before, after)
	}
}

// fieldValue compares the values of a field that all responses have.
func (c *comparing) fieldValue(name, path string, before, after []string) {
	strange := slices.DeleteFunc(slices.Clone(after), func(v string) bool { return slices.Contains(before, v) })
	switch {
	case len(strange) == 0:
	case name == "content-type" && mediaType(strange[0]) != mediaType(before[0]):
		c.add(Breaking, path, showFields(before), showFields(strange), "")
	case len(before) > 1:
		c.add(Volatile, path, showFields(before), showFields(strange), c.samples())
	default:
		c.add(Value, path, showFields(before), showFields(strange), "")
	}
}

// fieldValues appends the distinct values of a field to values, joining several fields of one
// response, and returns how many responses have it.
func fieldValues(values []string, all []*exchange.Observation, name string) (_ []string, had int) {
	for _, o := range all {
		v, has := joined(o.Header, name)
		if !has {
			continue
		}
		had++
		if !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values, had
}

// joined returns the values of a field, joined; false if there is none.
func joined(h exchange.Header, name string) (value string, has bool) {
	for i := range h {
		switch {
		case !strings.EqualFold(h[i].Name, name):
		case has:
			value += ", " + h[i].Value
		default:
			value, has = h[i].Value, true
		}
	}
	return value, has
}

func mediaType(value string) string {
	kind, _, err := mime.ParseMediaType(value)
	if err != nil {
		return value
	}
	return kind
}

func showFields(values []string) string {
	if len(values) == 0 {
		return Absent
	}
	if len(values) == 1 {
		return text.Quoted(text.Short(values[0]))
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = text.Quoted(text.Short(v))
	}
	return strings.Join(first(words), " or ")
}
