package expect_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// schemaGroup is a schema of the official JSON Schema test suite with its tests.
type schemaGroup struct {
	Description string
	Schema      json.RawMessage
	Tests       []struct {
		Description string
		Data        json.RawMessage
		Valid       bool
	}
}

// notJudged says which files of the suite are skipped, and why.
var notJudged = map[string]string{
	"format.json":     "wants format to be an annotation; here it is an assertion, see optional/format",
	"refRemote.json":  "wants schemas fetched from a server; a suite reads its own folder only",
	"vocabulary.json": "wants metaschemas fetched from a server",

	"optional/format-assertion.json": "wants metaschemas fetched from a server",
	"optional/cross-draft.json":      "wants schemas fetched from a server",
}

// otherwise is the number of cases of optional formats with another result than in the suite. Any
// change must be entered here.
var otherwise = map[string]int{
	"optional/ecmascript-regex.json":        10, // \s is white space of ASCII
	"optional/format/ecmascript-regex.json": 5,  // accepted by RE2, not by ECMA-262

	"optional/format/hostname.json":     23, // the context rules of international names
	"optional/format/idn-hostname.json": 54, // not checked
	"optional/format/uri-template.json": 1,  // a } without {, which is accepted
}

// TestSchemaSuite judges every case of the official JSON Schema Test Suite for 2020-12 as a suite
// would: the schema inline, the instance as a body.
func TestSchemaSuite(t *testing.T) {
	dir := filepath.Join(corpus(t), "json-schema", "draft2020-12")
	judged, left, differing := 0, 0, map[string]int{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		var groups []schemaGroup
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(raw, &groups); err != nil {
			return err
		}
		for _, g := range groups {
			if why := notJudged[name]; why != "" || bytes.Contains(g.Schema, []byte("localhost:1234")) {
				left += len(g.Tests)
				continue
			}
			judged += len(g.Tests)
			judgeGroup(t, name, g, differing)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cases judged, %d left out (see notJudged)", judged, left)
	if diff := cmp.Diff(otherwise, differing); diff != "" {
		t.Errorf("cases judged otherwise than the suite says (-known +now):\n%s", diff)
	}
	if judged < 1000 {
		t.Errorf("only %d cases judged: is %s the whole suite?", judged, dir)
	}
}

func judgeGroup(t *testing.T, name string, g schemaGroup, differing map[string]int) {
	t.Helper()
	s, problems := scope(string(g.Schema))
	e := expect.Compile(schemaNode(t, g.Schema), s)
	if err := problems.Err(); err != nil {
		t.Errorf("%s: %s: %v", name, g.Description, err)
		return
	}
	for _, c := range g.Tests {
		o := &exchange.Observation{Status: 200, Body: c.Data}
		got := e.Outcome(o, nil) == expect.Met
		large := &exchange.Observation{Status: 200, Body: append(bytes.Repeat([]byte(" "), 66_000), c.Data...)}
		if inPart := e.Outcome(large, nil) == expect.Met; inPart != got {
			t.Errorf("%s: %s: %s: valid %v, in a large body %v", name, g.Description, c.Description, got, inPart)
		}
		if diff := cmp.Diff(ofWhole(t, e, large.Body), ofPart(e, large.Body)); diff != "" {
			t.Errorf("%s: %s: %s: a large body fails otherwise in part than as a whole:\n%s", name, g.Description, c.Description, diff)
		}
		if got != c.Valid {
			differing[name]++
			if otherwise[name] == 0 {
				t.Errorf("%s: %s: %s: valid %v, want %v", name, g.Description, c.Description, got, c.Valid)
			}
		}
	}
}

// ofWhole returns what is said of a JSON body that is built, ofPart of one that is not.
func ofWhole(t *testing.T, e *expect.Expectation, body []byte) string {
	t.Helper()
	o := &exchange.Observation{Status: 200, Body: body}
	if _, err := o.JSON(); err != nil {
		t.Fatal(err)
	}
	return shown(e.Judge(o, nil))
}

func ofPart(e *expect.Expectation, body []byte) string {
	return shown(e.Judge(&exchange.Observation{Status: 200, Body: body}, nil))
}

// schemaNode returns {schema: …} as in the YAML of a suite.
func schemaNode(t *testing.T, schema json.RawMessage) *yaml.Node {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(schema))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{
		{Kind: yaml.ScalarNode, Tag: "!!str", Value: "schema"}, yamlOf(v),
	}}
}

func yamlOf(v any) *yaml.Node {
	switch v := v.(type) {
	case map[string]any:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for k, below := range v {
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: k}, yamlOf(below))
		}
		return n
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, below := range v {
			n.Content = append(n.Content, yamlOf(below))
		}
		return n
	case string:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v}
	case json.Number:
		tag := "!!int"
		if strings.ContainsAny(string(v), ".eE") {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: string(v)}
	case bool:
		value := "false"
		if v {
			value = "true"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: value}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
}
