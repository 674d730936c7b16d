package expect

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/source"
)

// valueKind says what a predicate judges, and so how its operands are read.
type valueKind int8

// The kinds of judged values.
const (
	asJSON     valueKind = iota // nil, bool, string, json.Number, []any, map[string]any
	asText                      // string: a number among the operands is read as its text
	asNumber                    // int, int64 or json.Number: a count, a length
	asDuration                  // time.Duration: operands are durations ("150ms")
	asSize                      // int64 bytes: operands are sizes ("10KiB")
	asStatus                    // int: operands may be classes ("4xx")
)

// missingValue is what is judged where there is nothing: no node, no header.
type missingValue struct{}

var missing any = missingValue{}

// nodeList is several values judged together: the nodes of a JSONPath, the
// values of a header. `count`, `each`, `any` and `nodes` are about the list,
// the other operators about its one value.
type nodeList []any

// predicate is a compiled predicate: every operator must hold.
type predicate struct {
	at source.Pos
}

// predicate reads a predicate on values of kind k. It is never nil.
func (c *compiling) predicate(n *yaml.Node, k valueKind) *predicate {
	return &predicate{at: c.at(n)}
}

// judge judges v (missing: there is none) and explains to out what is unmet.
func (p *predicate) judge(v any, s subject, out *Result) {}

// outcome judges v without explaining.
func (p *predicate) outcome(v any) Outcome { return Met }

// onList tells whether the predicate speaks of a list of nodes as a whole:
// count, each, any, nodes.
func (p *predicate) onList() bool { return false }

// String is the predicate as messages show it: `404`, `greater than 5`.
func (p *predicate) String() string { return "" }
