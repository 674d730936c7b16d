package cli

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/history/store"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/view"
)

// viewFlags holds the flags of assay view that no other command has.
type viewFlags struct {
	listen string
	open   bool
}

func viewCommand(p *process) *cobra.Command {
	f, v := &flags{output: "quiet"}, &viewFlags{}
	c := &cobra.Command{
		Use:   "view [path...]",
		Short: "Show suites on a local page: verdicts, past, limits, drift, what to answer",
		Long: `View serves a page on this machine, for one person: all suites at the paths with
their present verdicts, replayed, and again when a file changes; of each finding
what was before and the answers side by side; the history, and what limits told
and what was observed; checklist items to answer.

Nothing is sent to an API unless --live is given: then the page can run findings
live, or compare them with their fixtures and accept what drifted, with a reason.
It shows before which requests that sends, with limits and cooldowns, and asks.
Each run has the limits of assay run --live, and is kept as one; --budget is that of
all runs together.

The address is printed on standard output, with a token that changes with each start:
without it the page answers nobody. It is on the loopback only, and no secret is on
it. Ctrl-C stops it: exit status 0.`,
		Example: `  assay view
  assay view --open suites/shop
  assay view --live --budget 50 --env-file .env suites/shop`,
		RunE: func(c *cobra.Command, args []string) error { return serveView(c, p, f, v, args) },
	}
	s := c.Flags()
	s.BoolVar(&f.live, "live", false, "let the page ask the network, each time after a question")
	s.StringVar(&v.listen, "listen", "127.0.0.1:0", "`address` on the loopback to listen at; port 0 is any free one")
	s.BoolVar(&v.open, "open", false, "open the page in a browser (environment: BROWSER)")
	f.documents(c)
	for _, flag := range []string{"strict", "output", "no-color"} {
		s.Lookup(flag).Hidden = true
	}
	f.sending(s)
	s.Lookup("budget").Usage = "send at most this `number` of requests in all runs together"
	f.past.run(s)
	return c
}

// serveView serves the page until the context ends.
func serveView(c *cobra.Command, p *process, f *flags, v *viewFlags, args []string) error {
	ctx := c.Context()
	opts, err := f.options(p, c)
	if err != nil {
		return err
	}
	switch local, err := onLoopback(ctx, v.listen); {
	case err != nil:
		return err
	case !local:
		return usagef("--listen %s lets other machines see the page, which is for one person on this one", v.listen).but("say 127.0.0.1")
	}
	past, err := remember(ctx, p, f.past, false)
	if err != nil {
		return err
	}
	if _, err := engine.Suites(paths(args)); err != nil {
		return p.wrong(err, f.output)
	}
	listener, err := listen(ctx, v.listen)
	if err != nil {
		return err
	}
	var crashed atomic.Bool
	fell := func(c *crash.Crash) {
		crashed.Store(true)
		p.crashed(c, c)
	}
	o := optionsOfView(p, f, opts, paths(args), past.Path)
	o.Fell = fell
	s := view.New(ctx, listener.Addr().String(), o)
	p.say("%s\n", s.Address())
	if v.open {
		if err := openBrowser(ctx, p, s.Ticket()); err != nil {
			fmt.Fprintf(p.err, "assay: warning: no browser was opened: %v; open the address above\n", err)
		}
	}
	err = untilDone(ctx, listener, p.guarded(s, fell))
	s.Close()
	if crashed.Load() {
		p.status = exitCrashed
	}
	return err
}

// optionsOfView returns what the server takes from the command.
func optionsOfView(p *process, f *flags, run engine.Options, suites []string, history string) view.Options {
	// A server outlives what other processes do to the history: it opens it for each use.
	past := f.past
	o := view.Options{
		Tool: "assay " + version, Paths: suites, Vantage: f.vantage, Live: f.live, Run: run, History: history,
		Past: func(ctx context.Context, writes bool) (*engine.Memory, error) {
			m, err := remember(ctx, p, pastFlags{file: past.file, now: past.now}, writes)
			if err != nil {
				return nil, err
			}
			return m.Memory, nil
		},
		Last: func() (*report.Result, error) {
			path, err := p.lastRun()
			if err != nil || !exists(path) {
				return nil, err
			}
			last, err := p.result(path)
			return last.Result, err
		},
		Answer: func(ctx context.Context, m *engine.Memory, d *pipeline.Document, id, text string, back bool) error {
			_, item, err := findItem([]*pipeline.Document{d}, id)
			if err == nil {
				text, err = acceptable(item, text, back)
			}
			if err != nil {
				return err
			}
			db, err := store.Of(m.DB())
			if err != nil {
				return err
			}
			return keepAnswer(ctx, db, d, item, text)
		},
	}
	if !past.off {
		o.Keep = func(ctx context.Context, m *engine.Memory, id string, started time.Time, r *report.Result, runs []report.Judged) {
			(&memory{m, past.file != ""}).keep(ctx, id, started, r, runs)
			for _, err := range []error{keepLast(p, f, r), keepFailed(p, f, r)} {
				if err != nil {
					fmt.Fprintf(p.err, "assay: warning: this run is not kept for assay report and --failed: %v\n", err)
				}
			}
		}
	}
	return o
}

// openBrowser opens an address in the user's browser, without waiting for it.
func openBrowser(ctx context.Context, p *process, address string) error {
	command := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open"}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	if chosen, _ := p.env("BROWSER"); chosen != "" {
		command = []string{chosen}
	}
	c := exec.CommandContext(context.WithoutCancel(ctx), command[0], append(command[1:], address)...) //nolint:gosec // the user's browser
	if err := c.Start(); err != nil {
		return err
	}
	go func() { _ = c.Wait() }()
	return nil
}
