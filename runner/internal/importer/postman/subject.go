package postman

import (
	"slices"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// subject is the part of the response that an expression denotes, by the key of an expectation that
// judges it.
type subject struct {
	key    string // status, headers, cookies, body, json, duration, size
	at     string // the path for json, the name for headers and cookies
	length length
	// above are the paths of values whose members the expression takes: it throws where one is
	// missing or null.
	above    []string
	optional bool // it has ?.
}

// length is a number made of a value.
type length int

const (
	whole length = iota // the value itself
	items               // x.length
	keys                // Object.keys(x).length
)

// root is the JSON body.
var root = subject{key: "json", at: "$"}

// kind returns the type of JSON that every value of the subject has, "" if it may have several.
func (s subject) kind() string {
	switch {
	case s.length != whole || s.key == "status" || s.key == "duration" || s.key == "size":
		return "number"
	case s.key == "json":
		return ""
	}
	return "string"
}

// mayLack reports whether the subject may be undefined.
func (s subject) mayLack() bool {
	return s.length == whole && (s.key == "json" || s.key == "headers" || s.key == "cookies")
}

// member returns a member of a value of the body, without regard to values above it.
func (s subject) member(name string) subject {
	s.at += value.Member(name).String()
	return s
}

// item returns an item of a list of the body, given its index.
func (s subject) item(index string) subject {
	s.at += "[" + index + "]"
	return s
}

// below returns the subject as a member of another, whose own path must then have a value; that the
// body has one follows from its being JSON.
func (s subject) below(of subject) subject {
	if s.above = of.above; of.at != root.at {
		s.above = append(slices.Clone(of.above), of.at)
	}
	return s
}

// capture returns the source of a capture for the part; nil if there is none.
func (s subject) capture() importer.Map {
	switch s.key {
	case "json":
		if s.length == whole {
			return importer.MapOf("json", s.at)
		}
	case "status", "body":
		if s.length == whole {
			return importer.MapOf(s.key, true)
		}
	case "headers":
		return importer.MapOf("header", s.at)
	case "cookies":
		return importer.MapOf("cookie", s.at)
	}
	return nil
}

// judge adds a predicate on a part of the response to an expectation; false if a suite cannot say
// it.
func judge(to *importer.Map, at source.Pos, s subject, p predicate) bool {
	want, holds := p.written(s.kind(), s.mayLack())
	lacks := s.mayLack() && (p.absent == met && !p.negated || p.absent == unmet && p.negated)
	if holds == never || lacks && s.optional && len(s.above) > 0 || p.negated && s.optional && s.length != whole {
		return false
	}
	if lacks {
		s.needs(to, at)
	}
	switch s.length {
	case items:
		want = s.counted(want, importer.List{"string", "array"})
	case keys:
		want = s.counted(want, nil) // of a text or a list, too: its indices
	}
	if want == nil {
		return true
	}
	switch s.key {
	case "duration":
		want = milliseconds(want)
	case "json", "headers", "cookies":
		if known, _ := to.Get(s.key).(importer.Map); joinedTo(known, s.at, want) {
			return true
		}
		want = importer.MapOf(s.at, want)
	}
	to.ExpectAt(at, s.key, want)
	return true
}

// joinedTo adds a predicate to one on the same part, and reports whether the two are one map of
// operators now.
func joinedTo(known importer.Map, at string, want any) bool {
	more, isMap := want.(importer.Map)
	i := slices.IndexFunc(known, func(e importer.Entry) bool { return e.Key == at })
	if i < 0 || !isMap {
		return false
	}
	old, isMap := known[i].Value.(importer.Map)
	if !isMap {
		return false
	}
	out := slices.Clone(old)
	for _, e := range more {
		types, several := e.Value.(importer.List)
		switch v := old.Get(e.Key); {
		case v == nil:
			out = append(out, e)
		case e.Key == "type" && several && slices.Contains(types, v):
		default:
			return false
		}
	}
	known[i].Value = out
	return true
}

// counted returns a predicate on a value of one of these types by one on its length.
func (s subject) counted(want any, types importer.List) any {
	var m importer.Map
	switch {
	case s.kindOfWhole() != "" || len(types) == 0:
	default:
		m.Set("type", types)
	}
	if want != nil {
		m.Set("length", want)
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

func (s subject) kindOfWhole() string {
	s.length = whole
	return s.kind()
}

// needs adds that the values above the subject are neither missing nor null.
func (s subject) needs(to *importer.Map, at source.Pos) {
	for _, path := range s.above {
		known, _ := to.Get("json").(importer.Map)
		if known.Get(path) == nil {
			to.ExpectAt(at, "json", importer.MapOf(path, notNull()))
		}
	}
}

func notNull() importer.Map { return importer.MapOf("not", importer.MapOf("type", "null")) }
