package bruno

import (
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/origin"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// methods are the blocks that hold a request's address.
var methods = []string{"get", "post", "put", "delete", "patch", "options", "head", "connect", "trace", "http"}

// line returns the block with the address of a request, nil without one.
func (b blocks) line() *block {
	for i := range b {
		if slices.Contains(methods, b[i].name) {
			return &b[i]
		}
	}
	return nil
}

// request adds a probe and a finding for the blocks of a request.
func (r *reader) request(b blocks) {
	line := b.line()
	name := b.get("meta", "name")
	if line == nil {
		var at source.Pos
		if len(b) > 0 {
			at = b[0].at
		}
		kind := b.get("meta", "type")
		if b.block("grpc") != nil || b.block("ws") != nil || kind == "grpc" || kind == "ws" {
			r.Drop(at, "Assay sends HTTP requests only", "the request %q is left out: it is one of %s", name, strings.TrimSuffix(kind, "-request"))
		} else if len(b) > 0 {
			r.Drop(at, "give it a block like \"get {\" with a url", "the file %s holds no request, and is left out", at.File.Name)
		}
		return
	}
	r.scopes, r.filled = append(r.scopes, &scope{blocks: b}), map[string]string{}
	defer func() { r.scopes = r.scopes[:len(r.scopes)-1] }()
	if line.get("url") == "" {
		r.Drop(line.at, "give it an address, and import it again", "the request %q has no address yet, and is left out", name)
		return
	}
	p := &importer.Probe{At: line.at, Request: importer.Request{Method: strings.ToUpper(line.name)}}
	if line.name == "http" {
		p.Method = strings.ToUpper(line.get("method"))
	}
	r.before()
	r.address(p, b, line)
	r.headers(p)
	r.body(p, b, line.get("body"))
	r.credentials(p, line.get("auth"))
	r.settings(p, b.block("settings"))
	r.off(b, name)
	if suite.Slug(name) != "" {
		r.Add(p, name)
	} else {
		r.Add(p, p.Method, importer.PathWords(p.URL))
	}
	r.finding(p, b, name)
}

// address reads the address, with its parameters in the path.
func (r *reader) address(p *importer.Probe, b blocks, line *block) {
	at := line.at
	address := r.text(line.get("url"), at)
	for _, param := range b.block("params:path").on() {
		path, query, hasQuery := strings.Cut(address, "?")
		parts := strings.Split(path, "/")
		for i, part := range parts {
			if part == ":"+param.key && param.value != "" {
				parts[i] = r.text(param.value, param.at)
			}
		}
		if address = strings.Join(parts, "/"); hasQuery {
			address += "?" + query
		}
	}
	if !r.HasScheme(address) {
		address = "http://" + address
	}
	address, _ = importer.WithoutDots(address)
	r.Address(&p.Request, address)
	if _, rest := origin.Split(p.URL); rest == "" && !strings.HasPrefix(p.URL, "${") {
		p.URL += "/"
	}
}

// headers adds the headers of the request, and those that its folders and the collection add.
func (r *reader) headers(p *importer.Probe) {
	var all []pair
	for _, s := range r.scopes {
		for _, h := range s.blocks.block("headers").on() {
			all = slices.DeleteFunc(all, func(known pair) bool { return strings.EqualFold(known.key, h.key) })
			all = append(all, h)
		}
	}
	for _, h := range all {
		r.ByHand(&p.Request, h.at, r.text(h.key, h.at), r.text(h.value, h.at))
	}
}

// settings reads the switches of a request.
func (r *reader) settings(p *importer.Probe, b *block) {
	for _, s := range b.on() {
		n, err := strconv.Atoi(s.value)
		switch {
		case s.key == "followRedirects" && s.value == "false":
			p.Options.Set("redirects", 0)
		case s.key == "maxRedirects" && err == nil && n >= 0 && n != mostRedirects:
			if p.Options.Get("redirects") == nil {
				p.Options.Set("redirects", n)
			}
		case s.key == "timeout" && err == nil && n > 0:
			p.Options.Set("timeout", strconv.Itoa(n)+"ms")
		}
	}
}

// off lists the parts of a request that are switched off.
func (r *reader) off(b blocks, name string) {
	var left []string
	var at source.Pos
	for _, one := range b {
		switch kind, _, _ := strings.Cut(one.name, ":"); kind {
		case "params", "headers", "body", "assert", "vars":
			for _, p := range one.pairs {
				if p.off {
					left, at = append(left, p.key), one.at
				}
			}
		}
	}
	if len(left) > 0 {
		r.Drop(at, "write them where they are wanted", "%s: what is switched off is left out: %s", name, strings.Join(left, ", "))
	}
}

// finding adds the finding about the answer to p.
func (r *reader) finding(p *importer.Probe, b blocks, name string) {
	j := &judge{reader: r, probe: p}
	for _, a := range b.block("assert").on() {
		j.assert(a)
	}
	j.after()
	what := p.Method + " " + importer.ShownPath(p.URL)
	if name != "" {
		what = importer.Literal(name)
	}
	var labels importer.Map
	var folders importer.List
	for _, s := range r.scopes {
		if label := suite.Slug(s.name); label != "" {
			folders = append(folders, label)
		}
	}
	if len(folders) > 0 {
		labels.Set("labels", folders)
	}
	var f *importer.Finding
	switch {
	case len(j.expect) == 0 && j.left:
		f = r.Expect(p, what+" passes its tests", importer.MapOf("status", importer.MapOf("lt", 500)))
		labels.Set("pending", "its tests are not carried over: say what must hold")
	case len(j.expect) == 0:
		f = r.Expect(p, what+" is answered with success", importer.MapOf("status", "2xx"))
	default:
		f = r.Expect(p, what+" is answered as asserted", j.expect)
	}
	f.More = labels
}
