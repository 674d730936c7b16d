package postman

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/origin"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/subst"
)

// request adds a probe for an item.
func (r *reader) request(item *jsontree.Node, in scope) {
	name := item.Get("name").Text()
	n := item.Get("request")
	p := &importer.Probe{At: item.At()}
	p.About = importer.Literal(firstLine(description(n)))
	if !hasAddress(n) {
		r.Drop(item.At(), "give it an address, and import it again", "the request %q has no address yet, and is left out", name)
		return
	}
	if n.Value != nil { // a request given as its address only
		r.address(p, n)
		r.auth(p, in.auth, name)
	} else {
		p.Method = strings.ToUpper(n.Get("method").Text())
		if p.Method == "" {
			p.Method = "GET" // with a body too
		}
		r.before(append(append([]*jsontree.Node(nil), in.events...), item.Get("event").All()...), name)
		r.address(p, n.Get("url"))
		r.headers(p, n)
		r.body(p, n.Get("body"), name)
		auth := in.auth
		if own := n.Get("auth"); own != nil && own.Object {
			auth = own
		}
		r.auth(p, auth, name)
		if _, ok := p.Auth.(importer.Map); ok {
			p.Headers = slices.DeleteFunc(p.Headers, func(h importer.Entry) bool { return strings.EqualFold(h.Key, "Authorization") }) // from an earlier run
		}
	}
	r.settings(p, item.Get("protocolProfileBehavior"), name)
	r.disabled(n, name)
	r.Add(p, name)
	r.tests(p, item, in, name)
}

// hasAddress reports whether a request has an address.
func hasAddress(n *jsontree.Node) bool {
	if n == nil {
		return false
	}
	if n.Text() != "" {
		return true
	}
	address := n.Get("url")
	return address.Text() != "" || address.Get("raw").Text() != "" || address != nil && address.Object && strings.Trim(joined(address), "/") != ""
}

func description(n *jsontree.Node) string {
	d := n.Get("description")
	if text := d.Get("content").Text(); text != "" {
		return text
	}
	return d.Text()
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	if r := []rune(line); len(r) > 200 {
		line = string(r[:200]) + "…"
	}
	return strings.TrimSpace(line)
}

// address reads a URL, given as a text or in parts.
func (r *reader) address(p *importer.Probe, n *jsontree.Node) {
	raw := n.Text()
	if n != nil && n.Object {
		raw = n.Get("raw").Text()
		if raw == "" {
			raw = joined(n)
		}
	}
	raw, _, _ = strings.Cut(raw, "#")
	head, query, hasQuery := strings.Cut(raw, "?")
	address := r.text(head, n.At())
	if !r.HasScheme(address) {
		address = "http://" + address
	}
	r.Address(&p.Request, address)
	r.pathVariables(p, n)
	if _, rest := origin.Split(p.URL); rest == "" && !strings.HasPrefix(p.URL, "${") {
		p.URL += "/"
	}
	if n.Get("query") != nil {
		for _, q := range n.Get("query").All() {
			if !off(q) {
				r.AddQuery(&p.Request, plain(r.text(q.Get("key").Text(), q.At())), plain(r.text(q.Get("value").Text(), q.At())))
			}
		}
		return
	}
	if hasQuery {
		for pair := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			r.AddQuery(&p.Request, plain(r.text(name, n.At())), plain(r.text(value, n.At())))
		}
	}
}

// plain undoes the escapes of a query without references: Postman sends written escapes unchanged.
func plain(s string) string {
	if subst.Has(s) {
		return s
	}
	if text, err := url.QueryUnescape(s); err == nil {
		return text
	}
	return s
}

// joined assembles an address that is given in parts only.
func joined(n *jsontree.Node) string {
	words := func(key, separator string) string {
		part := n.Get(key)
		if part.Text() != "" {
			return part.Text()
		}
		var all []string
		for _, w := range part.All() {
			all = append(all, w.Text())
		}
		return strings.Join(all, separator)
	}
	out := words("host", ".")
	if protocol := n.Get("protocol").Text(); protocol != "" {
		out = protocol + "://" + out
	}
	if port := n.Get("port").Text(); port != "" {
		out += ":" + port
	}
	return out + "/" + strings.TrimPrefix(words("path", "/"), "/")
}

// pathVariables replaces ":name" by values.
func (r *reader) pathVariables(p *importer.Probe, n *jsontree.Node) {
	for _, v := range n.Get("variable").All() {
		key := ":" + v.Get("key").Text()
		parts := strings.Split(p.URL, "/")
		for i, part := range parts {
			if part == key {
				parts[i] = r.text(v.Get("value").Text(), v.At())
			}
		}
		p.URL = strings.Join(parts, "/")
	}
}

func (r *reader) headers(p *importer.Probe, n *jsontree.Node) {
	for _, h := range n.Get("header").All() {
		name := strings.TrimSpace(h.Get("key").Text())
		if name == "" || off(h) {
			continue
		}
		r.ByHand(&p.Request, h.At(), r.text(name, h.At()), strings.TrimSpace(r.text(h.Get("value").Text(), h.At())))
	}
}

// languages maps the languages of raw bodies to Content-Types.
var languages = map[string]string{
	"json": "application/json", "xml": "application/xml", "html": "text/html", "text": "text/plain", "javascript": "application/javascript",
}

func (r *reader) body(p *importer.Probe, n *jsontree.Node, name string) {
	if n == nil || n.Get("disabled").Is() {
		return
	}
	switch n.Get("mode").Text() {
	case "raw":
		raw := n.Get("raw")
		if raw.Text() == "" {
			return
		}
		if media := languages[n.Get("options").Get("raw").Get("language").Text()]; media != "" && p.Media() == "" {
			p.Headers.Set("Content-Type", media)
		}
		r.Body(&p.Request, r.text(raw.Text(), raw.At()))
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

// status returns the status of the first saved example, 0 without one.
func status(item *jsontree.Node) int {
	for _, example := range item.Get("response").All() {
		if code, err := strconv.Atoi(example.Get("code").Text()); err == nil {
			return code
		}
	}
	return 0
}
