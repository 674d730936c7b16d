package expect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/value"
)

// A text that was cut off is judged by its beginning.
func TestTheBeginningOfAText(t *testing.T) {
	o := &exchange.Observation{Status: 200, Body: []byte("abc"), Size: 3, Cut: exchange.CutLimit}
	holding(t, o, []judgement{
		{"body: {starts_with: ab}", expect.Met}, {"body: {starts_with: abc}", expect.Met}, {"body: {starts_with: abcd}", expect.Unknown}, {"body: {starts_with: abd}", expect.Unmet}, {"body: {starts_with: xbcd}", expect.Unmet},
		{"body: abcd", expect.Unknown}, {"body: abc", expect.Unmet}, {"body: ab", expect.Unmet}, {"body: xbcd", expect.Unmet}, {"body: {not: abcd}", expect.Unknown}, {"body: {not: ab}", expect.Met},
		{"body: {contains: bc}", expect.Met}, {"body: {contains: cd}", expect.Unknown}, {"body: {ends_with: c}", expect.Unknown}, {"body: {matches: ab}", expect.Met}, {"body: {matches: bc}", expect.Unknown}, {"body: {matches: x}", expect.Unknown}, {"body: {matches: ''}", expect.Met}, {"body: {format: uuid}", expect.Unknown}, {"body: {length: 3}", expect.Unknown}, {"body: {parsed: true}", expect.Unknown}, {"body: {gt: 5}", expect.Unknown}, {"body: {schema: {minLength: 1}}", expect.Unknown}, {"body: {time_until: {gt: 0s}}", expect.Unknown}, {"body: {like: abcd}", expect.Unknown}, {"body: {in: [abcd, x]}", expect.Unknown}, {"body: {in: [ab, x]}", expect.Unmet},
	})
}

// Of the items of a list the failing one is shown.
func TestEachOfFewItems(t *testing.T) {
	for body, want := range map[string]string{
		`{"a": [2]}`:    "json $.a[0]: 2 (number)",
		`{"a": [1, 2]}`: "json $.a[1]: 2 (number)",
	} {
		result := compile(t, "json: {$.a: {each: 1}}").Judge(jsonAnswer(200, body), nil)
		if len(result.Failures) != 1 || result.Failures[0].Subject.String()+": "+result.Failures[0].Actual != want {
			t.Errorf("%s: %s, want %s", body, shown(result), want)
		}
	}
}

// What does not meet a schema in a large body is shown as in one that is built, but is not built:
// an object by all its names, a list by its first items. Of the items of a list that fail the first
// are kept, by their places.
func TestFailingSchemaOfALargeBody(t *testing.T) {
	long := strings.Repeat("😀", 2000)
	body := []byte(`{"data": [` + strings.Repeat(`{"id": 1, "tags": ["a", "b"], "of": {"b": [], "a": null}}, `, 3000) + `{"id": "` + long + `"}], "end": {"x": [3, {"y": 4}], "7": true}, "text": "` + long +
		`", "n": 1.50, "wide": {` + strings.Repeat(`"k": 1, `, 3000) + `"l": {}}, "deep": ` + strings.Repeat("[", 700) + strings.Repeat("]", 700) + `}`)
	for text, inPart := range map[string]bool{
		"{required: [data, nope, none]}": true, "{type: array}": true, "{maxProperties: 3}": true, "{additionalProperties: false, properties: {data: true}}": true,
		"{properties: {data: {type: object}}}": true, "{properties: {data: {maxItems: 5}}}": true, "{properties: {data: {minItems: 5000}, n: {maximum: 1}}}": true,
		"{properties: {end: {type: string}, text: {type: integer}, n: {type: string}, wide: {type: array}, deep: {type: object}}}":      true,
		"{properties: {end: {properties: {\"7\": {type: string}, x: {prefixItems: [{type: string}, {properties: {y: {const: 5}}}]}}}}}": true,
		"{properties: {end: {anyOf: [{type: string}, {properties: {x: {type: object}}}]}}}":                                             true,
		"{properties: {end: {oneOf: [{type: object}, {required: [x]}]}, text: {maxLength: 5}}}":                                         true,
		"{properties: {text: {const: {a: 1}}, end: {enum: [1, [2]]}}}":                                                                  true,
		"{properties: {data: {items: {required: [of]}}}}":                                                                               true,
		"{properties: {data: {items: {properties: {id: {type: string}, tags: {items: {const: a}}}, required: [none]}}}}":                true,
		"{properties: {data: {items: {anyOf: [{type: string}, {required: [none]}]}, maxItems: 5}, n: {maximum: 1}}, required: [none]}":  true,
		"{properties: {data: {type: object, items: {required: [of]}}}}":                                                                 false,
		"{type: array, properties: {data: {items: {required: [of]}}}}":                                                                  false,
		"{anyOf: [{properties: {data: {items: {required: [of]}}}}, {type: string}]}":                                                    true,
		"{properties: {data: {items: {properties: {tags: {uniqueItems: true, maxItems: 1}}}}, wide: {type: array, items: true}}}":       true,
	} {
		e := compile(t, "schema: "+text)
		want := ofWhole(t, e, body)
		if diff := cmp.Diff(want, ofPart(e, body)); diff != "" {
			t.Errorf("%s: of the whole, and in part:\n%s", text, diff)
		}
		o := &exchange.Observation{Status: 200, Body: body}
		if got := e.Judge(o, nil).Outcome; got != expect.Unmet {
			t.Errorf("%s: %v, want unmet", text, got)
		}
		if _, partly := o.JSONOnly(&value.Wanted{}); partly != inPart {
			t.Errorf("%s: judged without building the body: %t, want %t", text, partly, inPart)
		}
	}
}

