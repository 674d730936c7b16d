package postman

import (
	"cmp"
	"slices"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/secret/names"
)

// languages maps the languages of raw bodies to Content-Types.
var languages = map[string]string{
	"json": "application/json", "xml": "application/xml", "html": "text/html", "javascript": "application/javascript",
}

// bodiless are the methods that Postman sends without a body, unless disableBodyPruning is set.
var bodiless = []string{"GET", "COPY", "HEAD", "PURGE", "UNLOCK"}

func (r *reader) body(p *importer.Probe, n *jsontree.Node, name string, pruned bool) {
	if n == nil || n.Get("disabled").Is() || pruned && slices.Contains(bodiless, p.Method) {
		return
	}
	switch n.Get("mode").Text() {
	case "raw":
		raw := n.Get("raw")
		if raw.Text() == "" {
			return
		}
		if p.Media() == "" {
			p.Headers.Set("Content-Type", cmp.Or(languages[n.Get("options").Get("raw").Get("language").Text()], "text/plain"))
		}
		text := raw.Text()
		if n.Get("options").Get("raw").Get("language").Text() == "json" {
			text = withoutComments(text)
		}
		r.Body(&p.Request, r.text(text, raw.At()))
	case "urlencoded":
		form := importer.Map{}
		for _, f := range n.Get("urlencoded").All() {
			if !off(f) {
				form.Add(r.text(f.Get("key").Text(), f.At()), r.fieldText(f))
			}
		}
		if len(form) > 0 {
			p.Body = &importer.Entry{Key: "form", Value: form}
		}
	case "formdata":
		if parts := r.parts(n, name); len(parts) > 0 {
			p.Body = &importer.Entry{Key: "multipart", Value: parts}
		}
	case "graphql":
		r.graphql(p, n.Get("graphql"))
	case "file":
		src := n.Get("file").Get("src").Text()
		if src == "" {
			r.Drop(n.At(), "name a file beside the suite with file:", "%s: its body is a file, and none was chosen", name)
			return
		}
		r.Drop(n.At(), "put the file beside the suite and name it with file:", "%s: the file that is sent is left out: %s", name, src)
	}
}

func (r *reader) fieldText(f *jsontree.Node) string {
	value := r.text(f.Get("value").Text(), f.At())
	if names.Credential(f.Get("key").Text()) {
		return r.Secret(f.Get("key").Text(), value)
	}
	return value
}

func (r *reader) parts(n *jsontree.Node, name string) importer.List {
	parts := importer.List{}
	for _, f := range n.Get("formdata").All() {
		if off(f) {
			continue
		}
		part := importer.Map{{Key: "name", Value: r.text(f.Get("key").Text(), f.At())}}
		if f.Get("type").Text() == "file" {
			part.Set("value", "")
			r.Drop(f.At(), "put the file beside the suite and write file: in the place of value:", "%s: the file of the part %s is left out", name, f.Get("key").Text())
		} else {
			part.Set("value", r.fieldText(f))
		}
		if media := f.Get("contentType").Text(); media != "" {
			part.Set("type", media)
		}
		parts = append(parts, part)
	}
	return parts
}

func (r *reader) graphql(p *importer.Probe, n *jsontree.Node) {
	m := importer.Map{{Key: "query", Value: r.text(n.Get("query").Text(), n.At())}}
	variables := n.Get("variables")
	if v, plain, ok := r.JSONText(r.text(variables.Text(), n.At())); ok && plain == nil {
		if object, ok := v.(importer.Map); ok && len(object) > 0 {
			m.Set("variables", object)
		}
	}
	if operation := n.Get("operationName").Text(); operation != "" {
		m.Set("operation", operation)
	}
	p.Body = &importer.Entry{Key: "graphql", Value: m}
}

// withoutComments removes comments from JSON, as Postman does.
func withoutComments(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		rest := text[i:]
		n, comment := 1, false
		switch {
		case rest[0] == '"':
			n = quoted(rest)
		case strings.HasPrefix(rest, "//"):
			comment = true
			if n = strings.IndexByte(rest, '\n'); n < 0 {
				n = len(rest)
			}
		case strings.HasPrefix(rest, "/*"):
			if end := strings.Index(rest[2:], "*/"); end >= 0 {
				n, comment = end+4, true
			}
		}
		if !comment {
			out.WriteString(rest[:n])
		}
		i += n
	}
	return out.String()
}

// quoted returns the length in bytes of the quoted text at the start of s.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}
