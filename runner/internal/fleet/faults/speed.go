//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// speed compares what 100,000 probes cost one process, and four agents with the server and the run.
func speed(command string) {
	const suites, probes = 100, 1000
	l := newLab(command)
	dir := filepath.Join(l.folder, "speed")
	must(os.MkdirAll(dir, 0o755))
	for s := range suites {
		var b strings.Builder
		fmt.Fprintf(&b, "suite: S%d\ntarget: %s\nlimits: {concurrency: 32}\nprobes:\n", s, l.target.URL)
		for i := range probes {
			fmt.Fprintf(&b, "  p%d: {path: /%d/%d}\n", i, s, i)
		}
		b.WriteString("findings:\n  all: {probe: \"*\", expect: {status: 200}}\n")
		must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("s%d.suite.yaml", s)), []byte(b.String()), 0o644))
	}
	alone := exec.Command(l.command, "run", "--live", "--no-history", "--output", "quiet", dir)
	alone.Env, alone.Stderr = l.env(), os.Stderr
	start := time.Now()
	must(alone.Run())
	fmt.Printf("one process: %s\n", used(time.Since(start), alone.ProcessState))
	for range 4 {
		l.agent(l.url)
	}
	l.usage = nil
	over := exec.Command(l.command, "run", "--live", "--no-history", "--output", "quiet", "--fleet", l.url, dir)
	over.Env, over.Stderr = l.env(), os.Stderr
	start = time.Now()
	must(over.Run())
	took := time.Since(start)
	agents := append([]*exec.Cmd(nil), l.agents...)
	server := l.server
	l.close()
	fmt.Printf("the run: %s\n", used(took, over.ProcessState))
	all := cpu(over.ProcessState) + cpu(server.ProcessState)
	for _, a := range agents {
		fmt.Printf("an agent: %s\n", used(took, a.ProcessState))
		all += cpu(a.ProcessState)
	}
	fmt.Printf("the server: %s\n", used(took, server.ProcessState))
	fmt.Printf("CPU: %.2f s, %.2f times that of one process, %.0f µs more for a probe\n", all.Seconds(), all.Seconds()/cpu(alone.ProcessState).Seconds(),
		float64((all-cpu(alone.ProcessState)).Microseconds())/(suites*probes))
}

func cpu(s *os.ProcessState) time.Duration { return s.UserTime() + s.SystemTime() }

func used(took time.Duration, s *os.ProcessState) string {
	var kb, switches int64
	if r, ok := s.SysUsage().(*syscall.Rusage); ok {
		kb, switches = r.Maxrss, r.Nvcsw+r.Nivcsw
	}
	return fmt.Sprintf("%.1f s, CPU %.2f s (%.2f s in the kernel), %d MB at most, %d context switches", took.Seconds(), cpu(s).Seconds(),
		s.SystemTime().Seconds(), kb>>10, switches)
}
