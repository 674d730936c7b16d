package expect

import (
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// statistics are the words of `duration` that are about all samples of a
// repeat: p50, p95, p99, max, mean. Each gets the samples' durations, at least
// one, in order of sending.
var statistics = map[string]func(samples []time.Duration) time.Duration{}

// statisticWords are the same for readers.
var statisticWords = []lang.Word{
	lang.NewWord("p50", ofPlain, "half of the samples took at most so long"),
	lang.NewWord("p95", ofPlain, "95 of 100 took at most so long"),
	lang.NewWord("p99", ofPlain, "99 of 100 took at most so long"),
	lang.NewWord("max", ofPlain, "the slowest"),
	lang.NewWord("mean", ofPlain, "the arithmetic mean"),
}

// durationCheck is the key `duration`: the total time, or a statistic over the
// samples.
type durationCheck struct {
	total *predicate // nil: none
	over  []statistic
}

type statistic struct {
	name string
	want *predicate
}

func compileDuration(c *compiling, n *yaml.Node) check {
	entries := source.Entries(n)
	if !holdsStatistic(entries) {
		return &durationCheck{total: c.predicate(n, asDuration)}
	}
	c.once(entries)
	k := &durationCheck{}
	for _, e := range entries {
		if statistics[e.Key] == nil {
			c.unknownWord(e.KeyNode, "key of duration beside a statistic", e.Key, lang.Names(statisticWords))
			continue
		}
		k.over = append(k.over, statistic{e.Key, c.predicate(e.Value, asDuration)})
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

func (d *durationCheck) judgesFailures() {}

func (d *durationCheck) judge(o *exchange.Observation, _ *World, out *Result) {
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
			out.unknown("duration " + s.name + ": the samples' durations are not known")
			continue
		}
		measure := statistics[s.name]
		least := measure(durations.least)
		if durations.open > 0 && s.want.outcome(least) != s.want.outcome(measure(durations.most)) {
			out.unknown("duration " + s.name + ": " + durations.text(len(o.Samples)))
			continue
		}
		s.want.judge(least, Subject{Key: "duration", Part: s.name}, out)
	}
}

// judgeTotal judges the time until the whole answer was there. Where it never was,
// the answer takes longer than what was waited for, nobody knows how much; where the
// connection failed otherwise there is no such time at all.
func (d *durationCheck) judgeTotal(o *exchange.Observation, out *Result) {
	switch why := timingUnreported(o); {
	case why != "":
		out.unknown(why)
	case o.Failure != nil && (o.Duration == 0 || !out.failing && o.Failure.Kind != exchange.Timeout):
		out.unknown(noAnswer(o.Failure))
	case o.Duration == 0:
		out.unknown("duration: it was not recorded")
	case !out.failing && isOpen(o) && !settled(d.total, o.Duration):
		out.unknown(whyOpen(o))
	default:
		d.total.judge(o.Duration, Subject{Key: "duration"}, out)
	}
}

// isOpen reports whether the time of o is only that until waiting or reading ended.
// A stream that the server broke off has ended.
func isOpen(o *exchange.Observation) bool {
	return o.Failure != nil || o.Cut != "" && (o.Stream == nil || !o.Ending().ByServer())
}

func whyOpen(o *exchange.Observation) string {
	if o.Failure != nil {
		return noAnswer(o.Failure)
	}
	return "duration: the body was read only in part (" + string(o.Cut) + ")"
}

// durations are how long samples took: at the least, and at the most. They differ
// in the samples that got no whole answer, which may have taken for ever.
type durations struct {
	least, most []time.Duration
	open        int
	why         string // of the first that got no whole answer
}

// forever is longer than anything that is waited for; as many as there are samples
// can be added up.
const forever = 100 * 365 * 24 * time.Hour

// sampleDurations are the durations of the samples; of an observation without
// samples its own.
func sampleDurations(o *exchange.Observation) durations {
	samples := o.Samples
	if len(samples) == 0 {
		samples = []*exchange.Observation{o}
	}
	var d durations
	for _, s := range samples {
		switch {
		case !s.Missing.None() || timingUnreported(s) != "":
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

// text says what is not known of the samples.
func (d *durations) text(of int) string {
	return strconv.Itoa(d.open) + " of " + plural(max(of, 1), "sample") + " got no whole answer; " + d.why
}

func (d *durationCheck) summary() string {
	if d.total != nil {
		return "duration " + d.total.String()
	}
	words := make([]string, len(d.over))
	for i := range d.over {
		words[i] = "duration " + d.over[i].name + " " + d.over[i].want.String()
	}
	return joined(words, "and")
}
