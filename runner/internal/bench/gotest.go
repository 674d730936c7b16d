//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// How a case runs go test.
const (
	again  = "again"  // with -count=1: the test is linked and run
	cached = "cached" // nothing has changed: the result is in the cache of go test
)

// errNoGo is the error of a case that needs the go command where there is none.
var errNoGo = errors.New("not measured: there is no go command")

// measureTests has go test run a case's document as specs, in turn with as many specs by hand. The
// costs have those of the compiler, the linker and the test.
func (l *lab) measureTests(ctx context.Context, c measured) (f figures, err error) {
	if _, err := exec.LookPath("go"); err != nil {
		return f, errNoGo
	}
	if err := os.MkdirAll(l.folder(c), 0o755); err != nil {
		return f, err
	}
	path, err := c.doc.write(l.folder(c), recordedTarget)
	if err != nil {
		return f, fmt.Errorf("writing the suite: %w", err)
	}
	err = errors.Join(os.Setenv("BENCH_SUITES", path), os.Setenv("BENCH_URL", l.url+c.doc.path), os.Setenv("BENCH_CHECKS", strconv.Itoa(c.doc.n)))
	if err != nil {
		return f, err
	}
	args := []string{"test"}
	if c.tested == again {
		args = append(args, "-count=1")
	}
	var owns, peers []cost
	for i := range c.runs + 1 { // the first compiles, and fills the cache
		peer, err := run(ctx, "", "go", append(args, benchTests+"byhand")...)
		if err != nil {
			return f, err
		}
		own, err := run(ctx, "", "go", append(args, benchTests+"door")...)
		if err != nil {
			return f, err
		}
		if i > 0 {
			owns, peers = append(owns, own), append(peers, peer)
		}
	}
	return figures{own: median(owns), peer: median(peers)}, nil
}
