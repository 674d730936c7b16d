//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// The sizes of GitHub's OpenAPI document of 2026, whose shape openAPI takes after: 13 MB, 258,000
// values, 10,500 $refs, schemas that refer to each other in circles.
const (
	apiPaths      = 811
	apiOperations = 1223
	apiSchemas    = 969
	apiExamples   = 535
)

type object = map[string]any

// openAPI writes a document of GitHub's size and shape.
func openAPI(w io.Writer) {
	paths := object{}
	left := apiOperations - apiPaths
	for i := range apiPaths {
		item := object{"get": apiOperation(i, "get")}
		if left > 0 {
			item["post"] = apiOperation(i, "post")
			left--
		}
		paths[fmt.Sprintf("/repos/{owner}/{repo}/things-%d", i)] = item
	}
	schemas, examples := object{}, object{}
	for i := range apiSchemas {
		schemas[fmt.Sprintf("thing-%d", i)] = apiSchema(i)
	}
	for i := range apiExamples {
		examples[fmt.Sprintf("thing-%d", i)] = object{"value": apiExample(i, 3)}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	_ = e.Encode(object{ // the writer keeps its error
		"openapi": "3.0.3",
		"info":    object{"title": "Things", "version": "1.1.4"},
		"servers": []any{object{"url": "https://api.example"}},
		"paths":   paths,
		"components": object{
			"schemas": schemas, "examples": examples,
			"parameters": object{
				"owner": apiParameter("owner", "path", true, object{"type": "string"}),
				"repo":  apiParameter("repo", "path", true, object{"type": "string"}),
				"page":  apiParameter("page", "query", false, object{"type": "integer", "default": 1}),
			},
			"responses": object{"not_found": object{"description": "Resource not found", "content": apiContent(ref("schemas", "thing-0"))}},
		},
	})
}

func ref(kind, name string) object { return object{"$ref": "#/components/" + kind + "/" + name} }

func apiParameter(name, in string, required bool, schema object) object {
	return object{"name": name, "in": in, "required": required, "schema": schema, "description": words(name, 12)}
}

func apiContent(schema object) object { return object{"application/json": object{"schema": schema}} }

// words returns a description of n words.
func words(name string, n int) string {
	return "The " + name + " of the thing." + strings.Repeat(" It is not case sensitive", n/5)
}

func apiOperation(i int, method string) object {
	answer := apiContent(ref("schemas", fmt.Sprintf("thing-%d", i)))
	if i%2 == 0 {
		answer = apiContent(object{"type": "array", "items": ref("schemas", fmt.Sprintf("thing-%d", i))})
	}
	answer["application/json"].(object)["examples"] = object{"default": ref("examples", fmt.Sprintf("thing-%d", i%apiExamples))}
	op := object{
		"operationId": fmt.Sprintf("things/%s-%d", method, i), "summary": fmt.Sprintf("%s thing %d", method, i), "description": words("list", 60), "tags": []any{"things"},
		"externalDocs": object{"description": "API method documentation", "url": fmt.Sprintf("https://docs.example/rest/things#%s-%d", method, i)},
		"parameters":   []any{ref("parameters", "owner"), ref("parameters", "repo"), ref("parameters", "page")},
		"responses": object{
			"200": object{"description": "Response", "content": answer, "headers": object{"Link": object{"schema": object{"type": "string"}, "example": "<https://api.example/things?page=2>; rel=\"next\""}}},
			"404": ref("responses", "not_found"),
		},
	}
	if method == "post" {
		properties := object{}
		for j := range 8 {
			properties[fmt.Sprintf("field_%d", j)] = object{"type": "string", "description": words("field", 10)}
		}
		op["requestBody"] = object{"required": true, "content": object{"application/json": object{
			"schema":  object{"type": "object", "properties": properties, "required": []any{"field_0"}},
			"example": object{"field_0": "octocat", "field_1": "Hello-World"},
		}}}
	}
	return op
}

// apiSchema returns an object of texts, numbers and URLs that may be null, others by reference, and
// one of two.
func apiSchema(i int) object {
	properties, required := object{}, []any{}
	for j := range 26 {
		name := fmt.Sprintf("field_%d", j)
		p := object{"type": "string", "description": words(name, 5), "example": fmt.Sprintf("value-%d-%d", i, j)}
		switch j % 4 {
		case 1:
			p["format"], p["nullable"], p["example"] = "uri", true, fmt.Sprintf("https://api.example/things/%d/%d", i, j)
		case 2:
			p["type"], p["example"] = "integer", i*100+j
		case 3:
			p["enum"], p["example"] = []any{"open", "closed", "all"}, "open"
		}
		properties[name] = p
		if j%2 == 0 {
			required = append(required, name)
		}
	}
	other := func(by int) object { return ref("schemas", fmt.Sprintf("thing-%d", (i*by+1)%apiSchemas)) }
	properties["owner"] = other(3)
	properties["parent"] = object{"nullable": true, "allOf": []any{other(7)}}
	properties["items"] = object{"type": "array", "items": other(11)}
	properties["target"] = object{"oneOf": []any{other(13), object{"type": "string"}}}
	properties["links"] = object{"type": "object", "properties": object{"self": object{"type": "string", "format": "uri"}, "html": object{"type": "string", "format": "uri"}}, "required": []any{"self"}}
	return object{"title": fmt.Sprintf("Thing %d", i), "type": "object", "description": words("thing", 20), "properties": properties, "required": required}
}

// apiExample returns an object like those in the document's examples, nested that deep.
func apiExample(i, deep int) object {
	out := object{}
	for j := range 15 {
		out[fmt.Sprintf("field_%d", j)] = fmt.Sprintf("https://api.example/things/%d/%d", i, j)
	}
	if deep > 0 {
		out["owner"] = apiExample(i+1, deep-1)
	}
	return out
}

// writeOpenAPI writes the document, and a suite that it judges, into dir.
func writeOpenAPI(dir string) error {
	if err := writeTo(dir+"/github.json", openAPI); err != nil {
		return err
	}
	return writeTo(dir+"/github.suite.yaml", func(w io.Writer) {
		fmt.Fprint(w, "suite: github\ntarget: https://api.example\nopenapi: github.json\nprobes:\n")
		for i := range apiPaths {
			fmt.Fprintf(w, "  get-%d: {path: /repos/octocat/hello/things-%d}\n", i, i)
		}
		fmt.Fprint(w, "findings:\n")
		for i := range apiPaths {
			fmt.Fprintf(w, "  get-%d: {claim: thing %d is as documented, probe: get-%d, expect: {status: 200, openapi: true}}\n", i, i, i)
		}
	})
}

// decode is the least that anybody does with a document: it decodes it.
func decode(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var v any
	return json.Unmarshal(text, &v)
}
