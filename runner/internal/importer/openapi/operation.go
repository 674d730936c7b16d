package openapi

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
)

// operation makes a probe and a finding.
func (r *reader) operation(op operation) {
	r.madeUp = nil
	p := &importer.Probe{About: firstLine(op.Summary), At: op.at}
	p.Method, p.URL = op.method, op.path
	words := []string{op.OperationID}
	if importer.Slug(op.OperationID) == "" {
		words = []string{op.method, strings.NewReplacer("{", " ", "}", " ").Replace(op.path)}
	}
	r.Add(p, words...)
	for _, param := range parameters(op) {
		r.parameter(p, param)
	}
	r.body(p, op)
	r.security(&p.Request, op)
	if op.Deprecated {
		p.Above = "The document calls this deprecated."
	}
	r.finding(p, op)
	r.listed(op)
}

// parameters are the path's and the operation's, which win.
func parameters(op operation) []*openapi3.Parameter {
	var out []*openapi3.Parameter
	for _, refs := range []openapi3.Parameters{op.item.Parameters, op.Parameters} {
		for _, ref := range refs {
			if ref.Value == nil {
				continue
			}
			replaced := false
			for i, known := range out {
				if known.Name == ref.Value.Name && known.In == ref.Value.In {
					out[i], replaced = ref.Value, true
				}
			}
			if !replaced {
				out = append(out, ref.Value)
			}
		}
	}
	return out
}

// parameter puts a parameter in its place: those of paths as vars, others when
// they are required or the document gives an example.
func (r *reader) parameter(p *importer.Probe, param *openapi3.Parameter) {
	value, given := r.parameterValue(param)
	if !given && !param.Required {
		return
	}
	if !given {
		r.madeUp = append(r.madeUp, fmt.Sprintf("the %s parameter %s", param.In, param.Name))
	}
	switch param.In {
	case openapi3.ParameterInPath:
		name := r.pathVar(param.Name, scalar(value))
		p.URL = strings.ReplaceAll(p.URL, "{"+param.Name+"}", "${"+name+"}")
	case openapi3.ParameterInQuery:
		r.queryParameter(p, param, value)
	case openapi3.ParameterInHeader:
		r.Header(&p.Request, param.Name, text(value))
	case openapi3.ParameterInCookie:
		p.Cookies.Set(param.Name, r.Secret(param.Name+" cookie", text(value)))
	}
}

// pathVar is the var for a path parameter; another one where that name has
// another value.
func (r *reader) pathVar(param string, value any) string {
	base := importer.Name(param)
	for n, name := 2, base; ; n++ {
		taken := false
		for _, v := range r.Vars {
			if v.Name == name {
				if fmt.Sprint(v.Value) == fmt.Sprint(value) {
					return name
				}
				taken = true
			}
		}
		if !taken {
			r.SetVar(importer.Var{Name: name, Value: value})
			return name
		}
		name = base + "_" + strconv.Itoa(n)
	}
}

// queryParameter writes lists as the style says: repeated, or joined by commas.
func (r *reader) queryParameter(p *importer.Probe, param *openapi3.Parameter, value any) {
	switch v := value.(type) {
	case importer.List:
		if param.Explode != nil && !*param.Explode {
			words := make([]string, len(v))
			for i := range v {
				words[i] = text(v[i])
			}
			r.AddQuery(&p.Request, param.Name, strings.Join(words, ","))
			return
		}
		for _, item := range v {
			r.AddQuery(&p.Request, param.Name, text(item))
		}
	case importer.Map:
		for _, e := range v {
			name := e.Key
			if param.Style == "deepObject" {
				name = param.Name + "[" + e.Key + "]"
			}
			r.AddQuery(&p.Request, name, text(e.Value))
		}
	default:
		r.AddQuery(&p.Request, param.Name, text(value))
	}
}

// mediaTypes are the kinds of body, the ones that a suite has words for first.
var mediaTypes = []string{"application/json", "+json", "application/x-www-form-urlencoded", "multipart/form-data", "text/"}

