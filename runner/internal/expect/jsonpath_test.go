package expect_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// complianceCase is one case of the JSONPath Compliance Test Suite.
type complianceCase struct {
	Name     string            `json:"name"`
	Selector string            `json:"selector"`
	Document json.RawMessage   `json:"document"`
	Result   json.RawMessage   `json:"result"`
	Results  []json.RawMessage `json:"results"`
	Invalid  bool              `json:"invalid_selector"`
}

// TestJSONPathCompliance runs the official suite through the key `json`: every selector must
// select, by `nodes`, what the suite expects, and every invalid one must be an error of the
// document. Each document is judged as a large body too, of which simple paths are judged in part.
func TestJSONPathCompliance(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpus(t), "jsonpath", "cts.json"))
	if err != nil {
		t.Skipf("the compliance suite cannot be read: %v", err)
	}
	var suite struct{ Tests []complianceCase }
	if err := json.Unmarshal(raw, &suite); err != nil {
		t.Fatal(err)
	}
	if len(suite.Tests) < 500 {
		t.Fatalf("the suite has %d cases only", len(suite.Tests))
	}
	for _, c := range suite.Tests {
		t.Run(c.Name, func(t *testing.T) { c.run(t) })
	}
}

func (c *complianceCase) run(t *testing.T) {
	if c.Invalid {
		s, problems := scope("")
		expect.Compile(c.expectation(t, json.RawMessage(`[]`)), s)
		if problems.Err() == nil {
			t.Fatalf("%q was taken for a JSONPath", c.Selector)
		}
		return
	}
	wanted := c.Results
	if wanted == nil {
		wanted = []json.RawMessage{c.Result}
	}
	// The suite gives every order of members that the RFC allows; ours must be one of them, the same
	// each time.
	c.selects(t, wanted, 3)
	c.Document = append(c.Document, padding...)
	c.selects(t, wanted, 1)
}

// padding makes any body a large one.
var padding = strings.Repeat(" ", 65<<10)

// selects judges so many times whether the selector selects one of the lists, the same each time.
func (c *complianceCase) selects(t *testing.T, wanted []json.RawMessage, times int) {
	t.Helper()
	var met []int
	var last expect.Result
	for range times {
		for i, want := range wanted {
			s, problems := scope("")
			e := expect.Compile(c.expectation(t, want), s)
			if err := problems.Err(); err != nil {
				t.Fatal(err)
			}
			r := e.Judge(&exchange.Observation{Status: 200, Body: c.Document}, nil)
			if r.Outcome == expect.Met {
				met = append(met, i)
			} else {
				last = r
			}
		}
	}
	if len(met) != times || len(slices.Compact(slices.Clone(met))) != 1 {
		t.Fatalf("%s meets the results %v\n%s", c.Selector, met, shown(last))
	}
}

// expectation returns {json: {selector: {nodes: {equals: want}}}}.
func (c *complianceCase) expectation(t *testing.T, want json.RawMessage) *yaml.Node {
	text := func(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }
	mapOf := func(k string, v *yaml.Node) *yaml.Node {
		return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{text(k), v}}
	}
	return mapOf("json", mapOf(c.Selector, mapOf("nodes", mapOf("equals", node(t, string(want))))))
}
