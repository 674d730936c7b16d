// Package spec is the entry point for Ginkgo suites: documents become containers and specs of an
// ordinary test package, next to hand-written specs.
//
//	package shop_test
//
//	import (
//		"testing"
//
//		. "github.com/onsi/ginkgo/v2"
//		. "github.com/onsi/gomega"
//
//		"assay/runner/match"
//		"assay/runner/spec"
//	)
//
//	var suites = spec.Documents("*.suite.yaml")
//
//	func TestContracts(t *testing.T) { spec.Run(t, suites) }
//
//	var _ = Describe("what no document says", func() {
//		It("reads a probe's observation", func() {
//			Expect(suites.Observation("bearer")).To(match.HaveStatus(404))
//		})
//	})
//
// A package without specs of its own imports Ginkgo as _: the ginkgo command recognizes a suite
// only if one of its _test.go files imports Ginkgo by name, and ignores its own flags otherwise.
// Run fails on a package without the import.
//
// Every flag of Ginkgo works as its users expect, and the order of a document is
// the order of its specs. A broken finding fails its spec, an inconclusive one
// skips it (and fails it when strict), a pending one is pending.
//
// # Observing once
//
// The first spec that runs makes the observations for every spec of its document that will run, so
// that independent probes are in flight together, and nothing is sent for specs that --focus,
// --label-filter and the like exclude. This happens after BeforeSuite, which may start the server.
// In parallel runs the first process observes while the others wait, and passes the observations on
// in files in a folder that only the user can read; so a probe is sent at most once in a run,
// whatever the number of processes. A hand-written spec that needs a probe without any other use
// sends it on request, once.
//
// # The cache of go test
//
// go test never answers runs on the network from its cache; it does so for replays while documents,
// fixtures and environment are unchanged.
//
// # Diagnosis
//
// Each hypothesis of a document is a spec with the label "hypothesis": it passes,
// refuted or not, with the reason as an entry of the report, and is skipped without
// evidence. After the run a section shows the state of all of them and what to try next. Nothing is
// sent for the sake of a hypothesis.
//
// # Options
//
// Flags after "--" of ginkgo run, or after "-args" of go test, take precedence over the
// environment:
//
//	-mode    ASSAY_MODE    replay (default), live, record or drift
//	-target  ASSAY_TARGET  base URL instead of the documents'
//	-strict  ASSAY_STRICT  inconclusive findings fail
//	-var     name=value    a variable of the documents; may be repeated
//	-now                   send even while a cooldown lasts
//	-allow-writes  ASSAY_ALLOW_WRITES  send the writes of documents with limits.writes: ask
//	-history FILE          a history instead of the one in the user's state folder
//	-no-history            do not keep this live run
//
// # The history
//
// Live runs are kept in the user's history, as those of the command are, and send nothing during a
// cooldown that any of them began. Answered checklist items (assay answer) are specs that pass. A
// package that uses -history imports assay/runner/history, one whose documents use CEL
// assay/runner/cel, XPath assay/runner/xpath, one that signs requests for AWS
// assay/runner/sigv4, one that is to read bodies in br or zstd assay/runner/codings, all as _.
//
// Recording ends with the last process: process 1 writes the observations of all processes into the
// fixtures, unless package record refuses them. Drift works alike: -v shows the differences from
// the fixtures, and with -strict a breaking difference fails the suite.
//
// # Memory
//
// While the specs run, garbage is collected less often than usual: up to 256 MiB are taken for
// speed. GOGC, GOMEMLIMIT and what the program has set itself take precedence.
//
// Goals: no avoidable cost of Ginkgo's (no container, no BeforeEach for each spec). Non-goals:
// judging (package judge), the common part of the entry points for tests (package session), running
// without Ginkgo (package contract).
//
// A map of the files:
//
//	suites.go      Suites, Documents and Run
//	byname.go      packages that the ginkgo command would not recognize as suites
//	tree.go        a plan's tree as Ginkgo's
//	places.go      code locations that keep the document's order
//	selected.go    the specs that Ginkgo will run
//	verdict.go     a verdict as Ginkgo's pass, skip or failure, and Observation
//	hypotheses.go  hypotheses as specs, and the diagnosis after a run
//	handover.go    observations passed between processes
//	record.go      observations written into the fixtures or compared with them
//	told.go        inconclusive findings, in one line after a run
//	crash.go       panics of our own, masked before Ginkgo prints them
package spec
