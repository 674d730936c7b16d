package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// suite is a package's tests in one binary.
type suite struct {
	tested
	binary string

	mu    sync.Mutex
	tests []*test
}

// test is a test, a fuzz target with its seeds, or an example.
type test struct {
	name    string
	reaches map[int]bool  // the numbers of the mutants that it may notice
	took    time.Duration // of a processor
	kills   int
}

// survey runs each test alone with no mutant on. The error shows the output of one that fails.
func (s *suite) survey(ctx context.Context, dir string) error {
	c := exec.CommandContext(ctx, s.binary, "-test.list", "^(Test|Fuzz|Example)")
	c.Dir = s.dir
	list, err := c.Output()
	if err != nil {
		return err
	}
	for name := range strings.FieldsSeq(string(list)) {
		reached := filepath.Join(dir, "reached")
		out, took, err := s.run(ctx, s.binary, []string{name}, 10*time.Minute, reachedVariable+"="+reached)
		if err != nil {
			return fmt.Errorf("the tests of %s fail as it is:\n%s%w", s.pkg, out, err)
		}
		t := &test{name: name, took: took, reaches: map[int]bool{}}
		numbers, err := os.ReadFile(reached)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		for line := range strings.FieldsSeq(string(numbers)) {
			n, err := strconv.Atoi(line)
			if err != nil {
				return fmt.Errorf("%s: %w", reached, err)
			}
			t.reaches[n] = true
		}
		if err := os.RemoveAll(reached); err != nil {
			return err
		}
		s.tests = append(s.tests, t)
	}
	return nil
}

// batches returns the names of the tests that may notice a mutant; 0 is one that is compiled
// alone, which any test may notice. First come those that killed the most others for the time they
// take. Each batch takes about twice as long as those before it.
func (s *suite) batches(number int) [][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortStableFunc(s.tests, func(a, b *test) int { return cmp.Compare(b.worth(), a.worth()) })
	var all [][]string
	var took, room time.Duration
	for _, t := range s.tests {
		if number != 0 && !t.reaches[number] {
			continue
		}
		if took >= room {
			all = append(all, nil)
			room = 3 * took
		}
		last := &all[len(all)-1]
		*last = append(*last, t.name)
		took += t.took
	}
	return all
}

// worth is how many mutants the test may kill in a second.
func (t *test) worth() float64 { return float64(t.kills+1) / (t.took + time.Millisecond).Seconds() }

// failing finds the tests that failed in the output of a run.
var failing = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)

// killed counts a mutant for each test that failed on it.
func (s *suite) killed(output []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range failing.FindAllSubmatch(output, -1) {
		for _, t := range s.tests {
			if t.name == string(name[1]) {
				t.kills++
			}
		}
	}
}

// run runs tests of a binary, the longest cut short. It returns their output and the processor time
// that they took.
func (s *suite) run(ctx context.Context, binary string, names []string, timeout time.Duration, env ...string) ([]byte, time.Duration, error) {
	c := exec.CommandContext(ctx, binary, "-test.short", "-test.failfast", "-test.timeout", timeout.String(),
		"-test.run", "^("+strings.Join(names, "|")+")$")
	c.Dir = s.dir
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	if c.ProcessState == nil { // it did not start
		return out, 0, err
	}
	return out, c.ProcessState.UserTime(), err
}