// A list that comes again, under the same name, is the value: what fails in the one before it does
// not count.
func TestFailingItemsOfAListThatComesAgain(t *testing.T) {
	const ok, odd = `{"id": 1, "tags": ["a", "b"]}`, `{"id": "x"}`
	many := strings.Repeat(ok+",", 5000)
	e := compile(t, "schema: {properties: {data: {items: {properties: {id: {type: integer}}}}, end: {const: 1}}}")
	for _, body := range []string{
		`{"data": [` + many + odd + `], "data": [` + ok + `], "end": 2}`, `{"data": [` + many + odd + `], "data": 1, "end": 2}`,
		`{"data": [` + many + odd + `], "data": [], "end": 2}`, `{"data": [` + odd + `], "data": [` + many + odd + `], "end": 1}`,
		`{"data": [` + many + ok + `], "data": [` + many + odd + `], "end": 1}`, `{"data": [], "data": [` + many + odd + `], "end": 2}`,
	} {
		if diff := cmp.Diff(ofWhole(t, e, []byte(body)), ofPart(e, []byte(body))); diff != "" {
			t.Errorf("%s…: of the whole, and in part:\n%s", body[:20], diff)
		}
	}
}

// A large body that meets a schema is judged in part: the schema is the only one to read it, and
// the list that it judges is not kept.
func TestSchemaOfALargeBody(t *testing.T) {
	const item = `{"id": 1, "tags": ["a", "b"]}`
	list := func(last string) *exchange.Observation {
		return jsonAnswer(200, `{"data": [`+strings.Repeat(item+",", 5000)+last+`], "end": 1}`)
	}
	const items = "{type: array, items: {type: object, properties: {id: {type: integer}}, required: [id]}}"
	for _, text := range []string{
		"schema: {type: object, required: [end], properties: {data: " + items + "}}",
		"json: {$: {schema: {properties: {data: " + items + "}}}}",
		"json: {$.data: {schema: " + items + "}}",
		"json: {\"$.data[5000]\": {schema: {required: [id]}}}",
	} {
		e := compile(t, text)
		for last, want := range map[string]expect.Outcome{item: expect.Met, `{"id": 2}`: expect.Met, `{}`: expect.Unmet, `{"id": "${redacted:json}"}`: expect.Unknown} {
			if strings.Contains(text, "5000") && want == expect.Unknown {
				want = expect.Met // the id is there
			}
			o := list(last)
			if got := e.Outcome(o, nil); got != want {
				t.Errorf("%s of a list that ends in %s: %v, want %v", text, last, got, want)
			}
			if _, partly := o.JSONOnly(&value.Wanted{}); want == expect.Met && !partly {
				t.Errorf("%s of a list that ends in %s: the whole body is built", text, last)
			}
		}
		result := e.Judge(list("{}"), nil)
		if len(result.Failures) != 1 || !strings.Contains(result.Failures[0].Subject.String(), "[5000]") {
			t.Errorf("%s: %s", text, shown(result))
		}
	}
}

// A large response that is not as it is documented is explained without building all of it.
func TestALargeResponseThatIsNotAsDocumented(t *testing.T) {
	e, err := documented(t, `openapi: 3.1.0
info: {title: x, version: 1.0}
paths: {/a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {A: {required: [end], properties: {data: {items: {required: [id]}}}}}}
`, "openapi: true")
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"an item":      `{"data": [` + strings.Repeat(`{"id": 1, "tags": ["a", "b"]},`, 5000) + `{}], "end": 1}`,
		"around items": `{"data": [` + strings.Repeat(`{"id": 1, "tags": ["a", "b"]},`, 5000) + `{"id": 1}]}`,
	} {
		whole, part := typed("http://h/a", 200, "application/json", body), typed("http://h/a", 200, "application/json", body)
		if _, err := whole.JSON(); err != nil {
			t.Fatal(err)
		}
		want, got := e.Judge(whole, nil), e.Judge(part, nil)
		if diff := cmp.Diff(shown(want), shown(got)); diff != "" || got.Outcome != expect.Unmet {
			t.Errorf("%s: of the whole, and in part:\n%s", name, diff)
		}
		if _, partly := part.JSONOnly(&value.Wanted{}); !partly {
			t.Errorf("%s: the whole body is built", name)
		}
	}
}
