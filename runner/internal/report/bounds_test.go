package report_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// answering answers every request alike.
type answering struct{ *exchange.Observation }

func (a answering) Send(context.Context, exchange.Call) (*exchange.Observation, int) {
	return a.Copy(), 1
}

// told is what a result tells of an answer.
func told(t *testing.T, o *exchange.Observation) *report.Observation {
	t.Helper()
	file := filepath.Join(t.TempDir(), "s.suite.yaml")
	const suite = "suite: S\ntarget: http://memory\nprobes: {p: {path: /}}\nfindings: {f: {claim: It is there, probe: p, expect: {status: 200}}}\n"
	if err := os.WriteFile(file, []byte(suite), 0o600); err != nil {
		t.Fatal(err)
	}
	opts := engine.Options{Mode: pipeline.Live, Hooks: engine.Hooks{Sender: answering{o}}}
	documents, err := engine.Open([]string{file}, opts)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Start(opts).Judge(t.Context(), engine.Whole(documents))
	if err != nil {
		t.Fatal(err)
	}
	return &report.Of(report.Options{Mode: "live"}, runs).Suites[0].Observations[0]
}

// Of a long stream a result keeps the first and the last 100 events with their numbers, of an event
// 4 KiB, and of a body 64 KiB without a character that is broken off.
func TestALongAnswerIsKeptInPart(t *testing.T) {
	const events, kept = 250, 100
	o := &exchange.Observation{Status: 200, Stream: &exchange.Stream{}, Body: []byte(strings.Repeat("x", 64<<10-1) + "ä")}
	for i := range events {
		o.Stream.Events = append(o.Stream.Events, exchange.Event{Data: fmt.Sprint(i + 1), Offset: int64(i)})
	}
	o.Stream.Events[0].Data = strings.Repeat("y", 5000)
	got := told(t, o)
	var numbers, want []int
	for i, e := range got.Events {
		if numbers = append(numbers, e.Number); i > 0 && e.Data != fmt.Sprint(e.Number) {
			t.Errorf("event %d has the data %q", e.Number, e.Data)
		}
	}
	for i := range events {
		if i < kept || i >= events-kept {
			want = append(want, i+1)
		}
	}
	if !slices.Equal(numbers, want) || got.EventsTotal != events {
		t.Errorf("of %d events the numbers %d are kept", got.EventsTotal, numbers)
	}
	if data := got.Events[0].Data; data != strings.Repeat("y", 4<<10)+"… (5000 bytes)" {
		t.Errorf("of a long event %d bytes are kept: …%s", len(data), data[max(0, len(data)-20):])
	}
	if got.Body != strings.Repeat("x", 64<<10-1) {
		t.Errorf("of a body %d bytes are kept", len(got.Body))
	}
	o.Stream.Events = o.Stream.Events[:2*kept]
	if got = told(t, o); len(got.Events) != 2*kept || got.Events[0].Number != 0 {
		t.Errorf("of %d events %d are kept", 2*kept, len(got.Events))
	}
}

// A text names so much of a suite that a person reads it, and says what is left; with -v it names
// all.
func TestATextSaysWhatItLeavesOut(t *testing.T) {
	result := func(items, drifts, probes, strays int) *report.Result {
		r := sample()
		s := &r.Suites[0]
		s.Checklist, s.Drift, s.DriftOf = nil, nil, 1
		for i := range items {
			s.Checklist = append(s.Checklist, report.Item{ID: fmt.Sprintf("item-%d", i), Ask: "?"})
		}
		for i := range drifts {
			s.Drift = append(s.Drift, report.Drift{Probe: fmt.Sprintf("p%d", i%probes), Class: "value", Path: fmt.Sprintf("$.part%d", i), Was: fmt.Sprint(i), Is: fmt.Sprint(i + 1)})
		}
		for i := range s.Observations {
			if o := &s.Observations[i]; o.Probe == "order" {
				o.Events = nil
				for k := range strays {
					o.Events = append(o.Events, report.Event{Data: fmt.Sprintf("stray-%d.", k), Stray: true})
				}
			}
		}
		return r
	}
	for _, c := range []struct {
		items, drifts, strays int
		probes                int // with the differences; 0: one each
		verbose               bool
		shown                 [3]int
	}{
		{items: 4, drifts: 100, strays: 25, shown: [3]int{4, 100, 25}}, // one more thing takes no more room than to say so
		{items: 5, drifts: 101, strays: 26, shown: [3]int{3, 100, 25}}, // 20 stray lines, and the last five events
		{items: 5, drifts: 101, strays: 26, verbose: true, shown: [3]int{5, 101, 26}},
		{drifts: 100, probes: 1, shown: [3]int{0, 100, 0}},
		{drifts: 250, probes: 1, shown: [3]int{0, 100, 0}},
		{drifts: 120, probes: 2, shown: [3]int{0, 100, 0}},
		{drifts: 250, probes: 1, verbose: true, shown: [3]int{0, 250, 0}},
	} {
		said := text(t, result(c.items, c.drifts, cmp.Or(c.probes, c.drifts), c.strays), report.Style{Width: 120, Verbose: c.verbose})
		got := [3]int{strings.Count(said, "item-"), strings.Count(said, "$.part"), strings.Count(said, "stray-")}
		if got != c.shown {
			t.Errorf("%+v: shown are %d", c, got)
		}
	}
}
