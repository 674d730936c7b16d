//go:build !unix

package cli

import (
	"errors"
	"os/exec"
)

// replaceBy runs another command with the same arguments, and ends as it does.
func (p *process) replaceBy(path string) error {
	c := exec.Command(path, p.args...)
	c.Stdin, c.Stdout, c.Stderr = p.in, p.out, p.err
	err := c.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return usagef("%s cannot be started: %v", path, err)
	}
	p.status = c.ProcessState.ExitCode()
	return nil
}
