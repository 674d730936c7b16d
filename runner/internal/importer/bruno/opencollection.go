package bruno

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// blocksOfYAML reads a file of OpenCollection into the blocks that a .bru file of the same has.
func blocksOfYAML(file *source.File) (blocks, *source.Problem) {
	var ps source.Problems
	var document yaml.Node
	if err := yaml.Unmarshal(file.Text, &document); err != nil {
		ps.Add(source.Pos{File: file, Line: 1, Col: 1}, "it is no YAML: %v", err)
		return nil, ps[0]
	}
	root := node{file: file, yaml: &document}
	if document.Kind == yaml.DocumentNode && len(document.Content) > 0 {
		root.yaml = document.Content[0]
	}
	if root.yaml.Kind != yaml.MappingNode {
		ps.Add(source.Pos{File: file, Line: 1, Col: 1}, "it is no map of info, http and the like")
		return nil, ps[0]
	}
	y := &converter{}
	y.meta(root)
	y.http(root.get("http"), "")
	y.http(root.get("graphql"), "graphql")
	for _, part := range []node{root.get("request"), root.get("runtime")} {
		y.inherited(part)
	}
	y.pairs("settings", root.get("settings"))
	return y.out, nil
}

// node is a YAML node with its file. Its methods accept a zero node.
type node struct {
	file *source.File
	yaml *yaml.Node
}

// get returns a member of a map, a zero node if it is absent.
func (n node) get(key string) node {
	if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
		return node{file: n.file}
	}
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		if n.yaml.Content[i].Value == key {
			return node{n.file, n.yaml.Content[i+1]}
		}
	}
	return node{file: n.file}
}

// all returns the items of a list.
func (n node) all() []node {
	if n.yaml == nil || n.yaml.Kind != yaml.SequenceNode {
		return nil
	}
	out := make([]node, len(n.yaml.Content))
	for i, c := range n.yaml.Content {
		out[i] = node{n.file, c}
	}
	return out
}

// text returns the text of a scalar, "" for anything else.
func (n node) text() string {
	if n.yaml == nil || n.yaml.Kind != yaml.ScalarNode || n.yaml.Tag == "!!null" {
		return ""
	}
	return n.yaml.Value
}

func (n node) at() source.Pos {
	if n.yaml == nil {
		return source.Pos{File: n.file}
	}
	return source.Pos{File: n.file, Line: n.yaml.Line, Col: n.yaml.Column}
}

// first returns the place of the first line of a text.
func (n node) first() source.Pos {
	at := n.at()
	if n.yaml != nil && n.yaml.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		at.Line, at.Col = at.Line+1, 1
	}
	return at
}

// converter collects blocks.
type converter struct{ out blocks }

func (y *converter) add(b block) { y.out = append(y.out, b) }

func (y *converter) meta(root node) {
	info := root.get("info")
	y.add(block{name: "meta", at: info.at(), pairs: []pair{
		{key: "name", value: info.get("name").text()}, {key: "type", value: info.get("type").text()}, {key: "seq", value: info.get("seq").text()},
	}})
}

// pairs adds a block of the scalars of a map.
func (y *converter) pairs(name string, n node) {
	if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
		return
	}
	b := block{name: name, at: n.at()}
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		v := node{n.file, n.yaml.Content[i+1]}
		if v.yaml.Kind == yaml.ScalarNode {
			b.pairs = append(b.pairs, pair{key: n.yaml.Content[i].Value, value: v.text(), at: v.at()})
		}
	}
	y.add(b)
}

// list adds a block of a list of names and values.
func (y *converter) list(name string, items []node, value func(node) string) {
	if len(items) == 0 {
		return
	}
	b := block{name: name, at: items[0].at()}
	for _, i := range items {
		key := i.get("name").text()
		if name == "assert" {
			key = i.get("expression").text()
		}
		b.pairs = append(b.pairs, pair{key: key, value: value(i), off: i.get("disabled").text() == "true", at: i.at()})
	}
	y.add(b)
}

func plainValue(n node) string {
	if data := n.get("value").get("data"); data.yaml != nil {
		return data.text()
	}
	return n.get("value").text()
}

// http adds the blocks of a request; mode is that of a body without a type.
func (y *converter) http(n node, mode string) {
	if n.yaml == nil {
		return
	}
	method := strings.ToLower(n.get("method").text())
	if method == "" {
		method = map[bool]string{true: "post", false: "get"}[mode == "graphql"]
	}
	body := n.get("body")
	auth := n.get("auth")
	kind := orElse(orElse(auth.text(), auth.get("type").text()), "none")
	if kind := body.get("type").text(); kind != "" {
		mode = kind
	}
	b := block{name: "http", at: n.at(), pairs: []pair{
		{key: "method", value: method}, {key: "url", value: n.get("url").text(), at: n.get("url").at()},
		{key: "body", value: mode}, {key: "auth", value: kind},
	}}
	y.add(b)
	var query, paths []node
	for _, p := range n.get("params").all() {
		if p.get("type").text() == "path" {
			paths = append(paths, p)
		} else {
			query = append(query, p)
		}
	}
	y.list("params:query", query, plainValue)
	y.list("params:path", paths, plainValue)
	y.list("headers", n.get("headers").all(), plainValue)
	y.auth(auth)
	y.body(body, mode)
}

