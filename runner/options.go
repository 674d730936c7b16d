package runner

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/labelfilter"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// Mode says where responses come from.
type Mode string

// The modes.
const (
	Replay Mode = "replay" // the fixtures of the suites; the default
	Live   Mode = "live"   // the network
)

// Options are the options of a run. The limits, from Budget on, apply to [Live] only, and override
// those of the suites if they are not zero.
type Options struct {
	// Suites are files, or folders with every *.suite.yaml below them; at least one.
	Suites []string
	Mode   Mode // "": Replay
	// Target is the base URL to use instead of the suites'; it may be empty.
	Target string
	// Environment names the one of the suites' `environments:` to run against; "" means the one in
	// ASSAY_ENV, else the first.
	Environment string
	// Vars overrides vars of the suites, by name. One that no suite declares is an error.
	Vars map[string]string
	// Env reads an environment variable that a suite declares for a secret or a var; nil means
	// os.LookupEnv.
	Env func(name string) (value string, ok bool)

	// Focus and Skip are regular expressions (RE2) over the names of suite and table and the claim,
	// joined by spaces, like the command's --focus and --skip: a finding must match any of Focus and
	// none of Skip. Empty selects every finding.
	Focus, Skip []string
	// LabelFilter is a label filter as in Ginkgo ("auth && !slow"); "" selects every finding.
	LabelFilter string
	// Only names probes (an id, id[row] or a glob): findings that need others are left out.
	Only []string

	// Strict makes [Result.ExitStatus] 3 if nothing is broken but something is inconclusive, or
	// nothing was judged.
	Strict bool
	// FailFast stops judging and sending once a finding is broken.
	FailFast bool
	// AllowWrites sends requests that change something although their suite has limits.writes: ask.
	AllowWrites bool

	Budget        int           // maximum requests of the run, all suites together
	RatePerSecond float64       // requests sent to each host
	Concurrency   int           // requests in flight to each host
	Timeout       time.Duration // of a request that declares none
	// Proxy is the URL of a proxy: http, https or socks5. "" means the environment's.
	Proxy string
}

// check reports errors that can be found without the suites.
func (o *Options) check() *UsageError {
	switch {
	case len(o.Suites) == 0:
		return usage("Suites", "no suite is named: name files, or a folder with *.suite.yaml files")
	case o.Mode != "" && o.Mode != Replay && o.Mode != Live:
		return usage("Mode", "%q is no mode of this package: the modes are %q and %q; the command records and compares", o.Mode, Replay, Live)
	case o.Budget < 0:
		return usage("Budget", "must not be negative, got %d; 0 is no budget", o.Budget)
	case o.RatePerSecond < 0:
		return usage("RatePerSecond", "must not be negative, got %v; 0 is no rate", o.RatePerSecond)
	case o.Concurrency < 0:
		return usage("Concurrency", "must not be negative, got %d; 0 leaves it to the suites", o.Concurrency)
	case o.Timeout < 0:
		return usage("Timeout", "must not be negative, got %v; 0 leaves it to the suites", o.Timeout)
	}
	return nil
}

func usage(option, format string, args ...any) *UsageError {
	return &UsageError{Option: option, Message: typed.String(fmt.Sprintf(format, args...))}
}

// engine converts o to the engine's options.
func (o *Options) engine(masks *redact.Masks) engine.Options {
	mode := pipeline.Replay
	if o.Mode == Live {
		mode = pipeline.Live
	}
	return engine.Options{
		Mode: mode, Load: suite.Options{Target: o.Target, Environment: o.Environment, Vars: o.Vars, Env: o.Env}, Secret: o.Env,
		Hooks:  engine.Hooks{Masks: masks},
		Budget: o.Budget, RatePerSecond: o.RatePerSecond, Concurrency: o.Concurrency, Timeout: o.Timeout, Proxy: o.Proxy,
		AllowWrites: o.AllowWrites, FailFast: o.FailFast,
	}
}

// selection reads what selects findings.
func (o *Options) selection() (*engine.Selection, *UsageError) {
	s := &engine.Selection{Only: o.Only}
	var wrong *UsageError
	if s.Focus, wrong = patterns("Focus", o.Focus); wrong != nil {
		return nil, wrong
	}
	if s.Skip, wrong = patterns("Skip", o.Skip); wrong != nil {
		return nil, wrong
	}
	if o.LabelFilter == "" {
		return s, nil
	}
	var err error
	if s.Labels, err = labelfilter.Parse(o.LabelFilter); err != nil {
		return nil, usage("LabelFilter", "%q: %v", o.LabelFilter, err)
	}
	return s, nil
}

func patterns(option string, texts []string) ([]*regexp.Regexp, *UsageError) {
	out := make([]*regexp.Regexp, len(texts))
	for i, text := range texts {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, usage(option, "%q is no regular expression: %v", text, err)
		}
		out[i] = re
	}
	return out, nil
}

// selecting returns the options that select findings, as written; "" if there are none.
func (o *Options) selecting() string {
	var parts []string
	for _, one := range []struct {
		option string
		texts  []string
	}{{"Focus", o.Focus}, {"Skip", o.Skip}, {"Only", o.Only}} {
		for _, text := range one.texts {
			parts = append(parts, fmt.Sprintf("%s %q", one.option, text))
		}
	}
	if o.LabelFilter != "" {
		parts = append(parts, fmt.Sprintf("LabelFilter %q", o.LabelFilter))
	}
	return strings.Join(parts, " ")
}
