package session

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/wholefile"
)

// uncached keeps go test from serving the next run of a mode that uses the network from its cache.
//
// The go command caches the result of a passing package, keyed by the log of the files and
// variables that its tests read (-test.testlogfile), and reuses it for every run that would read
// the same. The network is not in that log. If the log is not in the testing package's format, the
// go command caches nothing. So uncached replaces the log, which is in the go command's temporary
// folder: the testing package continues to write to the old file, and no file of the user is
// touched.
//
// Without that flag nothing is cached anyway: -count=1, a package run in its own folder, the ginkgo
// command.
func uncached(mode pipeline.Mode) error {
	f := flag.Lookup("test.testlogfile")
	if f == nil || f.Value.String() == "" {
		return nil
	}
	log := f.Value.String()
	err := os.Remove(log)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = wholefile.Write(log, []byte("# not to be kept: the network was asked\n"))
	}
	if err != nil {
		return fmt.Errorf("nothing was sent: go test would answer the next %s run from its cache, because its log of this one cannot be replaced (%w)\n\n"+
			"run it with -count=1: ASSAY_MODE=%s go test -count=1", mode, err, mode)
	}
	return nil
}
