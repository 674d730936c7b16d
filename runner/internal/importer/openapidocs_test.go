package importer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer/openapi"
	"assay/runner/internal/lint"
	"assay/runner/internal/source"
)

// documentCase is a part of an OpenAPI 3.1 document from its paths on, with the texts required in
// the suite, in the list, and in the warnings of lint.
type documentCase struct {
	name, text       string
	want, left, warn []string
}

var documentCases = []documentCase{
	{"one error alone", "paths: {/a: {get: {responses: {'405': {description: no}}}}}", []string{"expect: {status: 405, openapi: true}"}, nil, nil},
	{"several errors", "paths: {/a: {get: {responses: {'404': {description: no}, '400': {description: no}, 5XX: {description: no}}}}}", []string{"expect: {status: [400, 404, 5xx], openapi: true}"}, nil, nil},
	{"a default", "paths: {/a: {get: {responses: {default: {description: all}}}}}", []string{"expect: {status: 2xx, openapi: true}"}, nil, nil},
	{"errors and a default", "paths: {/a: {get: {responses: {'404': {description: no}, default: {description: all}}}}}", []string{"expect: {status: 2xx, openapi: true}"}, nil, nil},
	{"a class of successes", "paths: {/a: {get: {responses: {2XX: {description: fine}, '404': {description: no}}}}}", []string{"expect: {status: 2xx, openapi: true}"}, nil, nil},
	{"a redirect", "paths: {/a: {get: {responses: {'302': {description: there}, '404': {description: no}}}}}", []string{"expect: {status: 302, openapi: true}"}, nil, nil},
	{"no response", "paths: {/a: {get: {}}, /b: {get: {responses: {x-own: 1}}}}",
		[]string{`pending: "the document says nothing that can be claimed: say what must hold"`},
		[]string{"api.yaml:4:14: GET /a: the document names no response; its finding is pending", "api.yaml:4:29: GET /b: the document names no response"}, nil},
	{"a schema of the success that is none", "paths: {/a: {get: {responses: {'200': {description: x, content: {application/json: {schema: {type: nothing}}}}}}}, /b: {get: {responses: {'200': {description: x}}}}}",
		[]string{"probe: get-a\n    expect: {status: 200}", "probe: get-b\n    expect: {status: 200, openapi: true}"},
		[]string{"api.yaml:4:14: GET /a: no response can be judged by the document: api.yaml at $.paths['/a'].get.responses['200'].content['application/json'].schema: not a valid schema: at $.type: expected enum"},
		[]string{"GET /a 200 cannot be judged"}},
	{"a schema of an error that is none", "paths: {/a: {get: {responses: {'200': {description: x}, '404': {description: x, content: {application/json: {schema: {type: nothing}}}}}}}}",
		[]string{"expect: {status: 200, openapi: true}"}, nil, []string{"GET /a 404 cannot be judged"}},
	{"a parameter elsewhere", "paths: {/a: {get: {parameters: [{$ref: '#/components/parameters/gone'}, {name: q, in: query, example: 7}], responses: {'200': {description: x}}}}}",
		[]string{"path: /a\n    query: {q: \"7\"}\n"}, []string{"api.yaml:4:34: $ref #/components/parameters/gone: it leads nowhere: what it stands for is left out"}, nil},
	{"an operation elsewhere", "paths: {/a: {get: {$ref: 'gone.yaml#/a'}}, /b: {get: {responses: {'200': {description: x}}}}}",
		[]string{"path: /b\n"}, []string{"GET /a: the document names no response", "api.yaml:4:20: $ref gone.yaml#/a: the file cannot be read: no such file or directory: what it stands for is left out"}, []string{"GET /a cannot be judged"}},
	{"examples that their schemas refuse", "paths: {'/a/{id}': {post: {parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}, example: 00000000-0000-4000-8000-00000000000}], requestBody: {content: {application/json: {schema: {type: object, required: [id, n], properties: {id: {readOnly: true}, n: {type: integer}}}, example: {n: seven}}}}, responses: {'200': {description: x}}}}}",
		[]string{"id: 00000000-0000-4000-8000-00000000000\n", "json: {n: seven}"},
		[]string{
			`api.yaml:4:21: POST /a/{id}: the path parameter id has a value that its own schema refuses: at $: expected format: uuid, got "00000000-0000-4000-8000-00000000000" (string)`,
			`api.yaml:4:21: POST /a/{id}: the body has a value that its own schema refuses: at $.n: expected type: integer, got "seven" (string)`,
		}, nil},
	{"a number as text", "paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: integer}, example: '7'}, {name: r, in: query, schema: {type: integer}, example: x}], responses: {'200': {description: x}}}}}",
		[]string{"query: {q: \"7\", r: x}"}, []string{"the query parameter r has a value that its own schema refuses"}, nil},
	{"an example without what is only read", "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}, example: {n: 7}}}}, responses: {'200': {description: x}}}}}\ncomponents: {schemas: {A: {allOf: [{required: [id], properties: {id: {$ref: '#/components/schemas/Id'}}}]}, Id: {type: integer, readOnly: true}}}",
		[]string{"json: {n: 7}"}, nil, nil},
	{"an example without what is required", "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {required: [n], properties: {n: {writeOnly: true}}}, example: {m: '${x}'}}}}, responses: {'200': {description: x}}}}}",
		[]string{"json: {m: \"$${x}\"}"}, nil, nil},
	{"two tokens", "paths: {/a: {get: {security: [{person: [orders]}], responses: {'200': {description: x}}}}, /b: {get: {security: [{person: [other]}], responses: {'200': {description: x}}}}, /c: {get: {security: [{key: []}], responses: {'200': {description: x}}}}, /d: {get: {security: [], responses: {'200': {description: x}}}}, /e: {get: {security: [{}, {key: []}], responses: {'200': {description: x}}}}}\ncomponents: {securitySchemes: {person: {type: oauth2, flows: {implicit: {}}}, key: {type: http, scheme: bearer}}}\nsecurity: [{key: []}]",
		[]string{"person_token: MADE_PERSON_TOKEN", "key_token: MADE_KEY_TOKEN", "path: /a\n    auth: {bearer: \"${person_token}\"}", "path: /c\n    auth: {bearer: \"${key_token}\"}", "get-d:\n    path: /d\n  get-e:\n    path: /e\n\n"},
		[]string{`GET /a: a person signs in for the security scheme person (implicit); its token is read from the environment, and needs the scopes "orders"`, `GET /b: a person signs in for the security scheme person (implicit); its token is read from the environment, and needs the scopes "other"`}, nil},
	{"parts", "paths: {/a: {post: {requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {note: {type: string}, file: {type: string, format: binary}, about: {type: object, properties: {n: {type: integer, example: 7}}}, tags: {type: array, items: {type: string}, minItems: 2}, pic: {type: string, contentMediaType: image/png}, id: {readOnly: true}}}, encoding: {note: {contentType: 'text/markdown, text/plain'}}}}}, responses: {'200': {description: x}}}}}",
		[]string{"multipart: [{name: about, value: '{\"n\":7}', type: application/json}]\n"}, nil, nil},
	{"parts that all are made up", "paths: {/a: {post: {requestBody: {content: {multipart/form-data: {schema: {allOf: [{properties: {first: {type: string}}}], properties: {file: {type: string, format: binary}, tags: {type: array, items: {type: string}, minItems: 2}, pic: {type: string, contentMediaType: image/png}, id: {readOnly: true}, note: {type: string}}}, encoding: {note: {contentType: 'text/markdown, text/plain'}}}}}, responses: {'200': {description: x}}}}}",
		[]string{`
    multipart:
      - {name: first, value: text}
      - {name: file, value: text, filename: file-1, type: application/octet-stream}
      - {name: note, value: text, type: text/markdown}
      - {name: pic, value: text, filename: pic-1, type: image/png}
      - {name: tags, value: text}
      - {name: tags, value: text}
`}, []string{"this is made up: the body"}, nil},
	{"a form", "paths: {/a: {post: {requestBody: {content: {application/x-www-form-urlencoded: {schema: {properties: {tags: {type: array, items: {type: string}, example: [a, b]}, n: {type: integer, example: 1}}}}}}, responses: {'200': {description: x}}}}}",
		[]string{"form: {n: \"1\", tags: [a, b]}"}, nil, nil},
	{"streams", "paths: {/a: {get: {responses: {'200': {description: x, content: {text/event-stream: {}}}}}}, /b: {get: {responses: {'200': {description: x, content: {application/jsonl: {}}}}}}, /c: {get: {responses: {'200': {description: x, content: {application/json: {}, text/event-stream: {}}}}}}}",
		[]string{"path: /a\n    stream: true\n", "path: /b\n    stream: ndjson\n", "path: /c\n\nfindings"}, nil, nil},
	{"an alias of the document", "paths: {/a: {get: &a {responses: {'200': {description: x}}}}, /b: {get: *a}, /c: {get: {<<: *a, summary: merged}}}",
		[]string{"path: /a\n", "path: /b\n", "probe: get-c\n    expect: {status: 200, openapi: true}"}, nil, nil},
}

