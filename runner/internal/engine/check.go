package engine

import (
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Check opens one suite and looks for every error: also those of the files of its TLS connections,
// and those that it has in its other environments only. It returns no document if the suite cannot
// be opened.
func Check(file string, opts Options) (documents []*pipeline.Document, wrong []error) {
	documents, err := Open([]string{file}, opts)
	if err != nil {
		return nil, []error{err}
	}
	for _, d := range documents {
		if err := CheckTLS(d, false).Err(); err != nil {
			wrong = append(wrong, err)
		}
		wrong = append(wrong, elsewhere(file, d.Suite, opts.Load)...)
	}
	return documents, wrong
}

// elsewhere returns the errors that a suite has in its other environments only.
func elsewhere(file string, s *suite.Suite, load suite.Options) []error {
	var wrong []error
	for _, name := range s.Environments {
		if name == s.Environment {
			continue
		}
		load.Environment = name
		other, err := suite.Load(file, load)
		if err == nil {
			_, err = plan.Build(other)
		}
		if err == nil {
			continue
		}
		for _, p := range source.ProblemsOf(err) {
			p.Message = "in the environment " + name + ": " + p.Message
			wrong = append(wrong, source.Problems{p})
		}
	}
	return wrong
}
