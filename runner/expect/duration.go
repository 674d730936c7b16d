package expect

import (
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/exchange"
	"assay/runner/source"
)

func init() { keys["duration"] = compileDuration }

// statistics are the words of `duration` that are about all samples of a
// repeat: p50, p95, p99, max, mean. Each gets the samples' durations, at least
// one, in order of sending.
var statistics = map[string]func(samples []time.Duration) time.Duration{}

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
			c.unknownWord(e.KeyNode, "key of duration beside a statistic", e.Key, statisticNames())
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

func statisticNames() []string {
	names := make([]string, 0, len(statistics))
	for _, name := range []string{"p50", "p95", "p99", "max", "mean"} {
		if statistics[name] != nil {
			names = append(names, name)
		}
	}
	return names
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
		if len(durations) == 0 {
			out.unknown("duration " + s.name + ": the samples' durations are not known")
			continue
		}
		s.want.judge(statistics[s.name](durations), subject{"duration", s.name}, out)
	}
}

func (d *durationCheck) judgeTotal(o *exchange.Observation, out *Result) {
	switch why := timingUnreported(o); {
	case why != "":
		out.unknown(why)
	case o.Duration == 0 && o.Failure != nil:
		out.unknown(noAnswer(o.Failure))
	case o.Duration == 0:
		out.unknown("duration: it was not recorded")
	default:
		d.total.judge(o.Duration, subject{what: "duration"}, out)
	}
}

// sampleDurations are the known durations of the samples; of an observation
// without samples its own.
func sampleDurations(o *exchange.Observation) []time.Duration {
	samples := o.Samples
	if len(samples) == 0 {
		samples = []*exchange.Observation{o}
	}
	var durations []time.Duration
	for _, s := range samples {
		if s.Known() && s.Duration > 0 && timingUnreported(s) == "" {
			durations = append(durations, s.Duration)
		}
	}
	return durations
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
