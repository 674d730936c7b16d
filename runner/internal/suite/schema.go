package suite

import (
	"encoding/json"
	"sync"
)

// Schema is the JSON Schema (draft 2020-12) of the suite format, indented, its
// keys sorted. It describes one document: what only several parts together can
// get wrong (an unknown probe, two bodies) is the loader's to say.
func Schema() []byte { return schemaText() }

var schemaText = sync.OnceValue(func() []byte {
	out, err := json.MarshalIndent(wholeSchema(), "", "  ")
	if err != nil {
		panic(err) // the tables hold nothing that JSON cannot write
	}
	return append(out, '\n')
})

func wholeSchema() schema {
	s := topTable.schema("suite")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Assay suite"
	s["description"] = "A declarative API contract: what to send (probes), what must hold (findings), what would explain it (hypotheses), what only a person can look up (checklist)."
	defs := definitions()
	for name, def := range expectDefinitions() {
		defs[name] = def
	}
	s["$defs"] = defs
	return s
}

// definitions are the parts of the format but for expectations.
func definitions() schema {
	request := requestTable.schema()
	oneAddress(request)
	probe := probeTable.schema()
	oneAddress(probe)
	probe["not"] = schema{"anyOf": []any{
		schema{"required": []string{"each", "matrix"}}, schema{"required": []string{"repeat", "until"}},
	}}
	row := rowTable.schema()
	oneAddress(row)
	return schema{
		"var":        schema{"anyOf": []any{shapeScalar.schema, envVarTable.schema("env")}},
		"limits":     limitsTable.schema(),
		"cooldown":   cooldownTable.schema("on", "wait"),
		"volatile":   volatileTable.schema(),
		"redact":     redactTable.schema(),
		"mutation":   mutationTable.schema(),
		"ignored":    ignoredTable.schema("because"),
		"request":    request,
		"probe":      probe,
		"each":       eachSchema(),
		"row":        row,
		"repeat":     repeatTable.schema("times"),
		"until":      untilTable.schema("expect"),
		"retry":      retryTable.schema("times"),
		"source":     oneSource(captureSources.schema()),
		"graphql":    graphqlTable.schema("query"),
		"part":       partSchema(),
		"auth":       authSchema(),
		"aws_sigv4":  sigv4Table.schema("region", "service", "key", "secret"),
		"tls":        tlsTable.schema(),
		"finding":    findingSchema(),
		"hypothesis": hypothesisTable.schema("predicts"),
		"needs":      needsTable.schema(),
		"item":       itemTable.schema("ask"),
		"meaning":    meaningTable.schema(),
	}
}

// bodyKinds are the keys that declare a body.
var bodyKinds = []string{"json", "form", "multipart", "body", "file", "graphql"}

// oneAddress allows one of path and url, and one body.
func oneAddress(s schema) {
	pairs := []any{given("path", "url")}
	for i, a := range bodyKinds {
		for _, b := range bodyKinds[i+1:] {
			pairs = append(pairs, given(a, b))
		}
	}
	s["allOf"] = []any{schema{"not": schema{"anyOf": pairs}}}
}

// given is two keys that both have a value.
func given(a, b string) schema {
	some := schema{"not": schema{"type": "null"}}
	return schema{"required": []string{a, b}, "properties": schema{a: some, b: some}}
}

// oneSource is a capture: one key, and as: beside it.
func oneSource(s schema) schema {
	s["if"] = schema{"required": []any{"as"}}
	s["then"] = schema{"minProperties": 2, "maxProperties": 2}
	s["else"] = schema{"minProperties": 1, "maxProperties": 1}
	return s
}

// eachSchema is rows, where "file" may be a row or name the file of rows.
func eachSchema() schema {
	row := orNull(ref("row"))
	return schema{
		"type": "object", "minProperties": 1,
		"propertyNames":        schema{"pattern": `^[^\[\]\n\r\t]+$`},
		"properties":           schema{"file": schema{"anyOf": []any{schema{"type": "string", "pattern": `\.([Cc][Ss][Vv]|[Jj][Ss][Oo][Nn])$`}, row}}},
		"additionalProperties": row,
	}
}

func partSchema() schema {
	s := partTable.schema("name")
	s["oneOf"] = []any{schema{"required": []string{"value"}}, schema{"required": []string{"file"}}}
	return s
}

// findingSchema: a finding expects something, unless it is pending.
func findingSchema() schema {
	s := findingTable.schema("probe")
	s["anyOf"] = []any{schema{"required": []string{"expect"}}, schema{"required": []string{"pending"}}}
	return s
}
