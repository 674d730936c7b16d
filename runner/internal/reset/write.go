package reset

import (
	"net/http"
	"strconv"
	"time"
)

// Write formats the time that is wait after from in a form; without a form, in seconds.
func Write(wait time.Duration, from time.Time, form Form) string {
	at := from.Add(wait)
	switch form {
	case Milliseconds:
		return decimals(float64(wait) / 1e6)
	case Duration:
		return wait.String()
	case HTTPDate:
		return at.UTC().Format(http.TimeFormat)
	case DateTime:
		return at.UTC().Format(time.RFC3339Nano)
	case Epoch:
		return decimals(float64(at.UnixMicro()) / 1e6)
	case EpochMS:
		return strconv.FormatInt(at.UnixMilli(), 10)
	case RateLimit:
		return `"limit";r=0;t=` + decimals(wait.Round(time.Millisecond).Seconds())
	}
	return decimals(wait.Seconds())
}

// decimals formats a number in decimal digits, without an exponent.
func decimals(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// Numeric reports whether a text of the form is a number.
func (f Form) Numeric() bool {
	return f == Seconds || f == Milliseconds || f == Epoch || f == EpochMS
}