func (y *converter) body(n node, mode string) {
	data := n.get("data")
	switch mode {
	case "form-urlencoded":
		y.list("body:form-urlencoded", data.all(), plainValue)
	case "multipart-form":
		y.list("body:multipart-form", data.all(), partValue)
	case "file":
		var chosen []node
		for _, f := range data.all() {
			if f.get("selected").text() == "true" {
				chosen = append(chosen, f)
			}
		}
		y.list("body:file", chosen, func(f node) string {
			return "@file(" + f.get("filePath").text() + ") @contentType(" + f.get("contentType").text() + ")"
		})
		if last := len(y.out) - 1; len(chosen) > 0 {
			for i := range y.out[last].pairs {
				y.out[last].pairs[i].key = "file"
			}
		}
	case "graphql":
		if data.yaml == nil {
			data = n
		}
		y.add(block{name: "body:graphql", at: n.at(), text: data.get("query").text(), first: data.get("query").first()})
		y.add(block{name: "body:graphql:vars", at: n.at(), text: data.get("variables").text(), first: data.get("variables").first()})
	case "":
	default:
		y.add(block{name: "body:" + mode, at: n.at(), text: data.text(), first: data.first()})
	}
}

// partValue writes a part of a form as a .bru file does.
func partValue(n node) string {
	value := plainValue(n)
	if n.get("type").text() == "file" {
		var files []string
		for _, f := range n.get("value").all() {
			files = append(files, f.text())
		}
		if value != "" {
			files = append(files, value)
		}
		value = "@file(" + strings.Join(files, "|") + ")"
	}
	if media := n.get("contentType").text(); media != "" {
		value += " @contentType(" + media + ")"
	}
	return value
}

// grants maps OpenCollection's flows of OAuth 2.0 to Bruno's.
var grants = map[string]string{"resource_owner_password_credentials": "password"}

func (y *converter) auth(n node) {
	kind := n.get("type").text()
	if kind != "oauth2" {
		if kind != "" {
			y.pairs("auth:"+kind, n)
		}
		return
	}
	grant := n.get("flow").text()
	if name, ok := grants[grant]; ok {
		grant = name
	}
	credentials, placement := n.get("credentials"), n.get("tokenConfig").get("placement")
	b := block{name: "auth:oauth2", at: n.at(), pairs: []pair{
		{key: "grant_type", value: grant}, {key: "access_token_url", value: n.get("accessTokenUrl").text()}, {key: "scope", value: n.get("scope").text()},
		{key: "client_id", value: credentials.get("clientId").text()}, {key: "client_secret", value: credentials.get("clientSecret").text()},
		{key: "credentials_placement", value: credentials.get("placement").text()},
		{key: "username", value: n.get("resourceOwner").get("username").text()}, {key: "password", value: n.get("resourceOwner").get("password").text()},
		{key: "token_header_prefix", value: placement.get("header").text()},
	}}
	if placement.get("query").yaml != nil {
		b.pairs = append(b.pairs, pair{key: "token_placement", value: "url"})
	}
	y.add(b)
	var params []node
	for _, list := range []string{"accessTokenRequest"} {
		params = append(params, n.get("additionalParameters").get(list).all()...)
	}
	y.list("auth:oauth2:additional_params:access_token_req:body", params, plainValue)
}

// inherited adds what a request, a folder and a collection have alike: variables, scripts, and of
// the last two headers and credentials.
func (y *converter) inherited(n node) {
	y.list("headers", n.get("headers").all(), plainValue)
	if auth := n.get("auth"); auth.yaml != nil {
		y.add(block{name: "auth", at: auth.at(), pairs: []pair{{key: "mode", value: orElse(auth.text(), auth.get("type").text())}}})
		y.auth(auth)
	}
	y.list("vars:pre-request", n.get("variables").all(), plainValue)
	y.list("assert", n.get("assertions").all(), func(a node) string {
		return strings.TrimSpace(a.get("operator").text() + " " + a.get("value").text())
	})
	for _, s := range n.get("scripts").all() {
		name := map[string]string{"before-request": "script:pre-request", "after-response": "script:post-response", "tests": "tests"}[s.get("type").text()]
		if code := s.get("code"); name != "" {
			y.add(block{name: name, at: s.at(), text: code.text(), first: code.first()})
		}
	}
	var after []node
	for _, a := range n.get("actions").all() {
		if a.get("type").text() == "set-variable" && a.get("phase").text() == "after-response" {
			after = append(after, a)
		}
	}
	if len(after) > 0 {
		b := block{name: "vars:post-response", at: after[0].at()}
		for _, a := range after {
			b.pairs = append(b.pairs, pair{key: a.get("variable").get("name").text(), value: a.get("selector").get("expression").text(), off: a.get("disabled").text() == "true", at: a.at()})
		}
		y.add(b)
	}
}
