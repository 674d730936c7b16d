package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed openapi.schemas
var schemaRows string

// api is an OpenAPI document of one operation, whose server is URL/made.
type api struct {
	version string // 3.0.3 if empty
	path    string // /x if empty
	method  string // get if empty
	shared  string // members of the path
	members string // of the operation, but for its responses
	answers string // the responses; a 200 without content if empty
	more    string // members of the document
}

// text returns the document.
func (a api) text() string {
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	for _, s := range []*string{&a.shared, &a.members, &a.more} {
		if *s != "" {
			*s += ", "
		}
	}
	servers := `"servers": [{"url": "URL/made"}], `
	if strings.Contains(a.more, `"servers":`) {
		servers = ""
	}
	return fmt.Sprintf(`{"openapi": %q, "info": {"title": "made", "version": "1"}, %s%s"paths": {%q: {%s%q: {%s"responses": %s}}}}`+"\n",
		or(a.version, "3.0.3"), servers, a.more, or(a.path, "/x"), a.shared, or(a.method, "get"), a.members, or(a.answers, `{"200": {"description": "a"}}`))
}

// inJSON is an answer of that body.
func inJSON(body string) answer {
	return answer{status: 200, fields: [][2]string{{"Content-Type", "application/json"}}, body: []byte(body)}
}

// openAPIVersions are those that a row of openapi.schemas is for with *.
var openAPIVersions = []string{"3.0.3", "3.1.0"}

// openAPIDocuments returns constructs of OpenAPI: each keyword of a schema with answers that meet
// it and answers that do not, each way to document an answer, each style of a parameter, each kind
// of body, each scheme of security.
func openAPIDocuments() []construct {
	var all []construct
	for row, line := range strings.Split(strings.TrimSpace(schemaRows), "\n") {
		cells := strings.Split(line, "\t")
		versions := cells[:1]
		if cells[0] == "*" {
			versions = openAPIVersions
		}
		for _, version := range versions {
			for i, body := range cells[2:] {
				a := api{version: version, answers: `{"200": {"description": "a", "content": {"application/json": {"schema": ` + cells[1] + `}}}}`, more: components(version)}
				all = append(all, construct{name: fmt.Sprintf("schema-%d-%s-%d", row+1, version[:3], i+1), text: a.text(), answer: inJSON(body)})
			}
		}
	}
	add := func(name string, answer answer, a api) {
		all = append(all, construct{name: name, text: a.text(), answer: answer})
	}
	for i, one := range answerCases {
		for _, version := range openAPIVersions {
			add(fmt.Sprintf("answer-%d-%s", i+1, version[:3]), parsed([]byte(one[1])), api{version: version, answers: one[0], more: components(version)})
		}
	}
	parameters(add)
	fine := inJSON(`{"ok": true}`)
	for i, one := range bodyCases {
		add(fmt.Sprintf("body-%d", i+1), fine, api{version: "3.1.0", method: "post", members: `"requestBody": {"content": ` + one + `}`, more: components("3.1.0")})
	}
	for i, one := range securityCases {
		add(fmt.Sprintf("security-%d", i+1), fine, api{members: one[0], more: `"components": {"securitySchemes": ` + one[1] + `}`})
	}
	for i, a := range otherAPIs {
		add(fmt.Sprintf("other-%d", i+1), fine, a)
	}
	return knownAre(all, knownOfOpenAPI)
}

// parameters adds each type of value in each place by each style.
func parameters(add func(string, answer, api)) {
	styles := map[string][]string{"path": {"", "simple", "label", "matrix"}, "query": {"", "form", "spaceDelimited", "pipeDelimited", "deepObject"}, "header": {"", "simple"}, "cookie": {"", "form"}}
	for _, in := range []string{"path", "query", "header", "cookie"} {
		for _, style := range styles[in] {
			for _, explode := range []string{"", "true", "false"} {
				for i, value := range parameterValues {
					if in == "cookie" { // a secret, whatever the document has
						value = [2]string{`{"type": "string"}`, `"dark"`}
						if i > 0 {
							break
						}
					}
					members := map[string]any{"name": "p", "in": in, "example": json.RawMessage(value[1]), "schema": json.RawMessage(value[0])}
					if in == "path" {
						members["required"] = true
					}
					if style != "" {
						members["style"] = style
					}
					if explode != "" {
						members["explode"] = explode == "true"
					}
					text, _ := json.Marshal(members)
					a := api{members: `"parameters": [` + string(text) + `]`}
					if in == "path" {
						a.path = "/x/{p}/y"
					}
					words := []string{in}
					if style != "" {
						words = append(words, style)
					}
					if explode != "" {
						words = append(words, explode)
					}
					add(strings.Join(append(words, fmt.Sprint(i+1)), "-"), inJSON(`{}`), a)
				}
			}
		}
	}
	for i, one := range parameterCases {
		template := "/x"
		if strings.Contains(one, `"path"`) {
			template = "/x/{p}"
		}
		add(fmt.Sprintf("parameter-%d", i+1), inJSON(`{}`), api{version: "3.1.0", path: template, members: `"parameters": ` + one, more: parameterComponents})
	}
}

