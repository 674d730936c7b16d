//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// lab is a fleet of processes.
type lab struct {
	command string // assay-fleet
	folder  string
	server  *exec.Cmd
	url     string // of the server
	target  *target
	mu      sync.Mutex
	agents  []*exec.Cmd
	started int
	number  int // of runs

}

func newLab(command string, up ...string) *lab {
	folder, err := os.MkdirTemp("", "faults-")
	must(err)
	l := &lab{command: command, folder: folder, target: newTarget(), url: "127.0.0.1:0"}
	l.up(up...)
	return l
}

func (l *lab) env() []string {
	return append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(l.folder, "state"), "FAULTS_KEY=of-an-agent-7")
}

// up starts the server, where it was before.
func (l *lab) up(more ...string) {
	c := exec.Command(l.command, append([]string{"fleet", "up", "--listen", strings.TrimPrefix(l.url, "nats://")}, more...)...)
	c.Env, c.Stderr = l.env(), os.Stderr
	out, err := c.StdoutPipe()
	must(err)
	must(c.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	must(err)
	l.url = regexp.MustCompile(`nats://\S+`).FindString(line)
	l.server = c
}

// down ends the server by a signal.
func (l *lab) down(by syscall.Signal) {
	_ = l.server.Process.Signal(by)
	_ = l.server.Wait()
}

// agent starts an agent, by the server's address or another one, and waits until it takes jobs.
func (l *lab) agent(url string) { l.agentOf(l.command, url) }

// agentOf is agent with another command.
func (l *lab) agentOf(command, url string) {
	l.mu.Lock()
	l.started++
	name := fmt.Sprintf("a%d", l.started)
	l.mu.Unlock()
	c := exec.Command(command, "agent", "--fleet", url, "--vantage", "lab", "--name", name, "--secret", "FAULTS_KEY")
	c.Env = l.env()
	told, err := c.StderrPipe()
	must(err)
	must(c.Start())
	read := bufio.NewReader(told)
	if line, err := read.ReadString('\n'); err != nil || !strings.Contains(line, "takes jobs") {
		panic(fmt.Sprintf("the agent does not start: %q", line))
	}
	go func() { _, _ = read.WriteTo(os.Stderr) }()
	l.mu.Lock()
	l.agents = append(l.agents, c)
	l.mu.Unlock()
}

// kill kills an agent.
func (l *lab) kill(c *exec.Cmd) {
	_ = c.Process.Kill()
	_ = c.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, a := range l.agents {
		if a == c {
			l.agents = append(l.agents[:i], l.agents[i+1:]...)
			return
		}
	}
}

// killAny kills agents at random, each least to 300 ms after the one before, and replaces them,
// until the run has ended or most are killed. It returns how many were.
func (l *lab) killAny(ended <-chan struct{}, most, least int) (killed int) {
	for ; killed < most; killed++ {
		select {
		case <-ended:
			return killed
		case <-time.After(between(least, 300)):
		}
		l.mu.Lock()
		victim := l.agents[rand.IntN(len(l.agents))]
		l.mu.Unlock()
		l.kill(victim)
		l.agent(l.url)
	}
	return killed
}

// between returns some milliseconds.
func between(from, to int) time.Duration {
	return time.Duration(from+rand.IntN(to-from)) * time.Millisecond
}

func (l *lab) close() {
	for _, a := range l.agents {
		_ = a.Process.Signal(syscall.SIGTERM)
	}
	for _, a := range l.agents {
		_ = a.Wait()
	}
	if l.server.ProcessState == nil {
		l.down(syscall.SIGTERM)
	}
	l.target.Close()
	_ = os.RemoveAll(l.folder)
}

// suite writes a suite of n probes, each with a path of its own, and returns its folder.
func (l *lab) suite(n, budget int, query string) string {
	l.number++
	dir := filepath.Join(l.folder, fmt.Sprintf("suite%d", l.number))
	must(os.MkdirAll(dir, 0o755))
	var b strings.Builder
	fmt.Fprintf(&b, "suite: S%d\ntarget: %s\nsecrets: {key: FAULTS_KEY}\nlimits: {requests: %d, concurrency: 8}\nprobes:\n", l.number, l.target.URL, budget)
	for i := range n {
		fmt.Fprintf(&b, "  p%d: {path: \"/%d/%d%s\", headers: {X-Key: \"${key}\"}}\n", i, l.number, i, query)
	}
	b.WriteString("findings:\n")
	for i := range n {
		fmt.Fprintf(&b, "  p%d: {probe: p%d, expect: {status: 200}}\n", i, i)
	}
	must(os.WriteFile(filepath.Join(dir, "s.suite.yaml"), []byte(b.String()), 0o644))
	return dir
}

// pad makes the suite of a folder larger by a comment.
func (l *lab) pad(dir string, bytes int) {
	f, err := os.OpenFile(filepath.Join(dir, "s.suite.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	must(err)
	for range bytes / 100 {
		fmt.Fprintf(f, "# %d %s\n", l.number, strings.Repeat("x", 90))
	}
	must(f.Close())
}

// outcome is what a run told.
type outcome struct {
	Requests int `json:"requests"`
	Suites   []struct {
		Findings []struct {
			ID, Verdict, Reason string
			Probe               string
		}
		Observations []struct {
			Probe   string
			Missing string `json:"missing"`
			Kind    string `json:"missing_kind"`
			Sent    time.Time
		}
	}
	took   time.Duration
	status int
	told   string
}

// during judges a suite as run does, with f meanwhile, which learns when the run has ended. It
// waits for both.
func (l *lab) during(url, dir string, f func(ended <-chan struct{})) (*outcome, error) {
	ended := make(chan struct{})
	var meanwhile sync.WaitGroup
	meanwhile.Go(func() { f(ended) })
	out, err := l.run(url, dir)
	close(ended)
	meanwhile.Wait()
	return out, err
}

// run judges a suite, which must end within most.
func (l *lab) run(url, dir string) (*outcome, error) {
	ctx, end := context.WithTimeout(context.Background(), most)
	defer end()
	file := filepath.Join(dir, "result.json")
	c := exec.CommandContext(ctx, l.command, "run", "--live", "--no-history", "--fleet", url, "--output", "quiet", "--json", file, dir)
	c.Env = l.env()
	var told strings.Builder
	c.Stderr = &told
	start := time.Now()
	err := c.Run()
	out := &outcome{took: time.Since(start), told: told.String(), status: c.ProcessState.ExitCode()}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return out, fmt.Errorf("the run did not end within %s: %s", most, out.told)
	case err != nil && !errors.As(err, &exit):
		return out, err
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return out, fmt.Errorf("exit status %d without a result: %s", out.status, out.told)
	}
	return out, json.Unmarshal(raw, out)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
