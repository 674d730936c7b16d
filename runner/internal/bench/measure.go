//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cost is the time and memory of one run of a process.
type cost struct {
	wall time.Duration
	cpu  time.Duration // user and system
	peak int64         // resident bytes
}

// run runs one process to its end. An exit status other than 0 is an error with the process's
// output.
func run(ctx context.Context, dir, name string, args ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var out bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &out
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	start := time.Now()
	err := cmd.Run()
	c := cost{wall: time.Since(start)}
	if err != nil {
		return c, fmt.Errorf("%s %v: %w\n%s", name, args, err, tail(out.Bytes()))
	}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peak = usage.Maxrss * 1024 // Linux counts KiB
	}
	return c, nil
}

// initialization runs a program and returns, as its times, those of the initialization of its
// packages.
func initialization(ctx context.Context, name string, args ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var out bytes.Buffer
	cmd.Stderr = &out
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("%s %v: %w\n%s", name, args, err, tail(out.Bytes()))
	}
	var all time.Duration
	for line := range strings.Lines(out.String()) { // init PACKAGE @START ms, TOOK ms clock, …
		if _, rest, ok := strings.Cut(line, " ms, "); ok && strings.HasPrefix(line, "init ") {
			took, _, _ := strings.Cut(rest, " ms clock")
			ms, err := strconv.ParseFloat(took, 64)
			if err != nil {
				return cost{}, fmt.Errorf("a line of the trace: %q", line)
			}
			all += time.Duration(ms * float64(time.Millisecond))
		}
	}
	return cost{wall: all, cpu: all}, nil
}

// tail returns the end of a long text.
func tail(b []byte) []byte {
	const most = 2000
	if len(b) > most {
		return append([]byte("…"), b[len(b)-most:]...)
	}
	return b
}

// median returns the run of median wall time, with the median processor time, and the most memory
// of any.
func median(runs []cost) cost {
	if len(runs) == 0 {
		return cost{}
	}
	sorted := slices.Clone(runs)
	slices.SortFunc(sorted, func(a, b cost) int { return int(a.wall - b.wall) })
	m := sorted[len(sorted)/2]
	slices.SortFunc(sorted, func(a, b cost) int { return int(a.cpu - b.cpu) })
	m.cpu = sorted[len(sorted)/2].cpu
	for _, r := range runs {
		m.peak = max(m.peak, r.peak)
	}
	return m
}

// slowest returns the longest wall time of any run.
func slowest(runs []cost) time.Duration {
	var most time.Duration
	for _, r := range runs {
		most = max(most, r.wall)
	}
	return most
}
