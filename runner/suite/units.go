package suite

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// ParseDuration reads Go's durations ("150ms", "1h30m") and, beside them, days
// ("1d", "1d12h"), which are 24 hours.
func ParseDuration(s string) (time.Duration, error) {
	days, rest, found := strings.Cut(s, "d")
	if !found {
		return time.ParseDuration(s)
	}
	n, err := strconv.ParseFloat(days, 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 100_000 {
		return 0, fmt.Errorf("%q is no number of days", days)
	}
	total := time.Duration(n * float64(24*time.Hour))
	if rest == "" {
		return total, nil
	}
	more, err := time.ParseDuration(rest)
	return total + more, err
}

// duration reads a duration that is not negative.
func (d *doc) duration(n *yaml.Node, key string) time.Duration {
	s, ok := d.text(n, key)
	if !ok {
		return 0
	}
	return d.durationOf(placed{s, d.at(n)}, key)
}

func (d *doc) durationOf(s placed, key string) time.Duration {
	v, err := ParseDuration(strings.TrimSpace(s.text))
	if err != nil || v < 0 {
		p := d.problems.Add(s.at, "%s: %q is no duration", key, cut(s.text))
		p.Next = "write a number and its unit, as in 150ms, 30s, 5m, 1h30m or 1d"
		return 0
	}
	return v
}

// units of sizes, in bytes: the decimal ones and the binary ones (IEC 80000-13).
var units = map[string]float64{
	"": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
}

// ParseSize reads a number of bytes: "512", "10KiB", "5MB".
func ParseSize(s string) (int64, error) {
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(s)
	}
	n, err := strconv.ParseFloat(s[:end], 64)
	unit, known := units[strings.ToLower(strings.TrimSpace(s[end:]))]
	if err != nil || !known || n*unit > math.MaxInt64/2 {
		return 0, fmt.Errorf("%q is no size", s)
	}
	return int64(n * unit), nil
}

// size reads a number of bytes.
func (d *doc) size(n *yaml.Node, key string) int64 {
	s, ok := d.text(n, key)
	if !ok {
		return 0
	}
	v, err := ParseSize(strings.TrimSpace(s))
	if err != nil {
		d.mistake(n, "%s: %q is no size", key, cut(s)).Next = "write bytes with or without a unit, as in 512, 10KiB or 5MB"
	}
	return v
}

// ParseRate reads requests per second: "2/s", "30/m", "500/h", "1000/d".
func ParseRate(s string) (float64, error) {
	count, per, found := strings.Cut(s, "/")
	n, err := strconv.ParseFloat(strings.TrimSpace(count), 64)
	seconds := map[string]float64{"s": 1, "m": 60, "h": 3600, "d": 86400}[strings.TrimSpace(per)]
	if !found || err != nil || seconds == 0 || !(n > 0) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("%q is no rate", s)
	}
	return n / seconds, nil
}

func (d *doc) rate(n *yaml.Node, key string) float64 {
	s, ok := d.text(n, key)
	if !ok {
		return 0
	}
	v, err := ParseRate(s)
	if err != nil {
		d.mistake(n, "%s: %q is no rate", key, cut(s)).Next = "write requests per second, minute, hour or day, as in 2/s or 30/m"
	}
	return v
}
