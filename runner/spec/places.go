package spec

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/source"
)

// places gives the children of one container their code locations.
//
// Ginkgo sorts specs by file and line, and by text at the same line. To keep document order, each
// child gets a line after that of the child before it: the rows of a matrix, which share a line,
// get increasing ones, and messages show the true place. The same holds for children from an
// included document.
type places struct {
	of   *source.File // the document
	file string       // its absolute path
	last int          // line of the child before
}

// placesOf returns the places of a document's outermost children.
func placesOf(f *source.File) places { return places{of: f, file: absolute(f)} }

// inside returns the places of the children of one child.
func (p *places) inside() places { return places{of: p.of, file: p.file} }

// next returns the location of the next child, whose place in the document is at.
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

// absolute returns the document's path in the form of Ginkgo's paths of Go files.
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

// summarized gives the failures of the documents' specs their places in the documents, for Ginkgo's
// summary and the reports that it writes: Ginkgo takes the line of Go that failed. In several
// processes it does nothing: the ginkgo command has reports of its own, and nothing that a process
// sends it can change the place of a failure. There placesOfBroken lists them above the summary.
func (s *Suites) summarized() {
	if s.parallel {
		return
	}
	ginkgo.ReportAfterSuite("places of failures", func(r ginkgo.Report) {
		for i := range r.SpecReports {
			one := &r.SpecReports[i]
			if at := &one.Failure.Location; at.FileName == s.failing.FileName && at.LineNumber == s.failing.LineNumber {
				at.FileName, at.LineNumber, at.CustomMessage = one.LeafNodeLocation.FileName, one.LeafNodeLocation.LineNumber, one.LeafNodeLocation.CustomMessage
			}
		}
	})
}

// placesOfBroken lists the broken findings of a parallel run with their places in the documents; ""
// if there are none.
func placesOfBroken(its types.SpecReports) string {
	var out strings.Builder
	for i := range its {
		for _, e := range its[i].ReportEntries {
			if e.Name == brokenEntry {
				fmt.Fprintf(&out, "\nassay: broken: %s\n%s\n", its[i].FullText(), its[i].LeafNodeLocation)
			}
		}
	}
	return out.String()
}
