package redact

import (
	"bytes"
	"strconv"
	"strings"

	"assay/runner/internal/value"
)

// pieces masks secrets that a body of several lines, server-sent events or JSON lines, contains
// piece by piece: it joins the values of the same member of all lines, as a client does, and
// searches them as one text. The mask replaces the beginning of a secret, and the rest is removed
// from the lines after it. [Redactor.body] and events mask what is whole in one line, before.
func (r *Redactor) pieces(b []byte) []byte {
	if bytes.IndexByte(b, '\n') < 0 && bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	s := string(b)
	var edits []hit
	for _, t := range tracksOf(s) {
		if len(t.spans) > 1 {
			edits = append(edits, r.across(s, t)...)
		}
	}
	if len(edits) == 0 {
		return b
	}
	return []byte(replaced(s, merged(edits)))
}

// track holds the values of one member in successive lines: parts of the body, the contents of JSON
// strings or bare data.
type track struct {
	path  string
	spans [][2]int
	json  bool
}

// tracks are those of a body, by the paths of their members.
type tracks struct {
	all    []*track
	byPath map[string]*track
	line   []*track // of the strings of the lines before, by their place in the line
}

// tracksOf reads the lines of a body.
func tracksOf(s string) []*track {
	ts := tracks{byPath: map[string]*track{}}
	var r stringReader
	ends := "\n"
	if strings.Contains(s, "\r") {
		ends = "\r\n"
	}
	for from := 0; from < len(s); {
		end := len(s)
		if n := strings.IndexAny(s[from:], ends); n >= 0 {
			end = from + n
		}
		start, isData := from, strings.HasPrefix(s[from:end], "data:")
		if isData {
			start += len("data:")
			if strings.HasPrefix(s[start:end], " ") {
				start++
			}
		}
		switch value := s[start:end]; {
		case value != "" && (value[0] == '{' || value[0] == '[') && (r.readAlike(value) || r.read(value)):
			ts.add(&r, start)
		case isData && start < end:
			ts.of("data", false).take(start, end)
		}
		from = end + 1
	}
	return ts.all
}

// add adds the strings of a line that starts at an offset. Lines of a stream are mostly alike: the
// track of a string is mostly that of the same place in the previous line.
func (ts *tracks) add(r *stringReader, offset int) {
	begin := 0
	for i, at := range r.strings {
		path := r.paths[begin:at.path]
		begin = at.path
		if i == len(ts.line) {
			ts.line = append(ts.line, nil)
		}
		if known := ts.line[i]; known == nil || known.path != string(path) {
			ts.line[i] = ts.of(string(path), true)
		}
		if at.start < at.end {
			ts.line[i].take(offset+at.start, offset+at.end)
		}
	}
}

// of is the track of a path.
func (ts *tracks) of(path string, isJSON bool) *track {
	t := ts.byPath[path]
	if t == nil {
		t = &track{path: path, json: isJSON}
		ts.byPath[path] = t
		ts.all = append(ts.all, t)
	}
	return t
}

// take appends a part.
func (t *track) take(start, end int) { t.spans = append(t.spans, [2]int{start, end}) }

// across finds secrets that span several parts of a track, and returns what to replace in the body.
func (r *Redactor) across(s string, t *track) []hit {
	var joined strings.Builder
	for _, at := range t.spans {
		joined.WriteString(s[at[0]:at[1]])
	}
	var out []hit
	for _, h := range merged(r.find(joined.String())) {
		offset, first := 0, true
		var parts []hit
		for _, at := range t.spans {
			size := at[1] - at[0]
			start, end := max(h.start-offset, 0), min(h.end-offset, size)
			offset += size
			if start >= end {
				continue
			}
			part := h
			part.start, part.end = at[0]+start, at[0]+end
			if t.json {
				part = wholeEscapes(s, part, at)
			}
			if !first {
				part.mask = ""
			}
			parts, first = append(parts, part), false
		}
		if len(parts) > 1 {
			out = append(out, parts...)
		}
	}
	return out
}

// wholeEscapes widens a hit inside a JSON string so that it splits no escape.
func wholeEscapes(s string, h hit, string [2]int) hit {
	for i := string[0]; i < string[1]; {
		size := value.CharSize(s, i)
		if i < h.start && h.start < i+size {
			h.start = i
		}
		if i < h.end && h.end < i+size {
			h.end = i + size
		}
		i += size
	}
	return h
}

// stringReader finds the strings in JSON texts. It may be used for one after another.
type stringReader struct {
	// strings are those that are values, keys aside, in their order.
	strings []strand
	// paths are their paths (".choices[0].text"), one after the other.
	paths []byte

	path []byte
	open []frame
	last string // the text that was read last; "" if it was none
}

// strand is a string: the end of its path in paths, and the range between its quotes.
type strand struct{ path, start, end int }

// frame is an object or a list that is being read.
type frame struct {
	path  int // length of the path to it
	list  bool
	index int
}

// readAlike finds the strings of s if it differs from the text before only in their contents, as
// most lines of a stream do.
func (r *stringReader) readAlike(s string) bool {
	if r.last == "" {
		return false
	}
	at, before := 0, 0
	for i := range r.strings {
		one := &r.strings[i]
		between := r.last[before:one.start]
		if !strings.HasPrefix(s[at:], between) {
			return r.neither()
		}
		start := at + len(between)
		end := value.StringEnd(s, start-len(`"`)) - len(`"`)
		if end < 0 {
			return r.neither()
		}
		at, before = end, one.end
		one.start, one.end = start, end
	}
	if s[at:] != r.last[before:] {
		return r.neither()
	}
	r.last = s
	return true
}

// neither forgets the text before, as some of its strings may have been replaced.
func (r *stringReader) neither() bool {
	r.last = ""
	return false
}

// read finds the strings of s; false if strings and brackets of s are not those of JSON. It ignores
// the rest, which does not affect strings.
func (r *stringReader) read(s string) bool {
	r.strings, r.paths, r.path, r.open, r.last = r.strings[:0], r.paths[:0], r.path[:0], r.open[:0], ""
	key := false // the next string is a key
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '{', '[':
			r.open = append(r.open, frame{path: len(r.path), list: c == '['})
			if key = c == '{'; !key {
				r.path = append(r.path, "[0]"...)
			}
		case '}', ']':
			if len(r.open) == 0 || r.top().list != (c == ']') {
				return false
			}
			r.path, r.open, key = r.path[:r.top().path], r.open[:len(r.open)-1], false
		case ',':
			if len(r.open) == 0 {
				return false
			}
			top := r.top()
			if key = !top.list; top.list {
				top.index++
				r.path = append(strconv.AppendInt(append(r.path[:top.path], '['), int64(top.index), 10), ']')
			}
		case '"':
			end := value.StringEnd(s, i) - len(`"`)
			if end < 0 || len(r.open) == 0 {
				return false
			}
			if key {
				r.path = append(append(r.path[:r.top().path], '.'), s[i+1:end]...)
				key = false
			} else {
				r.paths = append(r.paths, r.path...)
				r.strings = append(r.strings, strand{len(r.paths), i + 1, end})
			}
			i = end
		}
	}
	if len(r.open) > 0 {
		return false
	}
	r.last = s
	return true
}

func (r *stringReader) top() *frame { return &r.open[len(r.open)-1] }
