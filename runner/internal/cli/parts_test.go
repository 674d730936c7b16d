package cli

import (
	"testing"
	"time"

	"assay/runner/internal/observe"
)

func TestProgressLine(t *testing.T) {
	now := time.Unix(1000, 0)
	for _, c := range []struct {
		step step
		want string
	}{
		{step{Progress: observe.Progress{Total: 4}}, "0 of 4 probes, 0 sent, 0 in flight"},
		{
			step{Progress: observe.Progress{Total: 4, Done: 1, Sent: 3, InFlight: 2, WaitingUntil: now.Add(9 * time.Second), Waiting: "on the rate"}},
			"1 of 4 probes, about 30s left, 3 sent, 2 in flight",
		},
		{
			step{Progress: observe.Progress{Total: 4, Done: 2, Sent: 2, WaitingUntil: now.Add(9 * time.Second), Waiting: "for the reset that burst told"}, title: "Shop API (2 of 3)"},
			"2 of 4 probes, about 10s left, 2 sent, 0 in flight, waiting for the reset that burst told: next in 9s, Shop API (2 of 3)",
		},
		{step{Progress: observe.Progress{Total: 4, Done: 4, Sent: 4}}, "4 of 4 probes, 4 sent, 0 in flight"},
	} {
		c.step.since = now.Add(-10 * time.Second)
		if got := c.step.line(now); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestMutationLine(t *testing.T) {
	title := "Shop API (2 of 3)"
	for _, c := range []struct {
		done, total int64
		title       *string
		want        string
	}{
		{0, 0, nil, "counting what can be changed"},
		{0, 0, &title, "counting what can be changed, Shop API (2 of 3)"},
		{640, 90000, &title, "640 of 90000 mutants, Shop API (2 of 3)"},
		{90000, 90000, &title, "90000 of 90000 mutants, now trying what would kill those that survived, Shop API (2 of 3)"},
	} {
		if got := mutationLine(c.done, c.total, c.title); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
