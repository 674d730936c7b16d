package redact_test

import (
	"strings"
	"testing"

	"assay/runner/internal/secret/redact"
)

// What one redactor masks, no other does, also where both know shapes that begin alike.
func TestRedactorsKnowTheirOwnSecrets(t *testing.T) {
	values := map[string]string{"first": "ghp_of the first", "second": "ghp_of the second", "third": "plain third"}
	made := map[string]*redact.Redactor{}
	for name, value := range values {
		r, err := redact.New([]redact.Secret{{Name: name, Value: value}}, redact.Rules{})
		if err != nil {
			t.Fatal(err)
		}
		made[name] = r
	}
	none, err := redact.New(nil, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range values {
		if got := none.String(value); got != value {
			t.Errorf("without secrets: %q became %q", value, got)
		}
		for owner, r := range made {
			if got := r.String(value); (got == "${"+name+"}") != (owner == name) || owner != name && strings.Contains(got, "${"+name) {
				t.Errorf("%s of %s became %q", value, owner, got)
			}
		}
	}
}
