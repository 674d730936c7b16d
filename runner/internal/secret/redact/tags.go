package redact

import (
	"strings"

	"assay/runner/internal/secret/names"
)

// mostTag is the size in bytes of the longest tag that is read.
const mostTag = 4 << 10

// tags finds credentials in the text of elements of XML, and in fields of HTML that name them:
// <input name="csrf_token" value="…">.
func tags(s string, hits []hit) []hit {
	for from := 0; ; {
		i := strings.IndexByte(s[from:], '<')
		if i < 0 {
			return hits
		}
		from += i + 1
		tag := s[from:min(len(s), from+mostTag)]
		size := 0
		for size < len(tag) && (isNameByte(tag[size]) || tag[size] == ':') {
			size++
		}
		if size == 0 || size > mostName {
			continue
		}
		name := tag[strings.LastIndexByte(tag[:size], ':')+1 : size]
		if isField(name) {
			hits = field(s, from, hits)
			continue
		}
		if !names.MayHold(name) {
			continue
		}
		close := strings.IndexByte(tag, '>')
		if close <= 0 || tag[close-1] == '/' {
			continue
		}
		start, end := elementText(s, from+close+1)
		if kind := kindAt(name, s[start:end]); kind != "" {
			hits = append(hits, issuedHit(s, start, end, kind))
			from = end
		}
	}
}

// elementText returns the range of the text at start, without white space around it and the signs
// of a CDATA section.
func elementText(s string, start int) (int, int) {
	const cdata, spaces = "<![CDATA[", " \t\r\n"
	start = len(s) - len(strings.TrimLeft(s[start:], spaces))
	ends := "<"
	if strings.HasPrefix(s[start:], cdata) {
		start, ends = start+len(cdata), "]"
	}
	end := strings.Index(s[start:min(len(s), start+longestKey)], ends)
	if end < 0 {
		return start, start
	}
	return start, start + len(strings.TrimRight(s[start:start+end], spaces))
}

// isField reports whether an element has a name and a value as attributes.
func isField(element string) bool {
	return strings.EqualFold(element, "input") || strings.EqualFold(element, "meta") || strings.EqualFold(element, "param")
}

// field finds the credential in the tag of a field, which starts at an offset.
func field(s string, from int, hits []hit) []hit {
	tag := s[from:min(len(s), from+mostTag)]
	if end := strings.IndexByte(tag, '>'); end >= 0 {
		tag = tag[:end]
	}
	start, end := attribute(tag, "name", "property", "id")
	name := tag[start:end]
	start, end = attribute(tag, "value", "content")
	if kind := kindAt(name, tag[start:end]); kind != "" {
		hits = append(hits, issuedHit(s, from+start, from+end, kind))
	}
	return hits
}

// attribute returns the range of the value of the first of these attributes that a tag has.
func attribute(tag string, called ...string) (start, end int) {
	for at := 0; ; {
		i := strings.IndexByte(tag[at:], '=')
		if i < 0 {
			return 0, 0
		}
		at += i + 1
		name := pairName(tag[:at-1])
		start, end = pairText(tag, at)
		for _, one := range called {
			if strings.EqualFold(name, one) {
				return start, end
			}
		}
		at = max(at, end)
	}
}

// formParts finds credentials in the parts of multipart/form-data (RFC 7578), by their names.
func formParts(s string, hits []hit) []hit {
	const before = `form-data; name="`
	for from := 0; ; {
		i := strings.Index(s[from:], before)
		if i < 0 {
			return hits
		}
		from += i + len(before)
		head := s[from:min(len(s), from+mostTag)]
		name, _, _ := strings.Cut(head, `"`)
		start := -1
		for _, blank := range [...]string{"\r\n\r\n", "\n\n"} {
			if at := strings.Index(head, blank); at >= 0 && (start < 0 || from+at+len(blank) < start) {
				start = from + at + len(blank)
			}
		}
		if start < 0 {
			continue
		}
		size := strings.Index(s[start:], "\n--")
		if size < 0 {
			return hits
		}
		end := start + len(strings.TrimRight(s[start:start+size], "\r\n"))
		if kind := kindAt(name, s[start:end]); kind != "" {
			hits = append(hits, issuedHit(s, start, end, kind))
		}
		from = start + size
	}
}
