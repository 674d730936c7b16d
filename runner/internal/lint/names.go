package lint

import (
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// names warns of suites that have one name and one target: a history tells findings apart by the
// suite's name, their id and the target.
func (w *warnings) names(documents []*pipeline.Document) {
	type place struct{ name, target string }
	first := map[place]*source.File{}
	for _, d := range documents {
		at := place{d.Suite.Name, d.Suite.Target}
		other := first[at]
		if other == nil {
			first[at] = d.Suite.File
			continue
		}
		if other != d.Suite.File {
			w.warn(source.Pos{File: d.Suite.File, Line: 1, Col: 1}, "give one of them another name",
				"the suite is called %q, as is %s, and asks the same target: a history takes them for one", d.Suite.Name, other.Name)
		}
	}
}
