package expect_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// documented compiles an expectation against an OpenAPI document of this text.
func documented(t *testing.T, document, text string) (*expect.Expectation, error) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "api.yaml"), document)
	s, problems := scope(text)
	s.Dir, s.OpenAPI = dir, filepath.Join(dir, "api.yaml")
	s.Masked = func(name string) (string, bool) { return "", name == "key" }
	return expect.Compile(node(t, text), s), problems.Err()
}

// Documents of OpenAPI 3.0 to 3.2 are read.
func TestVersionsOfOpenAPI(t *testing.T) {
	for version, wrong := range map[string]string{"3.0.0": "", "3.0.3": "", "3.1.0": "", "3.1.1": "", "3.2.0": "", "2.9": "it is of version 2.9", "3.3.0": "it is of version 3.3.0", "4.0.0": "it is of version 4.0.0", "": "it has no key openapi"} {
		_, err := documented(t, "openapi: '"+version+"'\npaths: {/a: {get: {responses: {'200': {description: x}}}}}", "openapi: true")
		if (err == nil) != (wrong == "") || err != nil && !strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v", version, err)
		}
	}
}

// problemsOf lists the mistakes in an OpenAPI document of this text.
func problemsOf(t *testing.T, document string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "api.yaml")
	write(t, path, document)
	problems, err := expect.OpenAPIProblems(path, expect.NewShared())
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, p := range problems {
		all.WriteString(p.Error() + " (" + strings.Join(p.Unjudged, ", ") + ")\n")
	}
	return all.String()
}

// A key of responses is a status, a class of them or default; others are mistakes.
func TestStatusesOfADocument(t *testing.T) {
	for key, ok := range map[string]bool{"200": true, "100": true, "199": true, "999": true, "1XX": true, "9xx": true, "4Xx": true, "default": true, "x-own": true, "0XX": false, "099": false, "20": false, "2000": false, "2X0": false, "2XY": false, "XXX": false, ":XX": false, "abc": false} {
		said := problemsOf(t, "openapi: 3.1.0\npaths: {/a: {get: {responses: {'"+key+"': {description: x}}}}}")
		if (said == "") != ok || !ok && !strings.Contains(said, "expected a status as in 200, 2XX or default") {
			t.Errorf("%s: %v", key, said)
		}
	}
	for paths, wrong := range map[string]string{
		"{a: {get: {}}}": "a path begins with /", "{x-a: {get: {}}}": "", "{/a: {get: 7}}": "expected an operation, got 7", "{/a: {get: {responses: {'200': 7}}}}": "expected a response, got 7 (number) (GET /a 200)",
		"{/a: {get: {operationId: x}, put: {operationId: x}}}": "the operation id x is that of GET /a too", "{/a: {get: {operationId: x}, put: {operationId: y}}}": "", "{/a: {get: {}, put: {}}}": "",
		"{/a: {$ref: '#/paths/~1b'}, /b: {$ref: '#/paths/~1a'}}": "its $refs lead round in a circle",
	} {
		said := problemsOf(t, "openapi: 3.1.0\npaths: "+paths)
		if (said == "") != (wrong == "") || !strings.Contains(said, wrong) {
			t.Errorf("%s: %v, want %s", paths, said, wrong)
		}
	}
	if _, err := documented(t, "openapi: 3.1.0\npaths: {/a: {get: {operationId: x}, put: {operationId: x}}}", "openapi: x"); err == nil || !strings.Contains(err.Error(), "the operation id x is that of GET /a and of PUT /a") {
		t.Errorf("an id of two operations: %v", err)
	}
}

