package lint

import (
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// Rule is a kind of problem, as programs and suppressions name it. Names do not change.
type Rule struct {
	Name    string
	Meaning string // a sentence
	// document warns about one document, all about those that are checked together. One of them is
	// set.
	document func(*warnings, *pipeline.Document)
	all      func(*warnings, []*pipeline.Document)
}

// RuleControl is the rule that a control: would satisfy.
const RuleControl = "control"

// rules lists the rules of warnings in the order in which they are checked.
var rules = []Rule{
	{Name: "unjudged", Meaning: "A suite or a probe that no finding judges.", document: (*warnings).judges},
	{Name: "weak", Meaning: "A finding that cannot fail, or is about no stream.", document: (*warnings).findings},
	{Name: RuleControl, Meaning: "A finding about authentication that has no control.", document: (*warnings).uncontrolled},
	{Name: "checklist", Meaning: "A question of the checklist that does not suit its addressee.", document: (*warnings).checklist},
	{Name: "time", Meaning: "An ambiguous time in a fixture.", document: (*warnings).times},
	{Name: "wait", Meaning: "A probe that its wait keeps from being sent.", document: (*warnings).waits},
	{Name: "unused", Meaning: "A var or a secret that nothing uses.", document: (*warnings).unused},
	{Name: "secret", Meaning: "A literal that looks like a secret.", document: (*warnings).secrets},
	{Name: "placeholder", Meaning: "A placeholder of another tool that a request sends as it stands.", document: (*warnings).placeholders},
	{Name: "openapi", Meaning: "An error in an OpenAPI document that a suite names.", document: (*warnings).openAPI},
	{Name: "fixture", Meaning: "A fixture entry that no probe asks for.", all: (*warnings).fixtures},
	{Name: "name", Meaning: "Suites of one name, which the history cannot tell apart.", all: (*warnings).names},
}

// Rules returns every rule that lint reports problems of: errors, warnings while a document is
// read, and those of this package.
func Rules() []Rule {
	return append([]Rule{
		{Name: source.RuleError, Meaning: "An error in a document: the suite does not run."},
		{Name: source.RuleDocument, Meaning: "A doubtful place that reading a document found."},
	}, rules...)
}
