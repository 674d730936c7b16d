package redact

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// pieces is a body of several lines, server-sent events or JSON a line, without the
// secrets that it hands out piece by piece: what the same member of each line says
// is put together, as a client does, and looked at as one text. The mask stands
// where a secret begins, and the rest of it is taken out of the lines after.
// What stands whole in one line is for [Redactor.body] and events, before.
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

// track is what one member says in line after line: parts of the body, the insides
// of JSON strings or bare data.
type track struct {
	spans [][2]int
	json  bool
}

// tracksOf reads the lines of a body. Members are told apart by their path.
func tracksOf(s string) []*track {
	byPath := map[string]*track{}
	var out []*track
	add := func(path string, isJSON bool, start, end int) {
		t := byPath[path]
		if t == nil {
			t = &track{json: isJSON}
			byPath[path] = t
			out = append(out, t)
		}
		if start < end {
			t.spans = append(t.spans, [2]int{start, end})
		}
	}
	for from := 0; from < len(s); {
		end := len(s)
		if i := strings.IndexAny(s[from:], "\r\n"); i >= 0 {
			end = from + i
		}
		start, isData := from, strings.HasPrefix(s[from:end], "data:")
		if isData {
			start += len("data:")
			if strings.HasPrefix(s[start:end], " ") {
				start++
			}
		}
		switch value := s[start:end]; {
		case value != "" && (value[0] == '{' || value[0] == '[') && json.Valid([]byte(value)):
			eachString(value, func(path []byte, a, b int) { add(string(path), true, start+a, start+b) })
		case isData:
			add("data", false, start, end)
		}
		from = end + 1
	}
	return out
}

// across finds secrets that lie in several parts of a track, as what to replace in
// the body.
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

// wholeEscapes widens a hit inside a JSON string so that it tears no escape.
func wholeEscapes(s string, h hit, string [2]int) hit {
	for i := string[0]; i < string[1]; {
		size := 1
		if s[i] == '\\' {
			if size = 2; s[i+1] == 'u' {
				size = 6
			}
		}
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

// frame is an object or a list that is being read.
type frame struct {
	path  int // length of the path to it
	list  bool
	index int
}

// eachString visits the values of a JSON text that are strings, keys aside, with
// their paths (".choices[0].text"), which are good until visit returns, and the
// places of what stands between the quotes. s is valid JSON.
func eachString(s string, visit func(path []byte, start, end int)) {
	var path []byte
	var open []frame
	key := false // the next string is a key
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{', '[':
			open = append(open, frame{path: len(path), list: s[i] == '['})
			if key = s[i] == '{'; !key {
				path = append(path, "[0]"...)
			}
		case '}', ']':
			path, open, key = path[:open[len(open)-1].path], open[:len(open)-1], false
		case ',':
			top := &open[len(open)-1]
			if key = !top.list; top.list {
				top.index++
				path = append(strconv.AppendInt(append(path[:top.path], '['), int64(top.index), 10), ']')
			}
		case '"':
			end := i + 1
			for s[end] != '"' {
				if s[end] == '\\' {
					end++
				}
				end++
			}
			if key {
				path = append(append(path[:open[len(open)-1].path], '.'), s[i+1:end]...)
				key = false
			} else {
				visit(path, i+1, end)
			}
			i = end
		}
	}
}
