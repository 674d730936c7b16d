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

// uncached keeps go test from answering the next run of a mode that asks the network
// from its cache.
//
// The go command keeps the result of a package that passed under the log of the files
// and variables that its tests read (-test.testlogfile), and takes it as the answer of
// every run for which those are the same. The network is not among them. Where the log
// is none of the testing package's, there is nothing to know a later run by, and the go
// command keeps no result. So the log is replaced, at a name of its own in the go
// command's temporary folder: the testing package goes on writing into the old file,
// and nothing of the user's is touched.
//
// Without that flag nothing is cached: -count=1, a package run in its own folder, the
// ginkgo command.
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
