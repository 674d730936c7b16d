package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"assay/runner/internal/engine"
	"assay/runner/internal/lsp"
)

func lspCommand(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "Help editors: the language server of suites",
		Long: `Lsp speaks the Language Server Protocol on standard input and output; an editor
starts it. While one types it shows what assay lint would say; it completes keys,
names and JSONPaths from what was recorded, shows recorded values and what keys mean,
finds and renames probes, formats, offers fixes, and runs a finding: replayed, or
live once the user has confirmed it in the editor. docs/editors.md has the settings.

Exit status: 0 after shutdown and exit, 2 the connection ended or broke before.`,
		Example: `  assay lsp`,
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			err := lsp.Serve(c.Context(), p.in, p.out, lsp.Options{Version: version, Env: p.env, Errors: p.err, Masks: &p.masks, Past: p.past})
			if errors.Is(err, lsp.ErrLeft) {
				return fmt.Errorf("assay: %w", err)
			}
			return err
		},
	}
}

// past lets a live run of an editor know earlier ones.
func (p *process) past(ctx context.Context, o *engine.Options) (end func()) {
	m, err := remember(ctx, p, pastFlags{off: true}, true)
	if err != nil { // only a file that is named can be wrong
		return func() {}
	}
	m.Into(ctx, o)
	return m.end
}
