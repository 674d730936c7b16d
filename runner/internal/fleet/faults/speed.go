//go:build unix

package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What speed measures: suites of so many probes, and the agents.
const speedSuites, speedProbes, speedAgents = 100, 1000, 4

// speed compares what 100,000 probes cost one process, four that share them without a fleet, and
// four agents with the server and the run: all send the same suites to the same target, with as
// many requests in flight together, and tell the exit status alone. It prints the medians of
// several rounds.
func speed(command string, rounds, inFlight int) {
	names := []string{"one process", fmt.Sprintf("%d processes", speedAgents), "the run", fmt.Sprintf("%d agents", speedAgents), "the server"}
	all := make([][]use, len(names))
	for range rounds {
		for who, one := range speedRound(command, inFlight) {
			all[who] = append(all[who], one)
		}
	}
	var alone, together []time.Duration
	for i := range rounds {
		alone = append(alone, all[0][i].cpu)
		together = append(together, all[2][i].cpu+all[3][i].cpu+all[4][i].cpu)
	}
	for who, name := range names {
		fmt.Printf("%s: %s\n", name, medianUse(all[who]))
	}
	one, fleet := median(alone), median(together)
	fmt.Printf("CPU: %.2f s, %.2f times that of one process, %.0f µs more for a probe; medians of %d\n", fleet.Seconds(), fleet.Seconds()/one.Seconds(),
		float64((fleet-one).Microseconds())/(speedSuites*speedProbes), rounds)
}

// speedRound returns what one process, four of them, the run, the agents and the server used.
func speedRound(command string, inFlight int) []use {
	l := newLab(command)
	dir := filepath.Join(l.folder, "speed")
	must(os.MkdirAll(dir, 0o755))
	parts := make([][]string, speedAgents)
	for s := range speedSuites {
		name := filepath.Join(dir, fmt.Sprintf("s%d.suite.yaml", s))
		l.large(name, s, inFlight)
		parts[s%speedAgents] = append(parts[s%speedAgents], name)
	}
	start := time.Now()
	alone := l.quietly(dir)
	must(alone.Wait())
	out := []use{used(time.Since(start), alone)}
	start = time.Now()
	var each []*exec.Cmd
	for _, part := range parts {
		each = append(each, l.quietly(append(part, "--concurrency", strconv.Itoa(inFlight/speedAgents))...))
	}
	for _, one := range each {
		must(one.Wait())
	}
	out = append(out, used(time.Since(start), each...))
	for range speedAgents {
		l.agent(l.url)
	}
	start = time.Now()
	over := l.quietly("--fleet", l.url, dir)
	must(over.Wait())
	took := time.Since(start)
	senders := slices.Clone(l.agents)
	l.close()
	return append(out, used(took, over), used(took, senders...), used(took, l.server))
}

// large writes a suite of probes to a path each.
func (l *lab) large(name string, number, inFlight int) {
	var b strings.Builder
	fmt.Fprintf(&b, "suite: S%d\ntarget: %s\nlimits: {concurrency: %d}\nprobes:\n", number, l.target.URL, inFlight)
	for i := range speedProbes {
		fmt.Fprintf(&b, "  p%d: {path: /%d/%d}\n", i, number, i)
	}
	b.WriteString("findings:\n  all: {probe: \"*\", expect: {status: 200}}\n")
	must(os.WriteFile(name, []byte(b.String()), 0o644))
}

// quietly starts a live run that tells its exit status alone.
func (l *lab) quietly(args ...string) *exec.Cmd {
	c := exec.Command(l.command, append([]string{"run", "--live", "--no-history", "--output", "quiet"}, args...)...)
	c.Env, c.Stderr = l.env(), os.Stderr
	must(c.Start())
	return c
}

// use is what processes used together, and how much memory the largest one had.
type use struct {
	took, cpu, kernel time.Duration
	kb, switches      int64
}

func used(took time.Duration, all ...*exec.Cmd) use {
	u := use{took: took}
	for _, c := range all {
		s := c.ProcessState
		u.cpu += s.UserTime() + s.SystemTime()
		u.kernel += s.SystemTime()
		if r, ok := s.SysUsage().(*syscall.Rusage); ok {
			u.kb, u.switches = max(u.kb, r.Maxrss), u.switches+r.Nvcsw+r.Nivcsw
		}
	}
	return u
}

// medianUse has the median of each number.
func medianUse(all []use) use {
	var took, cpu, kernel []time.Duration
	var kb, switches []int64
	for _, u := range all {
		took, cpu, kernel = append(took, u.took), append(cpu, u.cpu), append(kernel, u.kernel)
		kb, switches = append(kb, u.kb), append(switches, u.switches)
	}
	return use{median(took), median(cpu), median(kernel), median(kb), median(switches)}
}

func median[T cmp.Ordered](all []T) T {
	slices.Sort(all)
	return all[len(all)/2]
}

func (u use) String() string {
	return fmt.Sprintf("%.1f s, CPU %.2f s (%.2f s in the kernel), %d MB at most, %d context switches", u.took.Seconds(), u.cpu.Seconds(),
		u.kernel.Seconds(), u.kb>>10, u.switches)
}