// blemished is a document with mistakes. A and C refer to each other, A to what does not compile.
const blemished = `openapi: 3.1.0
info: {title: x, version: 1.0}
paths:
  /ok: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Fine'}}}}, '404': {content: {application/json: {schema: {type: nothing}}}}}}}
  /a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
  /c: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/C'}}}}, '2O1': {}}}}
  /gone: {$ref: gone.yaml}
  /odd: {get: 7}
  /header: {get: {responses: {'200': {headers: {X-A: {$ref: '#/components/headers/Gone'}}}}}}
  /twice: {get: {responses: {'200': {content: {application/json: {schema: {required: [a, a], $recursiveRef: '#', unknownKeyword: 1, type: object}}}}}}}
components:
  schemas:
    Unused: {type: nothing}
    Fine: {type: object, properties: {next: {$ref: '#/components/schemas/Fine'}, name: {type: string}}}
    A: {type: object, properties: {c: {$ref: '#/components/schemas/C'}, bad: {$ref: '#/components/schemas/Bad'}}}
    C: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, fine: {$ref: '#/components/schemas/Fine'}}}
    Bad: {type: object, properties: {x: {minimum: big}}}
`

// A mistake in a document leaves unjudged the responses that need its place, and no other.
func TestMistakesOfADocumentTouchNoOtherResponse(t *testing.T) {
	e, err := documented(t, blemished, "openapi: true")
	if err != nil {
		t.Fatal(err)
	}
	answer := func(path string, status int, body string) *exchange.Observation {
		return typed("http://h"+path, status, "application/json", body)
	}
	for name, c := range map[string]struct {
		o    *exchange.Observation
		want expect.Outcome
		says string
	}{
		"a response beside":            {answer("/ok", 200, `{"next": {"name": "a"}}`), expect.Met, ""},
		"a response beside is judged":  {answer("/ok", 200, `{"next": {"name": 1}}`), expect.Unmet, "type: string"},
		"a schema that is none":        {answer("/ok", 404, `{}`), expect.Unknown, "api.yaml at $.paths['/ok'].get.responses['404'].content['application/json'].schema: not a valid schema: at $.type: expected enum"},
		"a schema that leads to none":  {answer("/a", 200, `{}`), expect.Unknown, "at $.properties.x.minimum: expected type: number"},
		"a schema in a circle with it": {answer("/c", 200, `{}`), expect.Unknown, "at $.properties.x.minimum: expected type: number"},
		"a status beside an odd one":   {answer("/c", 201, `{}`), expect.Unknown, "api.yaml at $.paths['/c'].get.responses['2O1']: expected a status"},
		"a path elsewhere":             {answer("/gone", 200, `{}`), expect.Unknown, "$ref gone.yaml: cannot be read"},
		"an operation that is none":    {answer("/odd", 200, `{}`), expect.Unknown, "expected an operation, got 7"},
		"a header elsewhere":           {answer("/header", 200, `{}`), expect.Unknown, "$ref #/components/headers/Gone: nothing is there"},
		"unknown and double words":     {answer("/twice", 200, `{"a": 1}`), expect.Met, ""},
		"double words are judged":      {answer("/twice", 200, `{}`), expect.Unmet, "required: a"},
	} {
		r := e.Judge(c.o, nil)
		says := strings.Join(r.Unknowns, "; ")
		for _, f := range r.Failures {
			says += f.Expected
		}
		if r.Outcome != c.want || !strings.Contains(says, c.says) {
			t.Errorf("%s: %s, want outcome %d, %s", name, shown(r), c.want, c.says)
		}
	}
	said := problemsOf(t, blemished)
	for _, want := range []string{"not a valid schema: at $.type", "(GET /ok 404)\n", "(GET /a 200)\n", "(GET /c 200)\n", "(GET /header 200)\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not listed:\n%s", want, said)
		}
	}
	if strings.Contains(said, "Unused") {
		t.Errorf("a schema that no response uses is listed:\n%s", said)
	}
}

