package expect

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compare"
	"assay/runner/internal/expect/jsonpath"
	"assay/runner/internal/expect/openapi"
	"assay/runner/internal/expect/operator"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/quantity"
	"assay/runner/internal/expect/response"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/stream"
	"assay/runner/internal/lang"
	"assay/runner/internal/text"
)

// key makes a row of the table; nested makes that of a key with nested expectations.
func key(word lang.Word, compile func(*predicate.Compiler, *yaml.Node) check.Check) keyEntry {
	return keyEntry{Word: word, compile: compile}
}

func nested(word lang.Word, compile func(*compiler, *yaml.Node) check.Check) keyEntry {
	return keyEntry{Word: word, nested: compile}
}

// keyTable lists the keys of an expectation in the order of the reference.
var keyTable = []keyEntry{
	key(lang.NewWord("status", ofStatus, "the status code: any of three digits, or a class from 1xx to 5xx"), response.CompileStatus),
	key(lang.NewWord("headers", ofHeaders,
		"its fields, names in any case; absent, present"), response.CompileHeaders),
	key(lang.NewWord("trailers", ofHeaders,
		"the fields behind the body, in chunks of HTTP/1.1 or over HTTP/2, judged as headers are"), response.CompileTrailers),
	key(lang.NewWord("body", predicate.PlainShape, "the text, decoded (gzip, br, zstd) and in UTF-8, whatever charset it came in"), response.CompileBody),
	key(lang.NewWord("json", lang.Of("a map of JSONPaths (RFC 9535) to predicates", jsonpath.PathsSchema),
		"the JSON body: a predicate on the one node; count, each, any on all nodes; nodes on their list"), jsonpath.Compile),
	key(lang.NewWord("schema", schema.Shape, "the JSON body against a JSON Schema 2020-12, inline or {file: …}; $ref stays in the suite's folder; patterns may look ahead"), func(c *predicate.Compiler, n *yaml.Node) check.Check { return schema.Compile(&c.State, n) }),
	key(lang.NewWord("openapi", lang.Of("true, or an operation's id", lang.AnyOf(lang.Schema{"const": true}, lang.Schema{"type": "string"})),
		"the whole answer, by the document that the top level names"), openapi.Compile),
	key(lang.NewWord("xml", lang.Of("a map of XPaths (1.0) to predicates", lang.MapOf(predicate.Ref)), "an XML or HTML body"), compileXML),
	key(lang.NewWord("stream", lang.Of("true, or a map", lang.Ref("stream")), "server-sent events"), stream.Compile),
	key(lang.NewWord("duration", lang.Of("a predicate on durations, or a map of p50, p95, p99, max, mean to some", lang.AnyOf(predicate.PlainRef, lang.Closed(response.StatisticWords))),
		"the time that the whole answer took; with repeat also a statistic of the samples"), response.CompileDuration),
	nested(lang.NewWord("share", ofShares, "with repeat: the share of samples that must meet an expectation"), compileShare),
	key(lang.NewWord("cookies", lang.Of("a map of names to predicates, or to maps of attributes", lang.MapOf(lang.Ref("cookie"))),
		"what the answer, and the redirects on the way, set: the value, or the attributes"), response.CompileCookies),
	key(lang.NewWord("redirect", predicate.PlainShape, "Location, resolved; with several hops the last; count, each, any, nodes on all hops"), response.CompileRedirect),
	key(lang.NewWord("tls", lang.Of("a map of "+text.List(lang.Names(response.TLSWords), "and")+" to predicates", lang.Closed(response.TLSWords)),
		"facts of the TLS connection"), response.CompileTLS),
	key(lang.NewWord("proto", predicate.PlainShape, "HTTP/1.1 or HTTP/2.0"), response.CompileProto),
	key(lang.NewWord("size", predicate.PlainShape, "bytes of the decoded body; inconclusive where a mask may decide it"), response.CompileSize),
	key(lang.NewWord("sha256", predicate.PlainShape, "SHA-256 of the decoded body, in hex; inconclusive of a masked one"), response.CompileSHA256),
	key(lang.NewWord("error", lang.Of("one of "+text.List(response.FailureKinds(), "and")+", or a list of them", orReferences(lang.Schema{"enum": exchange.FailureKinds})),
		"the connection fails, in any of these ways"), response.CompileError),
	key(lang.NewWord("same_as", compare.Shape, "another probe's answer is the same in these parts, volatile ones aside"), compare.CompileSame),
	key(lang.NewWord("differs_from", compare.Shape, "another probe's answer differs in these parts, volatile ones aside"), compare.CompileDiffers),
	key(lang.NewWord("answer", lang.Of("the id of an answer, or a list of them", lang.AnyOf(anAnswer, lang.ListOf(anAnswer))), "which of answers came, any of them"), compileAnswer),
	nested(lang.NewWord("all", ofExpectations, "each of these holds"), compileCombination("all", everyOne)),
	nested(lang.NewWord("any", ofExpectations, "at least one of these holds"), compileCombination("any", atLeastOne)),
	nested(lang.NewWord("none", ofExpectations, "none of these holds"), compileCombination("none", notOne)),
	key(lang.NewWord("cel", lang.Of("a CEL expression, or a list of them", someWords),
		"each is true, over status, headers, trailers, body, json, duration, samples, and of other probes answers[\"id\"].json, .headers, .status, .duration; checked when the suite is loaded"), compileCEL),
}

// keys has the keys by name.
var keys = func() map[string]*keyEntry {
	byName := make(map[string]*keyEntry, len(keyTable))
	for i := range keyTable {
		byName[keyTable[i].Name] = &keyTable[i]
	}
	return byName
}()

// Keys lists the keys of an expectation in the order of the reference.
func Keys() []lang.Word {
	words := make([]lang.Word, len(keyTable))
	for i := range keyTable {
		words[i] = keyTable[i].Word
	}
	return words
}

// keyNames lists the keys of an expectation, sorted.
func keyNames() []string {
	names := lang.Names(Keys())
	slices.Sort(names)
	return names
}

// Reference returns the maps of expectations, for the documentation.
func Reference() []lang.Section {
	return []lang.Section{
		{Title: "an expectation", Keys: Keys()}, {Title: "a predicate", Keys: operator.Language.Words()},
		{Title: "time_until, beside operators", Keys: quantity.TimeUntilWords},
		{Title: "a stream", Keys: stream.Words()}, {Title: "an event", Keys: stream.EventWords},
		{Title: "a cookie", Keys: response.CookieWords}, {Title: "facts of a TLS connection", Keys: response.TLSWords},
	}
}
