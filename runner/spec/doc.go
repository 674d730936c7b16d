// Package spec is the door for Ginkgo suites: documents become containers and
// specs of an ordinary test package, beside specs that are written by hand.
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
// A package without specs of its own imports Ginkgo as _: the ginkgo command takes a
// package for a suite only where one of its _test.go files imports Ginkgo by name, and
// would drop its own flags otherwise. Run fails on a package that does not.
//
// Every flag of Ginkgo works as its users expect, and the order of a document is
// the order of its specs. A broken finding fails its spec, an inconclusive one
// skips it (and fails it when strict), a pending one is pending.
//
// # Observing once
//
// The first spec that runs needs answers; with it come the answers for every spec
// of its document that will run, so that independent probes are in flight
// together, and nothing is sent for specs that --focus, --label-filter and the
// like leave out. This happens after BeforeSuite, which may start what is asked.
// In parallel runs the process that comes first observes while the others wait,
// and hands the observations over through files in a folder that only the user
// can read; so a probe is sent at most once in a run, whatever the number of
// processes. A spec written by hand that asks for a probe nobody needed gets it
// sent on its request, once.
//
// # The cache of go test
//
// Runs that ask the network are never answered from the cache of go test; replays are,
// as long as documents, fixtures and environment are the same.
//
// # Diagnosis
//
// Each hypothesis of a document is a spec with the label "hypothesis": it passes
// whether it stands or is refuted, with an entry of the report that says why, and
// is skipped while nothing of it is known. After the run a section tells how all
// of them stand and what to try next. Nothing is sent for the sake of a
// hypothesis.
//
// # Options
//
// Flags after "--" of ginkgo run, or after "-args" of go test, win over the
// environment:
//
//	-mode    ASSAY_MODE    replay (default), live, record or drift
//	-target  ASSAY_TARGET  base URL instead of the documents'
//	-strict  ASSAY_STRICT  inconclusive findings fail
//	-var     name=value    a variable of the documents; may be repeated
//	-now                   send although a cooldown lasts
//	-allow-writes  ASSAY_ALLOW_WRITES  send the writes of documents with limits.writes: ask
//	-history FILE          a history instead of the one in the user's state folder
//	-no-history            do not keep this live run
//
// # The history
//
// Live runs are kept in the user's history, as those of the command are, and send
// nothing while a cooldown lasts that any of them began. Checklist items that were
// answered (assay answer) are specs that pass.
//
// Recording ends with the last process: process 1 writes what all of them observed
// into the fixtures; see package record for what it refuses. So it is with drift: -v
// tells what differs from the fixtures, and with -strict a breaking difference fails
// the suite.
//
// Goals: no cost of Ginkgo's that a spec does not need (no container, no
// BeforeEach for each). Non-goals: judging (package judge), what every entry point for
// tests does alike (package session), running without Ginkgo (package contract).
//
// A map of the files:
//
//	suites.go      Suites, Documents and Run
//	byname.go      packages that the ginkgo command would not take for suites
//	tree.go        a plan's tree as Ginkgo's
//	places.go      code locations that keep the document's order
//	selected.go    the specs that Ginkgo will run
//	verdict.go     a verdict as Ginkgo's pass, skip or failure, and Observation
//	hypotheses.go  hypotheses as specs, and the diagnosis after a run
//	handover.go    what processes hand to one another
//	record.go      what was observed, written into the fixtures or compared with them
//	told.go        what could not be told, in one line after a run
//	crash.go       mistakes of our own, masked before Ginkgo prints them
package spec
