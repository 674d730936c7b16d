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

	"assay/runner/internal/wholefile"
)

// fate is what became of a mutant.
type fate int

const (
	killed fate = iota // a test failed, or took longer than its time
	survived
	notCompiled // it is no program
)

func (f fate) String() string { return [...]string{"killed", "survived", "not compiled"}[f] }

// try runs the tests of the mutant's package on it. The error is of running them, not of
// tests that fail.
func try(ctx context.Context, m *mutant, timeout string) (fate, error) {
	dir, err := os.MkdirTemp("", "codemutant-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	text, err := os.ReadFile(m.file)
	if err != nil {
		return 0, err
	}
	changed := filepath.Join(dir, "changed.go")
	overlay := filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{m.file: changed}})
	if err != nil {
		return 0, err
	}
	mutated := string(text[:m.from]) + m.now + string(text[m.to:])
	if err := errors.Join(wholefile.Write(changed, []byte(mutated)), wholefile.Write(overlay, replace)); err != nil {
		return 0, err
	}
	out, err := goTest(ctx, m.pkg, timeout, "-overlay", overlay)
	var failed *exec.ExitError
	switch {
	case err == nil:
		return survived, nil
	case ctx.Err() != nil || !errors.As(err, &failed):
		return 0, errors.Join(ctx.Err(), err)
	case bytes.Contains(out, []byte("[build failed]")):
		return notCompiled, nil
	}
	return killed, nil
}

// goTest runs the tests of a package, the longest ones cut short.
func goTest(ctx context.Context, pkg, timeout string, more ...string) ([]byte, error) {
	args := append([]string{"test", "-short", "-failfast", "-vet=off", "-timeout", timeout}, more...)
	return exec.CommandContext(ctx, "go", append(args, pkg)...).CombinedOutput()
}

// green is an error where the tests of a package fail without any mutant: they would kill
// them all.
func green(ctx context.Context, pkg, timeout string) error {
	if out, err := goTest(ctx, pkg, timeout); err != nil {
		return fmt.Errorf("the tests of %s fail as it is:\n%s%w", pkg, out, err)
	}
	return nil
}
