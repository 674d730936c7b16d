package openapi

import (
	"fmt"
	"mime"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// openAPICheck is the key `openapi`: the whole response is one that the suite's
// OpenAPI document describes for the operation.
type openAPICheck struct {
	at    source.Pos
	doc   *Document
	op    *apiOperation // nil: the one of the request's method and path
	masks mask.Names
}

// Compile reads `true` or an operation id.
func Compile(c *predicate.Compiler, n *yaml.Node) check.Check {
	n = source.Resolve(n)
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!bool" && n.Value != "true" {
		c.Wants(n, "openapi", "true or an operation id")
		return nil
	}
	if c.OpenAPI == "" {
		c.Mistake(n, "openapi: the suite names no OpenAPI document").Next = "write openapi: <path of the document> at its top level"
		return nil
	}
	doc, err := documentOf(c.Shared, c.OpenAPI)
	if err != nil {
		recordMistake(c, n, err)
		return nil
	}
	k := &openAPICheck{at: c.At(n), doc: doc, masks: c.Masked}
	if n.Tag == "!!bool" || compile.IsLate(n) {
		return k
	}
	switch k.op = doc.byID[n.Value]; {
	case k.op == nil:
		c.UnknownWord(n, "operation of "+doc.name, n.Value, sortedKeys(doc.byID))
		return nil
	case k.op.same != nil:
		c.Mistake(n, "openapi: the operation id %s is that of %s and of %s", n.Value, k.op, k.op.same).Next = "write openapi: true, which goes by method and path"
		return nil
	}
	return k
}

// recordMistake records why there is no document, at the first place of a suite that needs it.
func recordMistake(c *predicate.Compiler, n *yaml.Node, err error) {
	here := func(string) (source.Pos, error) { return c.At(n), nil }
	if first, _ := compile.Cached(c.Shared, "openapi mistakes", c.OpenAPI, here); first == c.At(n) {
		c.Mistake(n, "openapi: %s: %s", filepath.Base(c.OpenAPI), text.Line(err.Error(), 400))
	}
}

func (k *openAPICheck) Judge(o *exchange.Observation, w *check.World, out *outcome.Result) {
	status, unknown := w.Status(o)
	if unknown != "" {
		out.Doubt("openapi: " + unknown)
		return
	}
	op := k.operation(o, out)
	if op == nil {
		return
	}
	response := op.response(strconv.Itoa(status))
	switch {
	case response == nil && op.problem != nil:
		out.Doubt("openapi: " + op.problem.Error())
		return
	case response == nil:
		out.Fail(outcome.Failure{
			At: k.at, Code: outcome.Undocumented, Subject: outcome.Subject{Key: "openapi", Part: "status"}, Actual: check.Gist(o),
			Expected: "a status that " + k.doc.name + " documents for " + op.String() + ": " + text.List(sortedKeys(op.responses), "or"),
		})
		return
	}
	if err := k.doc.prepare(response); err != nil {
		out.Doubt("openapi: " + err.Error())
		return
	}
	k.judgeHeaders(response, o, out)
	k.judgeBody(op, response, status, o, out)
}

// operation returns the operation of the request; nil if there is none, with the reason in out.
func (k *openAPICheck) operation(o *exchange.Observation, out *outcome.Result) *apiOperation {
	if k.op != nil {
		return k.op
	}
	if o.Request == nil {
		out.Doubt("openapi: which operation this answers is not known: name it, as in openapi: <operation id>")
		return nil
	}
	op := k.doc.routes.find(o.Request.Method, o.Request.URL)
	if op == nil {
		asked := strings.ToUpper(o.Request.Method) + " " + pathOf(o.Request.URL)
		out.Fail(outcome.Failure{
			At: k.at, Code: outcome.Undocumented, Subject: outcome.Subject{Key: "openapi", Part: "operation"}, Expected: "an operation of " + k.doc.name, Actual: asked,
			Detail: k.doc.near(asked), Next: "where the path differs on purpose, name the operation: openapi: <operation id>",
		})
	}
	return op
}

// near names the documented operation that a request probably meant.
func (d *Document) near(asked string) string {
	names := make([]string, len(d.operations))
	for i, op := range d.operations {
		names[i] = op.String()
	}
	if near := source.Nearest(asked, names); near != "" {
		return "the nearest that it documents is " + near
	}
	return "it documents " + text.Cut(strings.Join(names, ", "), 300)
}

