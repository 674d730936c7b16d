package beside

import (
	"errors"
	"fmt"
	"path/filepath"
)

// fileName is the name of a history in the user's state folder.
const fileName = "history.db"

// Place returns the default path of the history: assay/history.db below $XDG_STATE_HOME; otherwise
// below ~/.local/state, on macOS ~/Library/Application Support, on Windows %LocalAppData%. goos is
// runtime.GOOS; env reads the environment. The error names the missing variable.
func Place(goos string, env func(string) (string, bool)) (string, error) {
	set := func(name string) string {
		v, _ := env(name)
		return v
	}
	if state := set("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "assay", fileName), nil
	}
	if goos == "windows" {
		if local := set("LocalAppData"); local != "" {
			return filepath.Join(local, "assay", fileName), nil
		}
		return "", errors.New("%LocalAppData% is not set")
	}
	home := set("HOME")
	if !filepath.IsAbs(home) {
		return "", fmt.Errorf("$HOME is no folder: %q", home)
	}
	if goos == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "assay", fileName), nil
	}
	return filepath.Join(home, ".local", "state", "assay", fileName), nil
}
