package cli

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"assay/runner/internal/fleet"
	"assay/runner/internal/garbage"
	"assay/runner/internal/report"
)

// The exit statuses.
const (
	exitHolds        = report.ExitHolds
	exitBroken       = report.ExitBroken
	exitUsage        = 2
	exitInconclusive = report.ExitInconclusive
	exitCrashed      = 4
	exitInterrupted  = report.ExitInterrupted
)

// Main runs the command with the arguments, streams and environment of the process, ends it early
// on a signal, and returns its exit status. linked is the version that a release is linked with; if
// it is "", the version is that of go install, or of the source. fleets, at most one, is how it
// reaches fleets; without it another command does: assay-fleet.
func Main(linked string, fleets ...fleet.Client) int {
	info, _ := debug.ReadBuildInfo()
	version, release = versions(linked, info)
	garbage.Seldom(garbage.Command)
	p := &process{
		args: os.Args[1:], in: os.Stdin, out: os.Stdout, err: os.Stderr, stdout: os.Stdout, stderr: os.Stderr,
		env: os.LookupEnv,
	}
	if len(fleets) > 0 {
		p.fleets = fleets[0]
	}
	return execute(untilSignal(), p)
}

// untilSignal returns a context that the first signal ends: the run ends early, and still reports.
// Default handling is restored before that, so that a second signal ends the process at any time
// after it.
func untilSignal() context.Context {
	ctx, end := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		signal.Stop(signals)
		end()
	}()
	return ctx
}
