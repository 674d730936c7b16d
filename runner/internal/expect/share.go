package expect

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// overSamples is a check that looks at all samples of a repeat together; any
// other is judged on each sample by itself.
type overSamples interface {
	check
	judgesSamples() bool
}

// shareCheck is the key `share`: how large a share of a repeat's samples must
// meet an expectation.
type shareCheck struct{ shares []share }

type share struct {
	at   source.Pos
	text string                  // as written: ">= 0.95"
	is   func(part float64) bool // 0 to 1
	want *Expectation
}

func compileShare(c *compiling, n *yaml.Node) check {
	entries, ok := c.entries(n, "share", "a map from shares to expectations")
	if !ok {
		return nil
	}
	if len(entries) == 0 {
		c.mistake(n, "share: the map is empty").Next = `write {">= 0.95": {status: 200}}`
	}
	k := &shareCheck{}
	for _, e := range entries {
		s := share{at: c.at(e.KeyNode), text: strings.TrimSpace(e.Key)}
		if !isLate(source.Resolve(e.KeyNode)) && !s.parse() {
			c.mistake(e.KeyNode, "%q is no share", e.Key).
				Next = `write ">= 0.95", "95%", "<= 0.05", "> 0.5" or "1"; a share lies between 0 and 1`
			continue
		}
		s.want = c.expectation(e.Value)
		k.shares = append(k.shares, s)
	}
	return k
}

// parse reads ">= 0.95", "> 0.5", "<= 5%", "== 1"; a number alone is at least
// that share. A billionth is forgiven: 95 of 100 are 0.95.
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

func (k *shareCheck) judgesSamples() bool { return true }

func (k *shareCheck) judgesFailures() {}

func (k *shareCheck) judge(o *exchange.Observation, w *World, out *Result) {
	samples := o.Samples
	if len(samples) == 0 || out.sample {
		samples = []*exchange.Observation{o}
	}
	for i := range k.shares {
		k.shares[i].judge(samples, w, out)
	}
}

func (s *share) judge(samples []*exchange.Observation, w *World, out *Result) {
	t := tallySamples(s.want, samples, w, out)
	outcome := s.outcome(&t, len(samples))
	switch {
	case outcome == Met:
	case out.quiet:
		out.settle(outcome)
	case outcome == Unknown:
		out.unknown("share " + s.text + ": " + t.text(len(samples)) + ", " +
			plural(t.unknown, "sample") + " could not be told; " + t.why)
		out.lacks(t.missing)
	default:
		f := Failure{
			At: s.at, Subject: Subject{Key: "share"}, Expected: s.text + " of " + plural(len(samples), "sample") + " with " + s.want.Summary(),
			Actual: t.text(len(samples)), Detail: t.detail(),
		}
		if s.is(0) && t.met > 0 { // too many
			f.Detail = t.those()
		}
		out.unmet(f)
	}
}

// outcome is known where it is the same however the samples that could not be
// told would have come out.
func (s *share) outcome(t *tally, of int) Outcome {
	first := s.is(float64(t.met) / float64(of))
	for n := 1; n <= t.unknown; n++ {
		if s.is(float64(t.met+n)/float64(of)) != first {
			return Unknown
		}
	}
	return met(first)
}

func (k *shareCheck) summary() string {
	words := make([]string, len(k.shares))
	for i := range k.shares {
		words[i] = k.shares[i].text + " of the samples with " + k.shares[i].want.Summary()
	}
	return strings.Join(words, ", ")
}
