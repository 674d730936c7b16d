package cli

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/mcpserver"
	"assay/runner/internal/report"
)

func mcpCommand(p *process) *cobra.Command {
	f := &flags{output: "quiet"}
	budget := 0
	c := &cobra.Command{
		Use:   "mcp [path...]",
		Short: "Offer suites to an agent: a server of the Model Context Protocol",
		Long: `Mcp serves the suites at the paths to one agent over standard input and output, by
the Model Context Protocol. Its tools: lint, run (in replay), explain, survivors (of
mutation, with expectations to paste), next_experiment and history; answers are
short, have stable codes, and no secret is in them.

Nothing is sent to an API unless --live-budget allows so many requests for the whole
session: then there is also ask_live, which judges named findings live, each probe
at most once, with the limits and cooldowns of its suite. Only the suites at the
paths are offered; an agent that may edit them decides what they send, and where.

Exit status: 0 the agent is gone, 2 the command line is wrong.`,
		Example: `  assay mcp suites/shop
  assay mcp --live-budget 20 --env-file .env suites/shop`,
		RunE: func(c *cobra.Command, args []string) error {
			if budget < 0 {
				return usagef("--live-budget must be 0 or more, got %d", budget)
			}
			load, err := f.load(p)
			if err != nil {
				return err
			}
			past, err := remember(c.Context(), p, f.past, budget > 0)
			if err != nil {
				return err
			}
			defer past.end()
			s := &mcpserver.Session{
				Version: version, Paths: paths(args), Load: load, Masks: &p.masks, Budget: budget, Memory: past.Memory,
				Keep: func(ctx context.Context, id string, started time.Time, r *report.Result, runs []report.Judged) {
					past.keep(ctx, id, started, r, runs)
				},
			}
			err = s.Serve(c.Context(), p.in, writeCloser{p.out})
			if errors.Is(err, context.Canceled) || errors.Is(err, io.EOF) {
				return nil
			}
			return err
		},
	}
	s := c.Flags()
	f.documents(c)
	for _, flag := range []string{"strict", "output", "no-color"} {
		s.Lookup(flag).Hidden = true
	}
	s.IntVar(&budget, "live-budget", 0, "let the agent send this `number` of requests in the whole session")
	f.past.run(s)
	return c
}

// writeCloser is standard output, which stays open.
type writeCloser struct{ io.Writer }

func (writeCloser) Close() error { return nil }
