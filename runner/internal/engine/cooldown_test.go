package engine_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "assay/runner/history"
	"assay/runner/internal/engine"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
)

const cooling = `
suite: Cooling
target: http://127.0.0.1:1
limits: {cooldown: {on: 429, wait: 2h}}
probes: {p: {path: /}}
findings: {f: {probe: p, expect: {status: 200}}}
`

// lab is a suite with a cooldown of two hours, a server that can limit it, a history and a clock.
type lab struct {
	t       *testing.T
	limited atomic.Bool
	told    atomic.Value // Retry-After of limited responses; may be nil
	asked   atomic.Int64
	state   string // the user's state folder
	killed  bool   // before a run is kept
	now     time.Time
	memory  *engine.Memory
	opts    engine.Options
	docs    []*pipeline.Document
}

func newLab(t *testing.T) *lab { return labOf(t, cooling) }

func labOf(t *testing.T, doc string) *lab {
	t.Helper()
	l := &lab{t: t, now: time.Now()}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		l.asked.Add(1)
		if l.limited.Load() {
			if told, ok := l.told.Load().(string); ok {
				w.Header().Set("Retry-After", told)
			}
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	t.Cleanup(s.Close)
	l.state = t.TempDir()
	l.opts = engine.Options{Mode: pipeline.Live}
	l.opts.Load.Target = s.URL
	var err error
	l.docs, err = engine.Open([]string{folder(t, map[string]string{"a.suite.yaml": doc})}, l.opts)
	if err != nil {
		t.Fatal(err)
	}
	l.process(false)
	return l
}

// process starts again like a new process: only what is in files is kept.
func (l *lab) process(now bool) {
	env := func(name string) (string, bool) { return l.state, name == "XDG_STATE_HOME" }
	m := engine.Remember(context.Background(), "", true, env, func(text string) { l.t.Error(text) })
	l.t.Cleanup(m.Close)
	l.memory = m
	l.opts.Cooling = &engine.Cooling{Past: m, Now: now, Clock: func() time.Time { return l.now }}
}

// run makes a live run and keeps it; it returns the verdict and whether a request was sent.
func (l *lab) run() (judge.Verdict, bool) {
	l.t.Helper()
	before := l.asked.Load()
	runs, _, err := engine.Judge(context.Background(), engine.Whole(l.docs), l.opts)
	if err != nil {
		l.t.Fatal(err)
	}
	verdicts := runs[0].Verdicts
	kept := history.Run{ID: time.Now().Format(time.RFC3339Nano), Started: l.now, Parts: []history.Part{engine.Kept(runs[0].Run, verdicts)}}
	for i := range kept.Parts[0].Observations {
		if o := &kept.Parts[0].Observations[i]; !o.At.IsZero() {
			o.At = l.now // the lab's clock, not the machine's
		}
	}
	if !l.killed {
		l.memory.Keep(context.Background(), &kept)
	}
	return verdicts[0], l.asked.Load() > before
}

// A run that is interrupted before it has looked up the cooldowns is one that is interrupted: it
// sends nothing, and does not complain of the history.
func TestInterruptedBeforeCooldownsAreKnown(t *testing.T) {
	l := newLab(t)
	ctx, interrupt := context.WithCancel(context.Background())
	interrupt()
	runs, _, err := engine.Judge(ctx, engine.Whole(l.docs), l.opts)
	if err != nil || len(runs) != 1 || runs[0].Verdicts[0].Outcome != judge.Inconclusive || l.asked.Load() != 0 {
		t.Errorf("%d runs, %d requests, %v", len(runs), l.asked.Load(), err)
	}
}

// A cooldown lasts for its declared time, in this process and in the next, whatever other responses
// follow.
func TestCooldownLasts(t *testing.T) {
	for name, c := range map[string]struct{ restart, killed bool }{
		"one process": {}, "a process each": {true, false}, "killed processes": {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			l, restart := newLab(t), c.restart
			l.killed = c.killed
			l.limited.Store(true)
			if v, sent := l.run(); !sent || v.Outcome != judge.Broken {
				t.Fatalf("first: %s, sent %v", v.Outcome, sent)
			}
			l.limited.Store(false)
			start := l.now
			for _, c := range []struct {
				after time.Duration
				sent  bool
				text  string
			}{
				{time.Minute, false, `\(another 1h59m\)`},
				{119*time.Minute + 30*time.Second, false, `\(another (30s|2\d\.\ds)\)`}, // the request took a moment of it
				{2*time.Hour + time.Second, true, ""},
				{2*time.Hour + time.Minute, true, ""},
			} {
				l.now = start.Add(c.after)
				if restart {
					l.process(false)
				}
				v, sent := l.run()
				if sent != c.sent || !regexp.MustCompile(c.text).MatchString(v.Reason.String()) || (v.Outcome == judge.Holds) != c.sent {
					t.Errorf("after %s: %s %q, sent %v", c.after, v.Outcome, v.Reason.String(), sent)
				}
				if c.sent {
					continue
				}
				left, err := l.opts.Cooling.Left(t.Context(), l.docs[0])
				end := l.now.Add(left)
				if late := start.Add(2 * time.Hour).Sub(end); err != nil || late < 0 || late > 10*time.Second {
					t.Errorf("after %s: it cools until %s, which is %s early, %v", c.after, end.UTC(), late, err)
				}
				if until := regexp.MustCompile("until " + end.UTC().Format("2006-01-02 15:04 UTC") + " "); !until.MatchString(v.Reason.String()) {
					t.Errorf("after %s: %q does not show %s", c.after, v.Reason.String(), end.UTC())
				}
			}
		})
	}
}

