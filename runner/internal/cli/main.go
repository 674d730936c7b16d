package cli

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

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

// Main runs the command with the arguments, streams and environment of the process, ends it
// early with a signal, and returns its exit status. A release is linked with its version; "" is
// what go install fetched, or that of the source.
func Main(linked string) int {
	info, _ := debug.ReadBuildInfo()
	version, release = versions(linked, info)
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal ends the run, which still reports; the second, met by the
	// default handling again, ends the process.
	context.AfterFunc(ctx, stop)
	return execute(ctx, &process{
		args: os.Args[1:], in: os.Stdin, out: os.Stdout, err: os.Stderr, stdout: os.Stdout, stderr: os.Stderr,
		env: os.LookupEnv,
	})
}
