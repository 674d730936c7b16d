// Package match has Gomega matchers for the answers of an API: the keys of a suite's expectations,
// for hand-written specs.
//
// Goals: one matcher for each key, predicates as in suites, the messages of the command. Non-goals:
// sending requests, and judging findings; package spec does both.
package match

import (
	"errors"
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// Matcher is an expectation for hand-written specs: a Gomega matcher on the observation of a probe,
// which Observation of packages spec and contract returns, not on an *http.Response. A predicate is
// a Go value: a literal, or a map[string]any of operators, as in a suite.
//
//	Expect(answer).To(match.HaveStatus("4xx"))
//	Expect(answer).To(match.HaveHeader("Retry-After", map[string]any{"le": 60}))
//	Expect(answer).To(match.HaveJSON("$.detail", "No matching chute found!"))
//	Expect(answer).To(match.Meet(`{status: 404, json: {$.detail: {type: string}}}`))
//
// An invalid predicate, a value other than an observation, and an inconclusive observation are
// errors, not mismatches.
type Matcher struct {
	expect *expect.Expectation
	err    error
	world  *expect.World
	result expect.Result
}

var _ types.GomegaMatcher = (*Matcher)(nil)

// Meet matches an observation that meets an expectation, written as in a suite.
func Meet(text string) *Matcher {
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		return &Matcher{err: fmt.Errorf("the expectation is not YAML: %w", err)}
	}
	if len(n.Content) == 0 {
		return &Matcher{err: errors.New("the expectation is empty; write what must hold, as in {status: 200}")}
	}
	return compiled(n.Content[0], &source.File{Name: "expectation", Text: []byte(text)})
}

// HaveStatus matches a status: 404, "4xx", []any{401, 429}, or a predicate.
func HaveStatus(want any) *Matcher { return key("status", want) }

// HaveHeader matches a header by a predicate on its value; "absent" and
// "present" are predicates too. A name may be a "/pattern/" over all names.
func HaveHeader(name string, want any) *Matcher { return key("headers", map[string]any{name: want}) }

// HaveBody matches the decoded body by a predicate on its text.
func HaveBody(want any) *Matcher { return key("body", want) }

// HaveJSON matches the JSON body by a predicate on the part that an RFC 9535 JSONPath selects.
func HaveJSON(path string, want any) *Matcher { return key("json", map[string]any{path: want}) }

// HaveSchema matches a JSON body by a JSON Schema 2020-12.
func HaveSchema(schema map[string]any) *Matcher { return key("schema", schema) }

// HaveXML matches an XML or HTML body by a predicate on the part that an XPath selects. It needs
// the import of assay/runner/xpath, as _.
func HaveXML(xpath string, want any) *Matcher { return key("xml", map[string]any{xpath: want}) }

// HaveStream matches a stream of server-sent events by the keys of `stream`.
func HaveStream(want map[string]any) *Matcher { return key("stream", want) }

// HaveDuration matches the total time: "1s" or a predicate such as
// map[string]any{"lt": "1s"}.
func HaveDuration(want any) *Matcher { return key("duration", want) }

// HaveShare matches a repeat in which a share of the samples meets an expectation.
func HaveShare(want map[string]any) *Matcher { return key("share", want) }

// HaveCookie matches a cookie that the answer sets by a predicate on its value,
// or on its attributes.
func HaveCookie(name string, want any) *Matcher { return key("cookies", map[string]any{name: want}) }

// RedirectTo matches the target of a redirect, as an absolute URL.
func RedirectTo(want any) *Matcher { return key("redirect", want) }

// HaveTLS matches properties of the TLS connection: version, subject, issuer, expires_in.
func HaveTLS(want map[string]any) *Matcher { return key("tls", want) }

// HaveProto matches the version of HTTP.
func HaveProto(want any) *Matcher { return key("proto", want) }

// HaveSize matches the size of the decoded body in bytes: 512, "10KiB" or a predicate.
func HaveSize(want any) *Matcher { return key("size", want) }

// HaveSHA256 matches the digest of the decoded body, lower-case hex.
func HaveSHA256(want any) *Matcher { return key("sha256", want) }

// HaveFailed matches a transport error of one of these kinds: "timeout",
// "refused"…
func HaveFailed(kinds ...string) *Matcher { return key("error", kinds) }

// Satisfy matches an observation for which the CEL expressions are true. It needs the import of
// assay/runner/cel, as _.
func Satisfy(expressions ...string) *Matcher { return key("cel", expressions) }

// BeLike matches an answer that equals another one in these parts, except for volatile values
// (parts as in the format's same_as; none means status, headers and body).
func BeLike(other *exchange.Observation, parts ...string) *Matcher {
	of := map[string]any{"probe": "the other answer"}
	if len(parts) > 0 {
		of["in"] = parts
	}
	m := key("same_as", of)
	m.world = &expect.World{Observation: func(string) *exchange.Observation { return other }}
	return m
}

// key compiles one key of an expectation from Go values.
func key(name string, want any) *Matcher {
	e, err := expect.CompileGo(name, want, shared)
	return &Matcher{expect: e, err: err}
}

func compiled(n *yaml.Node, file *source.File) *Matcher {
	var problems source.Problems
	e := expect.Compile(n, &expect.Scope{File: file, Problems: &problems, Shared: shared})
	return &Matcher{expect: e, err: problems.Err()}
}

// shared caches the compiled parts of all matchers, since specs repeat them.
var shared = expect.NewShared()

// Match judges an *exchange.Observation.
func (m *Matcher) Match(actual any) (bool, error) {
	if m.err != nil {
		return false, m.err
	}
	o, ok := actual.(*exchange.Observation)
	if !ok {
		return false, fmt.Errorf("expected the observation of a probe, got %T; take it from the suites of assay/runner/spec or assay/runner/contract: suites.Observation(ID)", actual)
	}
	m.result = m.expect.Judge(o, m.world)
	if m.result.Outcome == expect.Unknown {
		return false, fmt.Errorf("cannot tell whether the observation meets %s: %s", m.expect.Summary(), strings.Join(m.result.Unknowns, "; "))
	}
	return m.result.Outcome == expect.Met, nil
}

// FailureMessage shows every failure of the last Match.
func (m *Matcher) FailureMessage(any) string {
	var b strings.Builder
	b.WriteString("Expected the observation to meet " + m.expect.Summary())
	for i := range m.result.Failures {
		b.WriteString("\n" + m.result.Failures[i].Text())
	}
	return b.String()
}

// NegatedFailureMessage shows the expectation that the observation meets unexpectedly.
func (m *Matcher) NegatedFailureMessage(actual any) string {
	text := "Expected the observation not to meet " + m.expect.Summary()
	if o, ok := actual.(*exchange.Observation); ok && o != nil {
		text += "\n  it is " + expect.Gist(o)
	}
	return text
}
