package openapi

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"assay/runner/internal/importer"
)

// parameterValue is a value for a parameter; given reports whether the document
// has it.
func (r *reader) parameterValue(p *openapi3.Parameter) (value any, given bool) {
	if v, ok := example(p.Example, p.Examples); ok {
		return v, true
	}
	if p.Schema != nil && p.Schema.Value != nil {
		v, given := made(p.Schema.Value, 0)
		return v, given
	}
	if _, content := chosen(p.Content); content != nil {
		v, given := r.mediaValue(content)
		return inJSON(v), given
	}
	return "", false
}

func (r *reader) mediaValue(m *openapi3.MediaType) (value any, given bool) {
	if v, ok := example(m.Example, m.Examples); ok {
		return v, true
	}
	if m.Schema == nil || m.Schema.Value == nil {
		return importer.Map{}, false
	}
	return made(m.Schema.Value, 0)
}

// example is the example of a part, the first by name where there are several.
func example(one any, several openapi3.Examples) (any, bool) {
	if one != nil {
		return valueOf(one), true
	}
	var names []string
	for name, ref := range several {
		if ref.Value != nil && ref.Value.Value != nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, false
	}
	sort.Strings(names)
	return valueOf(several[names[0]].Value.Value), true
}

// deepest is how deep values are made up.
const deepest = 6

// made is a value that a schema allows: its example, default or first choice, else
// one made up; given reports whether nothing had to be.
func made(s *openapi3.Schema, deep int) (value any, given bool) {
	switch {
	case s.Example != nil:
		return valueOf(s.Example), true
	case len(s.Examples) > 0:
		return valueOf(s.Examples[0]), true
	case s.Const != nil:
		return valueOf(s.Const), true
	case s.Default != nil:
		return valueOf(s.Default), true
	case len(s.Enum) > 0:
		return valueOf(s.Enum[0]), true
	case deep >= deepest:
		return importer.Map{}, false
	}
	for _, choice := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		if len(choice) > 0 && choice[0].Value != nil {
			return made(choice[0].Value, deep+1)
		}
	}
	switch {
	case len(s.Properties) > 0 || len(s.AllOf) > 0 || is(s, "object"):
		return object(s, deep)
	case is(s, "array"):
		return array(s, deep)
	}
	return scalarOf(s), false
}

// is reports whether a schema allows a type by name.
func is(s *openapi3.Schema, kind string) bool {
	return s.Type != nil && slices.Contains(*s.Type, kind)
}

// object has the required members, and those with an example.
func object(s *openapi3.Schema, deep int) (any, bool) {
	out, all := importer.Map{}, true
	for _, part := range s.AllOf {
		if part.Value == nil {
			continue
		}
		v, given := made(part.Value, deep+1)
		if m, ok := v.(importer.Map); ok {
			for _, e := range m {
				out.Set(e.Key, e.Value)
			}
			all = all && given
		}
	}
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	var names []string
	for name := range s.Properties {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		ref := s.Properties[name]
		if ref.Value == nil || ref.Value.ReadOnly {
			continue
		}
		v, given := made(ref.Value, deep+1)
		if given || required[name] {
			out.Set(name, v)
			all = all && given
		}
	}
	return out, all && len(out) > 0
}

func array(s *openapi3.Schema, deep int) (any, bool) {
	if s.Items == nil || s.Items.Value == nil {
		return importer.List{}, s.MinItems == 0
	}
	item, given := made(s.Items.Value, deep+1)
	out := importer.List{}
	for range max(1, min(s.MinItems, 5)) {
		out = append(out, item)
	}
	return out, given
}

// formats are texts of the formats of JSON Schema.
var formats = map[string]string{
	"uuid": "00000000-0000-4000-8000-000000000000", "email": "someone@example.org", "uri": "https://example.org/", "url": "https://example.org/",
	"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "time": "00:00:00Z", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
	"hostname": "example.org", "byte": "AA==", "duration": "PT1S",
}

func scalarOf(s *openapi3.Schema) any {
	switch {
	case is(s, "integer") || is(s, "number"):
		least := 1.0
		if s.Min != nil {
			least = math.Ceil(*s.Min)
		}
		if s.Max != nil && least > *s.Max {
			least = *s.Max
		}
		return number(least)
	case is(s, "boolean"):
		return true
	case s.Type.Is("null"):
		return nil
	}
	if text, ok := formats[s.Format]; ok {
		return text
	}
	text := "text"
	for uint64(len(text)) < s.MinLength && len(text) < 200 {
		text += "x"
	}
	if s.MaxLength != nil && uint64(len(text)) > *s.MaxLength {
		text = text[:*s.MaxLength]
	}
	return text
}

// valueOf is what a document has as a value, the members of objects by name.
func valueOf(v any) any {
	switch v := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		out := make(importer.Map, len(names))
		for i, name := range names {
			out[i] = importer.Entry{Key: name, Value: valueOf(v[name])}
		}
		return out
	case []any:
		out := make(importer.List, len(v))
		for i := range v {
			out[i] = valueOf(v[i])
		}
		return out
	case string:
		return importer.Literal(v)
	case float64:
		return number(v)
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339Nano)
	case bool, nil, json.Number:
		return v
	case int, int64, uint64:
		return json.Number(fmt.Sprint(v))
	}
	return fmt.Sprint(v)
}

func number(v float64) json.Number {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return json.Number(strconv.FormatInt(int64(v), 10))
	}
	return json.Number(strconv.FormatFloat(v, 'g', -1, 64))
}

// text is a value as it stands in a URL, header or form.
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

// scalar is a value that a var can have.
func scalar(v any) any {
	switch v.(type) {
	case importer.Map, importer.List:
		return inJSON(v)
	}
	return v
}

// inJSON is a value as JSON.
func inJSON(v any) string {
	raw, err := json.Marshal(plain(v))
	if err != nil {
		return ""
	}
	return string(raw)
}

func plain(v any) any {
	switch v := v.(type) {
	case importer.Map:
		out := map[string]any{}
		for _, e := range v {
			out[e.Key] = plain(e.Value)
		}
		return out
	case importer.List:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i])
		}
		return out
	}
	return v
}
