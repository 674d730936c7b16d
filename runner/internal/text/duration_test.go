package text_test

import (
	"testing"
	"time"

	"assay/runner/internal/text"
)

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                                     "0s",
		150 * time.Millisecond:                "150ms",
		1234 * time.Millisecond:               "1.2s",
		30 * time.Second:                      "30s",
		time.Minute:                           "1m",
		90*time.Minute + 400*time.Millisecond: "1h30m",
		24 * time.Hour:                        "24h",
		47*time.Hour + 10*time.Second:         "47h0m10s",
		48 * time.Hour:                        "2d",
		30 * 24 * time.Hour:                   "30d",
		76*time.Hour + 20*time.Minute:         "3d4h",
		58 * time.Hour:                        "2d10h",
	} {
		if got := text.Span(d); got != want {
			t.Errorf("%s: got %s, want %s", d.String(), got, want)
		}
	}
}

func TestTook(t *testing.T) {
	for ms, want := range map[float64]string{
		0: "0.0 ms", 0.44: "0.4 ms", 1: "1 ms", 999.4: "999 ms", 1000: "1.0 s", 59_940: "59.9 s", 60_000: "1 min 0 s", 3_725_900: "62 min 5 s",
	} {
		if got := text.Took(ms); got != want {
			t.Errorf("%v ms: got %s, want %s", ms, got, want)
		}
	}
}
