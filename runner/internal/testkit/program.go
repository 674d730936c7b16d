package testkit

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
)

// Program is a program that tests of a package start. The go command makes it for the first of them
// that asks where it is, and [Main] removes it.
type Program struct {
	name   string
	args   []string
	once   sync.Once
	folder string
	err    error
}

// Assay returns the command assay.
func Assay() *Program { return Compiled("assay", "build", "assay/runner/cmd/assay") }

// Compiled returns the program that the go command makes by these arguments, the last of which is
// its package.
func Compiled(name string, args ...string) *Program { return &Program{name: name, args: args} }

// Path returns where the program is, in a folder of its own.
func (p *Program) Path(t testing.TB) string {
	t.Helper()
	p.once.Do(func() { p.err = p.compile(t.Context()) })
	if p.err != nil {
		t.Fatal(p.err)
	}
	return filepath.Join(p.folder, p.name)
}

func (p *Program) compile(ctx context.Context) (err error) {
	if p.folder, err = os.MkdirTemp("", p.name+"-"); err != nil {
		return err
	}
	pkg := len(p.args) - 1
	cmd := exec.CommandContext(ctx, "go", slices.Insert(slices.Clone(p.args), pkg, "-o", filepath.Join(p.folder, p.name))...)
	cmd.Env = environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd.Args, err, out)
	}
	return nil
}

// environment returns that of the go command. A program has no symbols, so that it links fast. In
// tests under the race detector it is made without that, and without cgo, as make test made what it
// consists of.
func environment() []string {
	all := append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -ldflags=-s")
	race := debug.BuildSetting{Key: "-race", Value: "true"}
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, race) {
		all = append(all, "CGO_ENABLED=0")
	}
	return all
}

// Main runs the tests of a package, removes the programs that they started, and returns the exit
// status.
func Main(m *testing.M, programs ...*Program) int {
	defer func() {
		for _, p := range programs {
			_ = os.RemoveAll(p.folder)
		}
	}()
	return m.Run()
}
