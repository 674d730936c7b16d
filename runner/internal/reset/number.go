package reset

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The sizes by which numbers are told apart: 1e9 s after 1970 was in 2001, 1e11 s is in
// the year 5138, and 1e12 and 1e14 are the same moments in milliseconds.
const (
	leastEpoch, mostEpoch     = 1e9, 1e11
	leastEpochMS, mostEpochMS = 1e12, 1e14
	// From a thousand on a number of seconds could be one of milliseconds.
	leastMS = 1000
)

// number reads a number as one of four forms; where several of them are tried, its size
// has to be of this one.
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

// fits reports whether a number is of the size of a form. A number of milliseconds has
// none of its own where seconds are tried too: it is the second reading of large ones.
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

// decimal reads a decimal number without digits that only programs write, as 0x1p3 or
// 1_000. One that is too large is infinite.
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

// sinceResponse is how many seconds after the response a Unix time is.
func sinceResponse(unix float64, from time.Time) float64 {
	// The whole seconds are taken off first: a float64 has too few digits for a Unix
	// time in nanoseconds.
	return unix - float64(from.Unix()) - float64(from.Nanosecond())/1e9
}

// span is a number of seconds as a duration, rounded to microseconds; the largest or
// smallest one where there is none.
func span(seconds float64) time.Duration {
	const most = float64(math.MaxInt64 / time.Second)
	switch {
	case seconds >= most:
		return math.MaxInt64
	case seconds <= -most:
		return math.MinInt64 + 1 // it has a negative
	}
	return time.Duration(math.Round(seconds*1e6)) * time.Microsecond
}
