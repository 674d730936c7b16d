//go:build unix

package mutate_test

import (
	"context"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"assay/runner/internal/mutate"
)

// BenchmarkMutants judges mutants of JSON responses of 1 KB. The target is 100,000 a second on 2
// cores: 50,000 per second of processor time, which can be measured on a busy machine too. Garbage
// is collected as rarely as in the command.
func BenchmarkMutants(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	run := recorded(b, 200, 6)
	size := len(run.Observations[0].Body)
	total, before := 0, processorTime()
	for b.Loop() {
		total += mutate.Judge(context.Background(), run.Plan, run.Evidence, judged(run), mutate.Options{}).Total()
	}
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "mutants/s")
	b.ReportMetric(float64(total)/(processorTime()-before).Seconds(), "mutants/cpu-s")
	b.ReportMetric(float64(size), "bytes")
}

// processorTime returns the processor time of this process: on a busy machine it is more precise
// than the elapsed time.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
