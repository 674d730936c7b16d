package suite

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// bodyLayer is a body as one layer declares it. node is its value where maps
// merge (json, graphql).
type bodyLayer struct {
	Body
	doc  *doc
	node *yaml.Node
}

// bodyField makes the key that declares a body of this kind.
func bodyField(kind string, s lang.Shape, meaning string, read func(d *doc, n *yaml.Node, b *bodyLayer)) field[*layer] {
	return field[*layer]{key: kind, shape: s, meaning: meaning, nullable: true, read: func(d *doc, n *yaml.Node, l *layer) {
		l.set |= setBody
		if isNull(n) {
			return
		}
		if l.body != nil {
			d.mistake(n, "%s: a request has one body, and %s: declares one already", kind, l.body.Kind).Next = "keep one of them"
			return
		}
		l.body = &bodyLayer{Body: Body{Kind: kind, At: d.at(n)}, doc: d}
		read(d, n, l.body)
	}}
}

func bodyFields() []field[*layer] {
	return []field[*layer]{
		bodyField("json", lang.Any, "the body as a JSON value", func(d *doc, n *yaml.Node, b *bodyLayer) {
			b.node, b.Text = n, d.jsonText(n, "json")
		}),
		bodyField("form", shapeForm, "the body as a URL-encoded map", func(d *doc, n *yaml.Node, b *bodyLayer) {
			b.Form = d.params(n, "form")
		}),
		bodyField("multipart", shapeParts, "the body as multipart/form-data: a list of parts", func(d *doc, n *yaml.Node, b *bodyLayer) {
			b.Parts = d.parts(n)
		}),
		bodyField("body", lang.Text, "the body as text", func(d *doc, n *yaml.Node, b *bodyLayer) {
			if isMap(n) || isList(n) {
				d.expected(n, "body", lang.Text.Words).Next = "a body of JSON is json: in the place of body:"
				return
			}
			b.Text, _ = d.text(n, "body")
		}),
		bodyField("file", lang.Path, "the body as the bytes of a file", func(d *doc, n *yaml.Node, b *bodyLayer) {
			b.Text = d.path(n, "file")
		}),
		bodyField("graphql", lang.Of("{query, variables, operation}", lang.Ref("graphql")), "a GraphQL request as the JSON body", func(d *doc, n *yaml.Node, b *bodyLayer) {
			var g graphql
			graphqlTable.read(d, n, &g)
			if !isMap(n) {
				return
			}
			if g.query == nil && !graphqlTable.mayMean(d, n, "query") {
				d.mistake(n, "graphql: the query is missing").Next = "add query: the text of the query"
			}
			b.node, b.Text = n, d.graphqlText(n)
		}),
	}
}

var shapeForm = lang.Of("a map of names to values", lang.Schema{"type": "object", "additionalProperties": valueOrList})

// graphql lists the parts of a GraphQL request; graphqlText writes their contents.
type graphql struct {
	query, variables, operation *yaml.Node
}

var graphqlTable = table[*graphql]{what: "a GraphQL request", rows: func() []field[*graphql] {
	return []field[*graphql]{
		{key: "query", shape: lang.Text, meaning: "the query or mutation", read: func(d *doc, n *yaml.Node, g *graphql) {
			d.text(n, "query")
			g.query = n
		}},
		{key: "variables", shape: lang.Of("a map of variables", lang.Schema{"type": "object"}), meaning: "its variables", nullable: true, read: func(d *doc, n *yaml.Node, g *graphql) {
			if !isMap(n) && !isNull(n) {
				d.expected(n, "variables", "a map of variables")
			}
			g.variables = n
		}},
		{key: "operation", shape: lang.Text, meaning: "the operation, where the query has several", nullable: true, read: func(d *doc, n *yaml.Node, g *graphql) {
			if !isNull(n) {
				d.text(n, "operation")
			}
			g.operation = n
		}},
	}
}}