// components returns the schemas that a document of that version refers to.
func components(version string) string {
	if version == "3.0.3" {
		return schemaComponents + "}}"
	}
	return schemaComponents + newComponents + "}}"
}

// knownOfOpenAPI are the constructs that differ, as globs, and why: docs/import.md says so of what
// is not the judges' own.
var knownOfOpenAPI = [][2]string{
	{"answer-10-*", "the finding claims a success, where the document has one"},
	{"answer-17-*", "the finding claims a success, where the document has one"},
	{"answer-20-*", "the finding claims a success, where the document has one"},
	{"answer-21-*", "the finding claims the successes that have a response of their own"},
	{"path-*8", "a path with an empty segment is of no operation"},
	{"path-*10", "a path with an empty segment is of no operation"},
	{"query-*8", "an empty list is not sent (RFC 6570, section 2.3)"},
	{"query-*10", "an empty object is not sent (RFC 6570, section 2.3)"},
	{"header*-10", "an empty object is not sent (RFC 6570, section 2.3)"},
	{"query-*Delimited*-9", "swagger-client joins the members of an object by commas in every style"},
	{"header*-2", "fetch sends a header in Latin-1"},
	{"parameter-33", "swagger-client sends the last of several cookies only"},
	{"body-20", "swagger-client joins a list in a form by commas, though explode is true unless the document says otherwise"},
	{"body-33", "swagger-client joins a list of parts by commas, though each item is a part"},
	{"body-34", "swagger-client sends an object as a part without a media type"},
	{"body-3[56]", "FormData gives a part with a media type a file name"},
	{"body-30", "null in a form is empty here, the word null there"},
	{"security-17", "the suite asks for its token"},
	{"schema-45-*-3", "a name of one label is a host for RFC 5321"},
	{"schema-60-3.1-2", "Ajv takes a number of more than 64 bits for an int64"},
	{"schema-105-3.1-2", "Ajv reads nullable, which OpenAPI 3.1 does not have"},
	{"schema-109-3.1-2", "Ajv has no check of the format iri"},
	{"schema-110-3.1-2", "Ajv has no check of the format idn-email"},
}

const (
	schemaComponents = `"components": {"schemas": {"Named": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
 "Tree": {"type": "object", "required": ["children"], "properties": {"children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}},
 "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
 "Dog": {"type": "object", "required": ["kind", "barks"], "properties": {"kind": {"type": "string"}, "barks": {"type": "boolean"}}}`
	newComponents = `,
 "WithDefs": {"$defs": {"n": {"type": "integer"}}, "type": "object", "properties": {"a": {"$ref": "#/components/schemas/WithDefs/$defs/n"}}},
 "Anchored": {"$id": "http://anchored.example/a", "$defs": {"n": {"$anchor": "here", "type": "object", "properties": {"n": {"type": "integer"}}}}, "type": "object", "properties": {"a": {"$ref": "#here"}}}`
	parameterComponents = `"components": {"parameters": {"Shared": {"name": "p", "in": "query", "schema": {"type": "string"}, "example": "shared"}}, "examples": {"One": {"value": "named"}}, "schemas": {"Word": {"type": "string", "example": "of the schema"}}}`
)

