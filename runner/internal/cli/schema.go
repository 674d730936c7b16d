package cli

import (
	"github.com/spf13/cobra"

	"assay/runner/internal/report"
	"assay/runner/internal/suite"
)

func schemaCommand(*process) *cobra.Command {
	result, matrix := false, false
	c := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the suite format, or of the result",
		Long: `Schema prints the JSON Schema (2020-12) of suite documents. Editors complete and
check suites by it, for instance with this first line of a document:

  # yaml-language-server: $schema=../assay.schema.json

With --result it prints the schema of what assay run --json writes, with --matrix
that of assay report --matrix --json (and --compare --json).`,
		Example: `  assay schema > assay.schema.json
  assay schema --result > result.schema.json
  assay schema --matrix > matrix.schema.json`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			text, err := suite.Schema(), error(nil)
			switch {
			case result && matrix:
				return usagef("--result and --matrix are two schemas").but("choose one")
			case result:
				text, err = report.Schema()
			case matrix:
				text, err = report.ComparisonSchema()
			}
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(text)
			return err
		},
	}
	c.Flags().BoolVar(&result, "result", false, "the schema of the JSON result instead")
	c.Flags().BoolVar(&matrix, "matrix", false, "the schema of the JSON of several results side by side instead")
	return c
}

// noArguments rejects arguments and names them.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, got %q", c.CommandPath(), args[0])
	}
	return nil
}
