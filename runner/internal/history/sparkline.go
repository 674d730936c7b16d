package history

import (
	"slices"
	"time"
)

// bars lists the steps of a sparkline, low to high.
var bars = []rune("▁▂▃▄▅▆▇█")

// Sparkline shows durations as bars from zero to the longest; "" for none.
func Sparkline(values []time.Duration) string {
	if len(values) == 0 {
		return ""
	}
	most := slices.Max(values)
	out := make([]rune, len(values))
	for i, v := range values {
		step := 0
		if most > 0 {
			step = int(int64(max(v, 0)) * int64(len(bars)-1) / int64(most))
		}
		out[i] = bars[step]
	}
	return string(out)
}
