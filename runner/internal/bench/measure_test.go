//go:build unix

package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "timed" {
		if err := command(context.Background(), os.Args[1:], os.Stdout); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// The peak of a process is its own, however large the one is that measures it.
func TestThePeakIsOfTheProcess(t *testing.T) {
	large := make([]byte, 64*mib)
	for i := 0; i < len(large); i += 1 << 10 {
		large[i] = 1
	}
	c, err := run(t.Context(), t.TempDir(), "sh", "-c", "exit 0")
	if err != nil || c.peak <= 0 || c.peak > 32*mib || c.wall <= 0 {
		t.Errorf("got %+v, %v", c, err)
	}
	if large[0] != 1 {
		t.Error("the memory was let go of")
	}
}

// What a process that fails printed is in the error.
func TestAProcessThatFails(t *testing.T) {
	_, err := run(t.Context(), t.TempDir(), "sh", "-c", "echo it is wrong; exit 3")
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.Contains(err.Error(), "it is wrong") {
		t.Errorf("got %v", err)
	}
}

// What taking earlier runs in costs shows, however the other runs differ among themselves.
func TestWhatTheHistoryCosts(t *testing.T) {
	of := func(cpu ...time.Duration) (runs []cost) {
		for _, d := range cpu {
			runs = append(runs, cost{cpu: d})
		}
		return runs
	}
	k := kept{takers: of(60, 65, 90), others: of(40, 50, 80), without: of(40, 60, 45)} // less than a hundred: the slowest one
	for name, c := range map[string]struct{ got, want float64 }{
		"taking in": {k.takingIn(), 1.3}, "the slowest": {k.slowest(), 1.5},
		"spread": {k.spread(), 90. / 65}, "spread without": {k.spreadWithout(), 60. / 45},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if takers, all := k.slowTakers(); takers != 1 || all != 1 {
		t.Errorf("%d of the slowest %d take earlier ones in", takers, all)
	}
}
