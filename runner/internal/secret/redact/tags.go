package redact

import "strings"

// mostTag is the size in bytes of the longest tag that is read.
const mostTag = 4 << 10

// tag returns the credential that the text of an element of XML is. A prefix of a namespace is no
// part of its name.
func tag(s string, start, end int) (hit, bool) {
	opens := start
	if opens > 0 && s[opens-1] == ':' {
		for opens--; opens > 0 && start-opens < mostName && isNameByte(s[opens-1]); opens-- {
		}
	}
	if opens == 0 || s[opens-1] != '<' {
		return hit{}, false
	}
	closes := strings.IndexByte(s[end:min(len(s), end+mostTag)], '>')
	if closes < 0 || s[end+closes-1] == '/' {
		return hit{}, false
	}
	from, to := elementText(s, end+closes+1)
	kind := kindAt(s[start:end], s[from:to])
	if kind == "" {
		return hit{}, false
	}
	return issuedHit(s, from, to, kind), true
}

// elementText returns the range of the text at start, without white space around it and the signs
// of a CDATA section.
func elementText(s string, start int) (int, int) {
	const cdata, spaces = "<![CDATA[", " \t\r\n"
	limit := s[:min(len(s), start+longestKey)]
	start = len(limit) - len(strings.TrimLeft(limit[start:], spaces))
	ends := "<"
	if strings.HasPrefix(limit[start:], cdata) {
		start, ends = start+len(cdata), "]"
	}
	end := strings.Index(limit[start:], ends)
	if end < 0 {
		return start, start
	}
	return start, start + len(strings.TrimRight(limit[start:start+end], spaces))
}

// field returns the credential that the attribute with a name at start to end names: the value of
// a field of HTML (<input name="csrf_token" value="…">), or a part of multipart/form-data (RFC
// 7578).
func field(s string, start, end int) (hit, bool) {
	if start < 2 || s[end] == '\\' || s[start-1] != s[end] || s[start-2] != '=' {
		return hit{}, false
	}
	from, to, ok := part(s, start, end)
	if !ok {
		from, to, ok = input(s, start, end)
	}
	kind := ""
	if ok {
		kind = kindAt(s[start:end], s[from:to])
	}
	if kind == "" {
		return hit{}, false
	}
	return issuedHit(s, from, to, kind), true
}

// inputs are the elements that name a value by an attribute, and values the attributes that hold
// it.
var (
	inputs = [...]string{"input ", "meta ", "param "}
	values = [...]string{"value", "content"}
)

// input returns the range of the value of the element around a name.
func input(s string, start, end int) (from, to int, ok bool) {
	opens := max(0, start-mostTag)
	opens += strings.LastIndexByte(s[opens:start], '<') + 1
	closes := strings.IndexByte(s[end:min(len(s), end+mostTag)], '>')
	if opens == 0 || s[opens-1] != '<' || closes < 0 {
		return 0, 0, false
	}
	tag := s[opens : end+closes]
	for _, element := range inputs {
		ok = ok || len(tag) > len(element) && strings.EqualFold(tag[:len(element)], element)
	}
	for at := 0; ok; {
		i := strings.IndexByte(tag[at:], '=')
		if i < 0 {
			break
		}
		at += i
		name, _ := nameAround(tag, max(at-1, 0))
		from, to = pairText(tag, at+1)
		for _, value := range values {
			if strings.EqualFold(tag[name:at], value) {
				return opens + from, opens + to, true
			}
		}
		at = max(at+1, to)
	}
	return 0, 0, false
}

// part returns the range of the content of the part of multipart/form-data with a name.
func part(s string, start, end int) (from, to int, ok bool) {
	if !strings.HasSuffix(s[:start], `form-data; name="`) {
		return 0, 0, false
	}
	head := s[end:min(len(s), end+mostTag)]
	from = strings.Index(head, "\n\r\n") + len("\n\r\n")
	if blank := strings.Index(head, "\n\n"); from < len("\n\r\n") || blank >= 0 && blank+len("\n\n") < from {
		from = blank + len("\n\n")
	}
	if from < len("\n\n") {
		return 0, 0, false
	}
	from += end
	size := strings.Index(s[from:min(len(s), from+longestKey)], "\n--")
	if size < 0 {
		return 0, 0, false
	}
	return from, from + len(strings.TrimRight(s[from:from+size], "\r\n")), true
}