// A cooldown until the time in the response lasts that long in every process, but not longer than
// at_most.
func TestCooldownLastsAsTold(t *testing.T) {
	doc := strings.Replace(cooling, "wait: 2h", "wait: told, at_most: 3h, else: 10m", 1)
	for name, c := range map[string]struct {
		told   string
		lasts  time.Duration
		reason string
	}{
		"told":    {"3600", time.Hour, "limits.cooldown waits 1h after that, as it told; assay run --now"},
		"ages":    {"9007199254741", 3 * time.Hour, "limits.cooldown waits 3h after that, its at_most, as it told a reset in over 100 years; assay run --now"},
		"a past":  {"Fri, 02 Jan 1970 03:04:05 GMT", 0, ""},
		"nothing": {"", 10 * time.Minute, "limits.cooldown waits 10m after that, as it told no reset; assay run --now"},
	} {
		for _, restart := range []bool{false, true} {
			t.Run(fmt.Sprint(name, restart), func(t *testing.T) {
				l := labOf(t, doc)
				l.told.Store(c.told)
				l.limited.Store(true)
				l.run()
				l.limited.Store(false)
				start := l.now
				for _, at := range []struct {
					after time.Duration
					sent  bool
				}{{max(0, c.lasts-30*time.Second), c.lasts == 0}, {c.lasts + 30*time.Second, true}} {
					l.now = start.Add(at.after)
					if restart {
						l.process(false)
					}
					v, sent := l.run()
					if sent != at.sent || !sent && !strings.Contains(v.Reason.String(), c.reason) {
						t.Errorf("after %s: sent %v, %q, want %q", at.after, sent, v.Reason, c.reason)
					}
				}
			})
		}
	}
}

// --now sends the request anyway; its response then counts for the process.
func TestNowOverridesACooldown(t *testing.T) {
	l := newLab(t)
	l.limited.Store(true)
	l.run()
	l.process(true)
	if _, sent := l.run(); !sent {
		t.Error("--now did not send")
	}
	if _, sent := l.run(); sent {
		t.Error("after the answer came again, it was sent a second time")
	}
}

// A clock that was set back lengthens a cooldown by at most its own length, however often the run
// is repeated.
func TestCooldownWhenTheClockGoesBack(t *testing.T) {
	for name, killed := range map[string]bool{"kept": false, "killed": true} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.killed = killed
			l.clockGoesBack()
		})
	}
}

func (l *lab) clockGoesBack() {
	t := l.t
	right := l.now
	l.now = right.Add(1000 * time.Hour) // a wrong clock
	l.limited.Store(true)
	l.run()
	l.limited.Store(false)
	for _, c := range []struct {
		after time.Duration
		sent  bool
	}{{0, false}, {time.Hour, false}, {2*time.Hour + time.Second, true}} {
		l.now = right.Add(c.after)
		l.process(false)
		v, sent := l.run()
		if sent != c.sent {
			t.Errorf("%s after the clock was right: sent %v, %q", c.after, sent, v.Reason)
		}
		if !sent && !strings.Contains(v.Reason.String(), "at the latest (the clock has been set back since)") {
			t.Errorf("%s after: %q", c.after, v.Reason)
		}
	}
}
