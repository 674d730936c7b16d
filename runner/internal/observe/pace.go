package observe

import (
	"sync"

	"golang.org/x/time/rate"
)

// Pace remembers when each host was last asked, so that a run in several calls of
// [Observe] keeps to its rate as one in a single call does. The zero is ready; it
// may be used by many at once.
type Pace struct {
	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

// limiter is the limiter of a host, made on first use; that of a nil Pace is the
// caller's alone.
func (p *Pace) limiter(host string, perSecond float64) *rate.Limiter {
	if p == nil {
		return rate.NewLimiter(rate.Limit(perSecond), 1)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.limiters[host]
	if l == nil {
		if p.limiters == nil {
			p.limiters = map[string]*rate.Limiter{}
		}
		l = rate.NewLimiter(rate.Limit(perSecond), 1)
		p.limiters[host] = l
	}
	return l
}
