package suite_test

import (
	"testing"
	"time"

	"assay/runner/internal/suite"
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
		if got := suite.Span(d); got != want {
			t.Errorf("%s: got %s, want %s", d.String(), got, want)
		}
	}
}
