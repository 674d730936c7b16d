package observe

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/exchange"
)

// retryAfter is how long an answer asks to wait (RFC 9110, section 10.2.3):
// seconds, or a date, which is compared with the answer's own Date where it has
// one, so that a server's clock may be wrong. 0: it does not ask.
func retryAfter(o *exchange.Observation, now time.Time) time.Duration {
	text := strings.TrimSpace(o.Header.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(o.Header.Get("Date")); err == nil {
		now = date
	}
	return max(at.Sub(now), 0)
}
