package crash

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// frame is a place in the program. Arguments are no part of it: they hold numbers
// and lengths.
type frame struct {
	function string // "assay/runner/internal/judge.(*Evidence).Spec"
	file     string // "spec.go"
	line     int
}

func (f frame) String() string { return fmt.Sprintf("%s  %s:%d", f.function, f.file, f.line) }

// mostFrames bounds the frames that are kept, innermost first.
const mostFrames = 24

// here are the frames of the panic that is being recovered from: what is below the
// panic itself.
func here() []frame {
	pcs := make([]uintptr, 256)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	var out []frame
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			out = nil // what came so far is who recovers
		case strings.HasPrefix(f.Function, "runtime."):
		case len(out) < mostFrames:
			out = append(out, frame{f.Function, path.Base(f.File), f.Line})
		}
		if !more {
			return out
		}
	}
}
