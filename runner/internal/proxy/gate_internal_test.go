package proxy

import (
	"testing"

	"assay/runner/internal/secret/redact"
)

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
