package importer

import (
	"mime"
	"net/url"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// Body sets the request's body, as JSON or a form where its Content-Type says so. text is in the
// document's syntax. Body returns false for bytes that no document can hold.
func (d *Draft) Body(r *Request, text string) bool {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return false
	}
	media := r.Media()
	switch {
	case media == "application/json" || strings.HasSuffix(media, "+json"):
		switch v, plain, ok := d.JSONText(text); {
		case ok && plain != nil: // sent as it is, with its Content-Type
			text = *plain
		case ok && v != nil: // json: null is no body
			r.Body = &Entry{Key: "json", Value: v}
			if media == "application/json" {
				r.plainType()
			}
			return true
		}
	case media == "application/x-www-form-urlencoded":
		if form, ok := d.form(text); ok {
			r.Body = &Entry{Key: "form", Value: form}
			r.plainType()
			return true
		}
	}
	d.secretsIn(text)
	r.Body = &Entry{Key: "body", Value: text}
	return true
}

// Media returns the media type of the request's Content-Type in lower case, "" without one.
func (r *Request) Media() string {
	for _, h := range r.Headers {
		if text, ok := h.Value.(string); ok && strings.EqualFold(h.Key, "Content-Type") {
			media, _, err := mime.ParseMediaType(text)
			if err != nil {
				media, _, _ = strings.Cut(text, ";")
			}
			return strings.ToLower(strings.TrimSpace(media))
		}
	}
	return ""
}

// plainType removes a Content-Type that the kind of body implies.
func (r *Request) plainType() {
	for i, h := range r.Headers {
		text, _ := h.Value.(string)
		_, params, err := mime.ParseMediaType(text)
		if strings.EqualFold(h.Key, "Content-Type") && err == nil && len(params) == 0 {
			r.Headers = append(r.Headers[:i:i], r.Headers[i+1:]...)
			return
		}
	}
}

// JSON parses a JSON text into a value; false for other text, and for an object with a duplicate
// key.
func JSON(text string) (any, bool) {
	n, err := jsontree.Parse(&source.File{Text: []byte(text)})
	if err != nil || n.Twice() != "" {
		return nil, false
	}
	return ValueOf(n), true
}

// ValueOf converts a JSON node into a value.
func ValueOf(n *jsontree.Node) any {
	switch {
	case n == nil:
		return nil
	case n.Object:
		m := make(Map, len(n.Items))
		for i, item := range n.Items {
			m[i] = Entry{Key: item.Key, Value: ValueOf(item)}
		}
		return m
	case n.List:
		l := make(List, len(n.Items))
		for i, item := range n.Items {
			l[i] = ValueOf(item)
		}
		return l
	}
	return n.Value
}

// unescapedForm decodes a name or value of a form, in the document's syntax.
func unescapedForm(s string) (string, error) {
	var failed error
	plain := subst.Literals(s, func(literal string) string {
		decoded, err := url.QueryUnescape(literal)
		if err != nil {
			failed = err
		}
		return Literal(decoded)
	})
	return plain, failed
}

// form reads a URL-encoded body.
func (d *Draft) form(text string) (Map, bool) {
	var form Map
	for pair := range strings.SplitSeq(text, "&") {
		name, value, ok := strings.Cut(pair, "=")
		name, errName := unescapedForm(name)
		plain, err := unescapedForm(value)
		if err != nil || errName != nil || !ok || name == "" || !utf8.ValidString(name+plain) {
			return nil, false
		}
		if names.Credential(name) {
			plain = d.Secret(name, plain)
		}
		form.Add(name, plain)
	}
	return form, true
}
