package suite

import (
	"encoding/json"
	"sync"

	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
)

// Schema returns the JSON Schema (draft 2020-12) of the suite format, indented, with sorted keys.
// It describes one document: the loader checks relations between parts (an unknown probe, two
// bodies).
func Schema() []byte { return schemaText() }

var schemaText = sync.OnceValue(func() []byte {
	out, err := json.MarshalIndent(lang.Strict(wholeSchema()), "", "  ")
	if err != nil {
		panic(err) // JSON can represent all values of the tables
	}
	return append(out, '\n')
})

// Language returns the words of the format as one schema, with what [lang.Schema.Names] marks. It
// must not be changed.
func Language() lang.Schema { return language() }

var language = sync.OnceValue(wholeSchema)

func wholeSchema() lang.Schema {
	s := topTable.schema("suite")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["description"] = "A declarative API contract: what to send (probes), what must hold (findings), what would explain it (hypotheses), what only a person can look up (checklist)."
	defs := definitions()
	for name, def := range expect.Definitions() {
		defs[name] = def
	}
	s["$defs"] = defs
	return s
}

// definitions returns the parts of the format, except expectations.
func definitions() lang.Schema {
	request := requestTable.schema()
	oneAddress(request)
	probe := probeTable.schema()
	oneAddress(probe)
	probe["not"] = lang.Schema{"anyOf": []any{
		lang.Schema{"required": []string{"each", "matrix"}}, lang.Schema{"required": []string{"repeat", "until"}},
	}}
	row := rowTable.schema()
	oneAddress(row)
	return lang.Schema{
		"var":         lang.Schema{"anyOf": []any{lang.Scalar.Schema, envVarTable.schema("env"), envVarTable.schema("make")}},
		"environment": environmentTable.schema(),
		"pack":        packTable.schema("pack"),
		"only":        onlyTable.schema("env"),
		"limits":      limitsTable.schema(),
		"cooldown":    cooldownTable.schema("on", "wait"),
		"volatile":    volatileTable.schema(),
		"redact":      redactTable.schema(),
		"mutation":    mutationTable.schema(),
		"ignored":     ignoredTable.schema("because"),
		"request":     request,
		"probe":       probe,
		"each":        eachSchema(),
		"row":         row,
		"repeat":      repeatTable.schema("times"),
		"until":       untilTable.schema("expect"),
		"wait":        waitTable.schema("told_by"),
		"retry":       retryTable.schema("times"),
		"when":        whenTable.schema("probe", "expect"),
		"source":      oneSource(captureSources.schema()),
		"graphql":     graphqlTable.schema("query"),
		"part":        partSchema(),
		"auth":        authSchema(),
		"aws_sigv4":   sigv4Table.schema("region", "service", "key", "secret"),
		"oauth2":      oauth2Schema(),
		"tls":         tlsTable.schema(),
		"finding":     findingSchema(),
		"hypothesis":  hypothesisTable.schema("predicts"),
		"needs":       needsTable.schema(),
		"item":        itemTable.schema("ask"),
		"meaning":     meaningTable.schema(),
	}
}

// bodyKinds are the keys that declare a body.
var bodyKinds = []string{"json", "form", "multipart", "body", "file", "graphql"}

// oneAddress allows one of path and url, and one body.
func oneAddress(s lang.Schema) {
	pairs := []any{given("path", "url")}
	for i, a := range bodyKinds {
		for _, b := range bodyKinds[i+1:] {
			pairs = append(pairs, given(a, b))
		}
	}
	s["allOf"] = []any{lang.Schema{"not": lang.Schema{"anyOf": pairs}}}
}

// given requires that two keys both have a value.
func given(a, b string) lang.Schema {
	some := lang.Schema{"not": lang.Schema{"type": "null"}}
	return lang.Schema{"required": []string{a, b}, "properties": lang.Schema{a: some, b: some}}
}

// oneSource is the schema of a capture: one source, with optional as: and regex: (for a part of the
// source's text). regex: alone is also a source.
func oneSource(s lang.Schema) lang.Schema {
	var one []any
	for _, key := range captureSources.keys() {
		if key == "as" || key == "regex" {
			continue
		}
		one = append(one, lang.Schema{"required": []string{key}})
	}
	alone := lang.Schema{"required": []string{"regex"}, "not": lang.Schema{"anyOf": one}}
	s["oneOf"] = append(one, alone)
	return s
}

// eachSchema is the schema of rows, where "file" may be a row or name the file of rows.
func eachSchema() lang.Schema {
	row := lang.OrNull(lang.Ref("row"))
	return lang.Schema{
		"type": "object", "minProperties": 1,
		"propertyNames":        lang.Schema{"pattern": `^[^\[\]\n\r\t]+$`},
		"properties":           lang.Schema{"file": lang.Schema{"anyOf": []any{lang.Schema{"type": "string", "pattern": `\.([Cc][Ss][Vv]|[Jj][Ss][Oo][Nn])$`}, row}}},
		"additionalProperties": row,
	}
}

func partSchema() lang.Schema {
	s := partTable.schema("name")
	s["oneOf"] = []any{lang.Schema{"required": []string{"value"}}, lang.Schema{"required": []string{"file"}}}
	return s
}

// findingSchema: a finding expects something, unless it is pending.
func findingSchema() lang.Schema {
	s := findingTable.schema("probe")
	s["anyOf"] = []any{lang.Schema{"required": []string{"expect"}}, lang.Schema{"required": []string{"pending"}}}
	return s
}
