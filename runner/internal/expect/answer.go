package expect

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// answerCheck is the key `answer`: the observation meets one of the named
// answers.
type answerCheck struct {
	at  source.Pos
	ids []string
}

func compileAnswer(c *predicate.Compiler, n *yaml.Node) check.Check {
	ids, nodes := c.Words(n, "answer")
	for i, id := range ids {
		knownAnswer(c, nodes[i], id)
	}
	if len(ids) == 0 {
		return nil
	}
	return &answerCheck{c.At(n), ids}
}

func knownAnswer(c *predicate.Compiler, n *yaml.Node, id string) {
	for _, known := range c.AnswerIDs {
		if known == id {
			return
		}
	}
	p := c.UnknownWord(n, "answer", id, c.AnswerIDs)
	if n.Tag == "!!int" || strings.HasSuffix(id, "xx") {
		p.DidYouMean, p.Next = "", "to expect a status, write {status: "+id+"}"
	} else if len(c.AnswerIDs) == 0 {
		p.Next = "the document names no answers; an expectation is a map, as in {status: 200}"
	}
}

// anyOf reads a list of alternatives: names of answers, or expectations.
func (c *compiler) anyOf(n *yaml.Node) check.Check {
	for _, item := range n.Content {
		if source.Resolve(item).Kind != yaml.ScalarNode {
			return compileCombination("any", atLeastOne)(c, n)
		}
	}
	return compileAnswer(&c.Compiler, n)
}

func (a *answerCheck) JudgesFailures() {}

func (a *answerCheck) Judge(o *exchange.Observation, w *check.World, out *outcome.Result) {
	found := outcome.Unmet
	for _, id := range a.ids {
		one := a.judgeOne(id, o, w, out, true)
		if found = outcome.Or(found, one.Outcome); found == outcome.Met {
			return
		}
	}
	switch {
	case out.Quiet():
		out.Settle(found)
	case found == outcome.Unknown:
		a.unsettled(o, w, out)
	case len(a.ids) == 1:
		one := a.judgeOne(a.ids[0], o, w, out, false)
		out.Add(&one, "answer "+a.ids[0])
	default:
		out.Fail(outcome.Failure{At: a.at, Code: outcome.NoneHolds, Subject: outcome.Subject{Key: "answer"}, Expected: text.List(a.ids, "or"), Actual: check.Gist(o), Detail: a.detail(o, w, out)})
	}
}

// judgeOne judges the expectation of one answer.
func (a *answerCheck) judgeOne(id string, o *exchange.Observation, w *check.World, out *outcome.Result, quiet bool) outcome.Result {
	one := out.Nested(quiet)
	e := w.Named(id)
	switch {
	case e == nil:
		one.Doubt("the answer " + id + " is not defined")
	case !one.Enter(id):
		one.Doubt("the answer " + id + " is defined by itself")
	default:
		e.JudgeInto(o, w, &one)
	}
	return one
}

// unsettled reports why answers could not be judged.
func (a *answerCheck) unsettled(o *exchange.Observation, w *check.World, out *outcome.Result) {
	for _, id := range a.ids {
		if one := a.judgeOne(id, o, w, out, false); one.Outcome == outcome.Unknown {
			out.Add(&one, "")
		}
	}
}

// detail returns for each answer its first unmet condition.
func (a *answerCheck) detail(o *exchange.Observation, w *check.World, out *outcome.Result) string {
	lines := make([]string, 0, len(a.ids))
	for _, id := range a.ids {
		one := a.judgeOne(id, o, w, out, false)
		lines = append(lines, id+": "+outcome.FirstFailure(&one))
	}
	return strings.Join(lines, "\n")
}

func (a *answerCheck) Summary() string { return text.List(a.ids, "or") }

func (a *answerCheck) Examples(x *check.Sketch, d check.Draft) []check.Draft {
	var out []check.Draft
	for _, id := range a.ids {
		out = append(out, x.Named(id, d)...)
	}
	return out
}

func (a *answerCheck) Answers() []string { return a.ids }

func (a *answerCheck) Costly(o *exchange.Observation, w *check.World, depth int) bool {
	return check.IsLarge(o) || slices.ContainsFunc(a.ids, func(id string) bool {
		e := w.Named(id)
		return e != nil && e.Costly(o, w, depth+1)
	})
}