func (r *reader) body(p *importer.Probe, op operation) {
	if op.RequestBody == nil || op.RequestBody.Value == nil {
		return
	}
	media, content := chosen(op.RequestBody.Value.Content)
	if content == nil {
		return
	}
	if n := len(op.RequestBody.Value.Content); n > 1 {
		r.Drop(op.at, "write another probe for them", "%s %s: of %d kinds of body %s is taken", op.method, op.path, n, media)
	}
	value, given := r.mediaValue(content)
	if !given {
		r.madeUp = append(r.madeUp, "the body")
	}
	switch {
	case media == "application/json":
		p.Body = &importer.Entry{Key: "json", Value: value}
	case strings.HasSuffix(media, "json"):
		p.Headers.Set("Content-Type", media)
		p.Body = &importer.Entry{Key: "json", Value: value}
	case media == "application/x-www-form-urlencoded":
		p.Body = &importer.Entry{Key: "form", Value: r.fields(value)}
	case media == "multipart/form-data":
		var parts importer.List
		for _, e := range r.fields(value) {
			parts = append(parts, importer.Map{{Key: "name", Value: e.Key}, {Key: "value", Value: e.Value}})
		}
		p.Body = &importer.Entry{Key: "multipart", Value: parts}
	default:
		p.Headers.Set("Content-Type", media)
		p.Body = &importer.Entry{Key: "body", Value: text(value)}
	}
}

// fields is an object as the texts of a form.
func (r *reader) fields(value any) importer.Map {
	object, _ := value.(importer.Map)
	out := importer.Map{}
	for _, e := range object {
		shown := text(e.Value)
		if names.Credential(e.Key) {
			shown = r.Secret(e.Key, shown)
		}
		out.Set(e.Key, shown)
	}
	return out
}

// chosen is the kind of body that a suite has the best words for.
func chosen(content openapi3.Content) (string, *openapi3.MediaType) {
	var names []string
	for name := range content {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, wanted := range mediaTypes {
		for _, name := range names {
			media, _, _ := strings.Cut(name, ";")
			if media == wanted || strings.HasSuffix(media, wanted) || strings.HasSuffix(wanted, "/") && strings.HasPrefix(media, wanted) {
				return media, content[name]
			}
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	return names[0], content[names[0]]
}

// finding claims that the operation succeeds as the document says.
func (r *reader) finding(p *importer.Probe, op operation) {
	var status any = "2xx"
	var codes []string
	if op.Responses != nil {
		codes = op.Responses.Keys()
	}
	sort.Strings(codes)
	for _, code := range codes {
		if n, err := strconv.Atoi(code); err == nil && n >= 200 && n < 400 {
			status = n
			break
		}
		if strings.EqualFold(code, "2xx") {
			break
		}
	}
	claim := fmt.Sprintf("%s %s is answered as the document says", op.method, op.path)
	r.Expect(p, claim, importer.Map{{Key: "status", Value: status}, {Key: "openapi", Value: true}})
}

// listed names what the operation has and a suite does not.
func (r *reader) listed(op operation) {
	name := op.method + " " + op.path
	if len(r.madeUp) > 0 {
		r.Drop(op.at, "put values that the API knows", "%s: the document has no example, and this is made up: %s", name, strings.Join(r.madeUp, ", "))
	}
	if n := len(op.Callbacks); n > 0 {
		r.Drop(op.at, "an API calls them: nothing can be sent", "%s: its callbacks (%d) are left out", name, n)
	}
	if op.Servers != nil && len(*op.Servers) > 0 {
		r.Drop(op.at, "write url: where the operation has another host", "%s: the servers of its own are left out", name)
	}
	links := 0
	if op.Responses != nil {
		for _, response := range op.Responses.Map() {
			if response.Value != nil {
				links += len(response.Value.Links)
			}
		}
	}
	if links > 0 {
		r.Drop(op.at, "capture the value, and refer to it as ${probe.name}", "%s: its links (%d) are left out", name, links)
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return importer.Literal(strings.TrimSpace(line))
}
