package observe

import (
	"sync"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/suite"
)

// sampling is a repeat in progress: lanes that each take the next sample.
type sampling struct {
	run    *run
	task   *task
	repeat *suite.Repeat

	mu      sync.Mutex
	next    int
	last    time.Time // start of the latest sample
	answers []answer
}

// sampled sends the samples of a repeat. Every lane has its own slot while it sends.
func (r *run) sampled(t *task) answer {
	repeat := t.probe.Of.Repeat
	s := &sampling{run: r, task: t, repeat: repeat, answers: make([]answer, max(repeat.Times, 1))}
	lanes := min(max(repeat.Concurrency, 1), len(s.answers), r.hosts.slots)
	var others sync.WaitGroup
	for range lanes - 1 {
		others.Go(func() {
			defer r.fell.Keep()
			r.take(t.host)
			s.lane()
			r.give(t.host)
		})
	}
	s.own()
	if lanes > 1 {
		r.give(t.host)
		others.Wait()
		r.take(t.host)
	}
	r.fell.Again() // some samples have no response then
	return asOne(s.answers)
}

// own runs the worker's own lane: after a panic in it, the others must still end.
func (s *sampling) own() {
	defer s.run.fell.Keep()
	s.lane()
}

// lane sends samples until none is left.
func (s *sampling) lane() {
	for {
		i, wait := s.take()
		if i < 0 {
			return
		}
		if s.run.pause(s.task.host, wait) {
			s.answers[i] = s.run.polled(s.task)
		} else {
			s.answers[i] = answer{Observation: missing(s.task.probe, missingInterrupted)}
		}
		s.answers[i].Sample = i + 1
	}
}

// take returns the next sample, or -1, and how long to wait so that it starts late enough after the
// one before.
func (s *sampling) take() (sample int, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == len(s.answers) {
		return -1, 0
	}
	now := time.Now()
	start := s.last.Add(s.repeat.Every)
	if start.Before(now) { // as the first does, which has none before it
		start = now
	}
	s.last = start
	s.next++
	return s.next - 1, start.Sub(now)
}

// asOne makes the observation of a repeat: the first sample, with all of them.
func asOne(answers []answer) answer {
	first := answers[0]
	if !first.Missing.None() {
		first.Sample = 0
		return first
	}
	o := first.Copy()
	o.Samples = make([]*exchange.Observation, len(answers))
	o.Attempts = 0
	for i, a := range answers {
		o.Samples[i] = a.Observation
		o.Attempts += a.Attempts
	}
	return answer{Observation: o, taken: first.taken}
}