// graphqlText returns the JSON body of a GraphQL request (GraphQL over HTTP, 5.1).
func (d *doc) graphqlText(n *yaml.Node) string {
	b := []byte{'{'}
	for _, part := range []struct{ key, name string }{{"query", "query"}, {"operation", "operationName"}, {"variables", "variables"}} {
		for _, e := range source.Entries(n) {
			if e.Key != part.key || isNull(e.Value) {
				continue
			}
			if len(b) > 1 {
				b = append(b, ',')
			}
			b = append(appendString(b, part.name), ':')
			b = d.appendJSON(b, e.Value, "graphql")
		}
	}
	return string(append(b, '}'))
}

var partTable = table[*Part]{what: "a part", rows: func() []field[*Part] {
	return []field[*Part]{
		textField("name", "the part's name", func(p *Part) *string { return &p.Name }),
		textField("value", "its content as text", func(p *Part) *string { return &p.Value }),
		{key: "file", shape: lang.Path, meaning: "its content as the bytes of a file", read: func(d *doc, n *yaml.Node, p *Part) {
			p.File = d.path(n, "file")
		}},
		textField("type", "its Content-Type", func(p *Part) *string { return &p.Type }),
		textField("filename", "the file name sent, default the file's own", func(p *Part) *string { return &p.Filename }),
	}
}}

var shapeParts = lang.Of("a list of parts", lang.Schema{"type": "array", "items": lang.Ref("part")})

func (d *doc) parts(n *yaml.Node) []Part {
	if !isList(n) {
		d.expected(n, "multipart", "a list of parts ({name, value or file, type, filename})")
		return nil
	}
	out := make([]Part, 0, len(n.Content))
	for _, item := range n.Content {
		item = source.Resolve(item)
		p := Part{At: d.at(item)}
		partTable.read(d, item, &p)
		if isMap(item) {
			d.checkPart(item, &p)
		}
		out = append(out, p)
	}
	return out
}

func (d *doc) checkPart(n *yaml.Node, p *Part) {
	if p.Name == "" && !partTable.mayMean(d, n, "name") {
		d.mistake(n, "multipart: the part has no name").Next = "add name:"
	}
	has := 0
	for _, e := range source.Entries(n) {
		if e.Key == "value" || e.Key == "file" {
			has++
		}
	}
	if has > 1 || len(partTable.lacks(d, n, "value", "file")) > 1 {
		d.mistake(n, "multipart: a part has either a value or a file").Next = "write one of value: and file:"
	}
}

// underBody returns the body of a request whose layers declare base and over.
func underBody(base, over *bodyLayer) *bodyLayer {
	if base == nil || over == nil || base.Kind != over.Kind {
		return over
	}
	out := *over
	switch over.Kind {
	case "json":
		out.node = mergeNodes(base.node, over.node)
		out.Text = over.doc.jsonText(out.node, "json")
	case "graphql":
		out.node = mergeNodes(base.node, over.node)
		out.Text = over.doc.graphqlText(out.node)
	case "form":
		out.Form = kept(mergeParams(base.Form, over.Form, exactly))
	}
	return &out
}

// filled returns the body with references filled in; nil for no body.
func (b *bodyLayer) filled(lookup subst.Lookup) *Body {
	if b == nil {
		return nil
	}
	out := b.Body
	switch b.Kind {
	case "json", "graphql":
		out.Text = subst.JSON(b.Text, lookup)
	default:
		out.Text = subst.Expand(b.Text, lookup)
	}
	out.Form = fillParams(kept(b.Form), lookup)
	if len(b.Parts) > 0 {
		out.Parts = make([]Part, len(b.Parts))
	}
	for i, p := range b.Parts {
		for _, s := range []*string{&p.Name, &p.Value, &p.File, &p.Type, &p.Filename} {
			*s = subst.Expand(*s, lookup)
		}
		out.Parts[i] = p
	}
	return &out
}
