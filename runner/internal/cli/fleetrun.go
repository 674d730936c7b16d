package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/fleet"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// checkFleet refuses a command line that a fleet cannot serve, before anything is read.
func (f *flags) checkFleet(p *process, mode pipeline.Mode) error {
	for _, v := range f.vantages {
		if err := checkVantage(v); err != nil {
			return err
		}
	}
	several := len(f.vantages) > 1
	switch on := f.fleet.on(p); {
	case !on && several:
		return usagef("--vantage is given %d times, and this machine is in one network", len(f.vantages)).but("name the fleet whose agents are in the others: --fleet URL")
	case !on:
		return nil
	case !mode.Asks():
		if f.fleetGiven {
			return usagef("--fleet sends nothing in a replay").but("add --live")
		}
		return nil
	case several && mode != pipeline.Live:
		return usagef("--%s is of one vantage, got %d", mode, len(f.vantages)).but("name one, or run --live")
	case f.proxy != "":
		return usagef("--proxy is the agents' own choice").but("start the agent with it: assay agent --proxy URL")
	case several:
		if f.lines.path != "" {
			return usagef("--json-lines holds one run, not several vantages").but("name one")
		}
		for _, one := range f.files() {
			if !slices.Contains([]string{"json", "markdown", "html"}, one.Flag) {
				return usagef("--%s holds one run, not several vantages", one.Flag).but("--json, --markdown and --html write all of them")
			}
		}
	}
	return nil
}

// overFleet judges what agents send: from one vantage as a run here would, from several with each
// as a column.
func (r *running) overFleet(ctx context.Context) error {
	f, err := r.p.dial(ctx, &r.f.fleet)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := r.f.checkAgents(ctx, f); err != nil {
		return err
	}
	began, err := f.Begin(ctx, r.p.fleetOptions(&r.opts, len(r.documents)))
	if err != nil {
		return fleetError(err)
	}
	defer began.End()
	if len(r.f.vantages) > 1 {
		return r.fromEach(ctx, began)
	}
	r.opts.Remote = began.At(r.f.vantage)
	return r.judgeAndFinish(ctx)
}

// fleetOptions describes a run of documents for the fleet.
func (p *process) fleetOptions(opts *engine.Options, documents int) fleet.RunOptions {
	load := opts.Load
	return fleet.RunOptions{
		Load:      fleet.Load{Target: load.Target, Environment: load.Environment, Vars: load.Vars, Offered: load.Offered, SharedVars: documents > 1},
		Env:       load.Env,
		Documents: documents, Budget: opts.Budget, RatePerSecond: opts.RatePerSecond, Concurrency: opts.Concurrency,
		Timeout: opts.Timeout, AllowWrites: opts.AllowWrites, Now: opts.Cooling != nil && opts.Cooling.Now,
		Say: func(format string, args ...any) { fmt.Fprintf(p.err, "assay: warning: "+format+"\n", args...) },
	}
}

// overFleet connects a diagnosis to a fleet: at home are the agents of --vantage, or of the first
// vantage that there is; elsewhere those of the others.
func (f *diagnoseFlags) overFleet(ctx context.Context, p *process, opts *engine.Options, documents int) (home engine.Remote, elsewhere engine.Elsewhere, end func(), err error) {
	fl, err := p.dial(ctx, &f.fleet)
	if err != nil {
		return nil, nil, nil, err
	}
	agents, err := fl.Agents(ctx)
	if err == nil {
		err = agentsAt(agents, f.vantage)
	} else {
		err = fleetError(err)
	}
	if err != nil {
		fl.Close()
		return nil, nil, nil, err
	}
	began, err := fl.Begin(ctx, p.fleetOptions(opts, documents))
	if err != nil {
		fl.Close()
		return nil, nil, nil, fleetError(err)
	}
	if f.vantage == "" {
		f.vantage = agents[0].Vantage
	}
	elsewhere = func(vantage string) (engine.Remote, string, bool) {
		for _, a := range agents {
			if a.Protocol == fleet.Protocol && a.Vantage != f.vantage && (vantage == "other" || vantage == a.Vantage) {
				return began.At(a.Vantage), a.Vantage, true
			}
		}
		return nil, "", false
	}
	return began.At(f.vantage), elsewhere, func() { began.End(); fl.Close() }, nil
}

