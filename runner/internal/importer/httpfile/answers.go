package httpfile

import (
	"strings"
	"unicode"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
)

// know makes the answer to p known to the templates that follow.
func (r *reader) know(name string, p *importer.Probe) {
	r.last = p
	if name == "" {
		return
	}
	r.named[name] = p
	r.named[camelCase(name)] = p
}

// camelCase spells a name as httpyac does, for JavaScript: "read an order" is readAnOrder.
func camelCase(name string) string {
	var out strings.Builder
	upper := false
	for _, c := range strings.TrimSpace(name) {
		switch {
		case c == '-' || unicode.IsSpace(c):
			upper = true
			continue
		case upper:
			c = unicode.ToUpper(c)
		}
		upper = false
		out.WriteRune(c)
	}
	return out.String()
}

// fromAnswer returns the reference to a capture from the answer that a template names; "" if it
// names none.
func (r *reader) fromAnswer(template string) string {
	head := template
	if end := strings.IndexAny(template, ".["); end >= 0 {
		head = template[:end]
	}
	rest := template[len(head):]
	p, from := r.named[head], importer.Map(nil)
	switch whole, isWhole := strings.CutSuffix(head, "Response"); {
	case p != nil && strings.HasPrefix(rest, ".response."):
		from = ofREST(rest[len(".response."):])
	case p != nil:
		from = parsed(template, head)
	case isWhole && r.named[whole] != nil:
		p, from = r.named[whole], ofResponse(template, head)
	case head == "response" && r.last != nil:
		p, from = r.last, ofResponse(template, head)
	}
	if from == nil {
		return ""
	}
	return r.Capture(p, hint(from, template), from)
}

// hint returns what a capture is called: the last word of its path.
func hint(from importer.Map, otherwise string) string {
	at, _ := from[0].Value.(string)
	if words := strings.FieldsFunc(at, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' && c != '-' }); len(words) > 0 {
		return words[len(words)-1]
	}
	if at == "" {
		return from[0].Key
	}
	return otherwise
}

// ofREST reads the part of an answer as the REST Client names it: body.$.token, body.//a,
// headers.X, body.*.
func ofREST(part string) importer.Map {
	if name, ok := strings.CutPrefix(part, "headers."); ok {
		return importer.MapOf("header", name)
	}
	path, ok := strings.CutPrefix(part, "body")
	switch path = strings.TrimPrefix(path, "."); {
	case !ok:
		return nil
	case path == "" || path == "*":
		return importer.MapOf("body", true)
	case strings.HasPrefix(path, "/"):
		return importer.MapOf("xml", path)
	case strings.HasPrefix(path, "$"):
		return importer.MapOf("json", importer.JSONPath(path))
	}
	return parsed("body."+path, "body")
}

// parsed reads a member of a body that was read as JSON, as httpyac names it: login.token.
func parsed(expression, names string) importer.Map {
	v, ok := javascript.Expression(expression)
	if !ok {
		return nil
	}
	path, ok := v.Below(names)
	switch {
	case !ok:
		return nil
	case path == "$":
		return importer.MapOf("body", true)
	}
	return importer.MapOf("json", path)
}

// ofResponse reads a part of httpyac's response: loginResponse.headers['x'], response.parsedBody.a.
func ofResponse(expression, name string) importer.Map {
	v, ok := javascript.Expression(expression)
	if !ok {
		return nil
	}
	s, ok := subjectOf(v, name)
	if !ok {
		return nil
	}
	return s.capture()
}
