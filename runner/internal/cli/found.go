package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/kinds"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// How much is looked at to find what can be imported: a home folder is large.
const (
	mostLookedAt = 5000     // files and folders
	mostOfAFile  = 64 << 10 // bytes
	mostFound    = 10       // lines
)

// found is a file, or a folder, that a suite can be made of.
type found struct{ kind, path, what string }

// importable finds what can be imported in the current folder and below it.
func importable() []found {
	var out []found
	left := mostLookedAt
	_ = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch left--; {
		case left < 0:
			return fs.SkipAll
		case err != nil:
			return nil //nolint:nilerr // a folder that cannot be read has nothing to offer
		case d.IsDir() && path != "." && engine.PassedOver(d.Name()):
			return fs.SkipDir
		case d.IsDir():
			if suites, _ := filepath.Glob(filepath.Join(path, "*"+suite.Suffix)); path != "." && len(suites) > 0 {
				return fs.SkipDir // what is in it belongs to them
			}
			for _, k := range kinds.All {
				if slices.ContainsFunc(k.Folder, func(entry string) bool { return exists(filepath.Join(path, entry)) }) {
					out = append(out, found{k.Name, path, k.From})
					return fs.SkipDir
				}
			}
		case d.Type().IsRegular():
			if f := foundIn(path); f.what != "" {
				out = append(out, f)
			}
		}
		return nil
	})
	return out
}

// foundIn says what a file is.
func foundIn(path string) found {
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	var head []byte
	for _, k := range kinds.All {
		if k.Found == nil || !slices.Contains(k.Endings, ending) {
			continue
		}
		if head == nil {
			head = headOf(path)
		}
		if what := k.Found(head); what != "" {
			return found{k.Name, path, what}
		}
	}
	return found{}
}

// headOf returns the first bytes of a file; none of one that cannot be read.
func headOf(path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		return []byte{}
	}
	defer f.Close()
	head, _ := io.ReadAll(io.LimitReader(f, mostOfAFile))
	return head
}

// offers lists what can be imported with the commands that do, a line each; "" if there is nothing.
// No command writes to the folder that is taken.
func offers(taken string) string {
	dirs := map[string]bool{taken: true}
	var commands, whats []string
	wide, more := 0, 0
	for _, f := range importable() {
		slug := suite.Slug(importer.NameOf(f.path))
		dir := folderFor("", slug)
		if dirs[dir] || slug == "" {
			dir = folderFor("", strings.Trim(slug+"-"+f.kind, "-"))
		}
		if dirs[dir] = true; exists(filepath.Join(dir, slug+suite.Suffix)) {
			continue // it was imported
		}
		if len(commands) == mostFound {
			more++
			continue
		}
		command := fmt.Sprintf("assay import %s %s -o %s/", f.kind, quoted(f.path), filepath.ToSlash(dir))
		commands, whats = append(commands, command), append(whats, f.what)
		wide = max(wide, len([]rune(command)))
	}
	if len(commands) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("what is here can become a suite:\n")
	for i, c := range commands {
		fmt.Fprintf(&b, "  %-*s   %s\n", wide, c, whats[i])
	}
	if more > 0 {
		fmt.Fprintf(&b, "  and %s\n", text.Count(more, "more file"))
	}
	return b.String()
}

// quoted returns a path as a word for a shell.
func quoted(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	word, err := syntax.Quote(path, syntax.LangPOSIX)
	if err != nil { // a name that no shell can have
		return "FILE"
	}
	return word
}
