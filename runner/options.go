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

// Mode says where answers come from.
type Mode string

// The modes.
const (
	Replay Mode = "replay" // the fixtures of the suites; the default
	Live   Mode = "live"   // the network
)

// Options are what a person chooses beside the suites. The limits, from Budget on, matter
// to [Live] only, and stand in the place of those of the suites where they are not zero.
type Options struct {
	// Suites are files, or folders with every *.suite.yaml below them; at least one.
	Suites []string
	Mode   Mode // "": Replay
	// Target is the base URL to ask instead of the suites'; "": theirs.
	Target string
	// Environment names the place to run against, of the suites' `environments:`; "": what
	// ASSAY_ENV says, else the first.
	Environment string
	// Vars are vars of the suites by name. One that no suite declares is a mistake.
	Vars map[string]string
	// Env reads an environment variable in which a suite declares a secret or a var;
	// nil: os.LookupEnv.
	Env func(name string) (value string, ok bool)

	// Focus and Skip are regular expressions (RE2) over the names of suite and
	// table and the claim, joined by spaces, as the command's --focus and --skip: any of
	// Focus, none of Skip. Empty: every finding.
	Focus, Skip []string
	// LabelFilter is one of Ginkgo's ("auth && !slow"); "": every finding.
	LabelFilter string
	// Only names probes (an id, id[row] or a glob): findings that need others are left out.
	Only []string

	// Strict makes [Result.ExitStatus] 3 where nothing is broken but something is
	// inconclusive, or nothing was judged.
	Strict bool
	// FailFast judges and sends nothing more once a finding is broken.
	FailFast bool
	// AllowWrites sends what changes something although its suite has limits.writes: ask.
	AllowWrites bool

	Budget        int           // most requests of the run, all suites together
	RatePerSecond float64       // requests sent to each host
	Concurrency   int           // requests in flight to each host
	Timeout       time.Duration // of one request that names none
	// Proxy is the URL of a proxy: http, https or socks5. "": what the environment says.
	Proxy string
}

// check finds what needs no suite to be wrong.
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

// engine are the options as the engine takes them.
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

// selecting is what selects findings, as it was written; "" where nothing does.
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
