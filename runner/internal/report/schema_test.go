package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

// The paths of the published schemas.
const (
	published         = "../../../docs/result.schema.json"
	publishedLine     = "../../../docs/line.schema.json"
	publishedCompared = "../../../docs/compare.schema.json"
)

// What the published schema promises stays true: members may be added, none may go or change.
// UPDATE_GOLDEN=1 publishes what was added, but breaks no promise.
func TestPublishedSchemaIsKept(t *testing.T) {
	lines, err := report.LinesSchema()
	if err != nil {
		t.Fatal(err)
	}
	compared, err := report.TargetsSchema()
	if err != nil {
		t.Fatal(err)
	}
	for path, now := range map[string][]byte{published: schema(t), publishedLine: lines, publishedCompared: compared} {
		t.Run(filepath.Base(path), func(t *testing.T) { keptSchema(t, path, now) })
	}
}

func keptSchema(t *testing.T, path string, now []byte) {
	t.Helper()
	then, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var promised, made map[string]any
	if err := json.Unmarshal(then, &promised); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(now, &made); err != nil {
		t.Fatal(err)
	}
	kept(t, "$", promised, made)
	if !t.Failed() {
		testkit.Golden(t, path, string(now))
	}
}

// kept reports what the new schema breaks of the promised one.
func kept(t *testing.T, at string, promised, made any) {
	t.Helper()
	object, ok := promised.(map[string]any)
	if !ok || strings.HasSuffix(at, ".required") {
		if !reflect.DeepEqual(promised, made) && !strings.HasSuffix(at, ".required") {
			t.Errorf("%s was %v, and is %v: a new Version of the result, or the old meaning", at, promised, made)
		}
		return
	}
	now, _ := made.(map[string]any)
	for key, value := range object {
		if _, there := now[key]; !there {
			t.Errorf("%s.%s is gone: a new Version of the result, or the member back", at, key)
			continue
		}
		kept(t, at+"."+key, value, now[key])
	}
}

func schema(t *testing.T) []byte {
	t.Helper()
	text, err := report.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Real results meet the schema, and have no member that it lacks.
func TestResultsMeetTheSchema(t *testing.T) {
	text := schema(t)
	open, closed := compiled(t, text), compiled(t, bytes.ReplaceAll(text, []byte(`"type": "object"`), []byte(`"type": "object", "additionalProperties": false`)))
	full := sample()
	s := &full.Suites[0]
	s.Drift = []report.Drift{{Probe: "list", Class: "breaking", Path: "status", Was: "404", Is: "200"}}
	s.Next = []report.Next{{Probe: "list", Requests: 1, Splits: []string{"h"}}}
	for name, r := range map[string]*report.Result{"full": full, "empty": {Version: 1, Mode: "replay", Suites: []report.Suite{}}} {
		raw := written(t, report.JSON, r)
		for _, schema := range []*jsonschema.Schema{open, closed} {
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("%s: %v\n%s", name, err, raw)
			}
		}
	}
	for _, bad := range []string{`{"version": 1}`, `{"version": "1", "mode": "live", "started": "", "duration_ms": 0, "requests": 0, "suites": []}`} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if open.Validate(v) == nil {
			t.Errorf("%s meets the schema", bad)
		}
	}
}

func compiled(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("result.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("result.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
