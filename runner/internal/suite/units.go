package suite

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
)

// duration reads a duration that is not negative.
func (d *doc) duration(n *yaml.Node, key string) time.Duration {
	s, ok := d.textFor(n, key, lang.Duration.Words)
	if !ok {
		return 0
	}
	return d.durationOf(placed{s, d.at(n)}, key)
}

func (d *doc) durationOf(s placed, key string) time.Duration {
	v, err := expect.ParseDuration(strings.TrimSpace(s.text))
	if err != nil || v < 0 {
		p := d.problems.Add(s.at, "%s: %q is no duration", key, cut(s.text))
		p.Next = "write a number and its unit, as in 150ms, 30s, 5m, 1h30m or 1d"
		return 0
	}
	return v
}

// size reads a number of bytes.
func (d *doc) size(n *yaml.Node, key string) int64 {
	s, ok := d.textFor(n, key, lang.Size.Words)
	if !ok {
		return 0
	}
	v, err := expect.ParseSize(strings.TrimSpace(s))
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
	s, ok := d.textFor(n, key, lang.Rate.Words)
	if !ok {
		return 0
	}
	v, err := ParseRate(s)
	if err != nil {
		d.mistake(n, "%s: %q is no rate", key, cut(s)).Next = "write requests per second, minute, hour or day, as in 2/s or 30/m"
	}
	return v
}
