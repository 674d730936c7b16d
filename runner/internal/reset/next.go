package reset

import (
	"cmp"
	"net/http"
	"time"

	"assay/runner/internal/exchange"
)

// Next is the header by which a client waits before it asks again; ok is false where none
// names a time. What reports on a quota counts only where the response refuses for the
// sake of a limit (429, 503) or says that nothing is left: servers send it with every
// response.
func Next(o *exchange.Observation) (_ Named, ok bool) {
	from := Clock(o)
	refused := o.Status == http.StatusTooManyRequests || o.Status == http.StatusServiceUnavailable
	for _, n := range Of(o.Header, from) {
		if !n.Quota || refused || n.Spent {
			return n, true
		}
	}
	return Named{}, false
}

// sameClock is how far the server's Date may be from when the response came for both
// clocks to count as one: a Date has no fractions of a second.
const sameClock = 2 * time.Second

// Clock is when the response came by the server's clock, from which the moments that it
// names are counted: a server's clock may be wrong. Where its Date is near to ours, ours
// counts, which has fractions of a second. The zero time: it is not known.
func Clock(o *exchange.Observation) time.Time {
	var came time.Time
	if !o.Sent.IsZero() {
		came = o.Sent.Add(cmp.Or(o.FirstByte, o.Duration))
	}
	date, err := http.ParseTime(o.Header.Get("Date"))
	if err != nil {
		return came
	}
	if apart := date.Sub(came); came.IsZero() || apart.Abs() > sameClock {
		return date
	}
	return came
}
