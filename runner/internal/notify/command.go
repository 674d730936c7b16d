package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"runtime"

	"assay/runner/internal/secret/redact"
	"assay/runner/internal/watch"
)

// Command runs a line of the shell with the changes on its standard input, masked: a line of JSON
// each, as assay watch --output json writes them. What it prints goes to out when it ends, masked.
func Command(ctx context.Context, line string, changes []watch.Change, masks *redact.Masks, out io.Writer) error {
	var in bytes.Buffer
	e := json.NewEncoder(&in)
	e.SetEscapeHTML(false)
	for i := range changes {
		if err := e.Encode(&changes[i]); err != nil {
			return err
		}
	}
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	c := exec.CommandContext(ctx, shell[0], append(shell[1:], line)...) //nolint:gosec // the user's own
	c.Stdin = bytes.NewReader([]byte(masks.String(in.String())))
	var printed bytes.Buffer
	c.Stdout, c.Stderr = &printed, &printed
	err := c.Run()
	if _, wrong := io.WriteString(out, masks.String(printed.String())); err == nil {
		err = wrong
	}
	if err != nil {
		return fmt.Errorf("%s: %w", masks.String(line), err)
	}
	return nil
}
