package expect

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// shareCheck is the key `share`: the share of a repeat's samples that must meet an expectation.
type shareCheck struct{ shares []share }

type share struct {
	at   source.Pos
	text string                  // as written: ">= 0.95"
	is   func(part float64) bool // 0 to 1
	want *check.Expectation
}

func compileShare(c *compiler, n *yaml.Node) check.Check {
	entries, ok := c.Filled(n, "share", "a map from shares to expectations", `write {">= 0.95": {status: 200}}`)
	if !ok {
		return nil
	}
	k := &shareCheck{}
	for _, e := range entries {
		s := share{at: c.At(e.KeyNode), text: strings.TrimSpace(e.Key)}
		if !compile.IsLate(source.Resolve(e.KeyNode)) && !s.parse() {
			c.Mistake(e.KeyNode, "%q is no share", e.Key).
				Next = `write ">= 0.95", "95%", "<= 0.05", "> 0.5" or "1"; a share lies between 0 and 1`
			continue
		}
		s.want = c.expectation(e.Value)
		k.shares = append(k.shares, s)
	}
	return k
}

// parse reads ">= 0.95", "> 0.5", "<= 5%", "== 1"; a number alone is a minimum. It tolerates a
// billionth, so that 95 of 100 are 0.95.
func (s *share) parse() bool {
	const forgiven = 1e-9
	sign := strings.TrimRight(s.text, "0123456789.% \t")
	n, ok := fraction(strings.TrimSpace(s.text[len(sign):]))
	if !ok || n < 0 || n > 1 {
		return false
	}
	switch sign {
	case "", ">=":
		s.is = func(part float64) bool { return part >= n-forgiven }
	case ">":
		s.is = func(part float64) bool { return part > n+forgiven }
	case "<=":
		s.is = func(part float64) bool { return part <= n+forgiven }
	case "<":
		s.is = func(part float64) bool { return part < n-forgiven }
	case "=", "==":
		s.is = func(part float64) bool { return math.Abs(part-n) <= forgiven }
	default:
		return false
	}
	return true
}

// fraction reads "0.95" or "95%".
func fraction(text string) (float64, bool) {
	digits, percent := strings.CutSuffix(text, "%")
	n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if percent {
		n /= 100
	}
	return n, err == nil
}

func (k *shareCheck) JudgesSamples() bool { return true }

func (k *shareCheck) JudgesFailures() {}

func (k *shareCheck) Judge(o *exchange.Observation, w *check.World, out *outcome.Result) {
	samples := o.Samples
	if len(samples) == 0 || out.OfSample() {
		samples = []*exchange.Observation{o}
	}
	for i := range k.shares {
		k.shares[i].judge(samples, w, out)
	}
}

func (s *share) judge(samples []*exchange.Observation, w *check.World, out *outcome.Result) {
	t := check.TallySamples(s.want, samples, w, out)
	got := s.outcome(&t, len(samples))
	switch {
	case got == outcome.Met:
	case out.Quiet():
		out.Settle(got)
	case got == outcome.Unknown:
		out.Doubt("share " + s.text + ": " + t.Text(len(samples)) + ", " +
			text.Count(t.Unknown, "sample") + " could not be told; " + t.Why)
		out.Lacks(t.Missing)
	default:
		f := outcome.Failure{
			At: s.at, Code: outcome.Share, Subject: outcome.Subject{Key: "share"}, Expected: s.text + " of " + text.Count(len(samples), "sample") + " with " + s.want.Summary(),
			Actual: t.Text(len(samples)), Detail: t.Detail(),
		}
		if s.is(0) { // too many
			f.Detail = t.Those()
		}
		out.Fail(f)
	}
}

// outcome is known if it is the same for every outcome of the samples that could not be judged.
func (s *share) outcome(t *check.Tally, of int) outcome.Outcome {
	first := s.is(float64(t.Met) / float64(of))
	for n := 1; n <= t.Unknown; n++ {
		if s.is(float64(t.Met+n)/float64(of)) != first {
			return outcome.Unknown
		}
	}
	return outcome.Holds(first)
}

func (k *shareCheck) Summary() string {
	words := make([]string, len(k.shares))
	for i := range k.shares {
		words[i] = k.shares[i].text + " of the samples with " + k.shares[i].want.Summary()
	}
	return strings.Join(words, ", ")
}

func (*shareCheck) Costly(*exchange.Observation, *check.World, int) bool { return true }
