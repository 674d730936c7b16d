package drift_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/drift"
	"assay/runner/internal/exchange"
)

// took sets how long a response took.
func took(o *exchange.Observation, d time.Duration) *exchange.Observation {
	o = o.Copy()
	o.Duration = d
	return o
}

func lines(changes []drift.Change) []string {
	out := []string{}
	for _, c := range changes {
		line := string(c.Class) + "  " + c.Path + ": " + c.Was + " → " + c.Is
		if c.Note != "" {
			line += "  (" + c.Note + ")"
		}
		out = append(out, line)
	}
	return out
}

func TestBetweenTwoTargets(t *testing.T) {
	limited := "HTTP/1.1 429 Too Many Requests\nRetry-After: 7\n\n"
	for _, test := range []struct {
		name          string
		first, second string // samples of a
		other         list   // samples of b
		changes       list
		unsteady      list
		flipped       bool
	}{
		{name: "the same at both", first: ok(`{"a": 1}`), second: ok(`{"a": 1}`), other: list{ok(`{"a":1}`)}},
		{
			name: "another value", first: ok(`{"a": 1}`), second: ok(`{"a": 1}`), other: list{ok(`{"a": 2}`)},
			changes: list{"value  $.a: 1 (number) → 2 (number)"},
		},
		{
			name: "a value that the first target changes by itself", first: ok(`{"a": 1}`), second: ok(`{"a": 2}`), other: list{ok(`{"a": 3}`)},
			changes:  list{"volatile  $.a: \"1\", \"2\" → \"3\"  (it varies among the samples of a)"},
			unsteady: list{"value  $.a: 1 (number) → 2 (number)"},
		},
		{
			name: "a varying value of another type breaks", first: ok(`{"a": 1}`), second: ok(`{"a": 2}`), other: list{ok(`{"a": "2"}`)},
			changes:  list{`breaking  $.a: number → "2" (string)`},
			unsteady: list{"value  $.a: 1 (number) → 2 (number)"},
		},
		{
			name: "a field that the second sample lacks", first: ok(`{"a": 1, "b": 1}`), second: ok(`{"a": 1}`), other: list{ok(`{"a": 1}`)},
			changes:  list{"volatile  $.b: 1 (number) → absent  (the two samples of a differ in it, too)"},
			unsteady: list{"breaking  $.b: 1 (number) → absent"},
		},
		{
			name: "a field that the first sample lacks", first: ok(`{"a": 1}`), second: ok(`{"a": 1, "b": 1}`), other: list{ok(`{"a": 1}`)},
			changes:  list{"volatile  $.b: 1 (number) → absent  (the two samples of a differ in it, too)"},
			unsteady: list{"additive  $.b: absent → 1 (number)"},
		},
		{
			name: "a header that b drops", first: limited, second: limited, other: list{"HTTP/1.1 429 Too Many Requests\n\n"},
			changes: list{`breaking  header Retry-After: "7" → absent`},
		},
		{
			name: "an end mark that b adds", first: stream(`data: {"a": 1}`), second: stream(`data: {"a": 1}`), other: list{stream(`data: {"a": 1}`, "data: [DONE]\n\n")},
			changes: list{"additive  stream end: of itself → [DONE]", "value  stream events: 1 event → 2 events"},
		},
		{
			name: "a flips between statuses", first: ok(`{}`), second: "HTTP/1.1 500 Oh\n\n", other: list{ok(`{}`)}, flipped: true,
			unsteady: list{"breaking  status: 200 → 500  (the rest of the answer was not compared)"},
		},
		{
			name: "null at a", first: ok(`{"a": null}`), second: ok(`{"a": null}`), other: list{ok(`{"a": 1}`)},
			changes: list{"additive  $.a: null → 1 (number)  (it is null at a)"},
		},
		{
			name: "no JSON at b", first: ok(`{"a": 1}`), second: ok(`{"a": 1}`), other: list{ok("<p>")},
			changes: list{"breaking  body: JSON → a body that is no JSON"},
		},
		{
			name: "samples of b", first: ok(`{"a": 1}`), second: ok(`{"a": 1}`), other: list{ok(`{"a": 1}`), "HTTP/1.1 500 Oh\n\n"},
			changes: list{"breaking  status: 200 → 500"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			rules := drift.NewRules(&exchange.Volatile{})
			control := drift.Control{Target: "a", First: answers(t, test.first), Second: answers(t, test.second)}
			got := rules.Between(control, answers(t, test.other...), drift.About{})
			if diff := cmp.Diff(append(list{}, test.changes...), lines(got.Changes)); diff != "" {
				t.Errorf("changes: -want +got:\n%s", diff)
			}
			if diff := cmp.Diff(append(list{}, test.unsteady...), lines(got.Unsteady)); diff != "" {
				t.Errorf("unsteady: -want +got:\n%s", diff)
			}
			if got.Flipped != test.flipped {
				t.Errorf("flipped: %t, want %t", got.Flipped, test.flipped)
			}
		})
	}
}

// The suite's name for the response of the first target is that of both of its samples.
func TestANamedStatusIsSaidOnce(t *testing.T) {
	same := answers(t, ok(`{}`))
	got := drift.NewRules(&exchange.Volatile{}).Between(drift.Control{Target: "a", First: same, Second: same}, answers(t, "HTTP/1.1 500 Oh\n\n"), drift.About{WasName: "completion"})
	want := list{"breaking  status: 200 (completion) → 500  (the rest of the answer was not compared)"}
	if diff := cmp.Diff(want, lines(got.Changes)); diff != "" {
		t.Error(diff)
	}
}

func TestTimingAgainstTheSpreadOfTheControl(t *testing.T) {
	rules := drift.NewRules(&exchange.Volatile{})
	sample := answers(t, ok(`{}`))
	for _, test := range []struct {
		name                 string
		first, second, other time.Duration
		want                 string
	}{
		{"slower", 40 * time.Millisecond, 50 * time.Millisecond, time.Second, "timing  duration: 50ms → 1s  (20.0 times as long; the samples of a took 40ms to 50ms)"},
		{"faster", time.Second, time.Second, 50 * time.Millisecond, "timing  duration: 1s → 50ms  (20.0 times as fast; the samples of a took 1s)"},
		{"within three times", 100 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, ""},
		{"a is as uneven itself", 20 * time.Millisecond, 500 * time.Millisecond, 3 * time.Second, "volatile  duration: 500ms → 3s  (the two samples of a differ in it, too)"},
	} {
		got := rules.Between(drift.Control{Target: "a", First: took(sample, test.first), Second: took(sample, test.second)}, took(sample, test.other), drift.About{})
		if came := strings.Join(lines(got.Changes), "\n"); came != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, came, test.want)
		}
	}
}
