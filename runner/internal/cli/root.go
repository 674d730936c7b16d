package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	_ "assay/runner/cel"     // the command has all that a program of tests may leave out
	_ "assay/runner/codings" // likewise
	_ "assay/runner/history" // likewise
	"assay/runner/internal/crash"
	"assay/runner/internal/fleet"
	"assay/runner/internal/report"
	"assay/runner/internal/secret/redact"
	_ "assay/runner/sigv4" // likewise
	_ "assay/runner/xpath" // likewise
)

// process is the environment of a command.
type process struct {
	args           []string
	in             io.Reader
	out, err       io.Writer
	stdout, stderr *os.File // the same as files, to detect terminals
	env            func(name string) (string, bool)
	status         int
	fleets         fleet.Client // nil: in another command, see handOver
	masks          redact.Masks // of every opened document, and of the command line
	// typed masks what errors quote from documents and flags: passwords on the command line, and what
	// looks like a key. They contain no secret of a suite.
	typed redact.Masks
}

// say writes a message to standard output; quotes from documents and responses are made inert.
func (p *process) say(format string, args ...any) {
	fmt.Fprintf(report.Inert(p.out), format, args...)
}

// execute runs the command and returns the exit status. It recovers from panics and reports them
// masked. Standard error gets messages only, so all of it is made inert.
func execute(ctx context.Context, p *process) (status int) {
	p.err = report.Inert(p.err)
	defer func() {
		if c := crash.Of(recover()); c != nil {
			status = p.crashed(c, c)
		}
	}()
	p.maskTyped()
	root := rootCommand(p)
	if !root.CompletionOptions.DisableDefaultCmd {
		complete(root)
	}
	root.SetArgs(p.args)
	root.SetOut(p.out)
	root.SetErr(p.err)
	err := root.ExecuteContext(ctx)
	if c := crashOf(err); c != nil {
		return p.crashed(c, err)
	}
	var usage *usageError
	switch {
	case err == nil:
		return p.status
	case errors.As(err, &usage):
		fmt.Fprintf(p.err, "assay: %s\n", p.masks.String(err.Error()))
	default:
		fmt.Fprintln(p.err, p.masks.String(err.Error()))
	}
	return exitUsage
}

func rootCommand(p *process) *cobra.Command {
	root := &cobra.Command{
		Use:   "assay",
		Short: "Run declarative API contracts",
		Long: `Assay runs declarative API contracts: suites that say what to send, what must
hold, what would explain it and what only a person can look up. Answers come
from recorded fixtures (replay, the default) or from the network (--live).`,
		Example: `  assay run                       replay every suite under suites/
  assay run --live suites/shop    ask the real API
  assay lint                      what is wrong or doubtful in the suites`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return helpOrVersion(c) },
	}
	root.Flags().BoolP("version", "v", false, "version for assay")
	made := commandsFor(p)
	root.AddCommand(made...)
	root.CompletionOptions.DisableDefaultCmd = len(made) == 1 // no shell asks
	root.AddCommand(topics()...)
	root.SetFlagErrorFunc(flagError)
	root.PersistentFlags().SortFlags = false
	return root
}

// verb is a command that is not made yet.
type verb struct {
	name string
	make func(*process) *cobra.Command
}

func verbs() []verb {
	return []verb{
		{"init", initCommand}, {"import", importCommand}, {"fmt", fmtCommand}, {"report", reportCommand},
		{"run", runCommand}, {"lint", lintCommand}, {"mutate", mutateCommand}, {"schema", schemaCommand}, {"version", versionCommand},
		{"serve", serveCommand}, {"man", manCommand}, {"diagnose", diagnoseCommand}, {"history", historyCommand}, {"answer", answerCommand},
		{"compare", compareCommand}, {"watch", watchCommand}, {"nightly", nightlyCommand}, {"lsp", lspCommand}, {"mcp", mcpCommand}, {"proxy", proxyCommand}, {"view", viewCommand},
		{"fleet", fleetCommand}, {"agent", agentCommand},
	}
}

// commandsFor returns the command that the command line names, to make no other: the flags and help
// of all take time. Otherwise it returns all, as help and completion show them, and any of them may
// be meant by a mistyped one. The manual describes all.
func commandsFor(p *process) []*cobra.Command {
	var all []*cobra.Command
	for _, v := range verbs() {
		if len(p.args) > 0 && p.args[0] == v.name && v.name != "man" {
			return []*cobra.Command{v.make(p)}
		}
	}
	for _, v := range verbs() {
		all = append(all, v.make(p))
	}
	return all
}

// usageError is an error of the command line.
type usageError struct {
	message string
	next    string
}

func (e *usageError) Error() string {
	if e.next == "" {
		return e.message
	}
	return e.message + "; " + e.next
}

func usagef(format string, args ...any) *usageError {
	return &usageError{message: fmt.Sprintf(format, args...)}
}

// unwritten returns the error of a file or folder that cannot be written; what is what it is for.
func unwritten(what string, err error) *usageError {
	return usagef("%s cannot be written: %v", what, err)
}

// but adds the next step to an error.
func (e *usageError) but(format string, args ...any) *usageError {
	e.next = fmt.Sprintf(format, args...)
	return e
}
