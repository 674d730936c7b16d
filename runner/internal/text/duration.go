package text

import (
	"fmt"
	"strings"
	"time"
)

// Span formats a duration in a suite's syntax, without zero parts: "24h", "1h30m", "3d4h". It
// rounds to the second from a minute on, and to the hour from two days on.
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day:
		d = d.Round(time.Hour)
		if d%day == 0 {
			return fmt.Sprintf("%dd", d/day)
		}
		return fmt.Sprintf("%dd%dh", d/day, d%day/time.Hour)
	case d >= time.Minute:
		d = d.Round(time.Second)
	case d >= time.Second:
		d = d.Round(time.Second / 10)
	case d >= time.Millisecond:
		d = d.Round(time.Millisecond)
	}
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Took formats a duration, given in milliseconds, for readers: "12 ms", "1.5 s".
func Took(ms float64) string {
	switch {
	case ms < 1:
		return fmt.Sprintf("%.1f ms", ms)
	case ms < 1000:
		return fmt.Sprintf("%.0f ms", ms)
	case ms < 60_000:
		return fmt.Sprintf("%.1f s", ms/1000)
	}
	s := int(ms / 1000)
	return fmt.Sprintf("%d min %d s", s/60, s%60)
}

// Age formats an age in days or, if less than two, in hours: "23 days", "5 hours", "less than an
// hour".
func Age(age time.Duration) string {
	switch {
	case age < time.Hour:
		return "less than an hour"
	case age < 48*time.Hour:
		return Count(int(age.Hours()), "hour")
	}
	return Count(int(age.Hours()/24), "day")
}
