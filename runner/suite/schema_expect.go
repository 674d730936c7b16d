package suite

import (
	"maps"
	"slices"

	"assay/runner/exchange"
)

// What expectations mean is package expect's; this is how they are written, for
// editors.

// shapes of expectations.
var (
	predicate  = ref("predicate")
	expecting  = ref("expectation")
	predicates = schema{"type": "object", "minProperties": 1, "additionalProperties": predicate}
	words      = oneOrMany(schema{"type": "string"})
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
		"operators": operatorsSchema(),
		"other":     otherSchema(),
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
		"headers":      described(predicates, "name, or /regex/ over all names, to a predicate on its value"),
		"body":         described(predicate, "the decoded text"),
		"json":         described(jsonPathMap(), "JSONPath (RFC 9535) to a predicate on its node"),
		"schema":       described(schema{"type": []string{"object", "boolean"}}, "JSON Schema 2020-12 of a JSON body, inline or {file: …}"),
		"openapi":      described(schema{"anyOf": []any{schema{"const": true}, schema{"type": "string"}}}, "the answer fits the OpenAPI document: true, or an operation's id"),
		"xml":          described(predicates, "XPath to a predicate, for XML and HTML bodies"),
		"stream":       described(ref("stream"), "server-sent events"),
		"duration":     described(durationSchema(), "total time; with repeat: p50, p95, p99, max, mean"),
		"share":        described(shareSchema(), "with repeat: the share of samples that must meet an expectation"),
		"cookies":      described(schema{"type": "object", "minProperties": 1, "additionalProperties": ref("cookie")}, "name to a predicate on the value, or to its attributes"),
		"redirect":     described(predicate, "Location, resolved against the request"),
		"tls":          described(closed(predicateKeys("version", "subject", "issuer", "expires_in")), "facts of the TLS connection"),
		"proto":        described(predicate, "HTTP/1.1 or HTTP/2.0"),
		"size":         described(predicate, "bytes of the decoded body"),
		"sha256":       described(predicate, "SHA-256 of the decoded body, in hex"),
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
		out[name] = predicate
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
		schema{"type": "string", "pattern": `^([1-9][Xx][Xx]|[1-9][0-9][0-9])$`},
		reference,
	}
	list := schema{"type": "array", "minItems": 1, "items": schema{"anyOf": one}}
	return schema{"anyOf": append(one[:3:3], list, ref("operators"))}
}

// durationSchema is a predicate on the time, or on statistics of the samples.
func durationSchema() schema {
	return schema{"anyOf": []any{predicate, closed(predicateKeys("p50", "p95", "p99", "max", "mean"))}}
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
	parts := schema{"enum": compareParts}
	return schema{"anyOf": []any{
		schema{"type": "string"},
		closed(schema{"probe": schema{"type": "string"}, "in": oneOrMany(parts)}, "probe"),
	}}
}

func streamSchema() schema {
	properties := predicateKeys("events", "first", "gap", "duration", "stray", "comments")
	for _, key := range []string{"last", "each", "any"} {
		properties[key] = ref("event")
	}
	properties["joined"] = closed(schema{"path": schema{"type": "string"}, "is": predicate}, "is")
	properties["done"], properties["cut"] = schema{"type": "boolean"}, schema{"type": "boolean"}
	return schema{"anyOf": []any{schema{"const": true}, closed(properties)}}
}

// eventSchema is a predicate on an event's data, or on its parts.
func eventSchema() schema {
	parts := predicateKeys("data", "type", "event", "id", "at")
	parts["json"] = jsonPathMap()
	return schema{"anyOf": []any{predicate, closed(parts)}}
}

func cookieSchema() schema {
	return schema{"anyOf": []any{predicate, closed(predicateKeys("value", "path", "domain", "secure", "http_only", "same_site", "max_age", "expires"))}}
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

// otherSchema is a map without operators: equality.
func otherSchema() schema {
	names := slices.Sorted(maps.Keys(operatorMap()))
	return schema{"type": "object", "propertyNames": schema{"not": schema{"enum": names}}}
}

func operatorsSchema() schema { return closed(operatorMap()) }

// operatorMap is the operators of predicates with their operands.
func operatorMap() schema {
	text, bound := schema{"type": "string"}, schema{"type": []string{"number", "string"}}
	flag := schema{"type": "boolean"}
	return schema{
		"equals":      described(schema{}, "this value"),
		"not":         described(schema{"anyOf": []any{predicate, schema{"type": "array", "items": predicate}}}, "not this; of a list: none of these"),
		"in":          described(schema{"type": "array", "minItems": 1}, "one of these"),
		"lt":          described(bound, "less than"),
		"le":          described(bound, "at most"),
		"gt":          described(bound, "greater than"),
		"ge":          described(bound, "at least"),
		"between":     described(schema{"type": "array", "items": bound, "minItems": 2, "maxItems": 2}, "from the first to the second, both included"),
		"like":        described(schema{}, "an example: maps need only these keys, lists compare item by item, leaves may be predicates"),
		"matches":     described(text, "a regular expression (RE2)"),
		"contains":    described(schema{}, "a part of the text, or an item of the list"),
		"starts_with": described(text, "the start of the text"),
		"ends_with":   described(text, "the end of the text"),
		"length":      described(predicate, "characters of a text, items of a list, keys of a map"),
		"count":       described(predicate, "how many nodes"),
		"type":        described(oneOrMany(schema{"anyOf": []any{schema{"enum": []any{"string", "number", "integer", "boolean", "array", "object", "null"}}, reference, schema{"type": "null"}}}), "the JSON type"),
		"format":      described(text, "date-time, uuid, uri, email, ipv4, …"),
		"each":        described(predicate, "every node or item"),
		"any":         described(predicate, "at least one node or item"),
		"nodes":       described(predicate, "the nodes as one list"),
		"absent":      described(flag, "there is no value"),
		"present":     described(flag, "there is a value"),
		"empty":       described(flag, "an empty text, list or map"),
	}
}

// compareParts are what same_as and differs_from may compare.
var compareParts = []string{"status", "headers", "body", "shape"}
