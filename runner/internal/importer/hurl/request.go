package hurl

import (
	"cmp"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/importer"
	"assay/runner/internal/origin"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// request reads the lines and sections of a request.
func (r *reader) request(p *importer.Probe, e *entry) {
	address := r.text(e.address)
	if r.known(e.option("path-as-is")) != "true" {
		address, _ = importer.WithoutDots(address)
	}
	r.Address(&p.Request, address)
	if _, rest := origin.Split(p.URL); rest == "" && !strings.HasPrefix(p.URL, "${") {
		p.URL += "/"
	}
	for _, h := range e.headers {
		r.ByHand(&p.Request, r.at(h.line), r.text(h.key), r.text(h.value))
	}
	for _, q := range e.sections["Query"] {
		r.AddQuery(&p.Request, r.text(q.key), r.text(q.value))
	}
	for _, c := range e.sections["Cookies"] {
		name := r.text(c.key)
		p.Cookies.Set(name, r.Secret(name+" cookie", r.text(c.value)))
	}
	for _, a := range e.sections["BasicAuth"] {
		r.Basic(&p.Request, "basic", r.text(a.key), r.text(a.value))
	}
	if form := e.sections["Form"]; len(form) > 0 {
		m := importer.Map{}
		for _, f := range form {
			m.Add(r.text(f.key), r.field(f))
		}
		p.Body = &importer.Entry{Key: "form", Value: m}
	}
	if parts := e.sections["Multipart"]; len(parts) > 0 {
		r.multipart(p, parts)
	}
	if e.body != nil {
		r.body(p, e.body)
	}
}

func (r *reader) field(f pair) string {
	value := r.text(f.value)
	if names.Credential(f.key) {
		return r.Secret(f.key, value)
	}
	return value
}

var filePart = source.Pattern(`^file,([^;]+);\s*([^;]*);?$`)

func (r *reader) multipart(p *importer.Probe, parts []pair) {
	list := importer.List{}
	for _, f := range parts {
		part := importer.Map{{Key: "name", Value: r.text(f.key)}}
		m := filePart().FindStringSubmatch(f.value)
		switch {
		case m == nil:
			part.Set("value", r.field(f))
		case r.readable(m[1]):
			part.Set("file", r.path(m[1]))
		default:
			part.Set("value", "")
			part.Set("filename", m[1][strings.LastIndexByte(m[1], '/')+1:])
			r.Drop(r.at(f.line), "put the file beside the suite and write file: in the place of value:", "the file %q of a part is left out", m[1])
		}
		if m != nil {
			part.Set("type", cmp.Or(strings.TrimSpace(m[2]), cmp.Or(partTypes[path.Ext(m[1])], "application/octet-stream")))
		}
		list = append(list, part)
	}
	p.Body = &importer.Entry{Key: "multipart", Value: list}
}

func (r *reader) readable(path string) bool {
	if r.options.ReadFile == nil {
		return false
	}
	_, err := r.options.ReadFile(path)
	return err == nil
}

func (r *reader) path(name string) string {
	if r.options.Path == nil {
		return name
	}
	return r.options.Path(name)
}

// bare matches a {{variable}} in the place of a whole JSON value.
var bare = source.Pattern(`([:\[,]\s*)(\{\{[^{}"]+\}\})`)

// inlined replaces bare variables of a JSON text by the numbers and words that the file sets.
func (r *reader) inlined(s string) string {
	return bare().ReplaceAllStringFunc(s, func(one string) string {
		m := bare().FindStringSubmatch(one)
		name := template().FindStringSubmatch(m[2])
		if name != nil && r.scalars[name[1]] != "" {
			r.inPlace(name[1])
			return m[1] + r.scalars[name[1]]
		}
		return one
	})
}

// mostRead is the greatest size of a file that a suite holds inline, in bytes.
const mostRead = 256 << 10

func (r *reader) body(p *importer.Probe, b *body) {
	switch b.kind {
	case "file":
		if r.readable(b.text) {
			text, _ := r.options.ReadFile(b.text)
			if len(text) <= mostRead && utf8.Valid(text) {
				r.Body(&p.Request, importer.Literal(string(text)))
				return
			}
			p.Body = &importer.Entry{Key: "file", Value: r.path(b.text)}
			return
		}
		r.Drop(r.at(b.line), "put the file beside the suite and name it with file:", "the file %q that is sent is left out", b.text)
		return
	case "base64", "hex":
		r.bytes(p, b)
		return
	}
	if b.media == "graphql" {
		r.graphql(p, b)
		return
	}
	if b.media != "" && p.Media() == "" {
		p.Headers.Set("Content-Type", b.media)
	}
	r.Body(&p.Request, r.bodyText(b))
}

// bytes sends a body in base64 or hex: as text, or as a file next to the suite.
func (r *reader) bytes(p *importer.Probe, b *body) {
	raw, why := r.raw(b.kind, b.text)
	switch {
	case why != "":
		r.Drop(r.at(b.line), "put the bytes into a file and name it with file:", "a body in %s is left out: %s", b.kind, why)
		return
	case r.Body(&p.Request, importer.Literal(string(raw))):
		return
	case r.options.Alone:
		r.Drop(r.at(b.line), "import into a file, or put the bytes into one and name it with file:", "a body in %s is left out: it is no text, and no file is written", b.kind)
		return
	}
	name := suite.Slug(r.Suite) + "-" + strconv.Itoa(b.line) + ".bin"
	r.Files = append(r.Files, importer.File{Name: name, Text: raw, About: "the bytes of a body"})
	p.Body = &importer.Entry{Key: "file", Value: name}
}

// partTypes are the types that Hurl gives the parts of a form by the ending of the file.
var partTypes = map[string]string{
	".gif": "image/gif", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".svg": "image/svg+xml",
	".txt": "text/plain", ".htm": "text/html", ".html": "text/html", ".pdf": "application/pdf", ".xml": "application/xml",
}

// graphql reads a query, and "variables {…}" after it.
func (r *reader) graphql(p *importer.Probe, b *body) {
	query, variables, has := strings.Cut(b.text, "\nvariables")
	m := importer.Map{{Key: "query", Value: r.text(strings.TrimSpace(query))}}
	if has {
		if v, plain, ok := r.JSONText(r.text(r.inlined(variables))); ok && plain == nil {
			m.Set("variables", v)
		} else {
			r.Drop(r.at(b.line), "write them under graphql: {variables}", "the variables of the query are left out: they are no JSON, or a variable without quotes has a text")
		}
	}
	p.Body = &importer.Entry{Key: "graphql", Value: m}
}
