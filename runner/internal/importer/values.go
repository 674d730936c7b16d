package importer

import "assay/runner/internal/source"

// Map is a map in the order in which it is written.
type Map []Entry

// Entry is a key of a [Map]. Values are strings, booleans, ints, json.Number, nil,
// Map and List.
type Entry struct {
	Key   string
	Value any
	Above string     // a comment in lines of its own, without "#"
	At    source.Pos // of an expectation: its line in the file
}

// List is a list of values, of the types that a [Map] holds.
type List []any

// Get returns the value of a key, nil if it is absent.
func (m Map) Get(key string) any {
	for _, e := range m {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

// Set replaces the value of key, or appends it.
func (m *Map) Set(key string, value any) {
	for i := range *m {
		if (*m)[i].Key == key {
			(*m)[i].Value = value
			return
		}
	}
	*m = append(*m, Entry{Key: key, Value: value})
}

// Add is Set for names that may repeat: a second value makes a list.
func (m *Map) Add(key string, value any) {
	switch old := m.Get(key).(type) {
	case nil:
		m.Set(key, value)
	case List:
		m.Set(key, append(old, value))
	default:
		m.Set(key, List{old, value})
	}
}

// Expect adds to an expectation: maps of parts (json, headers…) merge, and a second expectation
// with the same key goes under all:.
func (m *Map) Expect(key string, v any) { m.ExpectAt(source.Pos{}, key, v) }

// ExpectAt is Expect for an expectation from a line of the file.
func (m *Map) ExpectAt(at source.Pos, key string, v any) {
	added, isMap := v.(Map)
	switch {
	case isMap && byParts[key]:
		known, _ := m.Get(key).(Map)
		for _, e := range added {
			e.At = at
			if known.Get(e.Key) != nil {
				m.all(Entry{Key: key, Value: Map{e}})
				continue
			}
			known = append(known, e)
		}
		if len(known) > 0 {
			m.Set(key, known)
		}
	case m.Get(key) != nil:
		m.all(Entry{Key: key, Value: v, At: at})
	default:
		*m = append(*m, Entry{Key: key, Value: v, At: at})
	}
}

// byParts are the expectations that are maps of the parts judged.
var byParts = map[string]bool{"json": true, "headers": true, "cookies": true, "xml": true, "tls": true}

func (m *Map) all(one Entry) {
	list, _ := m.Get("all").(List)
	m.Set("all", append(list, Map{one}))
}

// MapOf makes a map of one entry.
func MapOf(key string, value any) Map { return Map{{Key: key, Value: value}} }

// each replaces every string of v by the result of visit.
func each(v any, visit func(string) string) any {
	switch v := v.(type) {
	case string:
		return visit(v)
	case Map:
		for i := range v {
			v[i].Value = each(v[i].Value, visit)
		}
	case List:
		for i := range v {
			v[i] = each(v[i], visit)
		}
	}
	return v
}

// eachKey visits the keys of every map in v.
func eachKey(v any, visit func(string)) {
	switch v := v.(type) {
	case Map:
		for _, e := range v {
			visit(e.Key)
			eachKey(e.Value, visit)
		}
	case List:
		for _, item := range v {
			eachKey(item, visit)
		}
	}
}
