package openapi

import (
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/subst"
)

// style is how a list or an object is written (OpenAPI 3.1, section 4.8.12.2, and RFC 6570).
type style struct {
	name    string
	explode bool
	key     string
}

// styleOf returns the style of a parameter, or of the encoding of a form's field; byDefault is that
// of its place.
func styleOf(p part, key, byDefault string) style {
	s := style{name: p.at("style").text(), key: key}
	if s.name == "" {
		s.name = byDefault
	}
	s.explode = s.name == "form"
	if explode := p.at("explode"); explode.there() {
		s.explode = explode.is()
	}
	return s
}

// delimiter separates the items of what is not exploded.
func (s style) delimiter() string {
	switch s.name {
	case "label":
		return "."
	case "spaceDelimited":
		return " "
	case "pipeDelimited":
		return "|"
	}
	return ","
}

// words returns the items of a list, or the names and values of an object, as escape writes them;
// one word for any other value.
func words(v any, escape func(string) string) []string {
	var out []string
	switch v := v.(type) {
	case importer.List:
		for _, item := range v {
			out = append(out, escape(text(item)))
		}
	case importer.Map:
		for _, e := range v {
			out = append(out, escape(e.Key), escape(text(e.Value)))
		}
	default:
		out = append(out, escape(text(v)))
	}
	return out
}

// pairs returns the members of an object as name=value.
func pairs(v importer.Map, escape func(string) string) []string {
	var out []string
	for _, e := range v {
		out = append(out, escape(e.Key)+"="+escape(text(e.Value)))
	}
	return out
}

// empty reports whether a value is a list or an object of nothing: it is not sent (RFC 6570,
// section 2.3).
func empty(v any) bool {
	object, isObject := v.(importer.Map)
	list, isList := v.(importer.List)
	return isObject && len(object) == 0 || isList && len(list) == 0
}

func asItIs(s string) string { return s }

// fields returns what a query or a form has for a value: several fields where the style explodes
// it, none for an empty list or object.
func (s style) fields(v any) importer.Map {
	object, isObject := v.(importer.Map)
	list, isList := v.(importer.List)
	out := importer.Map{}
	switch {
	case isObject && s.name == "deepObject":
		for _, e := range object {
			out = append(out, importer.Entry{Key: s.key + "[" + e.Key + "]", Value: text(e.Value)})
		}
	case isObject && s.explode:
		for _, e := range object {
			out = append(out, importer.Entry{Key: e.Key, Value: text(e.Value)})
		}
	case isList && s.explode:
		for _, item := range list {
			out = append(out, importer.Entry{Key: s.key, Value: text(item)})
		}
	case !empty(v):
		out = importer.MapOf(s.key, strings.Join(words(v, asItIs), s.delimiter()))
	}
	return out
}

// header returns the value of a header.
func (s style) header(v any) string {
	if object, ok := v.(importer.Map); ok && s.explode {
		return strings.Join(pairs(object, asItIs), ",")
	}
	return strings.Join(words(v, asItIs), ",")
}

// path returns what stands before a value in a path, and the value.
func (s style) path(v any) (prefix string, value any) {
	object, isObject := v.(importer.Map)
	_, isList := v.(importer.List)
	switch all := words(v, inPath); {
	case s.name == "matrix" && isObject && s.explode:
		return "", prefixed(";", pairs(object, inPath))
	case s.name == "matrix" && isList && s.explode:
		return "", prefixed(";"+inPath(s.key)+"=", all)
	case s.name == "label" && isObject && s.explode:
		return "", prefixed(".", pairs(object, inPath))
	case isObject && s.explode:
		value = strings.Join(pairs(object, inPath), ",")
	case isObject || isList:
		value = strings.Join(all, s.delimiter())
	case all[0] == text(v):
		value = v // a number stays one
	default:
		value = all[0]
	}
	switch {
	case empty(v):
	case s.name == "label":
		prefix = "."
	case s.name == "matrix":
		prefix = ";" + inPath(s.key) + "="
	}
	return prefix, value
}

// prefixed returns the words, each with a prefix.
func prefixed(prefix string, words []string) string {
	var out strings.Builder
	for _, w := range words {
		out.WriteString(prefix + w)
	}
	return out.String()
}

// inPath escapes a text for a path: all but RFC 3986's unreserved characters.
func inPath(s string) string {
	const hex = "0123456789ABCDEF"
	s = subst.Finish(s)
	var out strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			out.WriteByte(c)
		default:
			out.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return out.String()
}
