package reset

import (
	"net/http"
	"strings"
	"time"
)

// httpDate reads a date in the three forms of RFC 9110, section 5.6.7. Some servers
// write UTC for GMT (in Go: time.RFC1123 of a time in UTC) or +0000.
func httpDate(text string, from time.Time) (time.Duration, bool) {
	// Dates begin with the day of the week.
	if len(text) < len("Mon Jan _2 15:04:05 2006") || text[0] < 'A' || text[0] > 'Z' {
		return 0, false
	}
	for _, zone := range [...]string{" UTC", " +0000"} {
		if rest, found := strings.CutSuffix(text, zone); found {
			text = rest + " GMT"
		}
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	return at.Sub(from), true
}

// dateTime reads a time of RFC 3339.
func dateTime(text string, from time.Time) (time.Duration, bool) {
	if len(text) < len("2006-01-02T15:04:05Z") || text[4] != '-' {
		return 0, false
	}
	at, err := time.Parse(time.RFC3339Nano, strings.ToUpper(text))
	return at.Sub(from), err == nil
}
