// Package cli is the command assay; cmd/assay is a main that calls Main.
//
// Its verbs are thin: they turn flags and environment into options of the engine, and its results
// into reports and an exit status. The status is part of the interface: 0 every finding holds (or
// is inconclusive without --strict), 1 a finding is broken, 2 the documents or the command line
// are wrong, 3 with --strict when nothing is broken but something inconclusive, 4 assay itself
// failed, 130 interrupted.
//
// Goals: nothing but flags, streams and exit statuses here. Non-goals: knowing what a suite means.
//
// A map of the files:
//
//	main.go       the process: signals, exit status
//	cores.go      how many cores agents and servers take
//	slack_linux.go, slack_other.go how late the timers of agents may be
//	root.go       the root command, errors of the command line
//	unknown.go    commands and flags that there are not, and what was meant
//	crash.go      panics in assay itself
//	typed.go      passwords on the command line, kept out of messages
//	init.go       assay init
//	initpack.go   the packs of suites that init can copy
//	inittests.go  the Go test package of a new suite, and what its module needs
//	initci.go     a job for a CI server
//	initagents.go the instructions for agents
//	import.go     assay import: its commands, and what they read
//	importwrite.go the files that it writes, and what to do next
//	fmt.go        assay fmt
//	fmtnames.go   fixtures that fmt gives the ending that recordings have now
//	found.go      files in the folder that can be imported
//	report.go     assay report
//	sidebyside.go several results in one report: --compare, --matrix
//	last.go       the last live run, kept
//	completion.go what shells complete with
//	topics.go     help about what all commands share
//	run.go        assay run
//	compare.go    assay compare: several targets, live
//	comparetargets.go its targets, and whose secrets go where
//	fleet.go      assay fleet, assay fleet up, where a fleet is
//	fleetstatus.go assay fleet status
//	agent.go      assay agent
//	fleetrun.go   a run that agents send
//	watchfleet.go a watch whose requests agents send, and its history
//	handover_unix.go, handover_other.go another command with the same arguments
//	fixtures.go   what a run does with the fixtures: record, compare, accept
//	lsp.go        assay lsp
//	lint.go       assay lint
//	diagnose.go   assay diagnose
//	mutate.go     assay mutate
//	serve.go      assay serve
//	proxy.go      assay proxy
//	accesslog.go  the requests that both had
//	man.go        assay man
//	schema.go     assay schema
//	schemawrite.go assay schema --write
//	version.go    assay version: which Assay this is
//	history.go    assay history
//	answer.go     assay answer
//	watch.go      assay watch
//	keep.go       --keep: a watch forgets old runs
//	statuspage.go --page: how suites are doing, to publish
//	nightly.go    a run for a job that runs every night
//	github.go     state and issues through GitHub\'s command gh
//	notify.go     --on-change, --notify
//	view.go       assay view
//	mcp.go        suites for an agent, by the Model Context Protocol
//	flags.go      the flags that run and lint share, as options
//	remember.go   the history of runs, as commands use it
//	selection.go  --focus, --skip, --label-filter
//	failed.go       what the last run left broken or inconclusive
//	shard.go        a part of the findings, for one of several machines
//	job.go        the job of a CI server, for reports
//	lines.go      --json-lines: a run as it goes on
//	output.go     which reports are written where
//	problems.go   errors of documents, as text or JSON
//	progress.go   the status line of a long live run
package cli