// Each item of a stream is judged by its itemSchema.
func TestItemsOfStreamsByADocument(t *testing.T) {
	e, err := documented(t, `openapi: 3.2.0
paths:
  /lines: {get: {responses: {'200': {content: {application/jsonl: {itemSchema: {type: object, required: [n]}}}}}}}
  /events: {get: {responses: {'200': {content: {text/event-stream: {itemSchema: {required: [event, data], properties: {event: {enum: [add]}, data: {pattern: '^[0-9]+$'}}}}}}}}}
  /whole: {get: {responses: {'200': {content: {text/event-stream: {schema: {maxLength: 1}}}}}}}
`, "openapi: true")
	if err != nil {
		t.Fatal(err)
	}
	lines := func(data ...string) *exchange.Observation {
		o := typed("http://h/lines", 200, "application/jsonl", "")
		o.Stream = &exchange.Stream{Framing: exchange.NDJSON}
		for _, d := range data {
			o.Stream.Events = append(o.Stream.Events, exchange.Event{Data: d})
		}
		return o
	}
	events := func(path string, events ...exchange.Event) *exchange.Observation {
		o := typed("http://h"+path, 200, "text/event-stream", "")
		o.Stream = &exchange.Stream{Events: events}
		return o
	}
	more := lines(`{"n": 1}`)
	more.Stream.More = 7
	for name, c := range map[string]struct {
		o    *exchange.Observation
		want expect.Outcome
		says string
	}{
		"lines":               {lines(`{"n": 1}`, `{"n": 2}`), expect.Met, ""},
		"no line":             {lines(), expect.Met, ""},
		"a line of another":   {lines(`{"n": 1}`, `{"m": 2}`), expect.Unmet, "openapi item 1 required: n"},
		"a line that is none": {lines(`{"n": 1}`, `{`), expect.Unmet, "openapi item 1 a JSON value"},
		"lines not kept":      {more, expect.Unknown, "7 items of the stream are not kept"},
		"lines not read":      {typed("http://h/lines", 200, "application/jsonl", "{}"), expect.Unknown, "set stream: ndjson on the probe"},
		"events":              {events("/events", exchange.Event{Type: "add", Data: "1"}), expect.Met, ""},
		"another event":       {events("/events", exchange.Event{Type: "add", Data: "1"}, exchange.Event{Data: "2"}), expect.Unmet, "required: event"},
		"another data":        {events("/events", exchange.Event{Type: "add", Data: "x"}), expect.Unmet, "pattern: ^[0-9]+$"},
		"a schema of events":  {events("/whole", exchange.Event{Data: "long"}), expect.Met, ""},
	} {
		r := e.Judge(c.o, nil)
		says := strings.Join(r.Unknowns, "; ")
		for _, f := range r.Failures {
			says += f.Subject.String() + " " + f.Expected
		}
		if r.Outcome != c.want || !strings.Contains(says, c.says) {
			t.Errorf("%s: %s, want outcome %d, %s", name, shown(r), c.want, c.says)
		}
	}
}

const catalogue = `openapi: 3.1.0
servers: [{url: "https://shop.example/{version}/", variables: {version: {default: v2}}}, {url: /other}]
paths:
  /a b/{id}: {get: {responses: {'200': {description: x}}}}
  /items/{id}: {get: {responses: {'200': {description: x}}}}
  /items/best: {get: {responses: {'201': {description: x}}}}
  /items/{id}/parts/{part}: {get: {responses: {'200': {description: x}}}, additionalOperations: {PURGE: {responses: {'204': {description: x}}}}}
  /classes: {get: {responses: {4xx: {description: x}, default: {description: x}, '404': {description: x, content: {text/plain: {schema: {const: no}}}}}}}
  /own: {servers: [{url: /own}], get: {responses: {'200': {description: x}}}}
  /text: {get: {responses: {'200': {description: x, content: {text/plain: {schema: {maxLength: 3}}, text/html: {schema: {maxLength: 3}}, text/xml: {schema: {maxLength: 3}}, application/xhtml+xml: {schema: {maxLength: 3}}, text/event-stream: {schema: {maxLength: 3}}}}}}}
  /media: {get: {responses: {'200': {description: x, content: {"application/json; charset=utf-8": {schema: {const: 1}}, "image/*": {}, "text/*": {schema: {const: a}}, application/problem+json: {schema: {const: 2}}}}}}}
  /any: {get: {responses: {'200': {description: x, content: {"*/*": {}}}}}}
  /head: {head: {responses: {'200': {description: x, content: {application/json: {schema: {const: 1}}}}}}}
  /headers: {get: {responses: {'200': {description: x, headers: {X-Free: {}, X-Need: {required: true, schema: {type: integer}}, X-List: {schema: {type: array, items: {type: integer}}}, X-Flag: {schema: {type: boolean}}, X-Text: {schema: {type: string, maxLength: 3}}, content-type: {required: true, schema: {const: 1}}}}}}}
`