var (
	parameterValues = [][2]string{
		{`{"type": "string"}`, `"blue"`}, {`{"type": "string"}`, `"a b/c?d&e=é,f;g"`}, {`{"type": "integer"}`, `7`}, {`{"type": "boolean"}`, `false`},
		{`{"type": "array", "items": {"type": "string"}}`, `["blue", "black"]`}, {`{"type": "array", "items": {"type": "string"}}`, `["a,b", "c d"]`}, {`{"type": "array", "items": {"type": "integer"}}`, `[7]`}, {`{"type": "array", "items": {}}`, `[]`},
		{`{"type": "object"}`, `{"R": 100, "G": "x y"}`}, {`{"type": "object"}`, `{}`},
	}
	// parameterCases are lists of parameters.
	parameterCases = []string{
		`[{"name": "p", "in": "query", "schema": {"type": "string"}}]`,
		`[{"name": "p", "in": "query", "examples": {"b": {"value": "first"}, "a": {"value": "second"}}, "schema": {"type": "string"}}]`,
		`[{"name": "p", "in": "query", "examples": {"b": {"$ref": "#/components/examples/One"}}, "schema": {"type": "string"}}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "string", "example": "x"}}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "string", "examples": ["x", "y"]}}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "string", "default": "x"}}]`,
		`[{"name": "p", "in": "query", "schema": {"$ref": "#/components/schemas/Word"}}]`,
		`[{"$ref": "#/components/parameters/Shared"}]`,
		`[{"name": "p", "in": "query", "allowReserved": true, "schema": {"type": "string"}, "example": "a/b?c:d@e,f;g"}]`,
		`[{"name": "p", "in": "query", "allowReserved": true, "schema": {"type": "array", "items": {"type": "string"}}, "explode": false, "example": ["a/b", "c:d"]}]`,
		`[{"name": "p", "in": "query", "allowEmptyValue": true, "schema": {"type": "string"}, "example": ""}]`,
		`[{"name": "p", "in": "query", "content": {"application/json": {"example": {"a": [1, "x y"]}}}}]`,
		`[{"name": "p", "in": "query", "content": {"application/json": {"schema": {"type": "object"}, "example": {"b": 1, "a": 2}}}}]`,
		`[{"name": "p", "in": "header", "content": {"application/json": {"example": {"a": [1]}}}}]`,
		`[{"name": "p", "in": "path", "required": true, "content": {"application/json": {"example": {"a": 1}}}}]`,
		`[{"name": "p", "in": "cookie", "content": {"application/json": {"example": "dark"}}}]`,
		`[{"name": "p[]", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "example": ["a", "b"]}]`,
		`[{"name": "p q&r", "in": "query", "schema": {"type": "string"}, "example": "a"}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "number"}, "example": 1.50}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "number"}, "example": 1e21}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "integer"}, "example": 12345678901}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "string"}, "example": "7"}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}, "example": [[1, 2], [3]]}]`,
		`[{"name": "p", "in": "query", "style": "deepObject", "explode": true, "schema": {"type": "object"}, "example": {"a": {"b": 1}, "c": [1, 2]}}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "object"}, "example": {"a": {"b": 1}, "c": [1, 2]}}]`,
		`[{"name": "a", "in": "query", "schema": {"type": "string"}, "example": "1"}, {"name": "b", "in": "header", "schema": {"type": "string"}, "example": "2"}, {"name": "c", "in": "cookie", "schema": {"type": "string"}, "example": "dark"}]`,
		`[{"name": "Accept", "in": "header", "schema": {"type": "string"}, "example": "text/csv"}, {"name": "content-type", "in": "header", "schema": {"type": "string"}, "example": "text/csv"}, {"name": "AUTHORIZATION", "in": "header", "schema": {"type": "string"}, "example": "dark"}]`,
		`[{"name": "X-A", "in": "header", "schema": {"type": "string"}, "example": "a b, c"}]`,
		`[{"name": "X-A", "in": "header", "schema": {"type": "boolean"}, "example": true}]`,
		`[{"name": "X-A", "in": "header", "schema": {"type": "array", "items": {"type": "string"}}, "example": ["a b", "c,d"]}]`,
		`[{"name": "p", "in": "path", "required": true, "schema": {"type": "string"}, "example": "a%2Fb"}]`,
		`[{"name": "p", "in": "path", "required": true, "schema": {"type": "string"}, "example": "a:b@c!d$e'f(g)h*i+j"}]`,
		`[{"name": "a", "in": "cookie", "schema": {"type": "string"}, "example": "dark"}, {"name": "b", "in": "cookie", "schema": {"type": "string"}, "example": "dark"}]`,
		`[{"name": "p", "in": "query", "schema": {"type": ["string", "null"]}, "example": null}]`,
		`[{"name": "p", "in": "query", "deprecated": true, "schema": {"type": "string"}, "example": "x"}]`,
		`[{"name": "p", "in": "query", "schema": {"type": "string"}, "example": "${x}"}]`,
	}
	// bodyCases are contents of a request's body.
	bodyCases = []string{
		`{"application/json": {"example": {"a": 1, "b": [true, null, "x"]}}}`, `{"application/json": {"schema": {"type": "string"}, "example": "x"}}`, `{"application/json": {"example": [1, 2]}}`, `{"application/json": {"example": 7}}`, `{"application/json": {"example": false}}`,
		`{"application/json": {"examples": {"b": {"value": {"n": 1}}, "a": {"value": {"n": 2}}}}}`, `{"application/json": {"schema": {"type": "object", "example": {"a": 1}}}}`, `{"application/json": {"example": {"a": 1.50, "b": 1e3, "c": 12345678901}}}`,
		`{"application/json; charset=utf-8": {"example": {"a": 1}}}`, `{"application/vnd.api+json": {"example": {"a": 1}}}`, `{"application/json": {"example": {}}}`, `{"application/json": {"example": {"a": "${x}"}}}`,
		`{"text/plain": {"example": "a b\nc"}}`, `{"text/csv": {"example": "a,b"}}`, `{"application/xml": {"example": "<a>1</a>"}}`, `{"application/octet-stream": {"example": "abc"}}`, `{"text/plain": {"example": "7"}}`, `{"text/plain": {"schema": {"type": "integer"}, "example": 7}}`,
		`{"application/x-www-form-urlencoded": {"example": {"a": "x y", "b": "1&2=3"}}}`, `{"application/x-www-form-urlencoded": {"example": {"a": [1, 2]}}}`, `{"application/x-www-form-urlencoded": {"example": {"a": [1, 2]}, "encoding": {"a": {"explode": false}}}}`,
		`{"application/x-www-form-urlencoded": {"example": {"a": [1, 2]}, "encoding": {"a": {"style": "spaceDelimited", "explode": false}}}}`, `{"application/x-www-form-urlencoded": {"example": {"a": [1, 2]}, "encoding": {"a": {"style": "pipeDelimited", "explode": false}}}}`,
		`{"application/x-www-form-urlencoded": {"example": {"a": {"b": 1}}}}`, `{"application/x-www-form-urlencoded": {"example": {"a": {"b": 1, "c": 2}}, "encoding": {"a": {"style": "deepObject", "explode": true}}}}`, `{"application/x-www-form-urlencoded": {"example": {"a": {"b": 1, "c": 2}}, "encoding": {"a": {"style": "form", "explode": true}}}}`, `{"application/x-www-form-urlencoded": {"example": {"a": {"b": 1}}, "encoding": {"a": {"contentType": "application/json"}}}}`,
		`{"application/x-www-form-urlencoded": {"example": {"a": true, "b": 7, "c": "é", "d": ""}}}`, `{"application/x-www-form-urlencoded": {"example": {"a": "x/y"}, "encoding": {"a": {"allowReserved": true}}}}`, `{"application/x-www-form-urlencoded": {"example": {"a": null, "b": 1}}}`,
		`{"multipart/form-data": {"example": {"a": "x", "b": "y z"}}}`, `{"multipart/form-data": {"example": {"a": 7, "b": true}}}`, `{"multipart/form-data": {"example": {"a": ["x", "y"]}}}`, `{"multipart/form-data": {"example": {"a": {"b": 1}}}}`, `{"multipart/form-data": {"example": {"a": {"b": 1}}, "encoding": {"a": {"contentType": "application/json"}}}}`, `{"multipart/form-data": {"example": {"a": "x"}, "encoding": {"a": {"contentType": "text/csv"}}}}`,
		`{"multipart/form-data": {"example": {"a": "x"}, "encoding": {"a": {"headers": {"X-A": {"schema": {"type": "string"}, "example": "y"}}}}}}`,
		`{"application/json": {"example": {"a": 1}}, "text/plain": {"example": "x"}}`, `{"application/json": {"schema": {"$ref": "#/components/schemas/Named"}, "example": {"id": 1}}}`,
	}
	securityCases = [][2]string{
		{`"security": [{"a": []}]`, `{"a": {"type": "http", "scheme": "basic"}}`}, {`"security": [{"a": []}]`, `{"a": {"type": "http", "scheme": "BASIC"}}`}, {`"security": [{"a": []}]`, `{"a": {"type": "http", "scheme": "bearer"}}`}, {`"security": [{"a": []}]`, `{"a": {"type": "http", "scheme": "Bearer", "bearerFormat": "JWT"}}`},
		{`"security": [{"a": []}]`, `{"a": {"type": "apiKey", "in": "header", "name": "X-Key"}}`}, {`"security": [{"a": []}]`, `{"a": {"type": "apiKey", "in": "query", "name": "key"}}`}, {`"security": [{"a": []}]`, `{"a": {"type": "apiKey", "in": "cookie", "name": "sid"}}`},
		{`"security": [{"a": []}]`, `{"a": {"type": "apiKey", "in": "header", "name": "Authorization"}}`}, {`"security": [{"a": [], "b": []}]`, `{"a": {"type": "apiKey", "in": "header", "name": "X-A"}, "b": {"type": "apiKey", "in": "query", "name": "b"}}`}, {`"security": [{"a": []}, {"b": []}]`, `{"a": {"type": "apiKey", "in": "header", "name": "X-A"}, "b": {"type": "http", "scheme": "bearer"}}`},
		{`"security": []`, `{"a": {"type": "http", "scheme": "bearer"}}`}, {`"security": [{}]`, `{"a": {"type": "http", "scheme": "bearer"}}`}, {`"security": [{}, {"a": []}]`, `{"a": {"type": "http", "scheme": "bearer"}}`}, {`"security": [{"none": []}]`, `{"a": {"type": "http", "scheme": "bearer"}}`},
		{`"security": [{"a": ["read"]}]`, `{"a": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "URL/a", "tokenUrl": "URL/made/token", "scopes": {"read": ""}}}}}`}, {`"security": [{"a": []}]`, `{"a": {"type": "openIdConnect", "openIdConnectUrl": "URL/a"}}`}, {`"security": [{"a": ["read"]}]`, `{"a": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "URL/made/token", "scopes": {"read": ""}}}}}`},
		{`"security": [{"a": []}]`, `{"a": {"type": "http", "scheme": "negotiate"}}`}, {`"security": [{"b": []}]`, `{"a": {"type": "http", "scheme": "bearer"}, "b": {"$ref": "#/components/securitySchemes/a"}}`},
	}
	// answerCases are responses, and the answer.
	answerCases = [][2]string{
		{`{"200": {"description": "a"}}`, "200\n\nx"}, {`{"200": {"description": "a"}}`, "201\n\nx"}, {`{"200": {"description": "a"}}`, "404\n\nx"}, {`{"201": {"description": "a"}}`, "201\n\n"}, {`{"204": {"description": "a"}}`, "204\n\n"}, {`{"2XX": {"description": "a"}}`, "202\n\nx"}, {`{"2XX": {"description": "a"}}`, "302\nLocation: /x\n\nx"},
		{`{"2xx": {"description": "a"}}`, "202\n\nx"}, {`{"default": {"description": "a"}}`, "200\n\nx"}, {`{"default": {"description": "a"}}`, "404\n\nx"}, {`{"404": {"description": "a"}}`, "404\n\nx"}, {`{"404": {"description": "a"}}`, "200\n\nx"}, {`{"4XX": {"description": "a"}}`, "404\n\nx"}, {`{"404": {"description": "a"}, "500": {"description": "b"}}`, "500\n\nx"},
		{`{"302": {"description": "a"}}`, "302\nLocation: /x\n\n"}, {`{"304": {"description": "a"}}`, "304\n\n"}, {`{"200": {"description": "a"}, "404": {"description": "b"}}`, "404\n\nx"}, {`{"200": {"description": "a"}, "201": {"description": "b"}}`, "201\n\nx"}, {`{"200": {"description": "a"}, "2XX": {"description": "b"}}`, "202\n\nx"}, {`{"200": {"description": "a"}, "default": {"description": "b"}}`, "500\n\nx"}, {`{"200": {"description": "a"}, "default": {"description": "b"}}`, "201\n\nx"},
		{ofJSON(`{"type": "integer"}`), "200\nContent-Type: application/json; charset=utf-8\n\n7"}, {ofJSON(`{"type": "integer"}`), "200\nContent-Type: Application/JSON\n\n7"}, {ofJSON(`{"type": "integer"}`), "200\nContent-Type: text/plain\n\n7"}, {ofJSON(`{"type": "integer"}`), "200\nContent-Type: application/problem+json\n\n7"}, {ofJSON(`{"type": "integer"}`), "200\nContent-Type: application/json\n\n"}, {ofJSON(`{"type": "integer"}`), "200\nContent-Type: application/json\n\n{"}, {ofJSON(`{"type": "integer"}`), "200\nContent-Type: application/json\n\n7 8"},
		{ofJSON(`{}`), "200\nContent-Type: application/json\n\n"}, {`{"200": {"description": "a", "content": {"application/json": {}}}}`, "200\nContent-Type: application/json\n\n{"}, {`{"200": {"description": "a", "content": {}}}`, "200\nContent-Type: text/plain\n\nx"},
		{ofMedia("application/*", `{"type": "integer"}`), "200\nContent-Type: application/json\n\n7"}, {ofMedia("application/*", `{"type": "integer"}`), "200\nContent-Type: application/json\n\n\"x\""}, {ofMedia("*/*", `{"type": "integer"}`), "200\nContent-Type: application/json\n\n\"x\""}, {ofMedia("*/*", `{"type": "integer"}`), "200\nContent-Type: application/xml\n\n<a/>"}, {ofMedia("application/json; charset=utf-8", `{"type": "integer"}`), "200\nContent-Type: application/json\n\n7"}, {ofMedia("application/json; charset=utf-8", `{"type": "integer"}`), "200\nContent-Type: application/json; charset=utf-8\n\n\"x\""},
		{ofMedia("text/plain", `{"type": "string", "minLength": 2}`), "200\nContent-Type: text/plain\n\nab"}, {ofMedia("text/plain", `{"type": "string", "minLength": 2}`), "200\nContent-Type: text/plain\n\na"}, {ofMedia("text/plain", `{"type": "string", "enum": ["a"]}`), "200\nContent-Type: text/plain; charset=utf-8\n\nb"}, {ofMedia("text/*", `{"type": "string"}`), "200\nContent-Type: text/csv\n\nb"}, {ofMedia("application/problem+json", `{"required": ["title"]}`), "200\nContent-Type: application/problem+json\n\n{}"}, {ofMedia("application/problem+json", `{"required": ["title"]}`), "200\nContent-Type: application/problem+json\n\n{\"title\": \"a\"}"},
		{ofMedia("application/octet-stream", `{"type": "string", "format": "binary"}`), "200\nContent-Type: application/octet-stream\n\nab"}, {ofMedia("image/png", `{"type": "string", "format": "binary"}`), "200\nContent-Type: image/jpeg\n\nab"}, {ofMedia("application/xml", `{"type": "object"}`), "200\nContent-Type: application/xml\n\n<a/>"}, {ofMedia("application/JSON", `{"type": "integer"}`), "200\nContent-Type: application/json\n\n7"},
		{`{"200": {"description": "a", "content": {"application/json": {"schema": {"type": "integer"}}, "text/plain": {"schema": {"type": "string"}}}}}`, "200\nContent-Type: text/plain\n\n7"}, {`{"200": {"description": "a", "content": {"application/json": {"schema": {"type": "integer"}}, "*/*": {"schema": {"type": "string"}}}}}`, "200\nContent-Type: application/json\n\n\"x\""},
		{ofHeader(`"required": true`), "200\nX-A: x\n\n"}, {ofHeader(`"required": true`), "200\n\n"}, {ofHeader(`"schema": {"type": "integer"}`), "200\n\n"}, {ofHeader(`"schema": {"type": "integer"}`), "200\nX-A: 7\n\n"}, {ofHeader(`"schema": {"type": "integer"}`), "200\nX-A: x\n\n"}, {ofHeader(`"schema": {"type": "integer", "maximum": 5}`), "200\nX-A: 7\n\n"}, {ofHeader(`"schema": {"type": "string"}`), "200\nX-A: 7\n\n"}, {ofHeader(`"schema": {"type": "boolean"}`), "200\nX-A: true\n\n"}, {ofHeader(`"schema": {"type": "boolean"}`), "200\nX-A: yes\n\n"}, {ofHeader(`"schema": {"type": "array", "items": {"type": "integer"}}`), "200\nX-A: 1,2\n\n"}, {ofHeader(`"schema": {"type": "array", "items": {"type": "integer"}}`), "200\nX-A: 1, x\n\n"}, {ofHeader(`"schema": {"type": "string", "enum": ["a"]}`), "200\nx-a: b\n\n"}, {ofHeader(`"schema": {"type": "string", "format": "date-time"}`), "200\nX-A: 2026-01-01T00:00:00Z\n\n"}, {ofHeader(`"schema": {"type": "string", "format": "uuid"}`), "200\nX-A: x\n\n"}, {ofHeader(`"deprecated": true, "schema": {"type": "string"}`), "200\nX-A: \n\n"},
		{`{"200": {"description": "a", "headers": {"Content-Type": {"required": true, "schema": {"type": "integer"}}}}}`, "200\nContent-Type: text/plain\n\n"},
	}
	otherAPIs = []api{
		{method: "head"}, {method: "delete"}, {method: "put", members: `"requestBody": {"content": {"application/json": {"example": {"a": 1}}}}`}, {method: "patch", members: `"requestBody": {"content": {"application/json": {"example": {"a": 1}}}}`}, {method: "options"}, {method: "delete", members: `"requestBody": {"content": {"application/json": {"example": {"a": 1}}}}`},
		{members: `"deprecated": true, "operationId": "x y", "tags": ["a"], "summary": "b", "description": "c"`}, {path: "/x/{p}", shared: `"parameters": [{"name": "p", "in": "path", "required": true, "schema": {"type": "string"}, "example": "shared"}]`}, {path: "/x/{p}", shared: `"parameters": [{"name": "p", "in": "path", "required": true, "schema": {"type": "string"}, "example": "shared"}]`, members: `"parameters": [{"name": "p", "in": "path", "required": true, "schema": {"type": "string"}, "example": "own"}]`}, {path: "/x/{p}/{q}", members: `"parameters": [{"name": "q", "in": "path", "required": true, "schema": {"type": "string"}, "example": "2"}, {"name": "p", "in": "path", "required": true, "schema": {"type": "string"}, "example": "1"}]`}, {path: "/x.{p}", members: `"parameters": [{"name": "p", "in": "path", "required": true, "schema": {"type": "string"}, "example": "json"}]`}, {path: "/"}, {path: "/x/"}, {path: "/a b/é"}, {path: "/x:cancel"},
		{more: `"servers": [{"url": "URL/made/{v}/y", "variables": {"v": {"default": "v1", "enum": ["v1", "v2"]}}}]`}, {more: `"servers": [{"url": "{scheme}://127.0.0.1:PORT/made", "variables": {"scheme": {"default": "http"}}}]`}, {more: `"servers": [{"url": "URL/made/"}]`}, {more: `"servers": [{"url": "URL/made"}, {"url": "http://other.example"}]`}, {shared: `"servers": [{"url": "URL/made/of-path"}]`}, {members: `"servers": [{"url": "URL/made/of-operation"}]`}, {shared: `"servers": [{"url": "URL/made/of-path"}]`, members: `"servers": [{"url": "URL/made/of-operation/{v}", "variables": {"v": {"default": "v1"}}}]`},
		{version: "3.1.0", more: `"components": {"pathItems": {"One": {"get": {"responses": {"200": {"$ref": "#/components/responses/Fine"}}}}}, "responses": {"Fine": {"description": "a", "content": {"application/json": {"schema": {"type": "string"}}}}}}`, answers: `{"200": {"$ref": "#/components/responses/Fine"}}`}, {version: "3.0.0"}, {version: "3.0.4"}, {version: "3.1.1"}, {more: `"security": [{"a": []}], "components": {"securitySchemes": {"a": {"type": "http", "scheme": "bearer"}}}`}, {more: `"security": [{"a": []}], "components": {"securitySchemes": {"a": {"type": "http", "scheme": "bearer"}}}`, members: `"security": []`},
		{members: `"callbacks": {"a": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "a"}}}}}}`}, {version: "3.1.0", more: `"webhooks": {"a": {"post": {"responses": {"200": {"description": "a"}}}}}`}, {answers: `{"200": {"description": "a", "links": {"a": {"operationId": "b"}}}}`}, {members: `"x-own": {"get": 1}`, more: `"x-other": {"$ref": "none"}`},
	}
)

// ofMedia returns a response with content of a media type.
func ofMedia(media, schema string) string {
	return fmt.Sprintf(`{"200": {"description": "a", "content": {%q: {"schema": %s}}}}`, media, schema)
}

func ofJSON(schema string) string { return ofMedia("application/json", schema) }

// ofHeader returns a response with a header X-A.
func ofHeader(members string) string {
	return `{"200": {"description": "a", "headers": {"X-A": {` + members + `}}}}`
}
