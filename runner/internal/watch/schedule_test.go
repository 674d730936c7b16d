package watch_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/watch"
)

// clock is a machine's two clocks, which advance in Wait only.
type clock struct {
	wall  time.Time
	awake time.Duration
	// jumps of the wall clock, by the awake time at which they happen: the machine sleeps, or a person
	// sets the clock.
	jumps map[time.Duration]time.Duration
	waits int
}

func newClock() *clock { return &clock{wall: time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time       { return c.wall }
func (c *clock) Awake() time.Duration { return c.awake }

func (c *clock) Wait(ctx context.Context, d time.Duration) error {
	c.waits++
	c.pass(d)
	return ctx.Err()
}

// pass lets time pass, with the jumps that fall into it.
func (c *clock) pass(d time.Duration) {
	before := c.awake
	c.awake += d
	c.wall = c.wall.Add(d)
	for when, jump := range c.jumps {
		if before < when && when <= c.awake {
			c.wall = c.wall.Add(jump)
		}
	}
}

// rounds runs a schedule and returns when its rounds started, in awake time.
func rounds(t *testing.T, s watch.Schedule, c *clock, takes ...time.Duration) string {
	t.Helper()
	if s.Random == nil {
		s.Random = func() float64 { return 0.5 } // no jitter
	}
	s.Clock = c
	var at []string
	err := s.Each(context.Background(), func(context.Context, time.Duration) error {
		at = append(at, c.awake.String())
		if n := len(at) - 1; n < len(takes) {
			c.pass(takes[n])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(at, " ")
}

func TestWhenRoundsAreDue(t *testing.T) {
	const minute = time.Minute
	for name, c := range map[string]struct {
		takes []time.Duration
		jumps map[time.Duration]time.Duration
		want  string
	}{
		"from start to start":        {[]time.Duration{minute, 3 * minute}, nil, "0s 10m0s 20m0s 30m0s"},
		"a long one leaves some out": {[]time.Duration{25 * minute}, nil, "0s 30m0s 40m0s 50m0s"},
		"exactly as long":            {[]time.Duration{10 * minute}, nil, "0s 20m0s 30m0s 40m0s"},
		// Asleep for eight hours at 14m: one round, within half a minute of waking.
		"the machine sleeps":    {nil, map[time.Duration]time.Duration{14*minute + 10*time.Second: 8 * time.Hour}, "0s 10m0s 14m30s 24m30s"},
		"it sleeps in a round":  {[]time.Duration{minute}, map[time.Duration]time.Duration{30 * time.Second: 8 * time.Hour}, "0s 1m0s 11m0s 21m0s"},
		"the clock is set back": {nil, map[time.Duration]time.Duration{14 * minute: -48 * time.Hour}, "0s 10m0s 20m0s 30m0s"},
		"it is set forward":     {nil, map[time.Duration]time.Duration{12 * minute: 4 * minute}, "0s 10m0s 16m0s 26m0s"},
	} {
		world := newClock()
		world.jumps = c.jumps
		if got := rounds(t, watch.Schedule{Every: 10 * minute, Rounds: 4}, world, c.takes...); got != c.want {
			t.Errorf("%s: rounds at %s, want %s", name, got, c.want)
		}
	}
}

// The jitter has both signs, and a round is announced for the time when it comes.
func TestJitter(t *testing.T) {
	for random, want := range map[float64]string{0: "0s 9m0s 18m0s", 0.25: "0s 9m30s 19m0s", 0.5: "0s 10m0s 20m0s", 0.75: "0s 10m30s 21m0s"} {
		s := watch.Schedule{Every: 10 * time.Minute, Jitter: time.Minute, Rounds: 3, Random: func() float64 { return random }}
		if got := rounds(t, s, newClock()); got != want {
			t.Errorf("%v: rounds at %s, want %s", random, got, want)
		}
	}
	c, next := newClock(), time.Duration(0)
	s := watch.Schedule{Every: 10 * time.Minute, Jitter: 3 * time.Minute, Rounds: 50, Clock: c}
	spread := map[time.Duration]bool{}
	last := time.Duration(0)
	if err := s.Each(context.Background(), func(_ context.Context, told time.Duration) error {
		if c.awake != last+next {
			t.Errorf("a round came at %s, told was %s", c.awake, last+next)
		}
		last, next = c.awake, told
		spread[told] = true
		if told < 7*time.Minute || told > 13*time.Minute {
			t.Errorf("the next in %s", told)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(spread) < 40 {
		t.Errorf("only %d different waits", len(spread))
	}
}

func TestHowAWatchEnds(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	n := 0
	s := watch.Schedule{Every: time.Hour, Clock: newClock()}
	err := s.Each(ctx, func(context.Context, time.Duration) error {
		if n++; n == 3 {
			stop()
		}
		return nil
	})
	if n != 3 || err != nil {
		t.Errorf("ended: %d rounds, %v", n, err)
	}
	c := newClock()
	s.Clock = c
	wrong := errors.New("wrong")
	if err := s.Each(context.Background(), func(context.Context, time.Duration) error { return wrong }); !errors.Is(err, wrong) || c.waits != 0 {
		t.Errorf("got %v after %d waits", err, c.waits)
	}
	// The machine's own clock ends a wait immediately.
	ctx, stop = context.WithCancel(context.Background())
	s.Clock = nil
	if err := s.Each(ctx, func(context.Context, time.Duration) error { stop(); return nil }); err != nil {
		t.Error(err)
	}
	s = watch.Schedule{Every: time.Nanosecond, Rounds: 3}
	n = 0
	if err := s.Each(context.Background(), func(context.Context, time.Duration) error { n++; return nil }); n != 3 || err != nil {
		t.Errorf("by the machine's clock: %d rounds, %v", n, err)
	}
}
