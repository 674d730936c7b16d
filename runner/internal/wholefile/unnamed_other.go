//go:build !linux

package wholefile

import (
	"errors"
	"os"
)

// unnamed returns nil: this system has no files without names.
func unnamed(string) *os.File { return nil }

func named(*os.File, string) (name string, err error) { return "", errors.ErrUnsupported }
