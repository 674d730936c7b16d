package session

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
)

// flags holds the flags after "--" of ginkgo run, or after "-args" of go test.
var flags struct {
	mode, target string
	strict       bool
	noHistory    bool
	history      string
	now          bool
	allowWrites  bool
	vars         vars
	environment  string
	varsFiles    texts
	envFiles     texts
}

func init() {
	flag.StringVar(&flags.mode, "mode", "", "where answers come from: replay, live, record or drift (environment: ASSAY_MODE)")
	flag.StringVar(&flags.target, "target", "", "base URL instead of the documents' (environment: ASSAY_TARGET)")
	flag.BoolVar(&flags.strict, "strict", false, "inconclusive findings fail (environment: ASSAY_STRICT)")
	flag.StringVar(&flags.history, "history", "", "`FILE` that keeps live runs and answers (default: history.db in your state folder)")
	flag.BoolVar(&flags.noHistory, "no-history", false, "do not keep this live run in the history")
	flag.BoolVar(&flags.now, "now", false, "send even while a cooldown lasts")
	flag.BoolVar(&flags.allowWrites, "allow-writes", false, "send probes with risk: writes of documents with limits.writes: ask too (environment: ASSAY_ALLOW_WRITES)")
	flag.StringVar(&flags.environment, "env", "", "`name` of one of the environments that the documents declare (environment: ASSAY_ENV)")
	flag.Var(&flags.varsFiles, "vars", "vars from a YAML or JSON `FILE`, or of a Postman environment; may be repeated")
	flag.Var(&flags.envFiles, "env-file", "environment for secrets and vars from a `FILE` of NAME=value lines; may be repeated")
	flag.Var(&flags.vars, "var", "`name=value` of a variable of the documents; may be repeated")
}

// texts collects a repeated flag.
type texts []string

// String returns the flag's value as the help shows it.
func (t *texts) String() string { return "" }

// Set adds one value.
func (t *texts) Set(s string) error {
	*t = append(*t, s)
	return nil
}

// vars collects repeated -var flags.
type vars struct{ texts }

// Set adds one name=value.
func (v *vars) Set(s string) error {
	if name, _, ok := strings.Cut(s, "="); !ok || name == "" {
		return fmt.Errorf("expected name=value, got %q", s)
	}
	return v.texts.Set(s)
}

// options returns the options that flags and environment set; ASSAY_TARGET is read together with
// the documents.
func options() (opts engine.Options, strict bool, err error) {
	mode := first(flags.mode, os.Getenv("ASSAY_MODE"), string(pipeline.Replay))
	vars, offered, err := suite.GatherVars(flags.varsFiles, flags.vars.texts)
	if err != nil {
		return opts, false, err
	}
	env, err := suite.Environment(os.LookupEnv, flags.envFiles)
	if err != nil {
		return opts, false, err
	}
	opts = engine.Options{
		Mode: pipeline.Mode(mode), AllowWrites: allowWrites(), Secret: env,
		Load: suite.Options{Target: flags.target, Environment: flags.environment, Vars: vars, Offered: offered, Env: env},
	}
	if !slices.Contains(pipeline.Modes, opts.Mode) {
		return opts, false, fmt.Errorf("unknown mode %q (from -mode or ASSAY_MODE): the modes are %v", mode, pipeline.Modes)
	}
	return opts, flags.strict || engine.On(os.Getenv("ASSAY_STRICT")), nil
}

// allowWrites returns the flag's value, else that of the environment.
func allowWrites() bool {
	allowed := engine.On(os.Getenv("ASSAY_ALLOW_WRITES"))
	flag.Visit(func(f *flag.Flag) {
		if f.Name == "allow-writes" {
			allowed = flags.allowWrites
		}
	})
	return allowed
}

func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
