// Package scripts tests the shell scripts of the workflows, which are in this folder.
//
// A workflow file sets the schedule and the secrets; what it runs is a command or a script here,
// which runs on any machine.
//
// A map of the files:
//
//	packages          installs the packages for the tests (Debian)
//	action-install    the command of a release, or of the source, for action.yml
//	action-run        one run, its summary and the paths of its reports, for action.yml
//	servers           LLM servers on loopback, for recording fixtures/llm
//	limiters          rate limiters on loopback: checks of the resets that they name
//	peers             Hurl beside assay import hurl, construct by construct: make peers
//	editors           what editors make of suites and recordings: make editors
//	formats           readers of report formats: make formats
//	clients           clients of LLM providers against odd answers: docs/clients.md
//	module            renames the Go module: make module
//	release           archives of the command for every platform: make release
//
// Goals: the same by hand as in CI; red only for a broken contract. Non-goals: other CI services;
// the meaning of a suite.
package scripts
