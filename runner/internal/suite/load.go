package suite

import (
	"path/filepath"

	"assay/runner/internal/source"
)

// Load reads the suite at path. The error for an invalid document is a source.Problems with all
// errors of the document and those that it includes.
func Load(path string, opts Options) (*Suite, error) {
	text, err := opts.document(path)
	if err != nil {
		return nil, source.Problems{{
			Pos:     source.Pos{File: &source.File{Name: path}},
			Message: "the suite cannot be read: " + err.Error(),
		}}
	}
	return Parse(path, text, opts)
}

// Parse reads a suite from text; name is its name in messages and the base of relative paths.
// Errors are those of [Load].
func Parse(name string, text []byte, opts Options) (*Suite, error) {
	l := newLoading(opts)
	l.pieced = cutUp(text)
	l.parse(name, text)
	l.pieced.end()
	if l.hasFailed() {
		l = newLoading(opts)
		l.parse(name, text)
	}
	problems := l.problems.Unique() // the target of an alias is read once for each alias
	if err := problems.Err(); err != nil {
		return nil, err
	}
	l.suite.Warnings = problems
	l.suite.Warnings.Sort()
	l.suite.Reads = l.world.allowed()
	return l.suite, nil
}

func (l *loading) parse(name string, text []byte) {
	main := &doc{loading: l, file: &source.File{Name: name, Text: text}, dir: filepath.Dir(name)}
	main.repeated.Copies = l.pieced != nil
	l.world.start = main.dir
	if docs := l.documents(main); len(docs) > 0 {
		l.read(docs)
	}
}

// read makes the suite of its documents, the included ones first, the suite's own last. It reads
// names before the references to them.
func (l *loading) read(docs []*top) {
	main := docs[len(docs)-1]
	l.readEnvironments(main)
	l.head(main)
	l.readVars(docs)
	l.readTarget(main)
	l.nameAnswers(docs)
	if l.readProbes(docs); l.hasFailed() {
		return
	}
	l.finishProbes()
	l.markCredentials()
	l.masked = l.masks()
	l.readAnswers()
	l.readLimits(main)
	l.checkBudget()
	l.readUntil()
	l.readWhen()
	l.checkCycles()
	l.readFindings(docs)
	l.readMutation(main)
	l.readHypotheses(docs)
	l.readChecklist(docs)
	l.checkHypotheses(docs)
}

// document returns the text of a document, as an editor has it or else its file.
func (o *Options) document(path string) ([]byte, error) {
	if o.Unsaved != nil {
		if text, ok := o.Unsaved(path); ok {
			return text, nil
		}
	}
	return readFile(path, source.MostText)
}

// readFile reads a file of at most most bytes. The error is a phrase for a message
// that names the file itself.
func readFile(path string, most int64) ([]byte, error) {
	text, err := source.ReadFile(path, most)
	if err != nil {
		return nil, source.Reason(err)
	}
	return text, nil
}
