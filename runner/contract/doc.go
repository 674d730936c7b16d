// Package contract is the entry point for plain package testing: each finding of the
// documents is a subtest of an ordinary test, beside tests that are written by hand.
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
// A subtest is called by its suite and its finding, and by the row where a finding has
// several: TestContracts/Shop_API/bearer, TestContracts/Shop_API/methods/basic. Checklist
// items stand below "checklist", hypotheses below "diagnosis". A broken finding fails its
// subtest, an inconclusive one skips it (and fails it when strict), a pending one is
// skipped. -v shows the claim of each one that holds.
//
// # The flags of go test
//
// What -run and -skip leave out is not sent. -failfast sends nothing more once a finding
// is broken. -count=2 asks anew. -parallel bounds nothing here: independent probes are in
// flight together, as limits.concurrency of a document allows. -short changes nothing: a
// test that is to be quick skips before it calls Run.
//
// Package testing knows no labels. -label-filter (below) selects by those of the findings,
// in the language of Ginkgo's --label-filter; hypotheses have the label "hypothesis". What
// it leaves out is not sent either, and has no subtest.
//
// # Observing once
//
// The first subtest of a document that runs has the observations made for all of its
// subtests that will run; a probe is sent at most once. A test that is written by hand and
// asks for a probe that nobody needed gets it sent on its request, once; it may run before
// Run or without it.
//
// An interrupt ends a run that asks the network: what is not answered by then is
// inconclusive, what came is kept in the history, and the test fails. A second one ends
// the process.
//
// # Options
//
// Flags after "-args" of go test win over the environment:
//
//	-mode    ASSAY_MODE    replay (default), live, record or drift
//	-target  ASSAY_TARGET  base URL instead of the documents'
//	-strict  ASSAY_STRICT  inconclusive findings fail
//	-var     name=value    a variable of the documents; may be repeated
//	-label-filter FILTER   the findings with these labels, as in ginkgo run: 'auth && !paid'
//	-now                   send although a cooldown lasts
//	-allow-writes  ASSAY_ALLOW_WRITES  send the writes of documents with limits.writes: ask
//	-history FILE          a history instead of the one in the user's state folder
//	-no-history            do not keep this live run
//
// Runs that ask the network are never answered from the cache of go test; replays are,
// as long as documents, fixtures and environment are the same. What is recorded is written
// when Run ends, whatever asked for it; -v tells what differs from the fixtures in drift.
//
// Goals: no framework beside package testing; what is selected decides what is sent.
// Non-goals: what every entry point for tests does alike (package session), Ginkgo
// (package spec).
//
// A map of the files:
//
//	suites.go   Suites, Documents, Run and Observation
//	tree.go     a document as subtests
//	verdict.go  a verdict as pass, skip or failure
//	match.go    the subtests that -run and -skip select, by the rules of package testing
//	ends.go     what is recorded, compared and told when Run ends
package contract
