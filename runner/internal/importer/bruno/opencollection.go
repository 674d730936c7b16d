package bruno

import (
	"cmp"
	"errors"
	"strings"

	"assay/runner/internal/importer/yamltree"
	"assay/runner/internal/source"
)

// blocksOfYAML reads a file of OpenCollection into the blocks that a .bru file of the same has.
func blocksOfYAML(file *source.File) (blocks, *source.Problem) {
	root, err := yamltree.Parse(file)
	if all := (source.Problems)(nil); errors.As(err, &all) {
		return nil, all[0]
	}
	y := &converter{}
	y.meta(root)
	y.http(root.Get("http"), "")
	y.http(root.Get("graphql"), "graphql")
	for _, part := range []yamltree.Node{root.Get("request"), root.Get("runtime")} {
		y.inherited(part)
	}
	y.pairs("settings", root.Get("settings"))
	return y.out, nil
}

// converter collects blocks.
type converter struct{ out blocks }

func (y *converter) add(b block) { y.out = append(y.out, b) }

func (y *converter) meta(root yamltree.Node) {
	info := root.Get("info")
	y.add(block{name: "meta", at: info.At(), pairs: []pair{
		{key: "name", value: info.Get("name").Text()}, {key: "type", value: info.Get("type").Text()}, {key: "seq", value: info.Get("seq").Text()},
	}})
}

// pairs adds a block of the scalars of a map.
func (y *converter) pairs(name string, n yamltree.Node) {
	if len(n.Members()) == 0 {
		return
	}
	b := block{name: name, at: n.At()}
	for _, m := range n.Members() {
		if m.Scalar() {
			b.pairs = append(b.pairs, pair{key: m.Key, value: m.Text(), at: m.At()})
		}
	}
	y.add(b)
}

// list adds a block of a list of names and values.
func (y *converter) list(name string, items []yamltree.Node, value func(yamltree.Node) string) {
	if len(items) == 0 {
		return
	}
	b := block{name: name, at: items[0].At()}
	for _, i := range items {
		key := i.Get("name").Text()
		if name == "assert" {
			key = i.Get("expression").Text()
		}
		b.pairs = append(b.pairs, pair{key: key, value: value(i), off: i.Get("disabled").Text() == "true", at: i.At()})
	}
	y.add(b)
}

func plainValue(n yamltree.Node) string {
	if data := n.Get("value").Get("data"); data.Is() {
		return data.Text()
	}
	return n.Get("value").Text()
}

// modes maps OpenCollection's kinds of bodies to Bruno's, where they differ.
var modes = map[string]string{"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm"}

// http adds the blocks of a request; mode is that of a body without a type.
func (y *converter) http(n yamltree.Node, mode string) {
	if !n.Is() {
		return
	}
	method := strings.ToLower(n.Get("method").Text())
	if method == "" {
		method = map[bool]string{true: "post", false: "get"}[mode == "graphql"]
	}
	body := n.Get("body")
	auth := n.Get("auth")
	kind := cmp.Or(cmp.Or(auth.Text(), auth.Get("type").Text()), "none")
	if kind := body.Get("type").Text(); kind != "" {
		mode = kind
	}
	b := block{name: "http", at: n.At(), pairs: []pair{
		{key: "method", value: method}, {key: "url", value: n.Get("url").Text(), at: n.Get("url").At()},
		{key: "body", value: cmp.Or(modes[mode], mode)}, {key: "auth", value: kind},
	}}
	y.add(b)
	var query, paths []yamltree.Node
	for _, p := range n.Get("params").All() {
		if p.Get("type").Text() == "path" {
			paths = append(paths, p)
		} else {
			query = append(query, p)
		}
	}
	y.list("params:query", query, plainValue)
	y.list("params:path", paths, plainValue)
	y.list("headers", n.Get("headers").All(), plainValue)
	y.auth(auth)
	y.body(body, mode)
}