// checkAgents refuses a vantage that no agent can send from.
func (f *flags) checkAgents(ctx context.Context, at fleet.Fleet) error {
	agents, err := at.Agents(ctx)
	if err != nil {
		return fleetError(err)
	}
	for _, v := range f.from() {
		if err := agentsAt(agents, v); err != nil {
			return err
		}
	}
	return nil
}

// from lists the vantages to send from; "" is any.
func (f *flags) from() []string {
	if len(f.vantages) == 0 {
		return []string{""}
	}
	return f.vantages
}

// agentsAt says why no agent can send from a vantage; nil if one can.
func agentsAt(agents []fleet.Card, vantage string) error {
	var other []string
	counts := map[string]int{}
	for _, a := range agents {
		if vantage != "" && a.Vantage != vantage {
			counts[a.Vantage]++
			continue
		}
		if a.Protocol == fleet.Protocol {
			return nil
		}
		other = append(other, fmt.Sprintf("%s (assay %s)", a.Name, a.Version))
	}
	if len(other) > 0 {
		return usagef("the agents at %s are of another version than this, assay %s: %s", vantageName(vantage), version, strings.Join(other, ", ")).but("install the same version on all machines of the fleet")
	}
	if vantage == "" {
		return usagef("the fleet has no agent").but("start one: assay agent --fleet URL --vantage NAME")
	}
	var there []string
	for name, n := range counts {
		there = append(there, fmt.Sprintf("%s (%s)", vantageName(name), text.Count(n, "agent")))
	}
	slices.Sort(there)
	have := "the fleet has none at all"
	if len(there) > 0 {
		have = "there are: " + strings.Join(there, ", ")
	}
	return usagef("no agent sends from the vantage %q; %s", vantage, have).but("start one there: assay agent --fleet URL --vantage %s", vantage)
}

// fromEach judges from every vantage at the same time and sets the results side by side.
func (r *running) fromEach(ctx context.Context, began fleet.Run) error {
	announce(r.p, r.f, &r.opts, r.selected.Tasks(r.documents))
	results := make([]report.Named, len(r.f.vantages))
	all, err := judgeFrom(ctx, began, &r.opts, r.f.vantages, func() []engine.Task { return r.selected.Tasks(r.documents) })
	if err != nil {
		return err
	}
	status := exitHolds
	for i, v := range r.f.vantages {
		result := report.Of(report.Options{
			Mode: string(r.opts.Mode), Tool: "assay " + version, Vantage: v, Job: jobOf(r.p.env), Strict: r.f.strict,
			Started: r.started, Duration: time.Since(r.started),
		}, all[i].runs)
		result.NotRun, result.NotSelected = all[i].notRun, r.selected.LeftOut(r.documents)
		result.Interrupted = ctx.Err() != nil
		r.past.keep(ctx, all[i].id, r.started, result, all[i].runs)
		results[i] = report.Named{Name: v, File: v, Result: result}
		status = worse(status, result.ExitStatus(len(result.Untold(r.documents, r.selected.described)) > 0))
	}
	err = r.f.sideBySide(r.p, sideBySide{matrix: true}, results)
	r.p.status = status
	return err
}

// judged is what was judged from one vantage.
type judged struct {
	id     string // of the run
	runs   []report.Judged
	notRun int // findings
}

// judgeFrom judges tasks from each vantage at the same time. began may be nil: this process sends.
// A *crash.Crash comes with what was judged before it.
func judgeFrom(ctx context.Context, began fleet.Run, o *engine.Options, vantages []string, tasks func() []engine.Task) ([]judged, error) {
	out, wrong := make([]judged, len(vantages)), make([]error, len(vantages))
	var all crash.Group
	for i, v := range vantages {
		all.Go(func() {
			opts := *o
			if began != nil {
				opts.Remote = began.At(v)
			}
			course := engine.Start(opts)
			out[i].runs, out[i].notRun, wrong[i] = course.Judge(ctx, tasks())
			out[i].id = course.ID()
		})
	}
	all.Wait()
	return out, errors.Join(wrong...)
}

// worse returns the exit status of two runs together: interrupted before broken before
// inconclusive.
func worse(a, b int) int {
	for _, one := range []int{exitInterrupted, exitBroken, exitInconclusive} {
		if a == one || b == one {
			return one
		}
	}
	return exitHolds
}
