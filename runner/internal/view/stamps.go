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

// stamps is a text that changes with the files that the suites at the paths read, and with the
// history in a file. Of each folder of suites, fixtures and documents, all files count, and those
// of the folders in it.
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
		stampFolder(sum, folder, true)
	}
	if history != "" {
		for _, file := range []string{history, history + "-wal", history + "-runs"} {
			// A log without content is there while somebody reads.
			if info, err := os.Stat(file); err == nil && info.Size() > 0 {
				stamp(sum, file, info)
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// stampFolder adds the files of a folder and, if deeper, of those in it. Hidden ones do not count.
func stampFolder(sum hash.Hash, folder string, deeper bool) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return // whoever reads it says so
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		switch info, err := os.Stat(path); { // of what a link leads to
		case strings.HasPrefix(e.Name(), ".") || err != nil:
		case info.IsDir() && deeper:
			stampFolder(sum, path, false)
		case info.Mode().IsRegular():
			stamp(sum, path, info)
		}
	}
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
