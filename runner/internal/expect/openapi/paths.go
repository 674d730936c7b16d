package openapi

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"assay/runner/internal/expect/show"
	"assay/runner/internal/origin"
	"assay/runner/internal/value"
)

// apiMethods are the keys of a path that are operations (OpenAPI 3.2, section 4.9.1).
var apiMethods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// readPaths reads the operations of a document with all of their responses.
func (d *Document) readPaths(root spot) {
	paths, _ := d.child(root, "paths")
	object, _ := paths.value.(map[string]any)
	bases := serverPaths(root.value)
	for _, template := range sortedKeys(object) {
		item, ok := d.child(paths, template)
		switch {
		case !ok || strings.HasPrefix(template, "x-"):
			continue
		case !strings.HasPrefix(template, "/"):
			_ = d.wrong(item, "a path begins with /")
			continue
		}
		d.readPath(item, template, bases)
	}
}

func (d *Document) readPath(item spot, template string, bases []string) {
	d.reading = template
	item, err := d.follow(item)
	d.reading = ""
	bases = firstOf(serverPaths(item.value), bases)
	for _, method := range apiMethods {
		if err != nil { // its operations are unknown
			d.routes.add(&apiOperation{method: strings.ToUpper(method), path: template, problem: err}, bases)
		} else if at, ok := d.child(item, method); ok {
			d.readOperation(at, strings.ToUpper(method), template, bases)
		}
	}
	others, _ := d.child(item, "additionalOperations")
	named, _ := others.value.(map[string]any)
	for _, method := range sortedKeys(named) {
		at, _ := d.child(others, method)
		d.readOperation(at, method, template, bases)
	}
}

func (d *Document) readOperation(at spot, method, template string, bases []string) {
	op := &apiOperation{method: method, path: template, responses: map[string]*apiResponse{}}
	object, ok := at.value.(map[string]any)
	bases = firstOf(serverPaths(at.value), bases)
	d.routes.add(op, bases)
	defer func() { d.reading = "" }()
	if !ok {
		d.reading = op.String()
		op.problem = d.wrong(at, "expected an operation, got %s", show.JSON(at.value))
		return
	}
	op.id, _ = object["operationId"].(string)
	d.operations = append(d.operations, op)
	d.byPath[template] = append(d.byPath[template], op)
	d.identify(op, at)
	d.reading = op.String()
	responses, _ := d.child(at, "responses")
	responses, err := d.follow(responses)
	op.problem = err
	documented, _ := responses.value.(map[string]any)
	for _, status := range sortedKeys(documented) {
		if strings.HasPrefix(status, "x-") {
			continue
		}
		s, _ := d.child(responses, status)
		if !isStatusKey(status) {
			d.reading = op.String() + " with other statuses"
			if err := d.wrong(s, "expected a status as in 200, 2XX or default"); op.problem == nil {
				op.problem = err
			}
			continue
		}
		status = strings.Replace(status, "xx", "XX", 1)
		op.responses[status] = &apiResponse{at: s, name: op.String() + " " + status}
	}
}

// identify registers an operation by its id.
func (d *Document) identify(op *apiOperation, at spot) {
	switch known := d.byID[op.id]; {
	case op.id == "":
	case known == nil:
		d.byID[op.id] = op
	default:
		known.same = op
		_ = d.wrong(at, "the operation id %s is that of %s too", op.id, known)
	}
}

// isStatusKey reports whether a key of responses is a status, a class of them or default.
func isStatusKey(key string) bool {
	if key == "default" {
		return true
	}
	return len(key) == 3 && key[0] >= '1' && key[0] <= '9' && (value.AllDigits(key) || strings.EqualFold(key[1:], "XX"))
}

// response returns the documented response of a status, which may be nil.
func (op *apiOperation) response(status string) *apiResponse {
	return op.responses[op.documented(status)]
}

// documented returns the key that documents a status: itself, its class, or default; "" if there is
// none.
func (op *apiOperation) documented(status string) string {
	for _, key := range []string{status, status[:1] + "XX", "default"} {
		if op.responses[key] != nil {
			return key
		}
	}
	return ""
}

// serverPaths returns the paths of the servers that an object of the document lists, with default
// values of their variables; nil if it lists none.
func serverPaths(v any) []string {
	object, _ := v.(map[string]any)
	servers, _ := object["servers"].([]any)
	var paths []string
	for _, one := range servers {
		server, _ := one.(map[string]any)
		address, _ := server["url"].(string)
		variables, _ := server["variables"].(map[string]any)
		for name, v := range variables {
			variable, _ := v.(map[string]any)
			value, _ := variable["default"].(string)
			address = strings.ReplaceAll(address, "{"+name+"}", value)
		}
		path := strings.TrimRight(pathOf(address), "/")
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

func firstOf(lists ...[]string) []string {
	for _, list := range lists {
		if len(list) > 0 {
			return list
		}
	}
	return []string{""}
}

// pathOf returns the path of a URL. It does not parse the URL, which may have references.
func pathOf(address string) string {
	server, path := origin.Split(address)
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	if path == "" && server != "" {
		return "/"
	}
	return path
}

// routes finds the operation of a request.
type routes struct {
	served map[routeKey][]route // below a server's path
	bare   map[routeKey][]route // the paths as in the document
}

// routeKey separates the routes that cannot match the same request.
type routeKey struct {
	method   string
	segments int
}

type route struct {
	op      *apiOperation
	pattern func() *regexp.Regexp // compiled when a request may be of it
	fixed   int                   // bytes outside of parameters: the more, the closer a match
}

// add registers an operation below the paths of its servers. A request to
// another server than those is found by the bare path.
func (r *routes) add(op *apiOperation, bases []string) {
	if r.served == nil {
		r.served, r.bare = map[routeKey][]route{}, map[routeKey][]route{}
	}
	for _, base := range bases {
		addRoute(r.served, op, base+op.path)
	}
	addRoute(r.bare, op, op.path)
}

func addRoute(to map[routeKey][]route, op *apiOperation, template string) {
	var pattern strings.Builder
	fixed := 0
	for rest := template; rest != ""; {
		text, after, templated := strings.Cut(rest, "{")
		pattern.WriteString(regexp.QuoteMeta(text))
		fixed += len(text)
		if !templated {
			break
		}
		pattern.WriteString("[^/]+")
		_, rest, _ = strings.Cut(after, "}")
	}
	key := routeKey{op.method, strings.Count(template, "/")}
	to[key] = append(to[key], route{op, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("^" + pattern.String() + "$") }), fixed})
}

// sort puts the closest match first: a path without parameters before one with.
func (r *routes) sort() {
	for _, all := range []map[routeKey][]route{r.served, r.bare} {
		for _, list := range all {
			slices.SortStableFunc(list, func(a, b route) int { return b.fixed - a.fixed })
		}
	}
}

// find returns the operation of a request, nil if the document has none.
func (r *routes) find(method, address string) *apiOperation {
	path := pathOf(address)
	if unescaped, err := url.PathUnescape(path); err == nil && strings.Count(unescaped, "/") == strings.Count(path, "/") {
		path = unescaped
	}
	key := routeKey{strings.ToUpper(method), strings.Count(path, "/")}
	for _, all := range []map[routeKey][]route{r.served, r.bare} {
		for _, one := range all[key] {
			if one.pattern().MatchString(path) {
				return one.op
			}
		}
	}
	return nil
}
