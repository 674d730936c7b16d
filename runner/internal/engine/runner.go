// Package engine runs the whole pipeline, suite → plan → observe → judge, for all entry points (the
// command, the Ginkgo suites).
//
// Goals: one way to run a document, whatever the entry point. Non-goals: showing anything (package
// report), specs (package spec).
//
// A map of the files:
//
//	runner.go   Options: what a person chooses; Hooks: what an entry point adds
//	open.go     Open: paths to documents, every error of all of them
//	check.go    Check: every error of one suite, in all its environments
//	masking.go  which of the secrets that a document compares with have a value
//	paths.go    the suites at a path
//	signed.go   what a program without AWS's signer cannot send
//	tlsfiles.go the files that TLS connections are made with
//	selection.go which findings are judged
//	shard.go    findings divided among machines
//	course.go   Course: a run under way, its budget, what it observed so far
//	turns.go    InTurns: one suite in several courses by turns
//	astray.go   secrets that would go to another origin than theirs
//	ahead.go    what a live task will send, before it begins
//	loop.go     Judge: documents one after the other
//	together.go documents at the same time, on other machines
//	shelve.go   documents that are let go of until they are run
//	meanwhile.go documents of a replay that are judged while others are opened
//	observe.go  Observe: a document to its run
//	made.go     the values of vars that a run makes
//	tokens.go   tokens of OAuth 2.0 that several documents share
//	cleanup.go  what is sent last and always, and what is kept of the budget for it
//	sender.go   where responses come from: the network, or the fixtures
//	cooldown.go Cooling: earlier responses, and until when nothing is sent
//	release.go  judges while others are observed, and lets go of what holds
//	held.go     asks of many at a time whether they are let go of
//	early.go    judges findings while others are observed
//	failfast.go sends nothing more once a finding is broken
//	unset.go    leaves out what only a probe without its secret is compared with
//	elsewhere.go experiments of a live diagnosis from other vantages
//	diagnose.go runs to diagnoses; a live one step by step
//	keep.go     what the history keeps of a run
//	memory.go   Memory: the history as entry points use it
package engine

import (
	"context"
	"iter"
	"strings"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// On reports whether the value of an environment variable means yes.
func On(value string) bool {
	switch strings.ToLower(value) {
	case "", "0", "false", "no", "off":
		return false
	}
	return true
}

// Options are what a person chooses for a run, and the hooks of the entry point.
type Options struct {
	Mode pipeline.Mode // "" is Replay
	Load suite.Options
	// Sparse holds of a large fixture only the entries that the document's probes need, or where each
	// is: see OpenWanted of package fixture. Unless it is recorded or compared with, mistakes in
	// others are not found.
	// Of the suite it keeps no requests: the plan has them.
	Sparse bool
	// Places holds of a large fixture only where each entry is, and finds the mistakes of all.
	Places bool
	// Secret reads a secret's environment variable in a live run; nil means the process environment.
	Secret func(env string) (string, bool)

	// These override the documents' limits if they are not zero.
	Budget        int     // maximum requests of the run, all documents together
	RatePerSecond float64 // requests to each host
	Concurrency   int     // requests in flight to each host
	Timeout       time.Duration
	// AllowWrites sends requests that change something although the suite has limits.writes: ask.
	AllowWrites bool

	// Release lets go of responses as soon as findings that hold judged them and nobody else needs
	// them: for a caller that shows and keeps only what does not hold. With Outline it keeps what the
	// history and a brief report tell of them.
	Release, Outline bool

	// Shelve, if not 0, lets Open let go of the documents after the first ones with that many probes
	// in all, once they are checked; each is opened again to be run. It needs Hooks.Judged, and is for
	// a live run of everything whose documents nobody asks for but that.
	Shelve int

	// FailFast sends nothing more once a finding is broken; see Stopped.
	FailFast bool

	Proxy string
	Timed bool // replay streams at their recorded pace

	Hooks
}

// Holding reports whether the response to a probe, which meets these specs, may be let go of.
type Holding func(*plan.Probe, *exchange.Observation, Specs) bool

// Specs are those that need one probe alone.
type Specs = iter.Seq[*plan.Spec]

// Hooks are the callbacks and parts that an entry point provides. Each may be nil.
type Hooks struct {
	// Opening is called by Open with the files of the suites before it reads them.
	Opening func(files []string)
	// Masks receives the redactor of every document as soon as its secrets are read. It masks what an
	// entry point shows that belongs to no document in particular.
	Masks *redact.Masks
	// MasksAs tells the documents apart that are opened several times, for several targets.
	MasksAs string
	// Progress is called as a document advances, by one goroutine at a time; it must be fast.
	Progress func(*pipeline.Document, observe.Progress)
	// Verdict is called for each verdict of [Course.Judge] as soon as it is certain, by one goroutine
	// at a time; it must be fast. Live, that is when what it needs is observed, in any order; in a
	// replay after each document. A run with FailFast may call it for findings that it leaves out.
	Verdict func(*pipeline.Run, *judge.Verdict)
	// Judged is called by [Course.Judge] with each document that was run, which lets go of its
	// observations afterwards, and then returns no runs. [Course.Open] calls it, too.
	Judged func(pipeline.Judged)
	// Holds returns what is asked, from many goroutines, about each response of a document that
	// Options.Release would let go of.
	Holds func(*pipeline.Document) Holding
	// Cooling keeps live runs from sending while a suite's cooldown lasts; if nil, only responses of
	// the run itself count.
	Cooling *Cooling
	// Answers returns a suite's answered checklist items, by id.
	Answers func(suite string) map[string]history.Answer
	// Sender sends the requests of a live run, for another protocol; nil means HTTP over the network.
	Sender observe.Sender
	// Cooled is called when a response of a live run starts a cooldown: see observe.Options.
	Cooled func(origin string, why exchange.Missing, warm time.Time)
	// Room limits what is in progress at a target while a live run sends: see observe.Options.
	Room func(target string) int
	// Remote observes what a live run sends, on other machines; nil means this process does.
	Remote Remote
}

// Remote observes probes on other machines.
type Remote interface {
	// Observe does what [observe.Observe] does over the network: it sends each probe that has no
	// observation in o.Known at most once, within the limits of the options and of the document. What
	// cannot be sent is Missing. The secrets of o are not used: each machine has its own. An
	// observation for which o.Observed returns another one is not read any more.
	Observe(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, o observe.Options) *observe.Set
	// Parallel returns how many documents to observe at the same time.
	Parallel() int
}
