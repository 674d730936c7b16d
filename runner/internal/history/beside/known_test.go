package beside_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/testkit"
)

// notes makes this binary a process that only notes cooldowns of ever new targets beside the
// history that it names, and prints each target that it has noted.
const notes = "ASSAY_TEST_NOTES"

func TestMain(m *testing.M) {
	if path := os.Getenv(notes); path != "" {
		for i := 0; ; i++ {
			target := fmt.Sprintf("http://%d-%d.example", os.Getpid(), i)
			if err := note(path, target, time.Now()); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			fmt.Println(target)
		}
	}
	os.Exit(m.Run())
}

func note(path, target string, at time.Time) error {
	c := beside.Cooldown{Target: target, Suite: "Shop", Limit: history.Limit{At: at.UTC(), Status: 429}}
	return beside.Note(path, func(k *beside.Known) { k.Cool(c) })
}

// limitOf asks for the cooldown of a target.
func limitOf(t *testing.T, path, target string, now time.Time) *history.Limit {
	t.Helper()
	l, err := beside.LastLimit(path, target, now)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Of processes that note at once, and are killed at any point, none loses what it or another has
// noted.
func TestNoProcessLosesACooldown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "history.db")
	told := make(chan []string)
	const processes = 6
	for range processes {
		go func() {
			// It is killed while it writes: after some lines, at any point of the next.
			ctx, kill := context.WithCancel(context.Background())
			defer kill()
			c := exec.CommandContext(ctx, os.Args[0])
			c.Env = append(os.Environ(), notes+"="+path)
			c.Stderr = os.Stderr
			out, err := c.StdoutPipe()
			if err == nil {
				err = c.Start()
			}
			if err != nil {
				t.Error(err)
			}
			var all []string
			for lines, n := bufio.NewScanner(out), 5+rand.N(10); lines.Scan(); {
				if all = append(all, lines.Text()); len(all) == n {
					kill()
				}
			}
			_, _ = io.Copy(io.Discard, out)
			_ = c.Wait()
			told <- all
		}()
	}
	noted := 0
	for range processes {
		for _, target := range <-told {
			noted++
			if limitOf(t, path, target, time.Now()) == nil {
				t.Errorf("%s is not known to cool down", target)
			}
		}
	}
	if noted < 5*processes {
		t.Errorf("%d were noted", noted)
	}
	for name, want := range map[string]os.FileMode{"": 0o700 | os.ModeDir, "history.db-known": 0o600} {
		if info, err := os.Stat(filepath.Join(filepath.Dir(path), name)); err != nil || info.Mode() != want {
			t.Errorf("%q: got %v, %v; want %v", name, info, err, want)
		}
	}
}

// The last response of a target counts, whatever its time; a cooldown of long ago is dropped when
// another is noted.
func TestTheLastResponseCounts(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), "history.db"), time.Now()
	if l := limitOf(t, path, "http://a.example", now); l != nil {
		t.Errorf("of a history that is not there: %+v", l)
	}
	for _, c := range []struct {
		target string
		at     time.Time
	}{
		{"http://a.example", now}, {"http://a.example", now.Add(-time.Hour)},
		{"http://old.example", now.Add(-401 * 24 * time.Hour)}, {"http://b.example", now.Add(-399 * 24 * time.Hour)},
	} {
		if err := note(path, c.target, c.at); err != nil {
			t.Fatal(err)
		}
	}
	if l := limitOf(t, path, "http://a.example", now); l == nil || !l.At.Equal(now.Add(-time.Hour)) || l.Status != 429 {
		t.Errorf("got %+v", l)
	}
	k, err := beside.Read(path)
	if err != nil || len(k.Cooldowns) != 2 {
		t.Errorf("known: %+v, %v", k, err)
	}
}

// A response from a time that is still to come counts from the first look at it.
func TestAClockThatWasSetBack(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), "history.db"), time.Now().UTC()
	if err := note(path, "http://a.example", now.Add(1000*time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, after := range []time.Duration{0, time.Hour} {
		if l := limitOf(t, path, "http://a.example", now.Add(after)); !l.At.Equal(now) || !l.Bounded {
			t.Errorf("after %s: %+v", after, l)
		}
	}
}

// What cannot be read is an error, for who asks and for who would write over it.
func TestWhatIsNotKnown(t *testing.T) {
	const whole = `{"version":1,"cooldowns":[{"target":"http://a.example","suite":"Shop","at":"2026-03-01T03:00:00Z","status":429}],"answers":[]}`
	var said strings.Builder
	for _, c := range []struct{ name, known, runs string }{
		{"whole", whole, ""},
		{"cut", whole[:100], ""},
		{"empty", "", ""},
		{"zeros", strings.Repeat("\x00", 100), ""},
		{"something else", `{"log": []}`, ""},
		{"a cooldown without its time", `{"version":1,"cooldowns":[{"target":"http://a.example"}]}`, ""},
		{"of a newer assay", `{"version":2,"limits":{}}`, ""},
		{"of an earlier assay", "", "{}\n"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "history.db")
		file, text := beside.KnownFile(path), c.known
		if c.runs != "" {
			file, text = beside.WaitingFile(path), c.runs
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := beside.LastLimit(path, "http://a.example", time.Now())
		if (err == nil) != (c.name == "whole") || (l == nil) != (err != nil) {
			t.Errorf("%s: %+v, %v", c.name, l, err)
		}
		if err == nil {
			continue
		}
		fmt.Fprintf(&said, "%s: %s\n", c.name, strings.ReplaceAll(err.Error(), dir, "STATE"))
		if c.runs != "" {
			continue
		}
		if err := note(path, "http://b.example", time.Now()); err == nil {
			t.Errorf("%s: it is written over", c.name)
		}
		if after, err := os.ReadFile(file); err != nil || string(after) != text {
			t.Errorf("%s: it became %q, %v", c.name, after, err)
		}
	}
	testkit.Golden(t, filepath.Join("testdata", "unknown.golden"), said.String())
}
