package crash

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// frame is a place in the program, without arguments, which would contain values.
type frame struct {
	function string // "assay/runner/internal/judge.(*Evidence).Spec"
	file     string // "spec.go"
	line     int
}

func (f frame) String() string { return fmt.Sprintf("%s  %s:%d", f.function, f.file, f.line) }

// mostFrames is the maximum number of frames that are kept, innermost first.
const mostFrames = 24

// here returns the frames of the panic that is being recovered from: those below the panic itself.
func here() []frame {
	pcs := make([]uintptr, 256)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	var out []frame
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			out = nil // the frames so far are those of recovering
		case strings.HasPrefix(f.Function, "runtime."):
		case len(out) < mostFrames:
			out = append(out, frame{f.Function, path.Base(f.File), f.Line})
		}
		if !more {
			return out
		}
	}
}
