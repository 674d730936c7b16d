package schema

import (
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
)

// TestAPatternWithoutTimeTellsNothing lets a backtracking pattern run out of time: the text then
// neither matches nor fails to match, also inside the schema's `not`.
func TestAPatternWithoutTimeTellsNothing(t *testing.T) {
	for _, schema := range []string{`{"pattern": "PATTERN"}`, `{"not": {"pattern": "PATTERN"}}`, `{"anyOf": [{"pattern": "PATTERN"}, true]}`} {
		c := jsonschema.NewCompiler()
		c.Pattern = func(text string) (jsonschema.Pattern, error) { return patternWithin(text, time.Nanosecond) }
		doc, err := exchange.ParseJSON([]byte(strings.ReplaceAll(schema, "PATTERN", "^(?!b)(a?){30}$")))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Add("mem:s", doc); err != nil {
			t.Fatal(err)
		}
		compiled, err := c.Compile("mem:s")
		if err != nil {
			t.Fatal(err)
		}
		var out outcome.Result
		Validate(nil, compiled, strings.Repeat("a", 200), source.Pos{}, outcome.Subject{Key: "schema"}, &out)
		if out.Outcome != outcome.Unknown || !strings.HasPrefix(strings.Join(out.Unknowns, ""), "schema: matching pattern ^(?!b)(a?){30}$ against ") {
			t.Errorf("%s: %+v", schema, out)
		}
	}
}
