package expect

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
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
	of   []*check.Expectation
}

func compileCombination(key string, r rule) func(*compiler, *yaml.Node) check.Check {
	return func(c *compiler, n *yaml.Node) check.Check {
		items, ok := c.List(n, key, "a list of expectations")
		if !ok {
			return nil
		}
		k := &combination{at: c.At(n), rule: r}
		for _, item := range items {
			k.of = append(k.of, c.expectation(item))
		}
		return k
	}
}

func (k *combination) JudgesFailures() {}

func (k *combination) Judge(o *exchange.Observation, w *check.World, out *outcome.Result) {
	if k.rule == everyOne {
		for _, e := range k.of {
			e.JudgeInto(o, w, out)
		}
		return
	}
	found := outcome.Unmet
	for _, e := range k.of {
		one := out.Nested(true)
		e.JudgeInto(o, w, &one)
		if found = outcome.Or(found, one.Outcome); found == outcome.Met {
			break
		}
	}
	got := found
	if k.rule == notOne {
		got = outcome.Not(found)
	}
	switch {
	case got == outcome.Met:
	case out.Quiet():
		out.Settle(got)
	case got == outcome.Unknown:
		k.unknown(o, w, out)
	case k.rule == notOne:
		k.oneHolds(o, w, out)
	default:
		k.noneHolds(o, w, out)
	}
}

// unknown adds the reasons of the expectations whose outcome is unknown.
func (k *combination) unknown(o *exchange.Observation, w *check.World, out *outcome.Result) {
	for _, e := range k.of {
		one := out.Nested(false)
		if e.JudgeInto(o, w, &one); one.Outcome == outcome.Unknown {
			out.Add(&one, "")
		}
	}
}

func (k *combination) oneHolds(o *exchange.Observation, w *check.World, out *outcome.Result) {
	for i, e := range k.of {
		one := out.Nested(true)
		if e.JudgeInto(o, w, &one); one.Outcome == outcome.Met {
			out.Fail(outcome.Failure{
				At: e.At, Code: outcome.OneHolds, Subject: outcome.Subject{Key: "none"}, Expected: "not " + e.Summary(), Actual: check.Gist(o),
				Detail: "expectation " + strconv.Itoa(i+1) + " of " + strconv.Itoa(len(k.of)) + " holds",
			})
		}
	}
}

func (k *combination) noneHolds(o *exchange.Observation, w *check.World, out *outcome.Result) {
	words, lines := make([]string, len(k.of)), make([]string, len(k.of))
	for i, e := range k.of {
		one := out.Nested(false)
		e.JudgeInto(o, w, &one)
		words[i] = e.Summary()
		lines[i] = words[i] + ": " + outcome.FirstFailure(&one)
	}
	out.Fail(outcome.Failure{At: k.at, Code: outcome.NoneHolds, Subject: outcome.Subject{Key: "any"}, Expected: text.List(words, "or"), Actual: check.Gist(o), Detail: strings.Join(lines, "\n")})
}

func (k *combination) Summary() string {
	words := make([]string, len(k.of))
	for i, e := range k.of {
		words[i] = e.Summary()
	}
	switch k.rule {
	case atLeastOne:
		return text.List(words, "or")
	case notOne:
		return "none of " + text.List(words, "or")
	}
	return strings.Join(words, ", ")
}

func (k *combination) Enumerable() bool {
	return !slices.ContainsFunc(k.of, func(e *check.Expectation) bool { return !e.Enumerable() })
}

func (k *combination) JudgesSamples() bool {
	return slices.ContainsFunc(k.of, (*check.Expectation).JudgesSamples)
}

func (k *combination) WantsFailure() bool {
	return k.rule != notOne && slices.ContainsFunc(k.of, (*check.Expectation).WantsFailure)
}

func (k *combination) Costly(o *exchange.Observation, w *check.World, depth int) bool {
	return check.IsLarge(o) || slices.ContainsFunc(k.of, func(e *check.Expectation) bool { return e.Costly(o, w, depth+1) })
}

func (k *combination) Examples(x *check.Sketch, d check.Draft) []check.Draft {
	drafts := []check.Draft{d}
	switch k.rule {
	case everyOne:
		for _, e := range k.of {
			var next []check.Draft
			for _, one := range drafts {
				next = append(next, x.Expectation(e, one)...)
			}
			drafts = next
		}
	case atLeastOne:
		drafts = nil
		for _, e := range k.of {
			drafts = append(drafts, x.Expectation(e, d)...)
		}
	}
	return drafts
}
