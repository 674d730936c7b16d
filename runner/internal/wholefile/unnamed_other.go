//go:build !linux

package wholefile

import (
	"errors"
	"os"
)

// unnamed is none: there are no files without names.
func unnamed(string) *os.File { return nil }

func named(*os.File, string) (name string, err error) { return "", errors.ErrUnsupported }
