package expect

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
)

// compileKey reads the value of one key. Mistakes go to c; nil means that there
// is nothing to judge (after a mistake).
type compileKey func(c *compiling, n *yaml.Node) check

// keyEntry is a key of an expectation: all that is known of it.
type keyEntry struct {
	lang.Word
	compile compileKey
}

// keys are the keys of an expectation by name, keyTable in the order of the reference.
var (
	keys     map[string]compileKey
	keyTable []keyEntry
)

func init() {
	keyTable = []keyEntry{
		{lang.NewWord("status", ofStatus, "the status code: any of three digits, or a class from 1xx to 5xx"), compileStatus},
		{lang.NewWord("headers", lang.Of("a map of names, or of /regex/ over all names, to predicates", lang.MapOf(plainRef)),
			"its fields, names in any case; absent, present"), compileHeaders},
		{lang.NewWord("body", ofPlain, "the text, decoded (gzip, br, zstd) and in UTF-8, whatever charset it came in"), compileBody},
		{lang.NewWord("json", lang.Of("a map of JSONPaths (RFC 9535) to predicates", jsonPaths),
			"the JSON body: a predicate on the one node; count, each, any on all nodes; nodes on their list"), compileJSON},
		{lang.NewWord("schema", ofSchema, "the JSON body against a JSON Schema 2020-12, inline or {file: …}; $ref stays in the suite's folder; patterns may look ahead"), compileSchema},
		{lang.NewWord("openapi", lang.Of("true, or an operation's id", lang.AnyOf(lang.Schema{"const": true}, lang.Schema{"type": "string"})),
			"the whole answer, by the document that the top level names"), compileOpenAPI},
		{lang.NewWord("xml", lang.Of("a map of XPaths (1.0) to predicates", lang.MapOf(predicateRef)), "an XML or HTML body"), compileXML},
		{lang.NewWord("stream", lang.Of("true, or a map", lang.Ref("stream")), "server-sent events"), compileStream},
		{lang.NewWord("duration", lang.Of("a predicate on durations, or a map of p50, p95, p99, max, mean to some", lang.AnyOf(plainRef, lang.Closed(statisticWords))),
			"the time that the whole answer took; with repeat also a statistic of the samples"), compileDuration},
		{lang.NewWord("share", ofShares, "with repeat: the share of samples that must meet an expectation"), compileShare},
		{lang.NewWord("cookies", lang.Of("a map of names to predicates, or to maps of attributes", lang.MapOf(lang.Ref("cookie"))),
			"what the answer, and the redirects on the way, set: the value, or the attributes"), compileCookies},
		{lang.NewWord("redirect", ofPlain, "Location, resolved; with several hops the last; count, each, any, nodes on all hops"), compileRedirect},
		{lang.NewWord("tls", lang.Of("a map of "+joined(lang.Names(tlsWords), "and")+" to predicates", lang.Closed(tlsWords)),
			"facts of the TLS connection"), compileTLS},
		{lang.NewWord("proto", ofPlain, "HTTP/1.1 or HTTP/2.0"), compileProto},
		{lang.NewWord("size", ofPlain, "bytes of the decoded body; inconclusive where a mask may decide it"), compileSize},
		{lang.NewWord("sha256", ofPlain, "SHA-256 of the decoded body, in hex; inconclusive of a masked one"), compileSHA256},
		{lang.NewWord("error", lang.Of("one of "+joined(failureKinds(), "and")+", or a list of them", orReferences(lang.Schema{"enum": exchange.FailureKinds})),
			"the connection fails, in any of these ways"), compileError},
		{lang.NewWord("same_as", ofOther, "another probe's answer is the same in these parts, volatile ones aside"), compileSame},
		{lang.NewWord("differs_from", ofOther, "another probe's answer differs in these parts, volatile ones aside"), compileDiffers},
		{lang.NewWord("answer", lang.Of("the id of an answer, or a list of them", someWords), "which of answers came, any of them"), compileAnswer},
		{lang.NewWord("all", ofExpectations, "each of these holds"), compileCombination("all", everyOne)},
		{lang.NewWord("any", ofExpectations, "at least one of these holds"), compileCombination("any", atLeastOne)},
		{lang.NewWord("none", ofExpectations, "none of these holds"), compileCombination("none", notOne)},
		{lang.NewWord("cel", lang.Of("a CEL expression, or a list of them", someWords),
			"each is true, over status, headers, body, json, duration, samples; checked when the suite is loaded"), compileCEL},
	}
	keys = make(map[string]compileKey, len(keyTable))
	for i := range keyTable {
		keys[keyTable[i].Name] = keyTable[i].compile
	}
}

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

// Reference is the maps that expectations are made of, for the documentation.
func Reference() []lang.Section {
	return []lang.Section{
		{Title: "an expectation", Keys: Keys()}, {Title: "a predicate", Keys: Operators()},
		{Title: "a stream", Keys: streamWords()}, {Title: "an event", Keys: eventWords},
		{Title: "a cookie", Keys: cookieWords}, {Title: "facts of a TLS connection", Keys: tlsWords},
	}
}
