//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
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
// output. Linux counts the memory of who starts a process to its peak, so a small process starts it
// (see timed): this one has held large documents.
func run(ctx context.Context, dir, name string, args ...string) (c cost, err error) {
	self, err := os.Executable()
	if err != nil {
		return c, fmt.Errorf("finding this program: %w", err)
	}
	told, tells, err := os.Pipe()
	if err != nil {
		return c, err
	}
	defer told.Close()
	cmd := exec.CommandContext(ctx, self, append([]string{"timed", name}, args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	var out bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &out
	cmd.Env, cmd.ExtraFiles = append(os.Environ(), "NO_COLOR=1"), []*os.File{tells}
	err = errors.Join(cmd.Start(), tells.Close())
	if err == nil {
		err = cmd.Wait()
	}
	if err != nil {
		return c, fmt.Errorf("%s %v: %w\n%s", name, args, err, tail(out.Bytes()))
	}
	_, err = fmt.Fscan(told, &c.wall, &c.cpu, &c.peak)
	return c, err
}

// timed runs a process to its end, and tells its cost to who started this one. If the process
// fails, it ends as that did.
func timed(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return err
	}
	c := cost{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peak = usage.Maxrss * 1024 // Linux counts KiB
	}
	_, err := fmt.Fprintln(os.NewFile(3, "cost"), int64(c.wall), int64(c.cpu), c.peak)
	return err
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