// What a document says is claimed and sent; what is wrong in it touches nothing else, and is
// listed.
func TestWhatDocumentsSay(t *testing.T) {
	for _, c := range documentCases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			from := &source.File{Name: filepath.Join(dir, "api.yaml"), Text: []byte("openapi: 3.1.0\ninfo: {title: t, version: 1.0}\nservers: [{url: https://shop.example}]\n" + c.text + "\n")}
			if err := os.WriteFile(from.Name, from.Text, 0o644); err != nil {
				t.Fatal(err)
			}
			d, err := openapi.Read(from, openapi.Options{Suite: "made", Path: "api.yaml"})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "made.suite.yaml")
			text, err := d.Text(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text, 0o644); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(string(text), want) {
					t.Errorf("the suite has no %q:\n%s", want, text)
				}
			}
			inOrder(t, "listed", d.Listed(), c.left)
			documents, err := engine.Open([]string{path}, engine.Options{})
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			var warnings []string
			for _, p := range lint.Check(documents) {
				warnings = append(warnings, p.Error())
			}
			inOrder(t, "warnings", warnings, c.warn)
		})
	}
}

// inOrder reports an error if the texts are not those that contain the wanted ones, in order.
func inOrder(t *testing.T, what string, got, want []string) {
	t.Helper()
	same := len(got) == len(want)
	for i := 0; same && i < len(got); i++ {
		same = strings.Contains(got[i], want[i])
	}
	if !same {
		t.Errorf("%s:\n%s\nwant:\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
