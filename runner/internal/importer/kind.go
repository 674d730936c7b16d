package importer

import (
	"errors"
	"path/filepath"

	"assay/runner/internal/source"
)

// Kind is one kind of file that suites are made from. The kinds are in package kinds.
type Kind struct {
	Name    string   // as the command has it: "curl"
	From    string   // what the files are: "curl commands"
	Endings []string // of the files' names, without the dot: "sh"
	Doc     string   // what the import makes of a file, for the command's help
	Example string   // command lines, for the same help

	// Found says what the file with these first bytes is, if it has one of the Endings: "a HAR file";
	// "" if it is not of this kind. Nil if only a folder is.
	Found func(head []byte) string

	Folder []string // the files that make a folder one of this kind; may be nil

	Target    bool   // its files may lack a host: [Options.Target] names it
	Places    string // files of values: [Options.Environments]; may be ""
	LeavesOut string // the parts read with [Options.All] only; may be ""
	Versions  []int  // of the tool whose rules differ: [Options.Version], the default first

	// Read makes a draft of a file. The error is a source.Problems.
	Read func(*source.File, Options) (*Draft, error)
}

// Options holds the choices for an import, and the place of its suite.
type Options struct {
	Suite  string // the suite's name
	Target string // the base URL of the API instead of the file's; "": the file's
	All    bool   // read what the kind leaves out, too
	Dir    string // the folder of the suite: paths in the suite start there
	Alone  bool   // no file can be written next to the suite
	Piped  bool   // what is imported came from standard input, and is in no file

	Version int // the major version of the tool that runs the file; 0: the default

	Environments []*source.File // their files of values, the default first
}

// Path converts a path relative to the current folder, or an absolute one, to the suite's spelling.
func (o Options) Path(path string) string {
	if filepath.IsAbs(path) || o.Dir == "" || o.Dir == "." {
		return path
	}
	base, err := filepath.Abs(o.Dir)
	full, errFull := filepath.Abs(path)
	if err != nil || errFull != nil {
		return path
	}
	if rel, err := filepath.Rel(base, full); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}

// ReadSent reads a file that an imported request sends: any file that the user can read, as the
// imported command would.
func ReadSent(path string) ([]byte, error) { return source.ReadFile(path, source.MostRecording) }

// ReadBelow reads files below the folder of the file called name, and no others.
func ReadBelow(name string) func(path string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if !filepath.IsLocal(path) {
			return nil, errors.New("it is not below the folder of the file that names it")
		}
		return source.ReadFile(filepath.Join(filepath.Dir(name), path), source.MostRecording)
	}
}
