package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"assay/runner/internal/engine"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
	"assay/runner/internal/wholefile"
)

// schemaFile is the file that [schemaToSuites] writes.
const schemaFile = "assay.schema.json"

// modeline is the comment by which a document names its schema.
var modeline = source.Pattern(`(?m)^#\s*yaml-language-server:\s*\$schema=(\S+)`)

// schemaToSuites writes the schema into the projects of the suites at the paths, and names it in
// those that name none.
func schemaToSuites(p *process, args []string) error {
	files, err := engine.Suites(paths(args))
	if err != nil {
		return p.wrong(err, "text")
	}
	named := 0
	schemas := map[string]bool{}
	for _, file := range files {
		schema := filepath.Join(suite.Project(filepath.Dir(file)), schemaFile)
		if !schemas[schema] {
			schemas[schema] = true
			if err := wholefile.Write(shownPath(schema), suite.Schema()); err != nil {
				return unwritten("the schema", err).but("write it elsewhere, for the settings of your editor: assay schema > FILE")
			}
			p.say("wrote %s\n", shownPath(schema))
		}
		done, err := nameSchema(file, schema)
		switch {
		case err != nil:
			return usagef("the schema cannot be named in %s: %v", file, err).but("name %s in the settings of your editor", shownPath(schema))
		case done:
			named++
			p.say("wrote %s: its first line names the schema\n", file)
		}
	}
	p.say("%s: %d changed\n", text.Count(len(files), "suite"), named)
	return nil
}

// nameSchema names the schema in the first line of a suite, and reports whether it did: it does not
// where the suite names one.
func nameSchema(file, schema string) (bool, error) {
	was, err := source.ReadFile(file, source.MostText)
	if err != nil || modeline().Match(was) {
		return false, err
	}
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return false, err
	}
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved
	}
	rel, err := filepath.Rel(dir, schema)
	if err != nil {
		return false, err
	}
	line := []byte("# yaml-language-server: $schema=" + filepath.ToSlash(rel) + "\n")
	mark := []byte("\ufeff")
	body, marked := bytes.CutPrefix(was, mark)
	if !marked {
		mark = nil
	}
	if err := wholefile.Replace(file, was, bytes.Join([][]byte{mark, line, body}, nil)); err != nil {
		return false, fmt.Errorf("%s: %w", file, err)
	}
	return true, nil
}

// shownPath is a path relative to the current folder, if it is below it.
func shownPath(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if resolved, err := filepath.EvalSymlinks(here); err == nil {
		here = resolved
	}
	if rel, err := filepath.Rel(here, path); err == nil {
		return rel
	}
	return path
}
