package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"assay/runner/internal/lsp"
)

func lspCommand(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "Help editors: the language server of suites",
		Long: `Lsp speaks the Language Server Protocol on standard input and output; an editor
starts it. While one types it shows what assay lint would say. docs/editors.md has
the settings of editors.

Exit status: 0 after shutdown and exit, 2 the connection ended or broke before.`,
		Example: `  assay lsp`,
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			err := lsp.Serve(c.Context(), p.in, p.out, lsp.Options{Version: version, Env: p.env, Errors: p.err, Masks: &p.masks})
			if errors.Is(err, lsp.ErrLeft) {
				return fmt.Errorf("assay: %w", err)
			}
			return err
		},
	}
}
