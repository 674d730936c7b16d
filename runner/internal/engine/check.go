package engine

import (
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Check opens suites and looks for every error: also those of the files of their TLS connections,
// and those that they have in their other environments only. There is no document of a suite that
// cannot be opened. Suites that name one fixture file share it, and its mistakes are told once.
func Check(files []string, opts Options) (documents []*pipeline.Document, wrong []error) {
	o := opener{opts: opts, recorded: map[string]*recording{}}
	several := len(files) > 1
	o.opts.Load.SharedVars = opts.Load.SharedVars || several
	for _, file := range files {
		o.problems, o.errors = nil, nil
		d := o.open(file)
		if err := o.wrong(); err != nil {
			wrong = append(wrong, err)
		}
		if d == nil {
			continue
		}
		documents = append(documents, d)
		if err := CheckTLS(d, false).Err(); err != nil {
			wrong = append(wrong, err)
		}
		wrong = append(wrong, elsewhere(file, d.Suite, o.opts.Load)...)
	}
	if several && len(documents) == len(files) {
		o.problems, o.errors = nil, nil
		o.checkVars(documents)
		if err := o.wrong(); err != nil {
			wrong = append(wrong, err)
		}
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
