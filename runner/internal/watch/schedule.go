package watch

import (
	"context"
	"math/rand/v2"
	"time"
)

// Clock reads the time in two ways, and waits.
type Clock interface {
	// Now returns the wall-clock time.
	Now() time.Time
	// Awake returns how long the machine was awake since some moment; it never decreases.
	Awake() time.Duration
	// Wait waits for d of awake time; it returns the error of ctx if that ends first.
	Wait(ctx context.Context, d time.Duration) error
}

// look is the maximum wait between two readings of the wall clock, which limits how late a sleep of
// the machine is noticed.
const look = 30 * time.Second

// Schedule says when rounds are due.
type Schedule struct {
	Every  time.Duration
	Jitter time.Duration // the maximum by which a round is earlier or later
	Rounds int           // how many; 0 means until ctx ends
	Clock  Clock         // nil: the machine's
	// Random returns numbers in [0, 1); nil means math/rand.
	Random func() float64
}

// Each calls round at once and then whenever it is due, until ctx ends, the rounds are done or one
// returns an error, which Each returns. The end of ctx is not an error. next is how long after its
// start the following round is due.
func (s *Schedule) Each(ctx context.Context, round func(ctx context.Context, next time.Duration) error) error {
	clock := s.Clock
	if clock == nil {
		clock = &machine{start: time.Now()}
	}
	for n := 1; ; n++ {
		started, awake := clock.Now(), clock.Awake()
		passed := func() time.Duration { return max(clock.Awake()-awake, clock.Now().Sub(started)) }
		next := s.next()
		if err := round(ctx, next); err != nil {
			return err
		}
		if n == s.Rounds {
			return nil
		}
		if over := clock.Awake() - awake; over >= next {
			next += s.Every * ((over-next)/s.Every + 1)
		}
		for left := next - passed(); left > 0; left = next - passed() {
			if clock.Wait(ctx, min(left, look)) != nil {
				break
			}
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // to be stopped is how a schedule ends
		}
	}
}

// next returns how long after the start of a round the following one is due.
func (s *Schedule) next() time.Duration {
	random := s.Random
	if random == nil {
		random = rand.Float64
	}
	return max(s.Every+time.Duration((2*random()-1)*float64(s.Jitter)), 0)
}

// machine is the machine's clock.
type machine struct{ start time.Time }

func (m *machine) Now() time.Time       { return time.Now().Round(0) } // without the monotonic reading
func (m *machine) Awake() time.Duration { return time.Since(m.start) }

func (m *machine) Wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