// A request is of the operation whose path fits best, and its response as that documents.
func TestWhatADocumentSaysOfResponses(t *testing.T) {
	get := func(url string, status int, contentType, body string, headers ...string) *exchange.Observation {
		o := typed(url, status, contentType, body)
		if contentType == "" {
			o.Header = nil
		}
		for i := 0; i < len(headers); i += 2 {
			o.Header = append(o.Header, exchange.Field{Name: headers[i], Value: headers[i+1]})
		}
		return o
	}
	method := func(name string, o *exchange.Observation) *exchange.Observation { o.Request.Method = name; return o }
	told := func(o *exchange.Observation, r exchange.Reported) *exchange.Observation { o.Reported = &r; return o }
	unasked := get("https://shop.example/v2/any", 200, "", "")
	unasked.Request = nil
	e, err := documented(t, catalogue, "openapi: true")
	if err != nil {
		t.Fatal(err)
	}
	const at = "https://shop.example/v2"
	for name, c := range map[string]struct {
		o    *exchange.Observation
		want expect.Outcome
		says string // of the failures or unknowns
	}{
		"a path with an escape":            {get(at+"/a%20b/7", 200, "", ""), expect.Met, ""},
		"a slash that is escaped":          {get(at+"/items/a%2Fb", 200, "", ""), expect.Met, ""},
		"an escape that is none":           {get(at+"/items/%zz", 200, "", ""), expect.Met, ""},
		"a query and a fragment":           {get(at+"/items/7?a=/b/c#d/e", 200, "", ""), expect.Met, ""},
		"the closest path":                 {get(at+"/items/best", 201, "", ""), expect.Met, ""},
		"no other path":                    {get(at+"/items/best", 200, "", ""), expect.Unmet, "status"},
		"a deep path":                      {get(at+"/items/1/parts/2", 200, "", ""), expect.Met, ""},
		"a method of its own":              {method("PURGE", get(at+"/items/1/parts/2", 204, "", "")), expect.Met, ""},
		"a method in lower case":           {method("get", get(at+"/items/1/parts/2", 200, "", "")), expect.Met, ""},
		"another method":                   {method("PUT", get(at+"/items/7", 200, "", "")), expect.Unmet, "PUT /v2/items/7"},
		"another server":                   {get("http://127.0.0.1:80/items/7", 200, "", ""), expect.Met, ""},
		"the second server":                {get("http://h/other/items/7", 200, "", ""), expect.Met, ""},
		"the server of a path":             {get("http://h/own/own", 200, "", ""), expect.Met, ""},
		"not the server of others":         {get(at+"/own", 200, "", ""), expect.Unmet, "GET /v2/own"},
		"a path too short":                 {get(at+"/items", 200, "", ""), expect.Unmet, "GET /v2/items"},
		"a class":                          {get(at+"/classes", 418, "", ""), expect.Met, ""},
		"default":                          {get(at+"/classes", 500, "", ""), expect.Met, ""},
		"a status before its class":        {get(at+"/classes", 404, "text/plain", "yes"), expect.Unmet, "openapi body"},
		"a text":                           {get(at+"/text", 200, "text/plain", "abc"), expect.Met, ""},
		"a long text":                      {get(at+"/text", 200, "text/plain; charset=utf-8", "abcd"), expect.Unmet, "openapi body"},
		"HTML":                             {get(at+"/text", 200, "text/html", "abcd"), expect.Met, ""},
		"XML":                              {get(at+"/text", 200, "text/xml", "abcd"), expect.Met, ""},
		"XHTML":                            {get(at+"/text", 200, "application/xhtml+xml", "abcd"), expect.Met, ""},
		"a stream":                         {get(at+"/text", 200, "text/event-stream", "data: abcd"), expect.Met, ""},
		"a type that is not documented":    {get(at+"/text", 200, "text/csv", "abcd"), expect.Unmet, "openapi Content-Type"},
		"no type":                          {get(at+"/text", 200, "", "abcd"), expect.Unmet, "openapi Content-Type"},
		"parameters in the document":       {get(at+"/media", 200, "application/json", "1"), expect.Met, ""},
		"parameters and another value":     {get(at+"/media", 200, "application/json; charset=utf-8", "2"), expect.Unmet, "openapi"},
		"JSON by its suffix":               {get(at+"/media", 200, "application/problem+json", "1"), expect.Unmet, "openapi"},
		"a range of types":                 {get(at+"/media", 200, "image/png", "x"), expect.Met, ""},
		"a range of types with a schema":   {get(at+"/media", 200, "text/csv", "b"), expect.Unmet, "openapi body"},
		"any type":                         {get(at+"/any", 200, "a/b", "x"), expect.Met, ""},
		"no body of HEAD":                  {method("HEAD", get(at+"/head", 200, "application/json", "")), expect.Met, ""},
		"headers":                          {get(at+"/headers", 200, "text/plain", "", "X-Need", "7", "X-List", "1, 2", "X-Flag", "true", "X-Text", "abc", "X-Free", "x"), expect.Met, ""},
		"a list of one":                    {get(at+"/headers", 200, "text/plain", "", "X-Need", "7", "X-List", "1"), expect.Met, ""},
		"a header that is missing":         {get(at+"/headers", 200, "text/plain", ""), expect.Unmet, "openapi header X-Need"},
		"a header of another type":         {get(at+"/headers", 200, "text/plain", "", "X-Need", "x"), expect.Unmet, "openapi header X-Need"},
		"a list of another type":           {get(at+"/headers", 200, "text/plain", "", "X-Need", "7", "X-List", "1, x"), expect.Unmet, "openapi header X-List"},
		"a long header":                    {get(at+"/headers", 200, "text/plain", "", "X-Need", "7", "X-Text", "abcd"), expect.Unmet, "openapi header X-Text"},
		"a masked header":                  {get(at+"/headers", 200, "text/plain", "", "X-Need", "7", "X-Text", "${key}"), expect.Unknown, "masked"},
		"a masked header of another type":  {get(at+"/headers", 200, "text/plain", "", "X-Need", "${key}x"), expect.Unmet, "openapi header X-Need"},
		"headers that were not told":       {told(get(at+"/headers", 200, "text/plain", ""), exchange.Reported{Status: true, Headers: []string{"content-type"}, Body: true}), expect.Unknown, "the source did not report the header X-Flag"},
		"a type that was not told":         {told(get(at+"/media", 200, "", "1"), exchange.Reported{Status: true, Headers: []string{"x"}, Body: true}), expect.Unknown, "the source did not report the header Content-Type"},
		"a status that was not told":       {told(get(at+"/any", 200, "", "1"), exchange.Reported{Headers: []string{"*"}, Body: true}), expect.Unknown, "the source did not report the status"},
		"a text that was not told":         {told(get(at+"/text", 200, "text/plain", "abcd"), exchange.Reported{Status: true, Headers: []string{"*"}}), expect.Unknown, "the source did not report the body"},
		"a response to an unknown request": {unasked, expect.Unknown, "which operation this answers is not known"},
	} {
		r := e.Judge(c.o, nil)
		says := strings.Join(r.Unknowns, "; ")
		for _, f := range r.Failures {
			says += f.Subject.String() + " " + f.Expected + " " + f.Actual
		}
		if r.Outcome != c.want || !strings.Contains(says, c.says) {
			t.Errorf("%s: %s, want outcome %d, %s", name, shown(r), c.want, c.says)
		}
	}
	if got := e.Summary(); got != "as api.yaml documents" {
		t.Errorf("in short: %s", got)
	}
	one, err := documented(t, "openapi: 3.1.0\npaths: {/a: {get: {operationId: x, responses: {}}}}", "openapi: x")
	if err != nil || one.Summary() != "as api.yaml documents x" {
		t.Errorf("in short: %s (%v)", one.Summary(), err)
	}
}

