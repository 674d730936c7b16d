package suite

import (
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// What expectations mean is package expect's; this is how they are written, for
// editors.

// shapes of expectations.
var (
	predicate  = ref("predicate")
	plain      = ref("plain")
	expecting  = ref("expectation")
	predicates = schema{"type": "object", "minProperties": 1, "additionalProperties": predicate}
	plains     = schema{"type": "object", "minProperties": 1, "additionalProperties": plain}
	words      = schema{"anyOf": []any{schema{"type": "string"}, schema{"type": "array", "minItems": 1, "items": schema{"type": "string"}}}}
	reference  = schema{"type": "string", "pattern": `\$\{`}
)

func expectDefinitions() schema {
	return schema{
		"expectation": schema{
			"description": "what must hold: a map of keys that must all hold, the name of an answer, or a list of which one must hold",
			"anyOf":       []any{schema{"type": "string"}, schema{"type": "array", "minItems": 1, "items": expecting}, ref("expect")},
		},
		"prediction": schema{
			"description": "an expectation, or a list of alternatives",
			"anyOf":       []any{expecting, schema{"type": "array", "minItems": 1, "items": expecting}},
		},
		"expect":    expectSchema(),
		"status":    statusSchema(),
		"stream":    streamSchema(),
		"event":     eventSchema(),
		"cookie":    cookieSchema(),
		"predicate": predicateSchema(),
		"plain": schema{
			"description": "a predicate on what is no JSON: a text, a time, a size, a count",
			"anyOf":       []any{schema{"type": []string{"string", "number", "boolean", "array"}}, ref("operators")},
		},
		"operators": operatorsSchema(),
		"other":     otherSchema(),
		"example":   exampleSchema(),
		"slip":      schema{"description": "a word that was most likely to be an operator", "pattern": expect.NearOperatorPattern()},
	}
}

// described is s with a sentence for people.
func described(s schema, meaning string) schema {
	out := schema{"description": meaning}
	for k, v := range s {
		out[k] = v
	}
	return out
}

// closed is a map with these keys and no others.
func closed(properties schema, required ...string) schema {
	out := schema{"type": "object", "minProperties": 1, "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// expectSchema is the keys of an expectation.
func expectSchema() schema {
	list := schema{"type": "array", "minItems": 1, "items": expecting}
	return closed(schema{
		"status":       described(ref("status"), "the status code"),
		"headers":      described(plains, "name, or /regex/ over all names, to a predicate on its value"),
		"body":         described(plain, "the decoded text"),
		"json":         described(jsonPathMap(), "JSONPath (RFC 9535) to a predicate on its node"),
		"schema":       described(schema{"type": []string{"object", "boolean"}}, "JSON Schema 2020-12 of a JSON body, inline or {file: …}"),
		"openapi":      described(schema{"anyOf": []any{schema{"const": true}, schema{"type": "string"}}}, "the answer fits the OpenAPI document: true, or an operation's id"),
		"xml":          described(predicates, "XPath to a predicate, for XML and HTML bodies"),
		"stream":       described(ref("stream"), "server-sent events"),
		"duration":     described(durationSchema(), "total time; with repeat: p50, p95, p99, max, mean"),
		"share":        described(shareSchema(), "with repeat: the share of samples that must meet an expectation"),
		"cookies":      described(schema{"type": "object", "minProperties": 1, "additionalProperties": ref("cookie")}, "name to a predicate on the value, or to its attributes"),
		"redirect":     described(plain, "Location, resolved against the request"),
		"tls":          described(closed(predicateKeys("version", "subject", "issuer", "expires_in")), "facts of the TLS connection"),
		"proto":        described(plain, "HTTP/1.1 or HTTP/2.0"),
		"size":         described(plain, "bytes of the decoded body"),
		"sha256":       described(plain, "SHA-256 of the decoded body, in hex"),
		"error":        described(errorSchema(), "the kind of transport error, any of them"),
		"same_as":      described(sameSchema(), "another probe's answer is the same, volatile parts aside"),
		"differs_from": described(sameSchema(), "another probe's answer differs, volatile parts aside"),
		"answer":       described(words, "the answer's name, any of them"),
		"all":          described(list, "all of these hold"),
		"any":          described(list, "at least one of these holds"),
		"none":         described(list, "none of these holds"),
		"cel":          described(words, "CEL expressions over status, headers, body, json, duration, samples; each must be true"),
	})
}

func predicateKeys(names ...string) schema {
	out := schema{}
	for _, name := range names {
		out[name] = plain
	}
	return out
}

func jsonPathMap() schema {
	return schema{
		"type": "object", "minProperties": 1, "additionalProperties": predicate,
		"propertyNames": schema{"pattern": `^\$|\$\{`},
	}
}

func statusSchema() schema {
	one := []any{
		schema{"type": "integer", "minimum": 100, "maximum": 999},
		schema{"type": "string", "pattern": `^([1-5][Xx][Xx]|[0-9]{3})$`},
		reference,
	}
	list := schema{"type": "array", "minItems": 1, "items": schema{"anyOf": one}}
	return schema{"anyOf": append(one[:3:3], list, ref("operators"))}
}

// durationSchema is a predicate on the time, or on statistics of the samples.
func durationSchema() schema {
	return schema{"anyOf": []any{plain, closed(predicateKeys("p50", "p95", "p99", "max", "mean"))}}
}

func shareSchema() schema {
	return schema{
		"type": "object", "minProperties": 1, "additionalProperties": expecting,
		"propertyNames": schema{"pattern": `^\s*(>=|<=|==|=|>|<)?\s*[0-9.]+\s*%?\s*$`},
	}
}

func errorSchema() schema {
	one := []any{schema{"enum": exchange.FailureKinds}, reference}
	return schema{"anyOf": append(one[:2:2], schema{"type": "array", "minItems": 1, "items": schema{"anyOf": one}})}
}

func sameSchema() schema {
	parts := schema{"enum": expect.CompareParts}
	return schema{"anyOf": []any{
		schema{"type": "string"},
		closed(schema{"probe": schema{"type": "string"}, "in": oneOrMany(parts)}, "probe"),
	}}
}

func streamSchema() schema {
	properties := predicateKeys("events", "first", "gap", "duration", "comments")
	properties["stray"] = predicate
	for _, key := range []string{"last", "each", "any"} {
		properties[key] = ref("event")
	}
	properties["joined"] = closed(schema{"path": schema{"type": "string"}, "is": plain}, "is")
	properties["done"], properties["cut"] = schema{"type": "boolean"}, schema{"type": "boolean"}
	return schema{"anyOf": []any{schema{"const": true}, closed(properties)}}
}

// eventSchema is a predicate on an event's data, or on its parts.
func eventSchema() schema {
	parts := predicateKeys("data", "type", "event", "id", "at")
	parts["json"] = jsonPathMap()
	return schema{"anyOf": []any{plain, closed(parts)}}
}

func cookieSchema() schema {
	return schema{"anyOf": []any{plain, closed(predicateKeys("value", "path", "domain", "secure", "http_only", "same_site", "max_age", "expires"))}}
}

// predicateSchema: a literal, or a map of operators; one that mixes is an error.
func predicateSchema() schema {
	return schema{
		"description": "a literal means equality, a map of operators all of them; the words absent, present and empty stand for themselves",
		"anyOf": []any{
			schema{"type": []string{"string", "number", "boolean", "null", "array"}},
			ref("operators"), ref("other"),
		},
	}
}

// otherSchema is a map without operators: equality. One of nothing but the words of
// expectations, or nearly of operators, is a mistake.
func otherSchema() schema {
	trap := schema{"anyOf": []any{schema{"enum": expect.Keys()}, ref("slip")}}
	return schema{
		"type": "object", "propertyNames": schema{"not": schema{"enum": operatorNames()}},
		"not": schema{"minProperties": 1, "propertyNames": trap},
	}
}

// exampleSchema is the operand of like: a map in it is no misspelled predicate.
func exampleSchema() schema {
	object := schema{
		"type": "object", "additionalProperties": ref("example"), "propertyNames": schema{"not": schema{"enum": operatorNames()}},
		"not": schema{"minProperties": 1, "propertyNames": ref("slip")},
	}
	return schema{"anyOf": []any{
		schema{"type": []string{"string", "number", "boolean", "null"}},
		schema{"type": "array", "items": ref("example")},
		ref("operators"), object,
	}}
}

func operatorNames() []string {
	words := expect.Operators()
	names := make([]string, len(words))
	for i := range words {
		names[i] = words[i].Name
	}
	slices.Sort(names)
	return names
}

func operatorsSchema() schema {
	properties := schema{}
	for _, word := range expect.Operators() {
		properties[word.Name] = described(operandShape(word.Operand).schema, word.Meaning)
	}
	return closed(properties)
}

// operatorSection is the operators of predicates, for the reference.
func operatorSection() Section {
	s := Section{Title: "a predicate"}
	for _, word := range expect.Operators() {
		s.Keys = append(s.Keys, Key{word.Name, operandShape(word.Operand).words, word.Meaning})
	}
	return s
}

// quantityPattern is the texts that lt and its like compare with.
const quantityPattern = `^\s*([-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?` +
	`|[-+]?([0-9.]+(ns|us|µs|μs|ms|s|m|h|d))+|[0-9.]+\s*([KkMmGg][Ii]?)?[Bb]` +
	`|P([0-9.]+W)?([0-9.]+D)?(T([0-9.]+H)?([0-9.]+M)?([0-9.]+S)?)?` +
	`|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[-+][0-9:]+))?|[A-Z][a-z]+,? .*[0-9:]+.*)\s*$|\$\{`

// operandShape is how an operator's operand is written.
func operandShape(o expect.Operand) shape {
	quantity := schema{"anyOf": []any{schema{"type": "number"}, schema{"type": "string", "pattern": quantityPattern}}}
	text := schema{"type": scalarTypes}
	switch o {
	case expect.OfValues:
		return shape{"a list of values", schema{"type": "array", "minItems": 1}}
	case expect.OfPredicate:
		return shape{"a predicate", predicate}
	case expect.OfPredicates:
		return shape{"a predicate, or a list of them", schema{
			"if": schema{"type": "array"}, "then": schema{"minItems": 1, "items": predicate}, "else": predicate,
		}}
	case expect.OfCount:
		return shape{"a predicate on a number", schema{"anyOf": []any{schema{"type": "number"}, reference, ref("operators")}}}
	case expect.OfQuantity:
		return shape{"a number, a duration, a size or a time", quantity}
	case expect.OfRange:
		return shape{"a list of two of those", schema{"type": "array", "items": quantity, "minItems": 2, "maxItems": 2}}
	case expect.OfParts:
		return shape{"a value, or a list of them", schema{"not": schema{"type": "array", "maxItems": 0}}}
	case expect.OfText:
		return shape{"text", text}
	case expect.OfPattern:
		return shape{"a regular expression", text}
	case expect.OfTypes:
		return shape{"one of " + list(expect.TypeNames) + ", or a list of them",
			oneOrMany(schema{"anyOf": []any{schema{"enum": expect.TypeNames}, reference, schema{"type": "null"}}})}
	case expect.OfFormat:
		return shape{"one of " + strings.Join(expect.FormatNames(), ", "), schema{"anyOf": []any{schema{"enum": expect.FormatNames()}, reference}}}
	case expect.OfFlag:
		return shape{"true or false", schema{"type": "boolean"}}
	case expect.OfExample:
		return shape{"an example", ref("example")}
	case expect.OfSchema:
		return shape{"a JSON Schema", schema{"type": []string{"object", "boolean"}}}
	case expect.OfParsed:
		return shape{"true, or a predicate", schema{"not": schema{"const": false}, "anyOf": []any{schema{"const": true}, predicate}}}
	}
	return shape{"any value", schema{}}
}
