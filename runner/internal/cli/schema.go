package cli

import (
	"github.com/spf13/cobra"

	"assay/runner/internal/report"
	"assay/runner/internal/suite"
)

func schemaCommand() *cobra.Command {
	result := false
	c := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the suite format, or of the result",
		Long: `Schema prints the JSON Schema (2020-12) of suite documents. Editors complete and
check suites by it, for instance with this first line of a document:

  # yaml-language-server: $schema=../assay.schema.json

With --result it prints the schema of what assay run --json writes.`,
		Example: `  assay schema > assay.schema.json
  assay schema --result > result.schema.json`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			text, err := suite.Schema(), error(nil)
			if result {
				text, err = report.Schema()
			}
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(text)
			return err
		},
	}
	c.Flags().BoolVar(&result, "result", false, "the schema of the JSON result instead")
	return c
}

// noArguments rejects arguments and names them.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, got %q", c.CommandPath(), args[0])
	}
	return nil
}