func (k *openAPICheck) judgeHeaders(r *apiResponse, o *exchange.Observation, out *outcome.Result) {
	for _, name := range sortedKeys(r.headers) {
		h := r.headers[name]
		switch {
		case strings.EqualFold(name, "Content-Type"): // OpenAPI ignores it here
		case !check.HeaderReported(o, name):
			out.Doubt("openapi: the source did not report the header " + name)
		case !o.Header.Has(name) && h.required:
			out.Fail(outcome.Failure{At: k.at, Code: outcome.Absent, Subject: outcome.Subject{Key: "openapi", Part: "header " + name}, Expected: "present", Actual: "absent", Detail: check.FieldsThere(o.Header, name, "header")})
		case o.Header.Has(name) && h.schema != nil:
			k.judgeHeader(name, h.schema, o.Header.Values(name), out)
		}
	}
}

// judgeHeader judges a header's value as each type that its text may represent: a string, a number
// or a boolean, a list of them.
func (k *openAPICheck) judgeHeader(name string, want *jsonschema.Schema, values []string, out *outcome.Result) {
	text := strings.Join(values, ", ")
	var list []any
	for _, part := range strings.Split(text, ",") {
		list = append(list, scalarOf(strings.TrimSpace(part)))
	}
	if k.masks.In(text) == nil {
		for _, value := range []any{text, scalarOf(text), list} {
			if want.Validate(value) == nil {
				return
			}
		}
	}
	schema.Validate(k.masks, want, scalarOf(text), k.at, outcome.Subject{Key: "openapi", Part: "header " + name}, out)
}

func scalarOf(text string) any {
	v, err := exchange.ParseJSON([]byte(text))
	if err != nil {
		return text
	}
	return v
}

func (k *openAPICheck) judgeBody(op *apiOperation, r *apiResponse, status int, o *exchange.Observation, out *outcome.Result) {
	if len(r.content) == 0 || hasNoBody(op.method, status) {
		return
	}
	if !check.HeaderReported(o, "Content-Type") {
		out.Doubt("openapi: the source did not report the header Content-Type")
		return
	}
	media, _, _ := mime.ParseMediaType(o.Header.Get("Content-Type"))
	want, documented := r.media(media)
	framing, framed := exchange.FramingOf(o.Header)
	switch {
	case !documented:
		out.Fail(outcome.Failure{
			At: k.at, Code: outcome.Undocumented, Subject: outcome.Subject{Key: "openapi", Part: "Content-Type"}, Actual: mediaShown(o),
			Expected: "a media type that " + k.doc.name + " documents for " + op.String() + " " +
				strconv.Itoa(status) + ": " + text.List(sortedKeys(r.content), "or"),
		})
	case framed && want.item != nil:
		k.judgeItems(want.item, framing, o, out)
	case want.schema == nil || media == "text/event-stream":
	case isJSONType(media) && schema.JudgedInPart(want.schema, o, k.at, outcome.Subject{Key: "openapi"}, out):
	case isJSONType(media):
		if value, ok := check.JSONBody(o, k.at, "openapi", out); ok {
			schema.Validate(k.masks, want.schema, value, k.at, outcome.Subject{Key: "openapi"}, out)
		}
	case strings.HasPrefix(media, "text/") && !isXMLType(media):
		if why := check.BodyUnknown(o); why != "" {
			out.Doubt("openapi: " + why)
			return
		}
		schema.Validate(k.masks, want.schema, string(o.Text()), k.at, outcome.Subject{Key: "openapi", Part: "body"}, out)
	}
}

func hasNoBody(method string, status int) bool {
	return method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified
}

func mediaShown(o *exchange.Observation) string {
	if kind := o.Header.Get("Content-Type"); kind != "" {
		return kind
	}
	return "no Content-Type: " + check.Gist(o)
}

func isJSONType(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

func isXMLType(media string) bool {
	return strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "+xml") || media == "text/html"
}

func (k *openAPICheck) Summary() string {
	if k.op != nil {
		return fmt.Sprintf("as %s documents %s", k.doc.name, k.op.id)
	}
	return "as " + k.doc.name + " documents"
}

func (*openAPICheck) Costly(o *exchange.Observation, _ *check.World, _ int) bool {
	return check.BySchema(o)
}
