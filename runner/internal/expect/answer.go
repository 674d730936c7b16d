package expect

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// answerCheck is the key `answer`: the observation meets one of the named
// answers.
type answerCheck struct {
	at  source.Pos
	ids []string
}

func compileAnswer(c *compiling, n *yaml.Node) check {
	ids, nodes := c.words(n, "answer")
	for i, id := range ids {
		c.knownAnswer(nodes[i], id)
	}
	if len(ids) == 0 {
		return nil
	}
	return &answerCheck{c.at(n), ids}
}

// Named lists the answers any of which the expectation asks for, where it asks for
// nothing else; nil otherwise.
func (e *Expectation) Named() []string {
	if len(e.checks) != 1 {
		return nil
	}
	if a, ok := e.checks[0].check.(*answerCheck); ok {
		return a.ids
	}
	return nil
}

func (c *compiling) knownAnswer(n *yaml.Node, id string) {
	for _, known := range c.AnswerIDs {
		if known == id {
			return
		}
	}
	p := c.unknownWord(n, "answer", id, c.AnswerIDs)
	if n.Tag == "!!int" || strings.HasSuffix(id, "xx") {
		p.DidYouMean, p.Next = "", "to expect a status, write {status: "+id+"}"
	} else if len(c.AnswerIDs) == 0 {
		p.Next = "the document names no answers; an expectation is a map, as in {status: 200}"
	}
}

// anyOf reads a list of which one must hold: names of answers, or expectations.
func (c *compiling) anyOf(n *yaml.Node) check {
	for _, item := range n.Content {
		if source.Resolve(item).Kind != yaml.ScalarNode {
			return compileCombination("any", atLeastOne)(c, n)
		}
	}
	return compileAnswer(c, n)
}

// answerFrame is a named answer that is being judged.
type answerFrame struct {
	id    string
	outer *answerFrame
	depth int
}

// mostInside is how deep answers may refer to answers.
const mostInside = 10

// holds reports whether id is being judged already, or nothing deeper may be.
func (f *answerFrame) holds(id string) bool {
	if f != nil && f.depth >= mostInside {
		return true
	}
	for ; f != nil; f = f.outer {
		if f.id == id {
			return true
		}
	}
	return false
}

func (a *answerCheck) judgesFailures() {}

func (a *answerCheck) judge(o *exchange.Observation, w *World, out *Result) {
	found := Unmet
	for _, id := range a.ids {
		one := a.judgeOne(id, o, w, out, true)
		if found = either(found, one.Outcome); found == Met {
			return
		}
	}
	switch {
	case out.quiet:
		out.settle(found)
	case found == Unknown:
		a.unsettled(o, w, out)
	case len(a.ids) == 1:
		one := a.judgeOne(a.ids[0], o, w, out, false)
		out.add(&one, "answer "+a.ids[0])
	default:
		out.unmet(Failure{At: a.at, Subject: Subject{Key: "answer"}, Expected: joined(a.ids, "or"), Actual: Gist(o), Detail: a.detail(o, w, out)})
	}
}

// judgeOne judges the expectation of one answer.
func (a *answerCheck) judgeOne(id string, o *exchange.Observation, w *World, out *Result, quiet bool) Result {
	one := out.nested(quiet)
	var e *Expectation
	if w.Answer != nil {
		e = w.Answer(id)
	}
	switch {
	case e == nil:
		one.unknown("the answer " + id + " is not defined")
	case out.inside.holds(id):
		one.unknown("the answer " + id + " is defined by itself")
	default:
		depth := 1
		if out.inside != nil {
			depth += out.inside.depth
		}
		one.inside = &answerFrame{id, out.inside, depth}
		e.judge(o, w, &one)
	}
	return one
}

// unsettled says of the answers that could not be told why not.
func (a *answerCheck) unsettled(o *exchange.Observation, w *World, out *Result) {
	for _, id := range a.ids {
		if one := a.judgeOne(id, o, w, out, false); one.Outcome == Unknown {
			out.add(&one, "")
		}
	}
}

// detail says of each answer what first keeps it from being met.
func (a *answerCheck) detail(o *exchange.Observation, w *World, out *Result) string {
	lines := make([]string, 0, len(a.ids))
	for _, id := range a.ids {
		one := a.judgeOne(id, o, w, out, false)
		lines = append(lines, id+": "+firstFailure(&one))
	}
	return strings.Join(lines, "\n")
}

// firstFailure is a result that is not met in one line.
func firstFailure(r *Result) string {
	if len(r.Failures) > 0 {
		f := r.Failures[0]
		return f.Subject.String() + ": expected " + f.Expected + ", got " + f.Actual
	}
	if len(r.Unknowns) > 0 {
		return r.Unknowns[0]
	}
	return "met"
}

func (a *answerCheck) summary() string { return joined(a.ids, "or") }
