//go:build unix

package cli

import (
	"os"
	"syscall"
)

// replaceBy makes this process another command with the same arguments.
func (p *process) replaceBy(path string) error {
	err := syscall.Exec(path, append([]string{path}, p.args...), os.Environ())
	return usagef("%s cannot be started: %v", path, err)
}
