package proxy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/secret/redact"
)

// A line of a suite belongs to the exchange that its probe or its finding is of.
func TestLinesOfASuite(t *testing.T) {
	const document = `suite: S
probes:
  p:
    path: /p
  q: {path: /q}

findings:
  of-q: {probe: q}
  of-p:
    probe: p
volatile: [$.id]
`
	d := &importer.Draft{
		Recorded: map[string]*fixture.Entry{"p": {Probe: "p"}, "q": {Probe: "q"}},
		Findings: []*importer.Finding{{ID: "of-q", Probe: "q"}, {ID: "of-p", Probe: "p"}},
	}
	got := map[int]string{}
	for line, e := range blocks(d, []byte(document)) {
		got[line] = e.Probe
	}
	if diff := cmp.Diff(map[int]string{3: "p", 4: "p", 5: "q", 6: "q", 8: "q", 9: "p", 10: "p"}, got); diff != "" {
		t.Error(diff)
	}
}

// A secret that is a key of the format is not shown by that key; one that only has a key in it is.
func TestKeysAreNoSecrets(t *testing.T) {
	const document = "suite: S\nprobes:\n  p: {path: /a, headers: {X: \"q7,method:w9\"}}\n"
	for secret, leaks := range map[string]int{"path": 0, "headers": 0, "q7,method:w9": 1, "unheard-of": 0} {
		redactor, err := redact.New([]redact.Secret{{Name: "key", Value: secret}}, redact.Rules{})
		if err != nil {
			t.Fatal(err)
		}
		s := &snapshot{}
		if got := redactor.Scan(s.foreign([]byte(document), redactor)); len(got) != leaks {
			t.Errorf("%q: %d leaks, want %d", secret, len(got), leaks)
		}
	}
}
