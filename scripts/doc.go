// Package scripts is the shell parts of the workflows, and their tests.
//
// A workflow file says when and with which secrets; everything that it does is a
// script here, which runs on any machine: `make nightly` is the nightly run.
//
// A map of the files:
//
//	packages          installs what the tests use (Debian)
//	nightly           one live run with all its reports, kept in a folder
//	changed-verdicts  which verdicts changed since they were last decided
//	tell-issue        opens one issue of GitHub, or adds to it
//	restore-state     the folder that the last nightly run kept
//	action-install    the command of a release, or of the source, for action.yml
//	action-run        one run, its summary and where its reports are, for action.yml
//	servers           LLM servers on loopback, asked anew for fixtures/llm
//	limiters          rate limiters on loopback: whether the resets that they tell are true
//	module            renames the Go module: make module
//	release           archives of the command for every platform: make release
//
// Goals: the same by hand as in CI; red only where a contract is broken. Non-goals:
// another CI service; knowing what a suite means.
package scripts
