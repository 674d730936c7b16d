package reset

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The sizes that distinguish the units of numbers: 1e9 s after 1970 was in 2001, 1e11 s is in the
// year 5138, and 1e12 and 1e14 are the same moments in milliseconds.
const (
	leastEpoch, mostEpoch     = 1e9, 1e11
	leastEpochMS, mostEpochMS = 1e12, 1e14
	// From a thousand on, a number of seconds could be milliseconds.
	leastMS = 1000
)

// number reads a number as one of four forms; if several of them are tried, its size must fit this
// one.
func number(text string, from time.Time, form Form, tried []Form) (time.Duration, bool) {
	n, ok := decimal(text)
	if !ok || !fits(n, form, tried) {
		return 0, false
	}
	switch form {
	case Milliseconds:
		n /= 1000
	case Epoch:
		n = sinceResponse(n, from)
	case EpochMS:
		n = sinceResponse(n/1000, from)
	}
	return span(n), true
}

// fits reports whether a number has the size of a form. Milliseconds have no range of their own if
// seconds are tried too: they are the second reading of large numbers.
func fits(n float64, form Form, tried []Form) bool {
	isEpoch := leastEpoch <= n && n < mostEpoch && slices.Contains(tried, Epoch)
	isEpochMS := leastEpochMS <= n && n < mostEpochMS && slices.Contains(tried, EpochMS)
	switch {
	case len(tried) == 1:
		return true
	case form == Epoch:
		return isEpoch
	case form == EpochMS:
		return isEpochMS
	case form == Milliseconds && slices.Contains(tried, Seconds):
		return leastMS <= n && n < leastEpoch && n == math.Trunc(n)
	}
	return !isEpoch && !isEpochMS
}

// decimal reads a decimal number, but not Go's syntax such as 0x1p3 or 1_000. A number out of range
// becomes infinite.
func decimal(text string) (float64, bool) {
	if text == "" || strings.Trim(text, "0123456789.+-eE") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(n, 0) {
		return 0, false
	}
	return n, true
}

// sinceResponse returns the seconds from the response to a Unix time.
func sinceResponse(unix float64, from time.Time) float64 {
	// Subtract the whole seconds first: a float64 has too few digits for a Unix time in nanoseconds.
	return unix - float64(from.Unix()) - float64(from.Nanosecond())/1e9
}

// span converts seconds to a duration, rounded to microseconds; out of range, the largest or
// smallest one.
func span(seconds float64) time.Duration {
	const most = float64(math.MaxInt64 / time.Second)
	switch {
	case seconds >= most:
		return math.MaxInt64
	case seconds <= -most:
		return math.MinInt64 + 1 // its negation is in range
	}
	return time.Duration(math.Round(seconds*1e6)) * time.Microsecond
}
