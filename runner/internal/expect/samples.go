package expect

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/exchange"
)

func init() {
	statistics["p50"] = percentile(0.50)
	statistics["p95"] = percentile(0.95)
	statistics["p99"] = percentile(0.99)
	statistics["max"] = slices.Max[[]time.Duration]
	statistics["mean"] = mean
}

// percentile is the nearest-rank percentile: the smallest duration that at least
// that share of the samples does not exceed.
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

// judgeSamples judges a check over the samples of a repeat: one that is about
// all of them once, any other on each, every one of which must meet it.
func judgeSamples(k keyed, o *exchange.Observation, w *World, out *Result) {
	if over, ok := k.check.(overSamples); ok && over.judgesSamples() {
		if !k.of.unknown(o, out) {
			over.judge(o, w, out)
		}
		return
	}
	t := tallySamples(&Expectation{checks: []keyed{k}}, o.Samples, w, out)
	switch outcome := t.outcome(); {
	case outcome == Met:
	case out.quiet:
		out.settle(outcome)
	case outcome == Unmet:
		t.addTo(out, len(o.Samples))
	default:
		out.unknown(t.why)
		out.lacks(t.missing)
	}
}

// The keys that are about all samples: statistics of the duration, and lists of
// expectations of which one is.

func (d *durationCheck) judgesSamples() bool { return len(d.over) > 0 }

func (k *combination) judgesSamples() bool {
	return slices.ContainsFunc(k.of, func(e *Expectation) bool {
		return slices.ContainsFunc(e.checks, func(one keyed) bool {
			over, ok := one.check.(overSamples)
			return ok && over.judgesSamples()
		})
	})
}

// tally is how samples came out.
type tally struct {
	met, unmet, unknown int
	meeting             []int  // the first few that met it, 1-based
	why                 string // of the first that could not be told
	missing             exchange.Missing
	failing             []failed // the first few that failed
}

// failed is a sample that did not meet an expectation.
type failed struct {
	number int // 1-based
	result Result
}

// mostSamples is how many failing samples are shown.
const mostSamples = 3

// tallySamples judges every sample, and the first few that fail a second time,
// with reasons.
func tallySamples(e *Expectation, samples []*exchange.Observation, w *World, out *Result) tally {
	var t tally
	var one Result
	for i, sample := range samples {
		one = out.nested(true)
		one.sample = true
		e.judge(sample, w, &one)
		switch one.Outcome {
		case Met:
			if t.met++; !out.quiet && len(t.meeting) < mostSamples {
				t.meeting = append(t.meeting, i+1)
			}
			continue
		case Unmet:
			t.unmet++
		case Unknown:
			t.unknown++
		}
		if !out.quiet && (one.Outcome == Unmet && len(t.failing) < mostSamples || one.Outcome == Unknown && t.why == "") {
			explained := out.nested(false)
			explained.sample = true
			e.judge(sample, w, &explained)
			t.note(i+1, explained)
		}
	}
	return t
}

func (t *tally) note(number int, r Result) {
	if r.Outcome == Unmet {
		t.failing = append(t.failing, failed{number, r})
		return
	}
	t.why = "sample " + strconv.Itoa(number) + ": " + strings.Join(r.Unknowns, "; ")
	t.missing = r.Missing
}

func (t *tally) outcome() Outcome {
	switch {
	case t.unmet > 0:
		return Unmet
	case t.unknown > 0:
		return Unknown
	}
	return Met
}

// text is "38 of 40 samples meet it".
func (t *tally) text(of int) string {
	if t.met == 1 {
		return fmt.Sprintf("1 of %d samples meets it", of)
	}
	return fmt.Sprintf("%d of %d samples meet it", t.met, of)
}

// detail is the first failure of each failing sample shown, one a line.
func (t *tally) detail() string {
	lines := make([]string, 0, len(t.failing)+1)
	for i := range t.failing {
		lines = append(lines, "sample "+strconv.Itoa(t.failing[i].number)+": "+firstFailure(&t.failing[i].result))
	}
	if more := t.unmet - len(t.failing); more > 0 {
		lines = append(lines, plural(more, "more sample")+" likewise")
	}
	return strings.Join(lines, "\n")
}

// addTo adds the failures of the first sample that failed, each saying how many
// samples meet the expectation and which others do not.
func (t *tally) addTo(out *Result, of int) {
	first := &t.failing[0]
	for _, f := range first.result.Failures {
		f.Subject = f.Subject.of("sample " + strconv.Itoa(first.number))
		f.Subject.Sampled = true
		f.Detail = strings.TrimPrefix(f.Detail+"\n"+t.text(of)+t.others(), "\n")
		out.unmet(f)
	}
}

// others names the samples that fail beside the first.
func (t *tally) others() string {
	if t.unmet < 2 {
		return ""
	}
	numbers := make([]string, 0, len(t.failing))
	for i := range t.failing[1:] {
		numbers = append(numbers, strconv.Itoa(t.failing[i+1].number))
	}
	if more := t.unmet - len(t.failing); more > 0 {
		numbers = append(numbers, strconv.Itoa(more)+" more")
	}
	return "; likewise " + pluralOnly(t.unmet-1, "sample") + " " + joined(numbers, "and")
}

// those names the first samples that met the expectation.
func (t *tally) those() string {
	numbers := make([]string, 0, len(t.meeting)+1)
	for _, n := range t.meeting {
		numbers = append(numbers, strconv.Itoa(n))
	}
	if more := t.met - len(t.meeting); more > 0 {
		numbers = append(numbers, strconv.Itoa(more)+" more")
	}
	return pluralOnly(t.met, "sample") + " " + joined(numbers, "and")
}
