package cli

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// fleetSlack is how late timers of an agent, of the server and of a run over a fleet may be. Go's
	// runtime has a monitor that looks after the process every 20 µs while it is busy, and begins anew
	// each time that all goroutines have waited, as those of an agent do after every few requests: a
	// seventh of an agent's CPU.
	fleetSlack = 2 * time.Millisecond
	// slackened names the process that has been started again.
	slackened = "ASSAY_SLACKENED"
)

// slacken lets the timers of the process be late. The kernel has a thread's slack from the thread
// that made it, and the monitor is made first: the process starts again, as itself. Where that is
// not possible it stays as it is.
func slacken() {
	own := strconv.Itoa(os.Getpid())
	if now, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0); err != nil || now >= int(fleetSlack) || os.Getenv(slackened) == own {
		return
	}
	ok, unlock := slackenNext()
	defer unlock()
	if !ok || os.Setenv(slackened, own) != nil {
		return
	}
	// Under its own path it has its own name in a list of processes; the path may be gone.
	if path, err := os.Executable(); err == nil {
		_ = syscall.Exec(path, os.Args, os.Environ())
	}
	_ = syscall.Exec("/proc/self/exe", os.Args, os.Environ())
}

// slackenNext lets the timers of the command be late that takes the place of this process, and
// reports whether it does. That must be started before unlock.
func slackenNext() (ok bool, unlock func()) {
	runtime.LockOSThread()
	if now, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0); err != nil || now >= int(fleetSlack) {
		return err == nil, runtime.UnlockOSThread
	}
	return unix.Prctl(unix.PR_SET_TIMERSLACK, uintptr(fleetSlack), 0, 0, 0) == nil, runtime.UnlockOSThread
}
