package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"assay/runner/suite"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the suite format, for editors",
		Long: `Schema prints the JSON Schema (2020-12) of suite documents. Editors complete and
check suites by it, for instance with this first line of a document:

  # yaml-language-server: $schema=../assay.schema.json`,
		Example: "  assay schema > assay.schema.json",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(suite.Schema())
			return err
		},
	}
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(c.OutOrStdout(), "assay %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// noArguments refuses arguments, saying which.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, got %q", c.CommandPath(), args[0])
	}
	return nil
}
