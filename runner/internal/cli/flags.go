package cli

import (
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"assay/runner/internal/engine"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report/formats"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// flags holds the values of the command line's flags.
type flags struct {
	live, record, drift                       bool
	local                                     bool // the command sends no request
	timed, strict, failFast, noColor, verbose bool
	taken                                     bool // standard output is used by a requested file

	target, proxy, vantage, output, rate string
	environment                          string
	labelFilter, failed, shard           string
	vars, varsFiles, envFiles            []string
	focus, skip, only, accept            []string
	because, maxAge                      string
	budget, concurrency                  int
	allowWrites                          bool
	timeout                              time.Duration
	past                                 pastFlags
	fleet                                fleetFlags
	fleetGiven                           bool // on the command line
	vantages                             []string
	reportFiles                          map[string]*string // FILE of a report, by flag
	lines                                jsonLines
}

// documents adds the flags about reading documents.
func (f *flags) documents(c *cobra.Command) {
	s := c.Flags()
	s.StringVar(&f.target, "target", "", "base `URL` instead of the suite's (environment: ASSAY_TARGET)")
	s.StringVar(&f.environment, "env", "", "`name` of one of the environments that the suites declare (environment: ASSAY_ENV)")
	f.reading(s)
	s.SortFlags = false
}

// reading adds the flags about reading documents, wherever these are asked.
func (f *flags) reading(s *pflag.FlagSet) {
	s.StringArrayVar(&f.vars, "var", nil, "a var of the suites as `name=value`; may be repeated")
	s.StringArrayVar(&f.varsFiles, "vars", nil, "vars from a YAML or JSON `FILE`, or of a Postman environment")
	s.StringArrayVar(&f.envFiles, "env-file", nil, "environment for secrets and vars from a `FILE` of NAME=value lines")
	s.BoolVar(&f.strict, "strict", false, "warnings fail too: exit 3")
	s.StringVar(&f.output, "output", "text", "`form` of standard output: text, json or quiet")
	s.BoolVar(&f.noColor, "no-color", false, "no colors (environment: NO_COLOR)")
}

// run adds the flags of a run.
func (f *flags) run(c *cobra.Command) {
	s := c.Flags()
	s.BoolVar(&f.live, "live", false, "ask the network instead of the fixtures (environment: ASSAY_MODE=live)")
	s.BoolVar(&f.record, "record", false, "ask the network and write the answers into the fixtures (ASSAY_MODE=record)")
	s.BoolVar(&f.drift, "drift", false, "ask the network and compare the answers with the fixtures (ASSAY_MODE=drift)")
	f.documents(c)
	s.Lookup("strict").Usage = "exit 3 also if a finding is inconclusive, nothing is judged or compared, drift is breaking, or a fixture too old"
	f.selecting(s)
	s.StringArrayVar(&f.only, "only", nil, "only this `probe` and what it depends on: an id, id[row] or a glob; may be repeated")
	s.StringVar(&f.failed, "failed", "", "only what the last run of its suite left broken or inconclusive; --failed=`RESULT`: what that has so")
	s.Lookup("failed").NoOptDefVal = lastTime
	s.StringVar(&f.shard, "shard", "", "only a `part` of the findings, 2/5 for the second of five; by measured time, for several machines")
	s.StringArrayVar(&f.accept, "accept", nil, "with --drift: take the new answer of this `probe` into the fixture, or of all that drifted; may be repeated")
	s.Lookup("accept").NoOptDefVal = "*"
	s.StringVar(&f.because, "because", "", "why the answer is accepted: a `text` that the fixture keeps")
	s.StringVar(&f.maxAge, "max-age", "", "name fixtures older than this `age`: 30d, 12h")
	f.pacing(s)
	f.writes(s)
	f.fleet.flags(s, "`URL` of a fleet whose agents send (environment: ASSAY_FLEET)")
	s.StringArrayVar(&f.vantages, "vantage", nil, usageVantages)
	s.BoolVar(&f.timed, "timed", false, "replay streams at their recorded pace")
	s.BoolVar(&f.failFast, "fail-fast", false, "stop at the first broken finding: nothing more is sent or judged")
	f.reports(s)
	f.lines.flag(s)
	f.past.run(s)
	s.BoolVarP(&f.verbose, "verbose", "v", false, "list every finding; whole bodies and headers")
}

// usageVantages is what --vantage is where a fleet may send.
const usageVantages = "`name` of the network that this run asks from; with --fleet it may be repeated"

// reports adds the flags that name files to write.
func (f *flags) reports(s *pflag.FlagSet) {
	for _, format := range formats.All {
		f.reportFile(s, format.Flag, format.Help)
	}
}

// reportFile adds the flag of one form of report.
func (f *flags) reportFile(s *pflag.FlagSet, flag, help string) {
	if f.reportFiles == nil {
		f.reportFiles = map[string]*string{}
	}
	f.reportFiles[flag] = s.String(flag, "", help)
}

// writesTo returns the FILE of a report's flag; "" if not set.
func (f *flags) writesTo(flag string) string {
	if path := f.reportFiles[flag]; path != nil {
		return *path
	}
	return ""
}

// selecting adds the flags that say which findings are judged.
func (f *flags) selecting(s *pflag.FlagSet) {
	s.StringArrayVar(&f.focus, "focus", nil, "only findings whose claim or suite name matches this `regex`; may be repeated")
	s.StringArrayVar(&f.skip, "skip", nil, "no findings whose claim or suite name matches this `regex`; may be repeated")
	s.StringVar(&f.labelFilter, "label-filter", "", "only findings whose labels match this `filter` of Ginkgo's: 'auth && !slow'")
}

// sending adds the flags that say how requests are sent.
func (f *flags) sending(s *pflag.FlagSet) {
	f.pacing(s)
	s.StringVar(&f.vantage, "vantage", "", "`name` of the network that this run asks from")
	f.writes(s)
}

// pacing adds those of them that every network shares.
func (f *flags) pacing(s *pflag.FlagSet) {
	s.IntVar(&f.budget, "budget", 0, "send at most this `number` of requests in the whole run")
	s.StringVar(&f.rate, "rate", "", "`requests` per host: 2/s, 30/m or 100/h")
	s.IntVar(&f.concurrency, "concurrency", 0, "at most this `number` of requests in flight per host")
	s.DurationVar(&f.timeout, "timeout", 0, "`time` for one request: 500ms, 30s")
	s.StringVar(&f.proxy, "proxy", "", "`URL` of a proxy: http, https or socks5")
}

// writes adds the flag that lets a run change something.
func (f *flags) writes(s *pflag.FlagSet) {
	s.BoolVar(&f.allowWrites, "allow-writes", false, "send probes with risk: writes of suites with limits.writes: ask too (environment: ASSAY_ALLOW_WRITES)")
}

// options turns flags and environment into options of a run.
func (f *flags) options(p *process, c *cobra.Command) (engine.Options, error) {
	o := engine.Options{
		AllowWrites: f.allowWrites,
		Budget:      f.budget, Concurrency: f.concurrency, Timeout: f.timeout, Proxy: f.proxy, Timed: f.timed,
		Hooks: engine.Hooks{Masks: &p.masks},
	}
	var err error
	if o.Mode, err = f.mode(p, c); err != nil {
		return o, err
	}
	for name, n := range map[string]int{"budget": f.budget, "concurrency": f.concurrency, "timeout": int(f.timeout)} {
		if flag := c.Flags().Lookup(name); flag != nil && flag.Changed && n <= 0 {
			return o, usagef("--%s must be more than 0, got %s", name, flag.Value)
		}
	}
	if f.rate != "" {
		if o.RatePerSecond, err = suite.ParseRate(f.rate); err != nil {
			return o, usagef("--rate is a number per second, minute, hour or day (2/s, 30/m, 100/h), got %q", f.rate)
		}
	}
	if err := checkProxy(f.proxy); err != nil {
		return o, err
	}
	o.Load, err = f.load(p)
	o.Secret = o.Load.Env
	if c.Flags().Lookup("allow-writes") == nil || !c.Flags().Changed("allow-writes") {
		asked, _ := p.env("ASSAY_ALLOW_WRITES")
		o.AllowWrites = engine.On(asked)
	}
	return o, err
}

// checkProxy reports a --proxy that nothing can be sent through.
func checkProxy(named string) error {
	if named == "" {
		return nil
	}
	if _, err := transport.ProxyURL(named); err != nil {
		return usagef("--%v", err)
	}
	return nil
}

// load returns the options for reading documents: target, vars and environment.
func (f *flags) load(p *process) (suite.Options, error) {
	if err := checkOutput(f.output); err != nil {
		return suite.Options{}, err
	}
	vars, offered, err := suite.GatherVars(f.varsFiles, f.vars)
	if err != nil {
		return suite.Options{}, usagef("%v", err)
	}
	env, err := suite.Environment(p.env, f.envFiles)
	if err != nil {
		return suite.Options{}, usagef("%v", err)
	}
	o := suite.Options{Target: f.target, Environment: f.environment, Vars: vars, Offered: offered, Env: env}
	if o.Target == "" {
		o.Target, _ = env("ASSAY_TARGET")
	}
	return o, nil
}

// checkOutput rejects unknown formats of standard output.
func checkOutput(output string) error {
	if slices.Contains(outputs, output) {
		return nil
	}
	err := usagef("--output is text, json or quiet, got %q", output)
	if near := source.Nearest(output, outputs); near != "" {
		return err.but("did you mean %q?", near)
	}
	return err
}

// mode returns the mode of the flag, else of ASSAY_MODE, else replay.
func (f *flags) mode(p *process, c *cobra.Command) (pipeline.Mode, error) {
	chosen, given := pipeline.Replay, false
	for _, one := range []struct {
		mode pipeline.Mode
		on   bool
	}{{pipeline.Live, f.live}, {pipeline.Record, f.record}, {pipeline.Drift, f.drift}} {
		given = given || one.on || c.Flags().Changed(string(one.mode))
		if one.on && chosen != pipeline.Replay {
			return "", usagef("--%s and --%s are two modes", chosen, one.mode).but("choose one; --%s asks the network too", one.mode)
		}
		if one.on {
			chosen = one.mode
		}
	}
	if given {
		return chosen, nil
	}
	asked, _ := p.env("ASSAY_MODE")
	if asked == "" {
		return pipeline.Replay, nil
	}
	words := make([]string, len(pipeline.Modes))
	for i, m := range pipeline.Modes {
		if words[i] = string(m); asked == words[i] {
			return m, nil
		}
	}
	err := usagef("ASSAY_MODE is %q, which is no mode of this version", asked)
	if near := source.Nearest(asked, words); near != "" {
		return "", err.but("did you mean %q?", near)
	}
	return "", err.but("the modes are: %s", strings.Join(words, ", "))
}

// paths returns the suites to read: the named ones, else suites/, else the current folder.
func paths(args []string) []string {
	if len(args) > 0 {
		return args
	}
	if info, err := os.Stat("suites"); err == nil && info.IsDir() {
		return []string{"suites"}
	}
	return []string{"."}
}
