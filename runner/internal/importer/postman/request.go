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
func (r *reader) request(item *jsontree.Node, in inherited) {
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
		r.scripts(p, item, in, name, true)
		r.address(p, n.Get("url"))
		r.headers(p, n)
		pruning := item.Get("protocolProfileBehavior").Get("disableBodyPruning")
		if pruning == nil {
			pruning = r.behavior.Get("disableBodyPruning")
		}
		r.body(p, n.Get("body"), name, !pruning.Is())
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
	r.scripts(p, item, in, name, false).judged(item)
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
	r.twoSlashes(address, n)
	r.Address(&p.Request, address)
	r.pathVariables(p, n)
	if _, rest := origin.Split(p.URL); rest == "" && !strings.HasPrefix(p.URL, "${") {
		p.URL += "/"
	}
	var pairs []pair
	if n.Get("query") != nil {
		for _, q := range n.Get("query").All() {
			if !off(q) {
				value := q.Get("value")
				pairs = append(pairs, pair{r.text(q.Get("key").Text(), q.At()), r.text(value.Text(), q.At()), value == nil || !isText(value) && value.Text() == ""})
			}
		}
	} else if hasQuery {
		for one := range strings.SplitSeq(query, "&") {
			name, value, has := strings.Cut(one, "=")
			pairs = append(pairs, pair{r.text(name, n.At()), r.text(value, n.At()), !has})
		}
	}
	r.query(&p.Request, pairs)
}

// twoSlashes lists that Postman sends two slashes between an address in a variable and the path,
// where the suite sends one.
func (r *reader) twoSlashes(address string, n *jsontree.Node) {
	asked, rest := origin.Split(address)
	name, isReference := subst.Whole(asked)
	if value, _ := r.literals[name].(string); isReference && strings.HasPrefix(rest, "/") && strings.HasSuffix(value, "/") {
		r.Drop(n.At(), "take the slash off one of them, or write path: //… where the API wants two",
			"the variable {{%s}} ends with a slash, and the path after it begins with one: Postman sends both, the suite one", name)
	}
}

// pair is a parameter of a query, in the document's syntax; alone is one without "=".
type pair struct {
	name, value string
	alone       bool
}

// query adds parameters: under query: where their order does not matter and each has a value, else
// to the address as they are.
func (r *reader) query(to *importer.Request, pairs []pair) {
	inAddress := false
	for i, p := range pairs {
		mixed := i > 0 && pairs[i-1].name != p.name && slices.ContainsFunc(pairs[:i], func(earlier pair) bool { return earlier.name == p.name })
		plus := subst.Has(p.value) && strings.Contains(p.value, "+")
		inAddress = inAddress || mixed || plus || p.alone || p.name == "" || subst.Has(p.name)
	}
	if !inAddress || slices.ContainsFunc(pairs, func(p pair) bool { return names.Credential(plain(p.name)) }) {
		for _, p := range pairs {
			r.AddQuery(to, plain(p.name), plain(p.value))
		}
		return
	}
	var all []string
	for _, p := range pairs {
		one := p.name + "=" + p.value
		if p.alone {
			one = p.name
		}
		all = append(all, strings.ReplaceAll(one, " ", "%20"))
	}
	to.URL += "?" + strings.Join(all, "&")
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
	for line := range strings.Lines(n.Get("header").Text()) { // in old exports
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); ok && name != "" {
			at := n.Get("header").At()
			r.ByHand(&p.Request, at, r.text(name, at), strings.TrimSpace(r.text(value, at)))
		}
	}
	for _, h := range n.Get("header").All() {
		name := strings.TrimSpace(h.Get("key").Text())
		if name == "" || off(h) {
			continue
		}
		r.ByHand(&p.Request, h.At(), r.text(name, h.At()), strings.TrimSpace(r.text(h.Get("value").Text(), h.At())))
	}
}

// exampleStatus returns the status of the first saved example, 0 without one.
func exampleStatus(item *jsontree.Node) int {
	for _, example := range item.Get("response").All() {
		if code, err := strconv.Atoi(example.Get("code").Text()); err == nil {
			return code
		}
	}
	return 0
}
