package values

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ParseDuration reads Go's durations ("150ms", "1h30m"), and days of 24 hours ("1d", "1d12h").
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

// Size is a number of bytes, a type of its own so that messages show the unit.
type Size int64

// String returns the size with its unit: "1 byte", "512 bytes".
func (b Size) String() string {
	if b == 1 {
		return "1 byte"
	}
	return strconv.FormatInt(int64(b), 10) + " bytes"
}

// ParseSize reads a number of bytes: "512", "10KiB", "5MB" (IEC 80000-13).
func ParseSize(s string) (int64, error) {
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(s)
	}
	n, err := strconv.ParseFloat(s[:end], 64)
	factor := sizeUnit(strings.TrimSpace(s[end:]))
	if err != nil || factor == 0 || n*factor > math.MaxInt64/2 {
		return 0, fmt.Errorf("%q is no size", s)
	}
	return int64(n * factor), nil
}

// sizeUnit returns the number of bytes in a unit, 0 for an unknown one.
func sizeUnit(unit string) float64 {
	switch strings.ToLower(unit) {
	case "", "b":
		return 1
	case "kb":
		return 1e3
	case "mb":
		return 1e6
	case "gb":
		return 1e9
	case "kib":
		return 1 << 10
	case "mib":
		return 1 << 20
	case "gib":
		return 1 << 30
	}
	return 0
}
