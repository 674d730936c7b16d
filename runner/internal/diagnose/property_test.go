package diagnose_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

// richSuite has hypotheses with all forms of predictions: names of answers, alternatives, globs
// over rows, comparisons, failures, bodies.
func richSuite(rng *rand.Rand) string {
	predictions := []string{
		"limited", "refused", "[limited, refused]", "{status: 200}", "{status: {not: 401}}", "{status: 4xx}",
		"[{status: 200}, {status: 429}]", "{same_as: {probe: first, in: [status, body]}}", "{differs_from: {probe: first, in: [status]}}",
		"{json: {$.detail: {starts_with: no}}}", "{error: refused}", "{any: [limited, {error: timeout}]}", "{none: [limited]}",
		"{headers: {X-Limit: absent}}", "{status: 404, body: {contains: gone}}",
	}
	var b strings.Builder
	b.WriteString(`suite: Rich
target: http://127.0.0.1:1
answers:
  limited: {status: 429, headers: {Content-Type: {starts_with: text/html}}}
  refused: {status: 401, json: {$.detail: {type: string}}}
probes:
  first: {path: /first}
  second: {path: /second}
  third: {path: /third, after: [first]}
  rows: {path: /rows, matrix: {n: [1, 2]}}
hypotheses:
`)
	for h := range 2 + rng.IntN(4) {
		fmt.Fprintf(&b, "  h%d:\n    within: 10m\n    predicts:\n", h)
		for _, probe := range []string{"first", "second", "third", "rows[*]"} {
			if rng.IntN(5) > 0 || probe == "third" {
				fmt.Fprintf(&b, "      %s: %s\n", probe, predictions[rng.IntN(len(predictions))])
			}
		}
	}
	return b.String()
}

// blurred returns a response as a run may know it: whole, in part, or not at all.
func blurred(o *exchange.Observation, rng *rand.Rand) *exchange.Observation {
	if o == nil {
		return nil
	}
	c := &exchange.Observation{
		Status: o.Status, Failure: o.Failure, Header: o.Header, Body: o.Body, Size: o.Size, Proto: o.Proto, Duration: o.Duration,
	}
	switch rng.IntN(8) {
	case 0:
		return nil
	case 1:
		return &exchange.Observation{Missing: exchange.Missing{Kind: exchange.NeverRecorded, Detail: "never recorded"}}
	case 2:
		if o.Failure == nil {
			return &exchange.Observation{Failure: &exchange.Failure{Kind: exchange.DNS, Message: "no such host"}}
		}
	case 3:
		c.Sent = time.Unix(int64(rng.IntN(100000)), 0)
	case 4:
		if o.Failure == nil {
			c.Body, c.Header, c.Size, c.Reported = nil, nil, 0, &exchange.Reported{Status: true}
		}
	case 5:
		if o.Failure == nil {
			c.Body, c.Header, c.Reported = nil, nil, &exchange.Reported{Status: true, StatusAny: []int{o.Status, 418}}
		}
	case 6:
		if o.Failure == nil {
			c.Status, c.Header, c.Reported = 0, nil, &exchange.Reported{Body: true}
		}
	}
	return c
}

// The evidence of a consistent world never refutes its truth: 10,000 random worlds, each known in
// part.
func TestTruthIsNeverRefuted(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	played, refuted := 0, 0
	for played < 10_000 {
		text := richSuite(rng)
		p := planned(t, text)
		for _, h := range p.Suite.Hypotheses {
			for range 12 {
				w := worldOf(p, h, anyAnswer, rng)
				if w == nil {
					break
				}
				played++
				known := make([]*exchange.Observation, len(w.answers))
				for i, o := range w.answers {
					known[i] = blurred(o, rng)
				}
				d := diagnose.Of(diagnose.Input{
					Plan: p, Runs: []diagnose.Run{{Observations: known}}, Spent: func(*plan.Probe) bool { return true },
				})
				for i := range d.Hypotheses {
					one := &d.Hypotheses[i]
					if one.Status == diagnose.Refuted {
						refuted++
					}
					if one.Of == h && one.Status == diagnose.Refuted {
						t.Fatalf("%s is true and refuted by %+v in\n%s", h.ID, one.Because[0], text)
					}
				}
			}
		}
	}
	if refuted < played/2 {
		t.Errorf("%d hypotheses of %d worlds refuted: too few to prove anything", refuted, played)
	}
}
