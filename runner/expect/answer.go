package expect

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/exchange"
	"assay/runner/source"
)

func init() { keys["answer"] = compileAnswer }

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

// mostInside is how deep answers may refer to answers.
const mostInside = 50

func (a *answerCheck) judgesFailures() {}

func (a *answerCheck) judge(o *exchange.Observation, w *World, out *Result) {
	found := Unmet
	for _, id := range a.ids {
		if found = either(found, a.outcome(id, o, w, out.depth)); found == Met {
			return
		}
	}
	if out.quiet || found == Unknown {
		a.unsettled(found, o, w, out)
		return
	}
	if len(a.ids) == 1 {
		one := Result{depth: out.depth + 1}
		w.Answer(a.ids[0]).judge(o, w, &one)
		out.add(&one, "answer "+a.ids[0]+": ")
		return
	}
	out.unmet(Failure{At: a.at, Subject: "answer", Expected: joined(a.ids, "or"), Actual: gist(o), Detail: a.detail(o, w, out.depth)})
}

func (a *answerCheck) outcome(id string, o *exchange.Observation, w *World, depth int) Outcome {
	e := a.named(id, w)
	if e == nil || depth >= mostInside {
		return Unknown
	}
	one := Result{quiet: true, depth: depth + 1}
	e.judge(o, w, &one)
	return one.Outcome
}

func (a *answerCheck) named(id string, w *World) *Expectation {
	if w.Answer == nil {
		return nil
	}
	return w.Answer(id)
}

// unsettled says of the answers that could not be told why not.
func (a *answerCheck) unsettled(found Outcome, o *exchange.Observation, w *World, out *Result) {
	if out.quiet {
		out.settle(found)
		return
	}
	for _, id := range a.ids {
		e := a.named(id, w)
		if e == nil || out.depth >= mostInside {
			out.unknown("the answer " + id + " is not defined, or only by itself")
			continue
		}
		one := Result{depth: out.depth + 1}
		if e.judge(o, w, &one); one.Outcome == Unknown {
			out.add(&one, "")
		}
	}
}

// detail says of each answer what first keeps it from being met.
func (a *answerCheck) detail(o *exchange.Observation, w *World, depth int) string {
	lines := make([]string, 0, len(a.ids))
	for _, id := range a.ids {
		one := Result{depth: depth + 1}
		w.Answer(id).judge(o, w, &one)
		lines = append(lines, id+": "+firstFailure(&one))
	}
	return strings.Join(lines, "\n")
}

// firstFailure is a result that is not met in one line.
func firstFailure(r *Result) string {
	if len(r.Failures) > 0 {
		f := r.Failures[0]
		return f.Subject + ": expected " + f.Expected + ", got " + f.Actual
	}
	if len(r.Unknowns) > 0 {
		return r.Unknowns[0]
	}
	return "met"
}

func (a *answerCheck) summary() string { return joined(a.ids, "or") }
