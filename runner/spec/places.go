package spec

import (
	"path/filepath"

	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/source"
)

// places gives the children of one container their code locations.
//
// Ginkgo sorts specs by file and line, and by text where those are the same. So
// that document order is kept, no child stands on the line of the one before it
// or above: one that does (the rows of a matrix share a line) is counted up, and
// its true place is what is shown. So it is with one that an included document brings.
type places struct {
	of   *source.File // the document
	file string       // its absolute path
	last int          // line of the child before
}

// placesOf are the places of a document's outermost children.
func placesOf(f *source.File) places { return places{of: f, file: absolute(f)} }

// inside are the places of the children of one child.
func (p *places) inside() places { return places{of: p.of, file: p.file} }

// next is the location of the next child, which stands at at in the document.
func (p *places) next(at source.Pos) types.CodeLocation {
	l := types.CodeLocation{FileName: p.file, LineNumber: at.Line}
	included := at.File != nil && at.File != p.of
	if included || at.Line <= p.last {
		shown := types.CodeLocation{FileName: p.file, LineNumber: at.Line}
		if included {
			shown.FileName = absolute(at.File)
		}
		l.CustomMessage, l.LineNumber = shown.String(), p.last+1
	}
	p.last = l.LineNumber
	return l
}

// absolute is the document's path as Ginkgo gives those of Go files.
func absolute(f *source.File) string {
	if f == nil {
		return ""
	}
	abs, err := filepath.Abs(f.Name)
	if err != nil {
		return f.Name
	}
	return abs
}
