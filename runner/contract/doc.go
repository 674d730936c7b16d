// Package contract is the entry point for plain package testing: each finding of the documents is a
// subtest of an ordinary test, next to hand-written tests.
//
//	package shop_test
//
//	import (
//		"testing"
//
//		"assay/runner/contract"
//	)
//
//	var suites = contract.Documents("*.suite.yaml")
//
//	func TestContracts(t *testing.T) { contract.Run(t, suites) }
//
//	func TestWhatNoDocumentSays(t *testing.T) {
//		if o := suites.Observation(t, "bearer"); o.Status != 404 {
//			t.Errorf("a bearer token is answered %d, want 404", o.Status)
//		}
//	}
//
// A subtest is named after its suite and its finding, and the row of a finding with several:
// TestContracts/Shop_API/bearer, TestContracts/Shop_API/methods/basic. Checklist items are below
// "checklist", hypotheses below "diagnosis". A broken finding fails its subtest, an inconclusive
// one skips it (and fails it when strict), a pending one is skipped. -v shows the claim of each one
// that holds.
//
// # The flags of go test
//
// Probes of tests that -run and -skip exclude are not sent. -failfast sends nothing more once a
// finding is broken. -count=2 sends again. -parallel bounds nothing here: independent probes are in
// flight together, as limits.concurrency of a document allows. -short changes nothing: a test that
// is to be quick skips before it calls Run.
//
// Package testing knows no labels. -label-filter (below) selects by those of the findings, in the
// language of Ginkgo's --label-filter; hypotheses have the label "hypothesis". Excluded findings
// send nothing either, and have no subtest.
//
// # Observing once
//
// The first subtest of a document that runs has the observations made for all of its subtests that
// will run; a probe is sent at most once. A hand-written test that needs a probe without any other
// use sends it on request, once; it may run before Run or without it.
//
// An interrupt ends a run on the network: unanswered probes are inconclusive, the history keeps the
// answers so far, and the test fails. A second interrupt ends the process.
//
// # Options
//
// Flags after "-args" of go test take precedence over the environment:
//
//	-mode    ASSAY_MODE    replay (default), live, record or drift
//	-target  ASSAY_TARGET  base URL instead of the documents'
//	-strict  ASSAY_STRICT  inconclusive findings fail
//	-var     name=value    a variable of the documents; may be repeated
//	-label-filter FILTER   the findings with these labels, as in ginkgo run: 'auth && !paid'
//	-now                   send even while a cooldown lasts
//	-allow-writes  ASSAY_ALLOW_WRITES  send the writes of documents with limits.writes: ask
//	-history FILE          a history instead of the one in the user's state folder
//	-no-history            do not keep this live run
//
// A package that uses -history imports assay/runner/history, one whose documents use CEL
// assay/runner/cel, XPath assay/runner/xpath, one that signs requests for AWS
// assay/runner/sigv4, one that is to read bodies in br or zstd assay/runner/codings, all as _.
//
// go test never answers runs on the network from its cache; it does so for replays while documents,
// fixtures and environment are unchanged. Recordings are written when Run ends, including those for
// hand-written tests; with drift, -v shows the differences from the fixtures.
//
// Goals: no framework besides package testing; the selected tests decide which probes are sent.
// Non-goals: the common part of the entry points for tests (package session), Ginkgo (package
// spec).
//
// A map of the files:
//
//	suites.go   Suites, Documents, Run and Observation
//	tree.go     a document as subtests
//	verdict.go  a verdict as pass, skip or failure
//	match.go    the subtests that -run and -skip select, by the rules of package testing
//	ends.go     recording, comparison and summary when Run ends
package contract
