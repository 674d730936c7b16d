package check

import (
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/source"
)

// MovedTo returns the expectation of the same text in the same columns at another place of the
// document. It shares all that was compiled. Expectations inside e stay where they are.
func (e *Expectation) MovedTo(at source.Pos) *Expectation {
	other := *e
	other.At, other.down = at, int32(at.Line-e.At.Line) //nolint:gosec // documents have fewer lines
	return &other
}

// moved returns the place in e of a place in its checks.
func (e *Expectation) moved(at source.Pos) source.Pos {
	if at.File == e.At.File {
		at.Line += int(e.down)
	}
	return at
}

func (e *Expectation) moveFailures(out *outcome.Result) {
	if e.down == 0 {
		return
	}
	for i := range out.Failures {
		out.Failures[i].At = e.moved(out.Failures[i].At)
	}
}
