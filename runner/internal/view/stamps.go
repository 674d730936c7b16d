package view

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// stamps is a text that changes with the files that the suites at the paths read. Of each folder of
// suites, fixtures and documents, all files count, and those of the folders in it, but for those of
// a history that is kept there: each plan opens it.
func stamps(paths, folders []string, history string) string {
	sum := sha256.New()
	files, err := engine.Suites(paths)
	fmt.Fprintln(sum, files, err)
	all := slices.Clone(folders) // which others read
	for _, file := range files {
		all = append(all, filepath.Dir(file))
	}
	slices.Sort(all)
	for _, folder := range slices.Compact(all) {
		stampFolder(sum, folder, absolute(history), true)
	}
	return ended(sum)
}

// stampsOf is a text that changes with the history in a file.
func stampsOf(history string) string {
	sum := sha256.New()
	for _, ending := range []string{"", "-wal", "-runs"} {
		// A log without content is there while somebody reads.
		if info, err := os.Stat(history + ending); err == nil && info.Size() > 0 {
			stamp(sum, history+ending, info)
		}
	}
	return ended(sum)
}

func ended(sum hash.Hash) string { return hex.EncodeToString(sum.Sum(nil)[:12]) }

// absolute returns the path from the root; "" for none.
func absolute(path string) string {
	if path == "" {
		return ""
	}
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// stampFolder adds the files of a folder and, if deeper, of those in it. Hidden ones do not count,
// nor do those of the history.
func stampFolder(sum hash.Hash, folder, history string, deeper bool) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return // whoever reads it says so
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		switch info, err := os.Stat(path); { // of what a link leads to
		case strings.HasPrefix(e.Name(), ".") || err != nil:
		case history != "" && ofHistory(absolute(path), history):
		case info.IsDir() && deeper:
			stampFolder(sum, path, history, false)
		case info.Mode().IsRegular():
			stamp(sum, path, info)
		}
	}
}

// ofHistory reports whether a path is that of a history, or of what SQLite and runs under way keep
// next to it.
func ofHistory(path, history string) bool {
	return path == history || strings.HasPrefix(path, history+"-")
}

func stamp(sum hash.Hash, path string, info fs.FileInfo) {
	fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano())
}

// foldersOf lists the folders of the files that documents name, in addition to their own.
func foldersOf(documents []*pipeline.Document) []string {
	var out []string
	for _, d := range documents {
		for _, file := range []string{d.Suite.Fixtures, d.Suite.OpenAPI} {
			if file != "" {
				out = append(out, filepath.Dir(file))
			}
		}
		// Probes and findings may come from documents that the suite includes.
		seen := map[*source.File]bool{nil: true}
		for i := range d.Suite.Probes {
			out = folderOf(out, d.Suite.Probes[i].At.File, seen)
		}
		for i := range d.Suite.Findings {
			out = folderOf(out, d.Suite.Findings[i].At.File, seen)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// folderOf adds the folder of a file that was not seen yet.
func folderOf(folders []string, file *source.File, seen map[*source.File]bool) []string {
	if seen[file] {
		return folders
	}
	seen[file] = true
	if _, err := os.Stat(file.Name); err != nil {
		return folders // a pack, which is in the program
	}
	return append(folders, filepath.Dir(file.Name))
}
