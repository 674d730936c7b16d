//go:build unix

package main

import (
	"fmt"
	"sync"
	"syscall"
	"time"
)

// tally is a line of the table.
type tally struct {
	what                                       string
	times, runs, probes, holds, open, requests int
	twice, beyond, falsely, hung               int
	longest                                    time.Duration
	notes                                      []string
}

// judge checks a run against what its target counted.
func (t *tally) judge(l *lab, n, budget int, out *outcome, err error) {
	t.runs++
	t.probes += n
	if out != nil {
		t.longest = max(t.longest, out.took)
	}
	seen, _ := l.target.take()
	sent := 0
	for path, times := range seen {
		sent += times
		if times > 1 {
			t.twice++
			t.notes = append(t.notes, fmt.Sprintf("%s was sent %d times", path, times))
		}
	}
	t.requests += sent
	if sent > budget {
		t.beyond += sent - budget
	}
	if err != nil {
		t.hung++
		t.notes = append(t.notes, err.Error())
		return
	}
	judged := 0
	for _, s := range out.Suites {
		for _, f := range s.Findings {
			judged++
			arrived := seen[fmt.Sprintf("/%d/%s", l.number, f.ID[1:])]
			switch f.Verdict {
			case "holds":
				t.holds++
				if arrived != 1 {
					t.falsely++
					t.notes = append(t.notes, fmt.Sprintf("%s holds, and was sent %d times", f.ID, arrived))
				}
			case "inconclusive":
				t.open++
			default:
				t.falsely++
				t.notes = append(t.notes, f.ID+" is "+f.Verdict+": "+f.Reason)
			}
		}
	}
	if judged != n {
		t.falsely++
		t.notes = append(t.notes, fmt.Sprintf("%d verdicts of %d", judged, n))
	}
}

const most = 3 * time.Minute // that a run may take

// kills kills agents at random during runs; each is replaced.
func kills(command string, times int) *tally {
	t := &tally{what: "agents killed"}
	l := newLab(command)
	defer l.close()
	for range 6 {
		l.agent(l.url)
	}
	for t.times < times {
		const n = 120
		out, err := l.during(l.url, l.suite(n, n, "?ms=60"), func(ended <-chan struct{}) { t.times += l.killAny(ended, 6, 50) })
		t.judge(l, n, n, out, err)
	}
	return t
}

// restarts restarts the server during runs, by a signal or by force.
func restarts(command string, times int) *tally {
	t := &tally{what: "server restarted"}
	l := newLab(command)
	defer l.close()
	for range 3 {
		l.agent(l.url)
	}
	for t.times < times {
		const n = 150
		out, err := l.during(l.url, l.suite(n, n, "?ms=100"), func(ended <-chan struct{}) {
			for _, by := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
				l.target.first(ended)
				time.Sleep(between(0, 500))
				l.down(by)
				time.Sleep(between(0, 1000))
				l.up()
				t.times++
			}
		})
		t.judge(l, n, n, out, err)
	}
	return t
}

// losses kills the server for good.
func losses(command string, times int) *tally {
	t := &tally{what: "server lost"}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range times {
		all.Add(1)
		go func() {
			defer all.Done()
			l := newLab(command)
			defer l.close()
			for range 2 {
				l.agent(l.url)
			}
			const n = 100
			out, err := l.during(l.url, l.suite(n, n, "?ms=100"), func(ended <-chan struct{}) {
				l.target.first(ended)
				time.Sleep(between(0, 500))
				l.down(syscall.SIGKILL)
			})
			mu.Lock()
			defer mu.Unlock()
			t.times++
			t.judge(l, n, n, out, err)
		}()
	}
	all.Wait()
	return t
}

// partition has the connection of one agent stand still for 30 s.
func partition(command string, times int) *tally {
	t := &tally{what: "partition of 30 s"}
	l := newLab(command)
	defer l.close()
	p := newProxy(l.url[len("nats://"):])
	l.agent(p.url())
	l.agent(l.url)
	for range times {
		const n = 120
		out, err := l.during(l.url, l.suite(n, n, "?ms=300"), func(ended <-chan struct{}) {
			l.target.first(ended)
			time.Sleep(200 * time.Millisecond)
			p.stand(true)
			time.Sleep(30 * time.Second)
			p.stand(false)
		})
		t.times++
		t.judge(l, n, n, out, err)
		time.Sleep(max(0, 40*time.Second-out.took))
	}
	return t
}

// fullStore has a server whose store takes the files of a few suites only.
func fullStore(command string, times int) *tally {
	t := &tally{what: "store full"}
	l := newLab(command, "--store", "16MiB")
	defer l.close()
	l.agent(l.url)
	for range times {
		const n = 100
		dir := l.suite(n, n, "")
		l.pad(dir, 3<<20)
		out, err := l.run(l.url, dir)
		t.times++
		t.judge(l, n, n, out, err)
		if out != nil && out.told != "" {
			t.notes = append(t.notes, out.told)
		}
		if out != nil && len(out.Suites) > 0 {
			t.notes = append(t.notes, "the last finding: "+out.Suites[0].Findings[n-1].Verdict+" "+out.Suites[0].Findings[n-1].Reason)
		}
	}
	return t
}

// slow has the run read answers of 100 kB at 1 MB a second.
func slow(command string, times int) *tally {
	t := &tally{what: "slow consumer"}
	l := newLab(command)
	defer l.close()
	p := newProxy(l.url[len("nats://"):])
	p.rate = 1 << 20
	for range 3 {
		l.agent(l.url)
	}
	for range times {
		const n = 100
		dir := l.suite(n, n, "?kb=100")
		out, err := l.run(p.url(), dir)
		t.times++
		t.judge(l, n, n, out, err)
	}
	return t
}

// budgets has three agents share a budget, while some of them are killed.
func budgets(command string, times int) *tally {
	t := &tally{what: "budget of 40 for 120, agents killed"}
	l := newLab(command)
	defer l.close()
	for range 4 {
		l.agent(l.url)
	}
	for range times {
		const n = 120
		out, err := l.during(l.url, l.suite(n, 40, "?ms=50"), func(ended <-chan struct{}) { t.times += l.killAny(ended, 1, 100) })
		t.judge(l, n, 40, out, err)
	}
	return t
}
