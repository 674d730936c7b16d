//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// speed compares what 100,000 probes cost one process, four that share them without a fleet, and
// four agents with the server and the run.
func speed(command string) {
	const suites, probes, agents, concurrency = 100, 1000, 4, 32
	l := newLab(command)
	dir := filepath.Join(l.folder, "speed")
	must(os.MkdirAll(dir, 0o755))
	parts := make([][]string, agents)
	for s := range suites {
		var b strings.Builder
		fmt.Fprintf(&b, "suite: S%d\ntarget: %s\nlimits: {concurrency: %d}\nprobes:\n", s, l.target.URL, concurrency)
		for i := range probes {
			fmt.Fprintf(&b, "  p%d: {path: /%d/%d}\n", i, s, i)
		}
		b.WriteString("findings:\n  all: {probe: \"*\", expect: {status: 200}}\n")
		name := filepath.Join(dir, fmt.Sprintf("s%d.suite.yaml", s))
		must(os.WriteFile(name, []byte(b.String()), 0o644))
		parts[s%agents] = append(parts[s%agents], name)
	}
	start := time.Now()
	alone := l.quietly(dir)
	must(alone.Wait())
	fmt.Printf("one process: %s\n", used(time.Since(start), alone.ProcessState))
	start = time.Now()
	var each []*exec.Cmd
	for _, part := range parts {
		each = append(each, l.quietly(append(part, "--concurrency", strconv.Itoa(concurrency/agents))...))
	}
	for _, one := range each {
		must(one.Wait())
	}
	fmt.Printf("%d processes: %s\n", agents, used(time.Since(start), states(each)...))
	for range agents {
		l.agent(l.url)
	}
	l.usage = nil
	start = time.Now()
	over := l.quietly("--fleet", l.url, dir)
	must(over.Wait())
	took := time.Since(start)
	senders := append([]*exec.Cmd(nil), l.agents...)
	server := l.server
	l.close()
	fmt.Printf("the run: %s\n", used(took, over.ProcessState))
	fmt.Printf("%d agents: %s\n", agents, used(took, states(senders)...))
	fmt.Printf("the server: %s\n", used(took, server.ProcessState))
	all := cpu(append(states(senders), over.ProcessState, server.ProcessState)...)
	fmt.Printf("CPU: %.2f s, %.2f times that of one process, %.0f µs more for a probe\n", all.Seconds(), all.Seconds()/cpu(alone.ProcessState).Seconds(),
		float64((all-cpu(alone.ProcessState)).Microseconds())/(suites*probes))
}

// quietly starts a live run that tells its exit status alone.
func (l *lab) quietly(args ...string) *exec.Cmd {
	c := exec.Command(l.command, append([]string{"run", "--live", "--no-history", "--output", "quiet"}, args...)...)
	c.Env, c.Stderr = l.env(), os.Stderr
	must(c.Start())
	return c
}

func states(all []*exec.Cmd) (out []*os.ProcessState) {
	for _, c := range all {
		out = append(out, c.ProcessState)
	}
	return out
}

// cpu returns the time of processes together.
func cpu(all ...*os.ProcessState) (sum time.Duration) {
	for _, s := range all {
		sum += s.UserTime() + s.SystemTime()
	}
	return sum
}

// used says what processes used together, and how much memory the largest one had.
func used(took time.Duration, all ...*os.ProcessState) string {
	var kernel time.Duration
	var kb, switches int64
	for _, s := range all {
		kernel += s.SystemTime()
		if r, ok := s.SysUsage().(*syscall.Rusage); ok {
			kb, switches = max(kb, r.Maxrss), switches+r.Nvcsw+r.Nivcsw
		}
	}
	return fmt.Sprintf("%.1f s, CPU %.2f s (%.2f s in the kernel), %d MB at most, %d context switches", took.Seconds(), cpu(all...).Seconds(),
		kernel.Seconds(), kb>>10, switches)
}
