package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// proxy starts assay proxy in front of a server until end is called. What it recorded must lint
// clean and hold in replay.
func (r *rig) proxy(ctx context.Context, upstream, dir string) (base string, end func() error, err error) {
	to := filepath.Join(dir, "recorded")
	c := exec.CommandContext(ctx, r.assay, "proxy", "--upstream", upstream, "--out", to)
	c.Stderr = io.Discard
	out, err := c.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := c.Start(); err != nil {
		return "", nil, err
	}
	lines := bufio.NewReader(out)
	end = func() error {
		_ = c.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, lines)
		return errors.Join(c.Wait(), r.replays(ctx, to))
	}
	first, err := lines.ReadString('\n')
	if base = address.FindString(first); base == "" {
		return "", nil, errors.Join(fmt.Errorf("assay proxy printed no address: %q", first), err, end())
	}
	return base, end, nil
}

// replays checks the suite in a folder, if there is one: a client that gives up leaves none.
func (r *rig) replays(ctx context.Context, dir string) error {
	if suites, err := filepath.Glob(filepath.Join(dir, "*.suite.yaml")); err != nil || len(suites) == 0 {
		return err
	}
	for _, args := range [][]string{{"lint", "--strict", dir}, {"run", "--strict", dir}} {
		c := exec.CommandContext(ctx, r.assay, args...)
		c.Env = append(os.Environ(), "XDG_STATE_HOME="+dir)
		if said, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("assay %s: %w\n%s", args[0], err, said)
		}
	}
	return nil
}
