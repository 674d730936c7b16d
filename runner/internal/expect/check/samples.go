package check

import (
	"fmt"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/text"
)

// Tally counts the outcomes of samples.
type Tally struct {
	Met, unmet, Unknown int
	meeting             []int  // the first few that met it, 1-based
	Why                 string // of the first one that could not be judged
	Missing             exchange.Missing
	failing             []failed // the first few that failed
}

// failed is a sample that did not meet an expectation.
type failed struct {
	number int // 1-based
	result outcome.Result
}

// mostSamples is the maximum number of failing samples shown.
const mostSamples = 3

// TallySamples judges every sample, and the first few that fail a second time,
// with reasons.
func TallySamples(e *Expectation, samples []*exchange.Observation, w *World, out *outcome.Result) Tally {
	var t Tally
	var one outcome.Result
	for i, sample := range samples {
		one = out.NestedSample(true)
		e.JudgeInto(sample, w, &one)
		switch one.Outcome {
		case outcome.Met:
			if t.Met++; !out.Quiet() && len(t.meeting) < mostSamples {
				t.meeting = append(t.meeting, i+1)
			}
			continue
		case outcome.Unmet:
			t.unmet++
		case outcome.Unknown:
			t.Unknown++
		}
		if !out.Quiet() && (one.Outcome == outcome.Unmet && len(t.failing) < mostSamples || one.Outcome == outcome.Unknown && t.Why == "") {
			explained := out.NestedSample(false)
			e.JudgeInto(sample, w, &explained)
			t.note(i+1, explained)
		}
	}
	return t
}

func (t *Tally) note(number int, r outcome.Result) {
	if r.Outcome == outcome.Unmet {
		t.failing = append(t.failing, failed{number, r})
		return
	}
	t.Why = "sample " + strconv.Itoa(number) + ": " + strings.Join(r.Unknowns, "; ")
	t.Missing = r.Missing
}

func (t *Tally) outcome() outcome.Outcome {
	switch {
	case t.unmet > 0:
		return outcome.Unmet
	case t.Unknown > 0:
		return outcome.Unknown
	}
	return outcome.Met
}

// Text returns "38 of 40 samples meet it".
func (t *Tally) Text(of int) string {
	if t.Met == 1 {
		return fmt.Sprintf("1 of %d samples meets it", of)
	}
	return fmt.Sprintf("%d of %d samples meet it", t.Met, of)
}

// Detail returns the first failure of each failing sample shown, one per line.
func (t *Tally) Detail() string {
	lines := make([]string, 0, len(t.failing)+1)
	for i := range t.failing {
		lines = append(lines, "sample "+strconv.Itoa(t.failing[i].number)+": "+outcome.FirstFailure(&t.failing[i].result))
	}
	if more := t.unmet - len(t.failing); more > 0 {
		lines = append(lines, text.Count(more, "more sample")+" likewise")
	}
	return strings.Join(lines, "\n")
}

// addTo adds the failures of the first sample that failed, each saying how many
// samples meet the expectation and which others do not.
func (t *Tally) addTo(out *outcome.Result, of int) {
	first := &t.failing[0]
	for _, f := range first.result.Failures {
		f.Subject = f.Subject.Inside("sample " + strconv.Itoa(first.number))
		f.Subject.Sampled = true
		f.Detail = strings.TrimPrefix(f.Detail+"\n"+t.Text(of)+t.others(), "\n")
		out.Fail(f)
	}
}

// others names the failing samples after the first.
func (t *Tally) others() string {
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
	return "; likewise " + text.Noun(t.unmet-1, "sample") + " " + text.List(numbers, "and")
}

// Those names the first samples that met the expectation.
func (t *Tally) Those() string {
	numbers := make([]string, 0, len(t.meeting)+1)
	for _, n := range t.meeting {
		numbers = append(numbers, strconv.Itoa(n))
	}
	if more := t.Met - len(t.meeting); more > 0 {
		numbers = append(numbers, strconv.Itoa(more)+" more")
	}
	return text.Noun(t.Met, "sample") + " " + text.List(numbers, "and")
}
