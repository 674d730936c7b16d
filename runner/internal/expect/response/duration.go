package response

import (
	"math"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// statistics are the words of `duration` that judge all samples of a repeat: p50, p95, p99, max,
// mean. Each function gets the durations of at least one sample, in the order of sending.
var statistics = map[string]func(samples []time.Duration) time.Duration{
	"p50": percentile(0.50), "p95": percentile(0.95), "p99": percentile(0.99),
	"max": slices.Max[[]time.Duration], "mean": mean,
}

// StatisticWords lists them for messages.
var StatisticWords = []lang.Word{
	lang.NewWord("p50", predicate.PlainShape, "half of the samples took at most so long"),
	lang.NewWord("p95", predicate.PlainShape, "95 of 100 took at most so long"),
	lang.NewWord("p99", predicate.PlainShape, "99 of 100 took at most so long"),
	lang.NewWord("max", predicate.PlainShape, "the slowest"),
	lang.NewWord("mean", predicate.PlainShape, "the arithmetic mean"),
}

// durationCheck is the key `duration`: the total time, or a statistic of the samples.
type durationCheck struct {
	total *predicate.Predicate // may be nil
	over  []statistic
}

type statistic struct {
	name string
	want *predicate.Predicate
}

// CompileDuration reads the key `duration`.
func CompileDuration(c *predicate.Compiler, n *yaml.Node) check.Check {
	entries := source.Entries(n)
	if !holdsStatistic(entries) {
		return &durationCheck{total: c.Compile(n, values.AsDuration)}
	}
	c.Once(entries)
	k := &durationCheck{}
	for _, e := range entries {
		if statistics[e.Key] == nil {
			c.UnknownWord(e.KeyNode, "key of duration beside a statistic", e.Key, lang.Names(StatisticWords))
			continue
		}
		k.over = append(k.over, statistic{e.Key, c.Compile(e.Value, values.AsDuration)})
	}
	return k
}

func holdsStatistic(entries []source.Entry) bool {
	for _, e := range entries {
		if statistics[e.Key] != nil {
			return true
		}
	}
	return false
}

func (d *durationCheck) JudgesFailures() {}

func (d *durationCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if d.total != nil {
		d.judgeTotal(o, out)
	}
	if len(d.over) == 0 {
		return
	}
	durations := sampleDurations(o)
	for i := range d.over {
		s := &d.over[i]
		if len(durations.least) == 0 {
			out.Doubt("duration " + s.name + ": the samples' durations are not known")
			continue
		}
		measure := statistics[s.name]
		least := measure(durations.least)
		if durations.open > 0 && s.want.Outcome(least) != s.want.Outcome(measure(durations.most)) {
			out.Doubt("duration " + s.name + ": " + durations.text(len(o.Samples)))
			continue
		}
		s.want.Judge(least, outcome.Subject{Key: "duration", Part: s.name}, out)
	}
}

// judgeTotal judges the time until the whole response was read. If reading was given up, the
// response takes longer than that, by an unknown time; if the connection failed in another way,
// there is no such time.
func (d *durationCheck) judgeTotal(o *exchange.Observation, out *outcome.Result) {
	switch why := check.TimingUnreported(o); {
	case why != "":
		out.Doubt(why)
	case o.Failure != nil && (o.Duration == 0 || !out.WantsFailure() && o.Failure.Kind != exchange.Timeout):
		out.Doubt(check.NoAnswer(o.Failure))
	case o.Duration == 0:
		out.Doubt("duration: it was not recorded")
	case !out.WantsFailure() && isOpen(o) && !predicate.Settled(d.total, o.Duration):
		out.Doubt(whyOpen(o))
	default:
		d.total.Judge(o.Duration, outcome.Subject{Key: "duration"}, out)
	}
}

// isOpen reports whether the duration of o ends when waiting or reading was given up. A stream that
// the server broke off has ended.
func isOpen(o *exchange.Observation) bool {
	return o.Failure != nil || o.Cut != "" && (o.Stream == nil || !o.Ending().ByServer())
}

func whyOpen(o *exchange.Observation) string {
	if o.Failure != nil {
		return check.NoAnswer(o.Failure)
	}
	return "duration: the body was read only in part (" + string(o.Cut) + ")"
}

// durations are lower and upper bounds of how long the samples took. They differ for samples
// without a whole response, which could have taken forever.
type durations struct {
	least, most []time.Duration
	open        int
	why         string // of the first without a whole response
}

// forever is longer than any timeout; the sum of that many for all samples does not overflow.
const forever = 100 * 365 * 24 * time.Hour

// sampleDurations returns the durations of the samples; without samples, that of the observation.
func sampleDurations(o *exchange.Observation) durations {
	samples := o.Samples
	if len(samples) == 0 {
		samples = []*exchange.Observation{o}
	}
	var d durations
	for _, s := range samples {
		switch {
		case !s.Missing.None() || check.TimingUnreported(s) != "":
		case isOpen(s):
			if d.open++; d.why == "" {
				d.why = whyOpen(s)
			}
			if s.Duration > 0 && (s.Failure == nil || s.Failure.Kind == exchange.Timeout) {
				d.least = append(d.least, s.Duration)
			}
			d.most = append(d.most, forever)
		case s.Duration > 0:
			d.least = append(d.least, s.Duration)
			d.most = append(d.most, s.Duration)
		}
	}
	return d
}

// text says what is unknown about the samples.
func (d *durations) text(of int) string {
	return strconv.Itoa(d.open) + " of " + text.Count(max(of, 1), "sample") + " got no whole answer; " + d.why
}

func (d *durationCheck) Summary() string {
	if d.total != nil {
		return "duration " + d.total.String()
	}
	words := make([]string, len(d.over))
	for i := range d.over {
		words[i] = "duration " + d.over[i].name + " " + d.over[i].want.String()
	}
	return text.List(words, "and")
}

func (*durationCheck) Enumerable() bool { return true }

func (d *durationCheck) JudgesSamples() bool { return len(d.over) > 0 }

func (d *durationCheck) Examples(_ *check.Sketch, from check.Draft) []check.Draft {
	from.Duration = time.Millisecond
	if d.total == nil {
		return []check.Draft{from}
	}
	for _, value := range d.total.Values() {
		if took, ok := value.(time.Duration); ok {
			from.Duration = took
		}
	}
	return []check.Draft{from}
}

// percentile returns the nearest-rank percentile: the smallest duration that at least that share of
// the samples does not exceed.
func percentile(share float64) func([]time.Duration) time.Duration {
	return func(samples []time.Duration) time.Duration {
		sorted := slices.Sorted(slices.Values(samples))
		rank := int(math.Ceil(share * float64(len(sorted))))
		return sorted[max(rank-1, 0)]
	}
}

func mean(samples []time.Duration) time.Duration {
	var sum float64
	for _, d := range samples {
		sum += float64(d)
	}
	return time.Duration(sum / float64(len(samples)))
}
