package openapi

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
)

// parameterValue returns a value for a parameter; given reports whether the document has it.
func (r *reader) parameterValue(p part) (value any, given bool) {
	if v, ok := example(p); ok {
		return v, true
	}
	if s := p.at("schema"); s.there() {
		return made(s, 0)
	}
	if _, content := chosen(p.at("content")); content.there() {
		v, given := r.mediaValue(content)
		return inJSON(v), given
	}
	return "", false
}

func (r *reader) mediaValue(m part) (value any, given bool) {
	if v, ok := example(m); ok {
		return v, true
	}
	s := m.at("schema")
	if !s.there() {
		return importer.Map{}, false
	}
	return made(s, 0)
}

// example returns the example of a part, the first if there are several.
func example(p part) (any, bool) {
	if one := p.at("example"); one.there() {
		return one.value(), true
	}
	for _, e := range p.at("examples").entries() {
		if v := e.at("value"); v.there() {
			return v.value(), true
		}
		if v := e.at("dataValue"); v.there() { // OpenAPI 3.2
			return v.value(), true
		}
	}
	return nil, false
}

// deepest limits the depth of generated values.
const deepest = 6

// made returns a value that a schema allows: its example, default or first choice, else a generated
// one; given is false if any part is generated.
func made(s part, deep int) (value any, given bool) {
	if one := s.at("example"); one.there() {
		return one.value(), true
	}
	if examples := s.at("examples").items(); len(examples) > 0 {
		return examples[0].value(), true
	}
	for _, key := range []string{"const", "default"} {
		if v := s.at(key); v.there() {
			return v.value(), true
		}
	}
	if values := s.at("enum").items(); len(values) > 0 {
		return values[0].value(), true
	}
	if deep >= deepest {
		return importer.Map{}, false
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		if choice := s.at(key).items(); len(choice) > 0 {
			return made(choice[0].followed(), deep+1)
		}
	}
	switch {
	case len(s.at("properties").entries()) > 0 || len(s.at("allOf").items()) > 0 || is(s, "object"):
		return object(s, deep)
	case is(s, "array"):
		return array(s, deep)
	}
	return scalarOf(s), false
}

// is reports whether a schema allows a type by name.
func is(s part, kind string) bool {
	t := s.at("type")
	return t.text() == kind || slices.ContainsFunc(t.items(), func(one part) bool { return one.text() == kind })
}

// object returns an object with the required members and those with an example.
func object(s part, deep int) (any, bool) {
	out, all := importer.Map{}, true
	for _, of := range s.at("allOf").items() {
		v, given := made(of.followed(), deep+1)
		if m, ok := v.(importer.Map); ok {
			for _, e := range m {
				out.Set(e.Key, e.Value)
			}
			all = all && given
		}
	}
	required := map[string]bool{}
	for _, name := range s.at("required").items() {
		required[name.text()] = true
	}
	for _, e := range s.at("properties").sorted() {
		property := e.followed()
		if property.at("readOnly").is() {
			continue
		}
		v, given := made(property, deep+1)
		if given || required[e.name()] {
			out.Set(e.name(), v)
			all = all && given
		}
	}
	return out, all && len(out) > 0
}

func array(s part, deep int) (any, bool) {
	least, _ := s.at("minItems").number()
	items := s.at("items")
	if !items.there() {
		return importer.List{}, least == 0
	}
	item, given := made(items, deep+1)
	out := importer.List{}
	for range max(1, min(int(least), 5)) {
		out = append(out, item)
	}
	return out, given
}

// formats maps the formats of JSON Schema to valid texts.
var formats = map[string]string{
	"uuid": "00000000-0000-4000-8000-000000000000", "email": "someone@example.org", "uri": "https://example.org/", "url": "https://example.org/",
	"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "time": "00:00:00Z", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
	"hostname": "example.org", "byte": "AA==", "duration": "PT1S",
}

func scalarOf(s part) any {
	switch {
	case is(s, "integer") || is(s, "number"):
		least := 1.0
		if minimum, ok := s.at("minimum").number(); ok {
			least = math.Ceil(minimum)
		}
		if maximum, ok := s.at("maximum").number(); ok && least > maximum {
			least = maximum
		}
		return number(least)
	case is(s, "boolean"):
		return true
	case s.at("type").text() == "null":
		return nil
	}
	if text, ok := formats[s.at("format").text()]; ok {
		return text
	}
	text := "text"
	least, _ := s.at("minLength").number()
	for float64(len(text)) < least && len(text) < 200 {
		text += "x"
	}
	if most, ok := s.at("maxLength").number(); ok && most >= 0 && float64(len(text)) > most {
		text = text[:int(most)]
	}
	return text
}

func number(v float64) json.Number {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return json.Number(strconv.FormatInt(int64(v), 10))
	}
	return json.Number(strconv.FormatFloat(v, 'g', -1, 64))
}

// text converts a value for a URL, header or form.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case importer.Map, importer.List:
		return inJSON(v)
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}

// inJSON encodes a value as JSON, members in their order.
func inJSON(v any) string {
	var out []string
	switch v := v.(type) {
	case importer.Map:
		for _, e := range v {
			out = append(out, inJSON(e.Key)+":"+inJSON(e.Value))
		}
		return "{" + strings.Join(out, ",") + "}"
	case importer.List:
		for _, item := range v {
			out = append(out, inJSON(item))
		}
		return "[" + strings.Join(out, ",") + "]"
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

// plain converts a value to one as encoding/json decodes it, with its texts converted by text.
func plain(v any, text func(string) string) any {
	switch v := v.(type) {
	case importer.Map:
		out := map[string]any{}
		for _, e := range v {
			out[e.Key] = plain(e.Value, text)
		}
		return out
	case importer.List:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i], text)
		}
		return out
	case string:
		return text(v)
	}
	return v
}
