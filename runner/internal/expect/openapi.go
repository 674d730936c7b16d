package expect

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
)

// openAPICheck is the key `openapi`: the whole response is one that the suite's
// OpenAPI document describes for the operation.
type openAPICheck struct {
	at    source.Pos
	doc   *apiDocument
	op    *apiOperation // nil: the one of the request's method and path
	masks maskNames
}

// compileOpenAPI reads `true` or an operation id.
func compileOpenAPI(c *compiling, n *yaml.Node) check {
	n = source.Resolve(n)
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!bool" && n.Value != "true" {
		c.wants(n, "openapi", "true or an operation id")
		return nil
	}
	if c.OpenAPI == "" {
		c.mistake(n, "openapi: the suite names no OpenAPI document").Next = "write openapi: <path of the document> at its top level"
		return nil
	}
	doc, err := c.Shared.openAPI(c.OpenAPI)
	if err != nil {
		c.openAPIMistakes(n, err)
		return nil
	}
	k := &openAPICheck{at: c.at(n), doc: doc, masks: c.Masked}
	if n.Tag == "!!bool" || isLate(n) {
		return k
	}
	if k.op = doc.byID[n.Value]; k.op == nil {
		c.unknownWord(n, "operation of "+doc.name, n.Value, sortedKeys(doc.byID))
		return nil
	}
	return k
}

// openAPIMistakes records what is wrong with the document, at the first place of
// a suite that needs it.
func (c *compiling) openAPIMistakes(n *yaml.Node, err error) {
	here := func(string) (source.Pos, error) { return c.at(n), nil }
	if first, _ := cached(c.Shared, "openapi mistakes", c.OpenAPI, here); first != c.at(n) {
		return
	}
	var several apiMistakes
	if !errors.As(err, &several) {
		several = apiMistakes{err}
	}
	for _, one := range several {
		c.mistake(n, "openapi: %s: %s", filepath.Base(c.OpenAPI), clipLine(one.Error(), 400))
	}
}

func (k *openAPICheck) judge(o *exchange.Observation, w *World, out *Result) {
	status, unknown := w.statusOf(o)
	if unknown != "" {
		out.unknown("openapi: " + unknown)
		return
	}
	op := k.operation(o, out)
	if op == nil {
		return
	}
	response := op.response(strconv.Itoa(status))
	if response == nil {
		out.unmet(Failure{
			At: k.at, Subject: Subject{Key: "openapi", Part: "status"}, Actual: Gist(o),
			Expected: "a status that " + k.doc.name + " documents for " + op.String() + ": " + joined(sortedKeys(op.responses), "or"),
		})
		return
	}
	k.judgeHeaders(response, o, out)
	k.judgeBody(op, response, status, o, out)
}

// operation is the one that the request belongs to; nil after saying why there
// is none.
func (k *openAPICheck) operation(o *exchange.Observation, out *Result) *apiOperation {
	if k.op != nil {
		return k.op
	}
	if o.Request == nil {
		out.unknown("openapi: which operation this answers is not known: name it, as in openapi: <operation id>")
		return nil
	}
	op := k.doc.routes.find(o.Request.Method, o.Request.URL)
	if op == nil {
		asked := strings.ToUpper(o.Request.Method) + " " + pathOf(o.Request.URL)
		out.unmet(Failure{
			At: k.at, Subject: Subject{Key: "openapi", Part: "operation"}, Expected: "an operation of " + k.doc.name, Actual: asked,
			Detail: k.doc.near(asked), Next: "where the path differs on purpose, name the operation: openapi: <operation id>",
		})
	}
	return op
}

// near names the documented operation that a request most likely meant.
func (d *apiDocument) near(asked string) string {
	names := make([]string, len(d.operations))
	for i, op := range d.operations {
		names[i] = op.String()
	}
	if near := source.Nearest(asked, names); near != "" {
		return "the nearest that it documents is " + near
	}
	return "it documents " + cutText(strings.Join(names, ", "), 300)
}

