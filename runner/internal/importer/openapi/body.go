package openapi

import (
	"fmt"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/suite"
)

// mediaTypes are the kinds of body, in order of preference.
var mediaTypes = []string{"application/json", "+json", formType, partsType, "text/"}

const (
	formType  = "application/x-www-form-urlencoded"
	partsType = "multipart/form-data"
)

func (r *reader) body(p *importer.Probe, op operation) {
	kinds := op.at("requestBody").at("content")
	full, content := chosen(kinds)
	media := bareMedia(full)
	if !content.there() {
		return
	}
	if n := len(kinds.entries()); n > 1 {
		r.Drop(op.place, "write another probe for them", "%s %s: of %d kinds of body %s is taken", op.method, op.path, n, media)
	}
	value, given := r.mediaValue(content)
	if fields, ok := value.(importer.Map); ok && len(fields) == 0 && (media == formType || media == partsType) {
		value, given = everyField(content.at("schema")), false // a form of nothing is no form
	}
	if !given {
		r.madeUp = append(r.madeUp, "the body")
	}
	r.sent(op, "the body", content.at("schema"), value, exampleCheck{madeUp: !given})
	switch {
	case media == "application/json" && full == media:
		p.Body = &importer.Entry{Key: "json", Value: value}
	case strings.HasSuffix(media, "json"):
		p.Headers.Set("Content-Type", full)
		p.Body = &importer.Entry{Key: "json", Value: value}
	case media == formType:
		p.Body = &importer.Entry{Key: "form", Value: r.fields(content.at("encoding"), value)}
	case media == partsType:
		p.Body = &importer.Entry{Key: "multipart", Value: r.parts(content, value)}
	default:
		p.Headers.Set("Content-Type", full)
		p.Body = &importer.Entry{Key: "body", Value: text(value)}
	}
}

// everyField returns an object with all properties of a schema that a request may have.
func everyField(s part) importer.Map {
	out := importer.Map{}
	for _, of := range s.at("allOf").items() {
		for _, e := range everyField(of.followed()) {
			out.Set(e.Key, e.Value)
		}
	}
	for _, e := range s.at("properties").sorted() {
		if property := e.followed(); !property.at("readOnly").is() {
			value, _ := made(property, 1)
			out.Set(e.name(), value)
		}
	}
	return out
}

// fields converts an object to the fields of a form, by the styles of its encoding (OpenAPI 3.1,
// section 4.8.15.1).
func (r *reader) fields(encoding part, value any) importer.Map {
	object, _ := value.(importer.Map)
	out := importer.Map{}
	for _, e := range object {
		of := encoding.at(e.Key)
		_, isObject := e.Value.(importer.Map)
		fields := styleOf(of, e.Key, "form").fields(e.Value)
		if isObject && !of.at("style").there() && !of.at("explode").there() {
			fields = importer.MapOf(e.Key, text(e.Value))
		}
		for _, f := range fields {
			field, _ := f.Value.(string)
			out.Add(f.Key, r.field(f.Key, field))
		}
	}
	return out
}

// field returns the text of a field, as a secret if its name is that of a credential.
func (r *reader) field(name, text string) string {
	if names.Credential(name) {
		return r.Secret(name, text)
	}
	return text
}

// parts converts an object to the parts of a multipart body: a list to a part for each item, what
// is no text to a part of the type that OpenAPI gives it (3.1, section 4.8.14.4; 4.8.15.1).
func (r *reader) parts(content part, value any) importer.List {
	object, _ := value.(importer.Map)
	out := importer.List{}
	for _, e := range object {
		schema := property(content.at("schema"), e.Key)
		items, isList := e.Value.(importer.List)
		if isList {
			schema = schema.at("items")
		} else {
			items = importer.List{e.Value}
		}
		kind := partType(schema, content.at("encoding").at(e.Key))
		for i, item := range items {
			part := importer.Map{{Key: "name", Value: e.Key}, {Key: "value", Value: r.field(e.Key, text(item))}}
			if _, isMap := item.(importer.Map); isMap && kind == "" {
				kind = "application/json"
			}
			if binary(schema) {
				part.Set("filename", fmt.Sprintf("%s-%d", suite.Slug(e.Key), i+1))
			}
			if kind != "" {
				part.Set("type", kind)
			}
			out = append(out, part)
		}
	}
	return out
}

// property returns the schema of a property, also of one in allOf.
func property(s part, name string) part {
	if p := s.at("properties").at(name); p.there() {
		return p
	}
	for _, of := range s.at("allOf").items() {
		if p := property(of.followed(), name); p.there() {
			return p
		}
	}
	return part{}
}

// partType returns the media type that the document gives a part, "" for the default of texts.
func partType(schema, encoding part) string {
	kind, _, _ := strings.Cut(encoding.at("contentType").text(), ",")
	if kind = strings.TrimSpace(kind); kind != "" && !strings.Contains(kind, "*") {
		return kind
	}
	if kind := schema.at("contentMediaType").text(); kind != "" {
		return kind
	}
	if binary(schema) {
		return "application/octet-stream"
	}
	return ""
}

// binary reports whether a schema is that of a file's bytes.
func binary(s part) bool {
	return s.at("format").text() == "binary" || s.at("contentMediaType").there()
}

// bareMedia returns a media type without its parameters.
func bareMedia(name string) string {
	media, _, _ := strings.Cut(name, ";")
	return strings.TrimSpace(media)
}

// chosen returns the preferred kind of body, as the document names it.
func chosen(content part) (string, part) {
	kinds := content.sorted()
	for _, wanted := range mediaTypes {
		for _, kind := range kinds {
			media := bareMedia(kind.name())
			if media == wanted || strings.HasSuffix(media, wanted) || strings.HasSuffix(wanted, "/") && strings.HasPrefix(media, wanted) {
				return kind.name(), kind.followed()
			}
		}
	}
	if len(kinds) == 0 {
		return "", part{}
	}
	return kinds[0].name(), kinds[0].followed()
}
