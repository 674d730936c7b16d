package lsp_test

import (
	"fmt"
	"strings"
	"testing"
)

// many is a suite of n findings, each about a probe of its own, and its fixture.
func many(n int) (suite, fixture string) {
	var s, f strings.Builder
	s.WriteString("suite: many\ntarget: http://127.0.0.1:1\nfixtures: many.fixture\n\nprobes:\n")
	for i := range n {
		fmt.Fprintf(&s, "  p%d:\n    path: /x\n    headers: {X-Check: c%d}\n", i, i)
		fmt.Fprintf(&f, "### p%d\n> GET http://127.0.0.1:1/x\nX-Check: c%d\n\n### p%d response\n< HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"name\":\"bench\",\"n\":%d}\n\n", i, i, i, i)
	}
	s.WriteString("\nfindings:\n")
	for i := range n {
		fmt.Fprintf(&s, "  f%d:\n    claim: check %d holds\n    probe: p%d\n    expect: {status: 200, json: {$.name: bench, $.n: %d}}\n", i, i, i, i)
	}
	return s.String(), f.String()
}

const manyFile = "many.suite.yaml"

func openMany(t testing.TB, n int) *session {
	suite, fixture := many(n)
	s := start(t, manyFile, suite, "many.fixture", fixture)
	s.open(manyFile)
	s.wants(manyFile, "")
	return s
}

// In a large document, the errors in what was changed are shown at once, and are those that the
// check of the whole shows after them.
func TestDiagnosticsOfALargeDocument(t *testing.T) {
	s := openMany(t, 700)
	twice := func(old, now, want string) {
		t.Helper()
		s.edit(manyFile, old, now)
		s.wants(manyFile, want) // of the slice
		s.wants(manyFile, want) // of the whole
	}
	twice("probe: p650\n", "probe: p65x\n", "4710:12 1 `p65x` probe: unknown probe \"p65x\"; did you mean \"p65\"?\n")
	twice("  f5:\n", "  f5:\n    colour: red\n", "2129:5 1 `colour` unknown key \"colour\" in a finding; known here: claim, probe, expect, control, unless, labels, source, breaks, only, pending\n"+
		"4711:12 1 `p65x` probe: unknown probe \"p65x\"; did you mean \"p65\"?\n")
	twice("    colour: red\n", "", "4710:12 1 `p65x` probe: unknown probe \"p65x\"; did you mean \"p65\"?\n")
	twice("probe: p65x\n", "probe: p650\n", "")
	twice("X-Check: c300}\n", "X-Check: \"${nope}\"}\n", "908:25 1 `${nope}` unknown name ${nope}; did you mean \"${now}\"?\n")
	s.edit(manyFile, "${nope}", "c300")
	s.wants(manyFile, "")
	s.wants(manyFile, "")
	s.edit(manyFile, "suite: many\n", "suit: many\n")
	s.wants(manyFile, "1:1 1 `suit` unknown key \"suit\" in a suite; did you mean \"suite\"?\n")
}

// BenchmarkKeystroke is the time from a keystroke in a document of 10,000 findings until the error
// that it makes, or mends, is shown: at most 150 ms.
func BenchmarkKeystroke(b *testing.B) {
	s := openMany(b, 10_000)
	old, now := "probe: p7000\n", "probe: q7000\n"
	for b.Loop() {
		s.edit(manyFile, old, now)
		s.published(manyFile)
		old, now = now, old
	}
}