func (y *converter) body(n yamltree.Node, mode string) {
	data := n.Get("data")
	switch mode {
	case "form-urlencoded":
		y.list("body:form-urlencoded", data.All(), plainValue)
	case "multipart-form":
		y.list("body:multipart-form", data.All(), partValue)
	case "file":
		var chosen []yamltree.Node
		for _, f := range data.All() {
			if f.Get("selected").Text() == "true" {
				chosen = append(chosen, f)
			}
		}
		y.list("body:file", chosen, func(f yamltree.Node) string {
			return "@file(" + f.Get("filePath").Text() + ") @contentType(" + f.Get("contentType").Text() + ")"
		})
		if last := len(y.out) - 1; len(chosen) > 0 {
			for i := range y.out[last].pairs {
				y.out[last].pairs[i].key = "file"
			}
		}
	case "graphql":
		if !data.Is() {
			data = n
		}
		y.add(block{name: "body:graphql", at: n.At(), text: data.Get("query").Text(), first: data.Get("query").First()})
		y.add(block{name: "body:graphql:vars", at: n.At(), text: data.Get("variables").Text(), first: data.Get("variables").First()})
	case "":
	default:
		y.add(block{name: "body:" + mode, at: n.At(), text: data.Text(), first: data.First()})
	}
}

// partValue writes a part of a form as a .bru file does.
func partValue(n yamltree.Node) string {
	value := plainValue(n)
	if n.Get("type").Text() == "file" {
		var files []string
		for _, f := range n.Get("value").All() {
			files = append(files, f.Text())
		}
		if value != "" {
			files = append(files, value)
		}
		value = "@file(" + strings.Join(files, "|") + ")"
	}
	if media := n.Get("contentType").Text(); media != "" {
		value += " @contentType(" + media + ")"
	}
	return value
}

func (y *converter) auth(n yamltree.Node) {
	kind := n.Get("type").Text()
	if kind != "oauth2" {
		if kind != "" {
			y.pairs("auth:"+kind, n)
		}
		return
	}
	credentials, placement := n.Get("credentials"), n.Get("tokenConfig").Get("placement")
	b := block{name: "auth:oauth2", at: n.At(), pairs: []pair{
		{key: "grant_type", value: n.Get("flow").Text()}, {key: "access_token_url", value: n.Get("accessTokenUrl").Text()}, {key: "scope", value: n.Get("scope").Text()},
		{key: "client_id", value: credentials.Get("clientId").Text()}, {key: "client_secret", value: credentials.Get("clientSecret").Text()},
		{key: "credentials_placement", value: credentials.Get("placement").Text()},
		{key: "username", value: n.Get("resourceOwner").Get("username").Text()}, {key: "password", value: n.Get("resourceOwner").Get("password").Text()},
		{key: "token_header_prefix", value: placement.Get("header").Text()},
	}}
	if placement.Get("query").Is() {
		b.pairs = append(b.pairs, pair{key: "token_placement", value: "url"})
	}
	y.add(b)
	var params []yamltree.Node
	for _, list := range []string{"accessTokenRequest"} {
		params = append(params, n.Get("additionalParameters").Get(list).All()...)
	}
	y.list("auth:oauth2:additional_params:access_token_req:body", params, plainValue)
}

// inherited adds what a request, a folder and a collection have alike: variables, scripts, and of
// the last two headers and credentials.
func (y *converter) inherited(n yamltree.Node) {
	y.list("headers", n.Get("headers").All(), plainValue)
	if auth := n.Get("auth"); auth.Is() {
		y.add(block{name: "auth", at: auth.At(), pairs: []pair{{key: "mode", value: cmp.Or(auth.Text(), auth.Get("type").Text())}}})
		y.auth(auth)
	}
	y.list("vars:pre-request", n.Get("variables").All(), plainValue)
	y.list("assert", n.Get("assertions").All(), func(a yamltree.Node) string {
		return strings.TrimSpace(a.Get("operator").Text() + " " + a.Get("value").Text())
	})
	for _, s := range n.Get("scripts").All() {
		name := map[string]string{"before-request": "script:pre-request", "after-response": "script:post-response", "tests": "tests"}[s.Get("type").Text()]
		if code := s.Get("code"); name != "" {
			y.add(block{name: name, at: s.At(), text: code.Text(), first: code.First()})
		}
	}
	var after []yamltree.Node
	for _, a := range n.Get("actions").All() {
		if a.Get("type").Text() == "set-variable" && a.Get("phase").Text() == "after-response" {
			after = append(after, a)
		}
	}
	if len(after) > 0 {
		b := block{name: "vars:post-response", at: after[0].At()}
		for _, a := range after {
			b.pairs = append(b.pairs, pair{key: a.Get("variable").Get("name").Text(), value: a.Get("selector").Get("expression").Text(), off: a.Get("disabled").Text() == "true", at: a.At()})
		}
		y.add(b)
	}
}
