package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// A member has one spelling, that of a JSONPath, in every failure that names it.
func TestOnePlaceHasOneSpelling(t *testing.T) {
	t.Parallel()
	o := jsonAnswer(200, `{"a b": {"c": 1}, "0": {"c": 1}}`)
	other := jsonAnswer(200, `{"a b": {"c": "one"}, "0": {"c": "one"}}`)
	w := &expect.World{Observation: func(string) *exchange.Observation { return other }}
	for _, text := range []string{
		`json: {$: {equals: {a b: {c: 2}, "0": {c: 2}}}}`,
		`json: {$: {like: {a b: {c: 2}, "0": {c: 2}}}}`,
		`json: {$: {schema: {type: object, additionalProperties: {properties: {c: {type: string}}}}}}`,
		`{schema: {additionalProperties: {properties: {c: {type: string}}}}}`,
		`{json: {"$['a b'].c.d": present, "$['0'].c.d": present}}`,
		`{same_as: {probe: x, in: [body]}}`,
		`{same_as: {probe: x, in: [shape]}}`,
	} {
		r := compile(t, text).Judge(o, w)
		if r.Outcome != expect.Unmet {
			t.Errorf("%s: outcome %d, want unmet", text, r.Outcome)
		}
		all := shown(r)
		for _, place := range []string{"['a b'].c", "['0'].c"} {
			if !strings.Contains(all, place) {
				t.Errorf("%s: no failure names %s:\n%s", text, place, all)
			}
		}
		for _, other := range []string{`"a b"]`, ".a b", "[0]", ".0"} {
			if strings.Contains(all, other) {
				t.Errorf("%s: a failure spells a place %s:\n%s", text, other, all)
			}
		}
	}
}

// The place of an error in a schema has the same spelling, also with names that are digits.
func TestAPlaceInASchemaIsSpelledAlike(t *testing.T) {
	t.Parallel()
	text := `schema: {properties: {"0": {oneOf: [{type: strin}]}}}`
	s, problems := scope(text)
	expect.Compile(node(t, text), s)
	if err := problems.Err(); err == nil || !strings.Contains(err.Error(), "at $.properties['0'].oneOf[0].type: ") {
		t.Errorf("%v", err)
	}
}
