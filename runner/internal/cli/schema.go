package cli

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"assay/runner/internal/report"
	"assay/runner/internal/suite"
)

func schemaCommand(p *process) *cobra.Command {
	result, matrix, lines, targets, write := false, false, false, false, false
	c := &cobra.Command{
		Use:   "schema [path...]",
		Short: "Print the JSON Schema of the suite format, or of the result",
		Long: `Schema prints the JSON Schema (2020-12) of suite documents. Editors complete and
check suites by it.

With --write it is written to assay.schema.json in the project (the folder with
.git or go.mod), and each suite at the paths that names no schema gets it as its
first line, which editors with yaml-language-server follow:

  # yaml-language-server: $schema=../../assay.schema.json

With --result it prints the schema of what assay run --json writes, with --json-lines
that of a line of assay run --json-lines, with --matrix that of assay report --matrix
--json (and --compare --json), with --compare that of assay compare --json.`,
		Example: `  assay schema > assay.schema.json
  assay schema --write
  assay schema --result > result.schema.json
  assay schema --json-lines > line.schema.json
  assay schema --matrix > matrix.schema.json
  assay schema --compare > compare.schema.json`,
		RunE: func(c *cobra.Command, args []string) error {
			other := chosen(map[string]bool{"--result": result, "--matrix": matrix, "--json-lines": lines, "--compare": targets})
			if write && len(other) == 0 {
				return schemaToSuites(p, args)
			}
			if len(args) > 0 {
				return usagef("%s takes paths with --write only, got %q", c.CommandPath(), args[0])
			}
			text, err := suite.Schema(), error(nil)
			switch {
			case write:
				return usagef("--write is for the schema of suites, and takes no %s", other[0])
			case len(other) > 1:
				return usagef("%s are %d schemas", strings.Join(other, " and "), len(other)).but("choose one")
			case result:
				text, err = report.Schema()
			case matrix:
				text, err = report.ComparisonSchema()
			case lines:
				text, err = report.LinesSchema()
			case targets:
				text, err = report.TargetsSchema()
			}
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(text)
			return err
		},
	}
	c.Flags().BoolVar(&write, "write", false, "write the schema of suites into the project, and name it in them")
	c.Flags().BoolVar(&result, "result", false, "the schema of the JSON result instead")
	c.Flags().BoolVar(&lines, "json-lines", false, "the schema of a line of a run as JSON lines instead")
	c.Flags().BoolVar(&matrix, "matrix", false, "the schema of the JSON of several results side by side instead")
	c.Flags().BoolVar(&targets, "compare", false, "the schema of the JSON of assay compare instead")
	return c
}

// chosen returns the flags that are set, sorted.
func chosen(flags map[string]bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(flags)), func(flag string) bool { return !flags[flag] })
}

// noArguments rejects arguments and names them.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, got %q", c.CommandPath(), args[0])
	}
	return nil
}
