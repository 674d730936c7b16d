package expect

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// rule says how many of a list of expectations must hold.
type rule int8

const (
	everyOne rule = iota
	atLeastOne
	notOne
)

// combination is the keys `all`, `any` and `none`.
type combination struct {
	at   source.Pos
	rule rule
	of   []*Expectation
}

func compileCombination(key string, r rule) compileKey {
	return func(c *compiling, n *yaml.Node) check {
		items, ok := c.list(n, key, "a list of expectations")
		if !ok {
			return nil
		}
		k := &combination{at: c.at(n), rule: r}
		for _, item := range items {
			k.of = append(k.of, c.expectation(item))
		}
		return k
	}
}

func (k *combination) judgesFailures() {}

func (k *combination) judge(o *exchange.Observation, w *World, out *Result) {
	if k.rule == everyOne {
		for _, e := range k.of {
			e.judge(o, w, out)
		}
		return
	}
	found := Unmet
	for _, e := range k.of {
		one := out.nested(true)
		e.judge(o, w, &one)
		if found = either(found, one.Outcome); found == Met {
			break
		}
	}
	outcome := found
	if k.rule == notOne {
		outcome = negate(found)
	}
	switch {
	case outcome == Met:
	case out.quiet:
		out.settle(outcome)
	case outcome == Unknown:
		k.unknown(o, w, out)
	case k.rule == notOne:
		k.oneHolds(o, w, out)
	default:
		k.noneHolds(o, w, out)
	}
}

// unknown takes over why the expectations that are neither could not be told.
func (k *combination) unknown(o *exchange.Observation, w *World, out *Result) {
	for _, e := range k.of {
		one := out.nested(false)
		if e.judge(o, w, &one); one.Outcome == Unknown {
			out.add(&one, "")
		}
	}
}

func (k *combination) oneHolds(o *exchange.Observation, w *World, out *Result) {
	for i, e := range k.of {
		one := out.nested(true)
		if e.judge(o, w, &one); one.Outcome == Met {
			out.unmet(Failure{
				At: e.At, Subject: Subject{Key: "none"}, Expected: "not " + e.Summary(), Actual: Gist(o),
				Detail: "expectation " + strconv.Itoa(i+1) + " of " + strconv.Itoa(len(k.of)) + " holds",
			})
		}
	}
}

func (k *combination) noneHolds(o *exchange.Observation, w *World, out *Result) {
	words, lines := make([]string, len(k.of)), make([]string, len(k.of))
	for i, e := range k.of {
		one := out.nested(false)
		e.judge(o, w, &one)
		words[i] = e.Summary()
		lines[i] = words[i] + ": " + firstFailure(&one)
	}
	out.unmet(Failure{At: k.at, Subject: Subject{Key: "any"}, Expected: joined(words, "or"), Actual: Gist(o), Detail: strings.Join(lines, "\n")})
}

func (k *combination) summary() string {
	words := make([]string, len(k.of))
	for i, e := range k.of {
		words[i] = e.Summary()
	}
	switch k.rule {
	case atLeastOne:
		return joined(words, "or")
	case notOne:
		return "none of " + joined(words, "or")
	}
	return strings.Join(words, ", ")
}

// Gist is an answer in a few words: "404 Not Found, {"detail": …}".
func Gist(o *exchange.Observation) string {
	if o.Failure != nil {
		return noAnswer(o.Failure)
	}
	text := "status " + strconv.Itoa(o.Status)
	switch {
	case o.Reported != nil && len(o.Reported.StatusAny) > 0:
		text = "status " + alternatives(o.Reported)
	case o.Reported != nil && !o.Reported.Status:
		text = "an answer"
	case o.Reason != "":
		text += " " + cutText(o.Reason, 60)
	}
	if len(o.Body) > 0 {
		text += ", body " + clipLine(string(o.Body[:min(len(o.Body), 300)]), 100)
	}
	return text
}
