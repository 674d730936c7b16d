package observe

import (
	"sync"

	"golang.org/x/time/rate"
)

// Pace remembers the last request to each host, so that a run in several calls of [Observe] keeps
// its rate. The zero value is ready to use. It is safe for concurrent use.
type Pace struct {
	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

// limiter returns the limiter of a host, made on first use; a nil Pace makes one for the caller
// alone.
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
