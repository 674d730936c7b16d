package link

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"assay/runner/internal/wholefile"
)

// The folder of an agent, and the file in it that the agent owns while it lives.
const (
	folderPrefix = "assay-agent-"
	ownerFile    = "owner"
)

// newFolder makes a temporary folder in a folder, and removes those of agents that were killed. It
// is the process's own until end removes it.
func newFolder(in string) (folder string, end func(), err error) {
	clearFolders(in)
	for range 3 { // another agent may take a folder for abandoned before it is owned
		if folder, err = os.MkdirTemp(in, folderPrefix); err != nil {
			return "", nil, err
		}
		var owner *os.File
		if owner, err = wholefile.Own(filepath.Join(folder, ownerFile)); err != nil {
			continue
		}
		if _, err = os.Lstat(owner.Name()); err == nil {
			return folder, func() { _ = errors.Join(os.RemoveAll(folder), owner.Close()) }, nil
		}
		_ = owner.Close()
	}
	return "", nil, err
}

// clearFolders removes the folders of agents that have ended without removing them.
func clearFolders(dir string) {
	all, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, one := range all {
		if !one.IsDir() || !strings.HasPrefix(one.Name(), folderPrefix) {
			continue
		}
		folder := filepath.Join(dir, one.Name())
		wholefile.Inherit(filepath.Join(folder, ownerFile), func() { _ = os.RemoveAll(folder) })
	}
}