// Schemas of OpenAPI 3.0 are JSON Schema but for null, exclusive bounds and what stands beside a
// reference; those of responses need nothing that is only written.
func TestSchemasOfOpenAPI(t *testing.T) {
	for version, cases := range map[string]map[string]map[string]bool{
		"3.0.3": {
			"{type: integer, nullable: true}": {"null": true, "1": true, `"a"`: false}, "{type: integer, nullable: false}": {"null": false, "1": true}, "{nullable: true, minimum: 3}": {"null": true, "3": true, "2": false},
			"{type: string, nullable: true, enum: [a]}": {"null": true, `"a"`: true, `"b"`: false}, "{minimum: 3, exclusiveMinimum: true}": {"3": false, "4": true}, "{minimum: 3, exclusiveMinimum: false}": {"3": true, "2": false}, "{exclusiveMinimum: true}": {"3": true},
			"{type: integer, format: int32, nullable: true}": {"2147483648": false, "null": true},
			"{maximum: 3, exclusiveMaximum: true}":           {"3": false, "2": true}, "{allOf: [{$ref: '#/components/schemas/A', minimum: 9}]}": {"1": true, `"a"`: false}, "{type: object, properties: {enum: {type: integer}, default: {type: integer, nullable: true}}}": {`{"enum": 1, "default": null}`: true, `{"enum": "a"}`: false},
			"{enum: [{nullable: true}]}": {`{"nullable": true}`: true, "null": false}, "{type: object, required: [a, b], properties: {a: {writeOnly: true}, b: {}}}": {`{"b": 1}`: true, `{"a": 1}`: false}, "{type: object, required: [a]}": {`{}`: false}, "{type: object, properties: {a: {writeOnly: true}}}": {`{}`: true},
		},
		"3.1.0": {
			"{type: integer, nullable: true}": {"null": false, "1": true}, "{type: [integer, 'null']}": {"null": true}, "{exclusiveMinimum: 3}": {"3": false, "4": true}, "{$ref: '#/components/schemas/A', minimum: 9}": {"1": false, "9": true},
			"{type: integer, format: int32}": {"2147483647": true, "2147483648": false, "-2147483648.0": true}, "{format: int32}": {`"2147483648"`: true, "null": true}, "{type: string, format: byte}": {`"QEA="`: true, `"@@"`: false},
			"{type: integer, format: int64}": {"9223372036854775807": true, "9223372036854775808": false, "1e30": false}, "{type: string, format: uuid}": {`"x"`: false},
			"{const: {x-a: {nullable: true}}}": {`{"x-a": {"nullable": true}}`: true}, "{type: object, required: [a, b], properties: {a: {writeOnly: true}, b: {}}}": {`{"b": 1}`: true, `{"a": 1}`: false},
		},
	} {
		for schema, values := range cases {
			e, err := documented(t, "openapi: "+version+"\npaths: {/a: {get: {responses: {'200': {description: x, content: {application/json: {schema: "+schema+"}}}}}}}\ncomponents: {schemas: {A: {type: integer}}}", "openapi: true")
			if err != nil {
				t.Errorf("%s of %s: %v", schema, version, err)
				continue
			}
			for value, want := range values {
				if r := e.Judge(typed("http://h/a", 200, "application/json", value), nil); r.Outcome != met(want) {
					t.Errorf("%s of %s takes %s: %s", schema, version, value, shown(r))
				}
			}
		}
	}
}

// Responses of which the source told the status are counted, others are not.
func TestCoverageOfWhatWasTold(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "api.yaml"), "openapi: 3.1.0\npaths: {/a: {get: {responses: {'200': {description: x}}}}}")
	var all []*exchange.Observation
	for _, r := range []*exchange.Reported{nil, {Status: true}, {Status: true}, {Body: true}} {
		o := typed("http://h/a", 200, "", "")
		o.Reported = r
		all = append(all, o)
	}
	got, err := expect.OpenAPICoverage(filepath.Join(dir, "api.yaml"), expect.NewShared(), all)
	want := []expect.OperationCoverage{{Method: "GET", Path: "/a", Statuses: []expect.StatusCoverage{{Status: "200", Answers: 3}}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
