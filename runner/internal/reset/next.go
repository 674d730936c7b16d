package reset

import (
	"cmp"
	"net/http"
	"time"

	"assay/runner/internal/exchange"
)

// Next returns the header that sets a client's wait before its next request; ok is false if none
// names a time. A header on a quota counts only if the response refuses because of a limit (429,
// 503) or says that the quota is used up: servers send it with every response.
func Next(o *exchange.Observation) (_ Named, ok bool) {
	if !mayName(o.Header) {
		return Named{}, false
	}
	from := Clock(o)
	refused := o.Status == http.StatusTooManyRequests || o.Status == http.StatusServiceUnavailable
	for _, n := range Of(o.Header, from) {
		if !n.Quota || refused || n.Spent {
			return n, true
		}
	}
	return Named{}, false
}

// sameClock is the greatest distance between the server's Date and the response's arrival for both
// clocks to count as one: a Date has no fractions of a second.
const sameClock = 2 * time.Second

// Clock returns the time of the response by the server's clock, the base for moments that it names:
// a server's clock may be wrong. If its Date is near our clock, ours counts, since it has fractions
// of a second. The zero time means unknown.
func Clock(o *exchange.Observation) time.Time {
	var came time.Time
	if !o.Sent.IsZero() {
		came = o.Sent.Add(cmp.Or(o.FirstByte, o.Duration))
	}
	text := o.Header.Get("Date")
	if text == "" {
		return came // an error costs more than to see that
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return came
	}
	if apart := date.Sub(came); came.IsZero() || apart.Abs() > sameClock {
		return date
	}
	return came
}