func (k *openAPICheck) judgeHeaders(r *apiResponse, o *exchange.Observation, out *Result) {
	for _, name := range sortedKeys(r.headers) {
		h := r.headers[name]
		switch {
		case strings.EqualFold(name, "Content-Type"): // OpenAPI ignores it here
		case !headerReported(o, name):
			out.unknown("openapi: the source did not report the header " + name)
		case !o.Header.Has(name) && h.required:
			out.unmet(Failure{At: k.at, Subject: Subject{Key: "openapi", Part: "header " + name}, Expected: "present", Actual: "absent", Detail: headersThere(o, name)})
		case o.Header.Has(name) && h.schema != nil:
			k.judgeHeader(name, h.schema, o.Header.Values(name), out)
		}
	}
}

// judgeHeader judges a header's value as what its text may stand for: a text, a
// number or a truth, a list of them.
func (k *openAPICheck) judgeHeader(name string, schema *jsonschema.Schema, values []string, out *Result) {
	text := strings.Join(values, ", ")
	var list []any
	for _, part := range strings.Split(text, ",") {
		list = append(list, scalarOf(strings.TrimSpace(part)))
	}
	if k.masks.in(text) == nil {
		for _, value := range []any{text, scalarOf(text), list} {
			if schema.Validate(value) == nil {
				return
			}
		}
	}
	k.masks.validate(schema, scalarOf(text), k.at, Subject{Key: "openapi", Part: "header " + name}, out)
}

func scalarOf(text string) any {
	v, err := exchange.ParseJSON([]byte(text))
	if err != nil {
		return text
	}
	return v
}

func (k *openAPICheck) judgeBody(op *apiOperation, r *apiResponse, status int, o *exchange.Observation, out *Result) {
	if len(r.content) == 0 || hasNoBody(op.method, status) {
		return
	}
	if !headerReported(o, "Content-Type") {
		out.unknown("openapi: the source did not report the header Content-Type")
		return
	}
	media, _, _ := mime.ParseMediaType(o.Header.Get("Content-Type"))
	schema, documented := r.media(media)
	switch {
	case !documented:
		out.unmet(Failure{
			At: k.at, Subject: Subject{Key: "openapi", Part: "Content-Type"}, Actual: mediaShown(o),
			Expected: "a media type that " + k.doc.name + " documents for " + op.String() + " " +
				strconv.Itoa(status) + ": " + joined(sortedKeys(r.content), "or"),
		})
	case schema == nil || media == "text/event-stream":
	case isJSONType(media):
		if value, ok := jsonBody(o, k.at, "openapi", out); ok {
			k.masks.validate(schema, value, k.at, Subject{Key: "openapi"}, out)
		}
	case strings.HasPrefix(media, "text/") && !isXMLType(media):
		if why := bodyUnknown(o); why != "" {
			out.unknown("openapi: " + why)
			return
		}
		k.masks.validate(schema, string(o.Text()), k.at, Subject{Key: "openapi", Part: "body"}, out)
	}
}

func hasNoBody(method string, status int) bool {
	return method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified
}

func mediaShown(o *exchange.Observation) string {
	if kind := o.Header.Get("Content-Type"); kind != "" {
		return kind
	}
	return "no Content-Type: " + Gist(o)
}

// media is the schema of the documented media type that fits best: itself, a
// range of its kind, any. What carries parameters in the document is compared
// without them.
func (r *apiResponse) media(name string) (schema *jsonschema.Schema, documented bool) {
	kind, _, _ := strings.Cut(name, "/")
	for _, key := range []string{name, kind + "/*", "*/*"} {
		if schema, ok := r.content[key]; ok {
			return schema, true
		}
	}
	for key, schema := range r.content {
		if bare, _, _ := mime.ParseMediaType(key); bare == name {
			return schema, true
		}
	}
	return nil, false
}

func isJSONType(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

func isXMLType(media string) bool {
	return strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "+xml") || media == "text/html"
}

func (k *openAPICheck) summary() string {
	if k.op != nil {
		return fmt.Sprintf("as %s documents %s", k.doc.name, k.op.id)
	}
	return "as " + k.doc.name + " documents"
}
