package suite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"assay/runner/source"
)

// Load reads the suite at path. The error, when the document is wrong, is a
// source.Problems with every mistake of the document and those that it includes.
func Load(path string, opts Options) (*Suite, error) {
	text, err := readFile(path, largest)
	if err != nil {
		return nil, source.Problems{{
			Pos:     source.Pos{File: &source.File{Name: path}},
			Message: "the suite cannot be read: " + err.Error(),
		}}
	}
	return Parse(path, text, opts)
}

// Parse reads a suite from text; name is what messages call it and where
// relative paths start from. Errors are those of [Load].
func Parse(name string, text []byte, opts Options) (*Suite, error) {
	l := newLoading(opts)
	main := &doc{loading: l, file: &source.File{Name: name, Text: text}, dir: filepath.Dir(name)}
	l.world.start = main.dir
	if docs := l.documents(main); len(docs) > 0 {
		l.read(docs)
	}
	problems := l.problems.Unique() // what an alias stands for is read once for each
	if err := problems.Err(); err != nil {
		return nil, err
	}
	l.suite.Warnings = problems
	l.suite.Warnings.Sort()
	return l.suite, nil
}

// read makes the suite of its documents, the included ones first, the suite's
// own last. The order is that of knowledge: names before what refers to them.
func (l *loading) read(docs []*top) {
	main := docs[len(docs)-1]
	l.head(main)
	l.readVars(docs)
	l.readTarget(main)
	l.nameAnswers(docs)
	l.readProbes(docs)
	l.finishProbes()
	l.markCredentials()
	l.readAnswers()
	l.readLimits(main)
	l.readUntil()
	l.checkCycles()
	l.readFindings(main)
	l.readMutation(main)
	l.readHypotheses(main)
	l.readChecklist(main)
	l.checkHypotheses(main)
}

// readFile reads a regular file of at most most bytes. The error is a phrase for
// a message that names the file itself.
func readFile(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, reason(err)
	}
	switch {
	case info.IsDir():
		return nil, errors.New("it is a folder")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	case info.Size() > most:
		return nil, fmt.Errorf("it has %d bytes, and the most is %d", info.Size(), most)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most))
	return text, reason(err)
}

// reason is err without the path, which the message names already.
func reason(err error) error {
	var of *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.As(err, &of):
		return of.Err
	}
	return err
}
