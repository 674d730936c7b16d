package bruno

import (
	"cmp"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
)

// media are the types that Bruno gives bodies of text.
var media = map[string]string{"json": "application/json", "text": "text/plain", "xml": "application/xml", "sparql": "application/sparql-query"}

// body reads the body that a request sends: mode chooses one of its blocks.
func (r *reader) body(p *importer.Probe, b blocks, mode string) {
	switch mode {
	case "", "none":
	case "json", "text", "xml", "sparql":
		one := b.block("body:" + mode)
		if one == nil && mode == "json" {
			one = b.block("body")
		}
		if one == nil || one.text == "" {
			return
		}
		if p.Media() == "" {
			p.Headers.Set("Content-Type", media[mode])
		}
		text := one.text
		if mode == "json" {
			text = withoutComments(text)
		}
		r.Body(&p.Request, r.text(text, one.first))
	case "formUrlEncoded":
		form := importer.Map{}
		for _, f := range b.block("body:form-urlencoded").on() {
			form.Add(r.text(f.key, f.at), r.field(f))
		}
		if len(form) > 0 {
			p.Body = &importer.Entry{Key: "form", Value: form}
		}
	case "multipartForm":
		r.parts(p, b.block("body:multipart-form"))
	case "graphql":
		r.graphql(p, b)
	case "file":
		r.file(p, b.block("body:file"))
	default:
		r.Drop(b.line().at, "write body:, json:, form: or multipart:", "the body is left out: it is of the kind %s", mode)
	}
}

func (r *reader) field(f pair) string {
	value := r.text(f.value, f.at)
	if names.Credential(f.key) {
		return r.Secret(f.key, value)
	}
	return value
}

var (
	fileValue   = source.Pattern(`(?s)^@file\((.*)\)$`)
	typedValue  = source.Pattern(`(?s)^(.*?)\s*@contentType\((.*?)\)\s*$`)
	jsonComment = source.Pattern(`(?m)"(?:\\.|[^"\\])*"|//[^\n]*|/\*(?s:.*?)\*/`)
)

// withoutComments takes the comments out of JSON, as Bruno does.
func withoutComments(text string) string {
	return jsonComment().ReplaceAllStringFunc(text, func(m string) string {
		if strings.HasPrefix(m, "/") {
			return ""
		}
		return m
	})
}

// split returns a value without its type of media, and that type.
func split(value string) (string, string) {
	if m := typedValue().FindStringSubmatch(value); m != nil {
		return m[1], m[2]
	}
	return value, ""
}

func (r *reader) parts(p *importer.Probe, b *block) {
	list := importer.List{}
	for _, f := range b.on() {
		value, kind := split(f.value)
		files := []string{""}
		m := fileValue().FindStringSubmatch(value)
		if m != nil {
			files = strings.Split(m[1], "|")
		}
		for _, file := range files {
			part := importer.Map{{Key: "name", Value: r.text(f.key, f.at)}}
			switch {
			case m == nil:
				part.Set("value", r.field(pair{key: f.key, value: value, at: f.at}))
			case r.there(file):
				part.Set("file", r.path(file))
			default:
				part.Set("value", "")
				r.Drop(f.at, "put the file beside the suite and write file: in the place of value:", "the file %q of the part %s is left out", file, f.key)
			}
			if kind != "" {
				part.Set("type", kind)
			}
			list = append(list, part)
		}
	}
	if len(list) > 0 {
		p.Body = &importer.Entry{Key: "multipart", Value: list}
	}
}

// there reports whether a file is below the folder of the collection.
func (r *reader) there(name string) bool {
	_, err := r.read(strings.TrimPrefix(name, "./"))
	return err == nil
}

func (r *reader) path(name string) string {
	if r.options.Path == nil {
		return name
	}
	return r.options.Path(name)
}

func (r *reader) file(p *importer.Probe, b *block) {
	all := b.on()
	if len(all) == 0 {
		return
	}
	value, kind := split(all[0].value)
	m := fileValue().FindStringSubmatch(value)
	if m == nil || !r.there(m[1]) {
		r.Drop(all[0].at, "put the file beside the suite and name it with file:", "the file that is sent is left out: %s", value)
		return
	}
	p.Body = &importer.Entry{Key: "file", Value: r.path(m[1])}
	if p.Media() == "" {
		p.Headers.Set("Content-Type", cmp.Or(kind, "application/octet-stream"))
	}
}

func (r *reader) graphql(p *importer.Probe, b blocks) {
	query, variables := b.block("body:graphql"), b.block("body:graphql:vars")
	if query == nil {
		return
	}
	m := importer.Map{{Key: "query", Value: r.text(query.text, query.first)}}
	if variables != nil && strings.TrimSpace(variables.text) != "" {
		v, plain, ok := r.JSONText(r.text(withoutComments(variables.text), variables.first))
		object, isObject := v.(importer.Map)
		switch {
		case !ok || plain != nil || !isObject:
			r.Drop(variables.at, "write them under graphql: {variables}", "the variables of the query are left out: they are no JSON, or a variable without quotes has a text")
		case len(object) > 0:
			m.Set("variables", object)
		}
	}
	p.Body = &importer.Entry{Key: "graphql", Value: m}
}
