package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/wholefile"
)

// fate is what happened to a mutant.
type fate int

const (
	killed fate = iota // a test failed, or took longer than its time
	survived
	notCompiled // it does not compile
)

func (f fate) String() string { return [...]string{"killed", "survived", "not compiled"}[f] }

// trial is the mutants of packages that share tests, and the test binaries that hold those which
// can be switched.
type trial struct {
	mutants []*mutant
	suites  map[string]*suite // by import path
	timeout time.Duration
	dir     string          // scratch, removed by close
	number  map[*mutant]int // what switches it on
}

func (t *trial) close() { _ = os.RemoveAll(t.dir) }

// prepare builds the test binaries for the mutants. The error shows the output where tests fail
// with no mutant on: they would kill them all.
func prepare(ctx context.Context, mutants []*mutant, timeout time.Duration) (*trial, error) {
	dir, err := os.MkdirTemp("", "codemutants-")
	if err != nil {
		return nil, err
	}
	t := &trial{mutants: mutants, timeout: timeout, dir: dir, suites: map[string]*suite{}, number: map[*mutant]int{}}
	for i, m := range mutants {
		if !m.constant {
			t.number[m] = i + 1
		}
	}
	for _, m := range mutants {
		for _, tests := range m.tests {
			if t.suites[tests.pkg] != nil {
				continue
			}
			s := &suite{tested: tests, binary: filepath.Join(dir, "tests-"+strconv.Itoa(len(t.suites)))}
			if err := t.add(ctx, s); err != nil {
				t.close()
				return nil, err
			}
			t.suites[tests.pkg] = s
		}
	}
	return t, nil
}

// add builds the binary of a suite and surveys its tests.
func (t *trial) add(ctx context.Context, s *suite) error {
	if err := t.build(ctx, s.binary, s.pkg); err != nil {
		return err
	}
	return s.survey(ctx, t.dir)
}

// placeOfError is the file and line of a compiler's message.
var placeOfError = regexp.MustCompile(`(?m)^(?:vet: )?(\S+\.go):(\d+):\d+: `)

// build makes a test binary. A mutant that does not compile as one that is switched, where a
// constant is wanted or the values have another type than bool and int, is left to be tried
// alone.
func (t *trial) build(ctx context.Context, binary, tests string) error {
	for {
		replaced, err := t.switchedFiles()
		if err != nil {
			return err
		}
		out, err := t.compile(ctx, replaced, binary, tests)
		if err == nil || ctx.Err() != nil {
			return err
		}
		before := len(t.number)
		for _, place := range placeOfError.FindAllSubmatch(out, -1) {
			t.leave(string(place[1]), string(place[2]))
		}
		switch {
		case before == 0:
			return fmt.Errorf("%w\n%s", err, out)
		case before == len(t.number):
			clear(t.number)
		}
	}
}

// leave takes the mutants of a line from those that are switched: numbers, and where there
// are none, the others.
func (t *trial) leave(file, line string) {
	file = strings.TrimLeft(filepath.ToSlash(file), "./")
	var numbers, others []*mutant
	for m := range t.number {
		switch {
		case !strings.HasSuffix(filepath.ToSlash(m.file), "/"+file) || strconv.Itoa(m.line) != line:
		case m.number():
			numbers = append(numbers, m)
		default:
			others = append(others, m)
		}
	}
	if len(numbers) == 0 {
		numbers = others
	}
	for _, m := range numbers {
		delete(t.number, m)
	}
}

// switchedFiles are the packages' files with the mutants that can be switched.
func (t *trial) switchedFiles() (map[string][]byte, error) {
	replaced := map[string][]byte{}
	edits := map[string][]edit{}
	for _, m := range t.mutants {
		if n, ok := t.number[m]; ok {
			edits[m.file] = append(edits[m.file], m.switches(n)...)
			path, text := helperFile(m.file, m.name)
			replaced[path] = text
		}
	}
	for path, all := range edits {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		replaced[path] = switched(text, all)
	}
	return replaced, nil
}

// compile builds a package's tests with other texts of its files.
func (t *trial) compile(ctx context.Context, replaced map[string][]byte, binary, pkg string) ([]byte, error) {
	dir, err := os.MkdirTemp(t.dir, "overlay-")
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for path, text := range replaced {
		names[path] = filepath.Join(dir, strconv.Itoa(len(names))+".go")
		err = errors.Join(err, wholefile.Write(names[path], text))
	}
	list, failed := json.Marshal(map[string]any{"Replace": names})
	overlay := filepath.Join(dir, "overlay.json")
	if err := errors.Join(err, failed, wholefile.Write(overlay, list)); err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(ctx, "go", "test", "-c", "-gcflags=-e", "-overlay", overlay, "-o", binary, pkg).CombinedOutput()
	for path, replacing := range names { // some messages name the one, some the other
		out = bytes.ReplaceAll(out, []byte(replacing), []byte(path))
	}
	return out, err
}

// try runs the tests that may notice the mutant until some fail. The error is of running them,
// not of tests that fail.
func (t *trial) try(ctx context.Context, m *mutant) (fate, error) {
	for _, tests := range m.tests {
		if f, err := t.trySuite(ctx, m, t.suites[tests.pkg]); err != nil || f != survived {
			return f, err
		}
	}
	return survived, nil
}

func (t *trial) trySuite(ctx context.Context, m *mutant, s *suite) (fate, error) {
	binary, number := s.binary, t.number[m]
	if number == 0 {
		binary = filepath.Join(t.dir, "alone-"+strconv.Itoa(slices.Index(t.mutants, m)))
		defer func() { _ = os.Remove(binary) }()
		if ok, err := t.buildAlone(ctx, m, binary, s.pkg); err != nil || !ok {
			return notCompiled, err
		}
	}
	for _, names := range s.batches(number) {
		out, _, err := s.run(ctx, binary, names, t.timeout, variable+"="+strconv.Itoa(number))
		var failed *exec.ExitError
		switch {
		case err == nil:
		case ctx.Err() != nil || !errors.As(err, &failed):
			return 0, errors.Join(ctx.Err(), err)
		default:
			s.killed(out)
			return killed, nil
		}
	}
	return survived, nil
}

// buildAlone makes a test binary with one mutant and reports whether it compiles.
func (t *trial) buildAlone(ctx context.Context, m *mutant, binary, tests string) (bool, error) {
	text, err := os.ReadFile(m.file)
	if err != nil {
		return false, err
	}
	mutated := slices.Concat(text[:m.from], []byte(m.now), text[m.to:])
	out, err := t.compile(ctx, map[string][]byte{m.file: mutated}, binary, tests)
	switch {
	case err == nil:
		return true, nil
	case ctx.Err() != nil:
		return false, ctx.Err()
	case placeOfError.Match(bytes.TrimSpace(out)):
		return false, nil
	}
	return false, fmt.Errorf("%w\n%s", err, out)
}
