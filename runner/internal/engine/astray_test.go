package engine_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
)

// A secret goes where the first tasks send it; elsewhere it is astray, once for each origin, and
// so is that of a cleanup. Another variable is another secret.
func TestSecretsAstray(t *testing.T) {
	file := filepath.Join(folder(t, map[string]string{"k.suite.yaml": `
suite: Keys
secrets: {key: A_KEY, other: OTHER_KEY}
probes:
  one: {path: /1, headers: {X-Key: "${key}"}}
  two: {path: /2, headers: {X-Key: "${key}"}}
  issuer: {url: "http://127.0.0.1:3/token", headers: {X-Key: "${other}"}}
  open: {path: /open}
  unused: {path: /unused, headers: {X-Key: "${other}"}}
  drop: {method: DELETE, path: /1, headers: {X-Other: "${other}"}, cleanup: true}
findings:
  all: {claim: All are let in, probe: [one, two, issuer, open], expect: {status: 200}}
`}), "k.suite.yaml")
	tasks := func(target string, secrets map[string]string) []engine.Task {
		docs, err := engine.Open([]string{file}, engine.Options{Mode: pipeline.Live, Load: suite.Options{Target: target, Secrets: secrets}})
		if err != nil {
			t.Fatal(err)
		}
		return engine.Whole(docs)
	}
	const a, b = "http://127.0.0.1:1", "http://127.0.0.1:2"
	first := tasks(a, nil)
	if got := engine.SecretsAstray(first, tasks(a+"/v2", nil)); got != nil {
		t.Errorf("to the same origin: %v", got)
	}
	want := []engine.Astray{
		{Secret: suite.Secret{Name: "key", Env: "A_KEY"}, Origin: b, Probe: "one"},
		{Secret: suite.Secret{Name: "other", Env: "OTHER_KEY"}, Origin: b, Probe: "drop"},
	}
	ignore := cmpopts.IgnoreFields(suite.Secret{}, "At")
	if diff := cmp.Diff(want, engine.SecretsAstray(first, tasks(b, nil)), ignore); diff != "" {
		t.Errorf("to another origin: -want +got:\n%s", diff)
	}
	want[0].Secret.Env = "B_KEY"
	if diff := cmp.Diff(want, engine.SecretsAstray(first, tasks(b, map[string]string{"key": "B_KEY"})), ignore); diff != "" {
		t.Errorf("with a key of its own: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"A_KEY", "OTHER_KEY"}, first[0].SecretsSent()); diff != "" {
		t.Errorf("sent: -want +got:\n%s", diff)
	}
}
