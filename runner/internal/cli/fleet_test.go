package cli

import (
	"bufio"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// starting is `starting [NAME=value…] args…`: it starts assay args… and waits for its first line.
// An address in it is $FLEET from then on. The process is ended with the script.
func starting(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: starting [NAME=value...] args...")
	}
	words := slices.IndexFunc(args, func(arg string) bool { return !strings.Contains(arg, "=") })
	path, err := exec.LookPath("assay")
	ts.Check(err)
	c := exec.Command(path, args[words:]...)
	c.Dir = ts.MkAbs(".")
	c.Env = append([]string{"PATH=" + ts.Getenv("PATH"), "XDG_STATE_HOME=" + ts.Getenv("XDG_STATE_HOME"), "TMPDIR=" + ts.MkAbs(".")}, args[:words]...)
	out, in := io.Pipe()
	c.Stdout, c.Stderr = in, in
	ts.Check(c.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = in.CloseWithError(c.Wait())
	}()
	ts.Defer(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		<-ended
	})
	read := bufio.NewReader(out)
	first, err := read.ReadString('\n')
	ts.Logf("%s", first)
	if err != nil {
		ts.Fatalf("it ended: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	if address := regexp.MustCompile(`nats://\S+`).FindString(first); address != "" {
		ts.Setenv("FLEET", address)
	}
}
