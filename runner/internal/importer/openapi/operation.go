package openapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/suite"
)

// operation adds a probe and a finding.
func (r *reader) operation(op operation) {
	r.madeUp = nil
	p := &importer.Probe{About: firstLine(op.at("summary").text()), At: op.place}
	p.Method, p.URL = op.method, r.ownServer(op)+op.path
	words := []string{op.at("operationId").text()}
	if suite.Slug(words[0]) == "" {
		words = []string{op.method, strings.NewReplacer("{", " ", "}", " ").Replace(op.path)}
	}
	r.Add(p, words...)
	for _, param := range parameters(op) {
		r.parameter(p, op, param)
	}
	r.body(p, op)
	r.security(&p.Request, op)
	if op.at("deprecated").is() {
		p.Above = "The document calls this deprecated."
	}
	r.finding(p, op)
	r.listed(op)
}

// parameters returns those of the path and of the operation, which take precedence.
func parameters(op operation) []part {
	var out []part
	for _, list := range []part{op.item.at("parameters"), op.at("parameters")} {
		for _, one := range list.items() {
			one = one.followed()
			same := func(known part) bool {
				return known.at("name").text() == one.at("name").text() && known.at("in").text() == one.at("in").text()
			}
			if i := slices.IndexFunc(out, same); i >= 0 {
				out[i] = one
			} else {
				out = append(out, one)
			}
		}
	}
	return out
}

// parameter adds a parameter to the request: path parameters as vars, others if they are required
// or have an example.
func (r *reader) parameter(p *importer.Probe, op operation, param part) {
	value, given := r.parameterValue(param)
	if !given && !param.at("required").is() {
		return
	}
	name, in := param.at("name").text(), param.at("in").text()
	what := fmt.Sprintf("the %s parameter %s", in, name)
	if !given {
		r.madeUp = append(r.madeUp, what)
	}
	r.sent(op, what, param.at("schema"), value, exampleCheck{asText: true, madeUp: !given})
	_, byContent := chosen(param.at("content"))
	switch in {
	case "path":
		prefix, value := styleOf(param, name, "simple").path(value)
		p.URL = strings.ReplaceAll(p.URL, "{"+name+"}", prefix+"${"+r.pathVar(name, value)+"}")
	case "query":
		fields := styleOf(param, name, "form").fields(value)
		if byContent.there() {
			fields = importer.MapOf(name, value)
		}
		for _, f := range fields {
			r.AddQuery(&p.Request, f.Key, text(f.Value))
		}
	case "header":
		if !empty(value) {
			r.headerParameter(p, op, name, styleOf(param, name, "simple").header(value))
		}
	case "cookie":
		p.Cookies.Set(name, r.Secret(name+" cookie", text(value)))
	}
}

// headerParameter adds a header; three are not parameters (OpenAPI 3.1, section 4.8.12.1).
func (r *reader) headerParameter(p *importer.Probe, op operation, name, value string) {
	switch strings.ToLower(name) {
	case "accept", "content-type", "authorization":
		r.Drop(op.place, "write headers: or auth: where it matters", "%s %s: the header parameter %s is left out: OpenAPI ignores it", op.method, op.path, name)
	default:
		r.Header(&p.Request, name, value)
	}
}

// pathVar returns the var for a path parameter; a new one if that name has another value.
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

// listed lists the parts of the operation that a suite lacks.
func (r *reader) listed(op operation) {
	name := op.method + " " + op.path
	if len(r.madeUp) > 0 {
		r.Drop(op.place, "put values that the API knows", "%s: the document has no example, and this is made up: %s", name, strings.Join(r.madeUp, ", "))
	}
	if n := len(op.at("callbacks").entries()); n > 0 {
		r.Drop(op.place, "an API calls them: nothing can be sent", "%s: its callbacks (%d) are left out", name, n)
	}
	links := 0
	for _, response := range op.at("responses").entries() {
		links += len(response.at("links").entries())
	}
	if links > 0 {
		r.Drop(op.place, "capture the value, and refer to it as ${probe.name}", "%s: its links (%d) are left out", name, links)
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return importer.Literal(strings.TrimSpace(line))
}
